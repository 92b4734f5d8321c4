"""A name that does not exist, with what was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches

# More names than this are not listed in a message; the nearest is suggested instead.
_FEW = 12


class UnknownName(LookupError):
    """A data set, geography, indicator or year that does not exist.

    Parameters
    ----------
    kind : str
        What was asked for, such as ``"indicator"``.
    given : object
        The name as it was given.
    known : iterable
        What there is; the nearest is suggested, or all are named when there are few.
    """

    def __init__(self, kind: str, given: object, known: Iterable[object]) -> None:
        self.kind, self.given, self.known = kind, given, tuple(str(name) for name in known)
        few = len(self.known) <= _FEW
        # Years and codes are nearest by number, not by spelling: all of them are listed.
        near = (
            () if str(given).isdigit() else get_close_matches(str(given), self.known, 1, 0.5 if few else 0.0)
        )
        hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(self.known) or 'none'}"
        super().__init__(f"there is no {kind} {given}; {hint}")


def require(kind: str, given: object, known: Iterable[object]) -> None:
    """Raise :class:`UnknownName` unless the name is known."""
    names = list(known)
    if given not in names:
        raise UnknownName(kind, given, names)
