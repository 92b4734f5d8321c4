"""Editions of a chart: as wide as a page of text, or as wide as the screen of a phone.

A chart asks for the edition that is being drawn and lays itself out for its width; letters have the same size
in both, so that nothing has to be made smaller or pushed sideways on a phone. Where
:data:`ENVIRONMENT` is set, every chart is drawn in both and carries the narrow one along.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar

from analysis.report.figures import store, style
from analysis.report.figures.inputs import FigureError

if TYPE_CHECKING:
    from analysis.report.figures.display import Figure

P = ParamSpec("P")
T = TypeVar("T")

ENVIRONMENT = "UPTAKE_NARROW_FIGURES"
"""Variable of the environment that asks for the narrow edition beside the wide one; ``"1"`` asks."""


@dataclass(frozen=True)
class Edition:
    """The measures of a page, in points.

    Attributes
    ----------
    width, margin
        Width of the page, and what stays free at its sides.
    title, subtitle
        Size of the letters of the headline and of the line below it.
    """

    width: float
    margin: float
    title: float
    subtitle: float

    @property
    def room(self) -> float:
        """Width between the margins."""
        return self.width - 2 * self.margin


EDITIONS = {"wide": Edition(504.0, 10.0, 14.0, 10.5), "narrow": Edition(270.0, 4.0, 12.5, 10.0)}
"""``wide``: 7 inches, the text width of an A4 page; ``narrow``: 360 pixels of a style sheet."""

Width = Literal["wide", "narrow"]

_drawn: ContextVar[Width] = ContextVar("edition", default="wide")


@contextmanager
def edition(name: Width) -> Iterator[Edition]:
    """Draw charts in an edition: ``with edition("narrow"): ranked_dots(…)``."""
    before = _drawn.set(name)
    try:
        yield EDITIONS[name]
    finally:
        _drawn.reset(before)


def current() -> Edition:
    """Return the measures of the edition that is being drawn."""
    return EDITIONS[_drawn.get()]


def narrow() -> bool:
    """Return whether the edition for phones is being drawn."""
    return _drawn.get() == "narrow"


def either(wide: T, narrow: T) -> T:
    """Return the one of two measures that belongs to the edition that is being drawn."""
    return {"wide": wide, "narrow": narrow}[_drawn.get()]


def chart(draw: "Callable[P, Figure]") -> "Callable[P, Figure]":
    """Make a function that draws a chart under the house style and, when asked for, in both editions.

    A chart that cannot be drawn as narrow as a phone has only the wide edition: readers move it sideways.
    """

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> "Figure":
        figure = _once(draw, args, kwargs)
        if narrow() or os.environ.get(ENVIRONMENT) != "1":
            return figure
        with edition("narrow"):
            try:
                return replace(figure, narrow=_once(draw, args, kwargs).svg)
            except FigureError:
                return figure

    return drawn


def _once(draw: "Callable[..., Figure]", args: tuple[Any, ...], kwargs: dict[str, Any]) -> "Figure":
    """Draw a chart in the edition of the moment, unless its picture is kept; later, too, in that edition."""
    asked = _drawn.get()

    def fresh(*given: Any, **named: Any) -> "Figure":
        with style.house_style(), edition(asked):
            return draw(*given, **named)

    return store.drawn(fresh, args, kwargs, f"{draw.__module__}.{draw.__qualname__} {asked} {current()}")
