"""What a heading speaks of, and which variables that can be: by the declared list, never by likeness.

A heading is split into the things it speaks of (``words`` of ``headings.yaml``), longest phrases first. It is
understood when no word is left over and exactly the things of one variable were named, in any order.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from analysis.data.deliveries.variables import Variable, variables
from analysis.data.deliveries.written.wording import (
    declared,
    folded,
    plain,
    same_word,
    spoken,
    spoken_with_commas,
)

SHARE, JOINED, PER, ESTIMATED = "share", "and", "/", "estimated"
_PARTING = {"/": PER, ",": JOINED}
"""Marks between words that name two things, where these are not the same."""

_NUMBERED = re.compile(r"^\s*\(?(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4}|[a-zđ])[.)]+\s+")

UNFIT = frozenset({ESTIMATED, "planned", "compared", "rank", "partial", "processed", "in_person", PER})
"""Things of no variable: a title that speaks of them explains no heading."""


@dataclass(frozen=True)
class Said:
    """What a heading or title says.

    Attributes
    ----------
    things : frozenset of str
        What it speaks of: keys of ``words``.
    unknown : tuple of str
        Words that are not declared.
    counted : bool
        Whether it says that a number is meant, not its share.
    text : str
        The text in plain words.
    """

    things: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()
    counted: bool = False
    text: str = field(default="", compare=False)

    def __or__(self, other: "Said") -> "Said":
        """Return what two levels of a heading say together."""
        return Said(
            self.things | other.things,
            self.unknown + other.unknown,
            self.counted or other.counted,
            f"{self.text} {other.text}".strip(),
        )


def said(text: str) -> Said:
    """Return what a text says; days, years and units must have been taken out of it."""
    words = spoken_with_commas(text)
    found: list[frozenset[str]] = []
    unknown = []
    at = 0
    while at < len(words):
        length, things = _longest(words[at:])
        parting = _PARTING.get(words[at])
        if things or parting:
            found.append(things or frozenset({str(parting)}))
        elif not length:
            unknown.append(words[at])
        at += max(length, 1)
    counted = any(folded(text).startswith(f"{one} ") for one in _counts())
    return Said(_named(found), tuple(unknown), counted, folded(text))


def unnumbered(text: str) -> str:
    """Return a level of a heading without the number or letter before it (``1.2.``, ``a)``, ``(3)``)."""
    return _NUMBERED.sub("", text)


def meant(what: Said, contexts: Sequence[Said] = ()) -> tuple[str, ...]:
    """Return the variables that a heading can mean: one when it is understood, several when ambiguous.

    Parameters
    ----------
    what : Said
        All levels of the heading together.
    contexts : sequence of Said
        What the sheet's name and its titles say. They complete a heading that is too short for itself
        (``Số tổ`` below a title that speaks of community digital technology teams); words of theirs that are
        not declared do not matter.

    Returns
    -------
    tuple of str
        In the order of ``variables.yaml``; empty when it cannot be understood.
    """
    labelled = tuple(name for name, labels in _labels().items() if what.text in labels)
    if len(labelled) == 1:
        return labelled
    if what.unknown:
        return ()
    own = _variables_of(what.things)
    if len(own) == 1:
        return own
    completed: set[str] = set()
    for context in contexts:
        if not context.things & UNFIT:
            completed |= set(_completed(what.things, context.things))
    if own:
        completed &= set(own)
        return own if len(completed) != 1 else tuple(completed)
    return tuple(name for name in variables() if name in completed)


def is_estimate(what: Said, contexts: Sequence[Said]) -> bool:
    """Return whether a title says that figures of what a heading speaks of are planned, not counted."""
    return any(ESTIMATED in one.things and one.things & what.things for one in contexts)


def suggested(what: Said) -> tuple[str, ...]:
    """Return the variables that share most things with a heading, at most three, for the sender to choose."""
    scores = {
        name: max(len(what.things & (needed | free)) / len(what.things | needed) for needed, free in patterns)
        for name, patterns in _meanings().items()
        if what.things
    }
    ranked = sorted((name for name, score in scores.items() if score > 0), key=lambda name: -scores[name])
    return tuple(ranked[:3])


def share_of(what: Said) -> Said:
    """Return what a heading says when its figures are percentages."""
    return Said(what.things | {SHARE}, what.unknown, what.counted)


def must_state_unit(variable: Variable) -> bool:
    """Return whether figures mean nothing without a unit: amounts of money, written in several units."""
    return len(variable.units) > 1 and not variable.whole


def _completed(things: frozenset[str], context: frozenset[str]) -> tuple[str, ...]:
    """Return what a heading means beside a title: with all it speaks of, else with one thing of it."""
    whole = () if JOINED in context else _variables_of(things | context)
    if whole or not things:
        return whole
    return tuple(name for one in sorted(context - {SHARE}) for name in _variables_of(things | {one}))


def _variables_of(things: frozenset[str]) -> tuple[str, ...]:
    return tuple(
        name
        for name, patterns in _meanings().items()
        if any(needed <= things <= needed | free for needed, free in patterns)
    )


def _named(found: Sequence[frozenset[str]]) -> frozenset[str]:
    """Return the things named; a mark between two names of one thing (``xã, phường``) says nothing."""
    partings = set(_PARTING.values())
    things: set[str] = set().union(*(one for one in found if not one & partings))
    for at, one in enumerate(found):
        around = [found[near] for near in (at - 1, at + 1) if 0 <= near < len(found)]
        alike = len(around) < 2 or around[0] & around[1]
        # A share is one figure divided by another: there the stroke stands for "of".
        if one & partings and not alike and not (PER in one and SHARE in things):
            things |= one
    return frozenset(things)


def _longest(words: Sequence[str]) -> tuple[int, frozenset[str]]:
    """Return how many words the longest declared phrase at the head of some words has, and its things."""
    for phrase, things in _phrases().get(plain(words[0]), ()):
        if len(phrase) <= len(words) and all(map(same_word, words, phrase)):
            return len(phrase), things
    return 0, frozenset()


@cache
def _phrases() -> dict[str, tuple[tuple[tuple[str, ...], frozenset[str]], ...]]:
    """Return the declared phrases and their things by their first word without diacritics, longest first."""
    found: dict[str, list[tuple[tuple[str, ...], frozenset[str]]]] = {}
    for phrase, things in _declared_phrases():
        found.setdefault(plain(phrase[0]), []).append((phrase, things))
    return {first: tuple(sorted(some, key=lambda one: -len(one[0]))) for first, some in found.items()}


def _declared_phrases() -> Iterator[tuple[tuple[str, ...], frozenset[str]]]:
    for things, phrases in declared("words").items():
        yield from ((spoken(phrase), frozenset(things.split())) for phrase in phrases)
    yield from ((spoken(phrase), frozenset()) for phrase in declared("silent"))


@cache
def _meanings() -> dict[str, tuple[tuple[frozenset[str], frozenset[str]], ...]]:
    """Return for each variable the things it needs and those that may be left unsaid, per way to say it."""
    return {name: tuple(map(_pattern, ways)) for name, ways in declared("meanings").items()}


def _pattern(way: str) -> tuple[frozenset[str], frozenset[str]]:
    things = way.split()
    free = frozenset(one.strip("()") for one in things if one.startswith("("))
    return frozenset(one for one in things if not one.startswith("(")), free


@cache
def _labels() -> dict[str, frozenset[str]]:
    return {name: _folded(one.label.values()) for name, one in variables().items()}


def _folded(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(map(folded, texts))


@cache
def _counts() -> tuple[str, ...]:
    return tuple(_folded(declared("counts")))
