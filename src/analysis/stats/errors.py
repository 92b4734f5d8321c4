"""The one error of this room: what is wrong, where, and what to do about it."""

from collections.abc import Hashable, Iterable
from difflib import get_close_matches


class ModelError(ValueError):
    """A model, or a description, that the data cannot carry.

    Parameters
    ----------
    thing : str
        What is wrong, as a clause that can open a sentence.
    place : str
        Where: the column, the rows, the function.
    remedy : str
        What the caller can do about it, as a sentence.

    Notes
    -----
    In a notebook the error prints as its one sentence, without the frames of the library below it.
    """

    def __init__(self, thing: str, place: str, remedy: str) -> None:
        self.thing, self.place, self.remedy = thing, place, remedy
        super().__init__(f"{thing} [{place}]. {remedy}")

    def _render_traceback_(self) -> list[str]:
        """Return what IPython prints in place of a traceback."""
        return [f"ModelError: {self}"]


def nearest(name: Hashable, known: Iterable[Hashable]) -> str:
    """Return a remedy that names the known spelling nearest to ``name``."""
    spellings = [str(each) for each in known]
    close = get_close_matches(str(name), spellings, n=1, cutoff=0.5)
    return f"Did you mean '{close[0]}'?" if close else f"There are {listing(spellings)}."


def listing(items: Iterable[object], most: int = 6) -> str:
    """Return ``items`` as one line, shortened to the first ``most`` with the number of the others."""
    shown = [str(item) for item in items]
    rest = len(shown) - most
    return ", ".join(shown[:most]) + (f" and {rest} more" if rest > 0 else "")
