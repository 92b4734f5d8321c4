"""Names of places as people write them: folding, matching, and what an unknown name was meant to be."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

GEOGRAPHIES = {"63": "the 63 provinces before 1 July 2025", "34": "the 34 units in force since 1 July 2025"}
"""The two sets of places, and how they are called in messages."""

# What may stand around a name, once it is folded to plain small letters.
_AROUND = re.compile(r"^(?:(?:tinh|thanh pho|tp|t p|thu do) (?=\S))+|(?<=\S) (?:province|city)$")
_STROKED_D = str.maketrans({"đ": "d", "ð": "d", "ɖ": "d"})


class UnknownPlace(LookupError):
    """A name or code that is none of the places of its set.

    Parameters
    ----------
    name : str
        The name or code as it was given.
    geography : str
        ``"63"`` or ``"34"``.
    suggestions : tuple of str
        Names that were probably meant, nearest first; empty when nothing can be said.
    joined : bool
        The name is that of a province which has become part of the unit suggested.
    """

    def __init__(
        self, name: str, geography: str, suggestions: tuple[str, ...] = (), *, joined: bool = False
    ) -> None:
        super().__init__(name, geography, suggestions)
        self.name = name
        self.geography = geography
        self.suggestions = suggestions
        self.joined = joined

    def __str__(self) -> str:
        """Return the name, the set of places and what was probably meant."""
        found = f'"{self.name}" is not one of {GEOGRAPHIES[self.geography]}'
        if self.joined:
            return f"{found}; since then it is part of {self.suggestions[0]}"
        if self.suggestions:
            return f"{found}; did you mean {' or '.join(self.suggestions)}?"
        return found


class AmbiguousName(ValueError):
    """A spelling that stands for two places, ``first`` and ``second``, once diacritics are dropped."""

    def __init__(self, key: str, first: str, second: str) -> None:
        super().__init__(key, first, second)
        self.key, self.first, self.second = key, first, second


def folded(name: str) -> str:
    """Return a name in plain small letters and digits, without diacritics, spaces, hyphens, prefix or suffix.

    Examples
    --------
    >>> folded("TP. Hồ Chí Minh"), folded("Khánh Hoà"), folded("Bà Rịa – Vũng Tàu")
    ('hochiminh', 'khanhhoa', 'bariavungtau')
    """
    # Compatibility forms and invisible marks come with names copied from PDF files and web pages.
    letters = unicodedata.normalize("NFKD", name).casefold().translate(_STROKED_D)
    plain = "".join(mark for mark in letters if unicodedata.category(mark) not in ("Mn", "Cf"))
    words = " ".join(re.split(r"[^a-z0-9]+", plain)).strip()
    return _AROUND.sub("", words).replace(" ", "")


def index(spellings: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return the code for each folded spelling.

    Parameters
    ----------
    spellings : mapping of str to iterable of str
        The spellings of each place by its code.

    Raises
    ------
    AmbiguousName
        Two places have the same folded spelling.
    """
    found: dict[str, str] = {}
    for code, names in spellings.items():
        for key in sorted({folded(name) for name in names} - {""}):
            if found.setdefault(key, code) != code:
                raise AmbiguousName(key, found[key], code)
    return found


def nearest(name: str, known: Mapping[str, str]) -> list[str]:
    """Return the codes of the places that a name resembles most, nearest first, at most three.

    A name without letters and digits resembles none.

    Parameters
    ----------
    name : str
        Any text.
    known : mapping of str to str
        The code for each folded spelling, see :func:`index`.
    """
    if not (key := folded(name)):
        return []
    near = get_close_matches(key, known, n=5, cutoff=0.7) or get_close_matches(key, known, n=1, cutoff=0)
    return list(dict.fromkeys(known[found] for found in near))[:3]
