"""The error of a question that cannot be put to the figures, whatever the model."""

from analysis.stats.errors import ModelError


class Refusal(ModelError):
    """A model that is refused because of what its columns are, not because of their values.

    Parameters
    ----------
    reason : str
        Identifier among :data:`analysis.stats.evidence.grade.REFUSALS`: the grade is X for this reason.
    thing, place, remedy : str
        As for :class:`analysis.stats.errors.ModelError`.
    """

    def __init__(self, reason: str, thing: str, place: str, remedy: str) -> None:
        self.reason = reason
        super().__init__(thing, place, remedy)
