"""A sentence among the tables and figures of a page, or in place of one that its parameters rule out."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any, TypeVar

from analysis.report import simulation_mark

Shown = TypeVar("Shown")


@dataclass(frozen=True)
class Remark:
    """A sentence made from data; as the last expression of a cell it shows itself.

    Parameters
    ----------
    text
        One or more sentences, in the page's language; where simulated figures were read, their mark comes
        before them.

    Raises
    ------
    ValueError
        When there is nothing to read.
    """

    text: str

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("A remark needs a sentence.")
        if simulation_mark.is_simulated():
            object.__setattr__(self, "text", f"{simulation_mark.mark_in_every_language()}. {self.text}")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Return what notebooks show: HTML and plain text."""
        return {"text/html": f'<p class="remark">{escape(self.text)}</p>', "text/plain": self.text}


def shown_if(condition: bool, draw: Callable[[], Shown], *, otherwise: str) -> Shown | Remark:
    """Return what `draw` makes, or a remark that says why there is nothing of the kind.

    Parameters
    ----------
    condition
        Whether the table or figure makes sense for the parameters at hand.
    draw
        Makes it; is called only then.
    otherwise
        The sentence shown in its place, in the page's language.
    """
    return draw() if condition else Remark(otherwise)
