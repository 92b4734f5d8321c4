"""How the words for one kind of remark are kept: from the fullest text to the plainest, and a remedy."""

from dataclasses import dataclass

from analysis.report.messages import Msgid


@dataclass(frozen=True)
class Wording:
    """The words for a kind of remark.

    Attributes
    ----------
    what : tuple of Msgid
        What was found, fullest first: the first text is said whose placeholders are all known. The last one
        has none but what every remark has.
    remedy : tuple of Msgid
        What is asked of the sender, in the same way.
    """

    what: tuple[Msgid, ...]
    remedy: tuple[Msgid, ...]


def worded(*what: Msgid, remedy: Msgid | tuple[Msgid, ...]) -> Wording:
    """Return the words of a kind."""
    return Wording(what, remedy if isinstance(remedy, tuple) else (remedy,))
