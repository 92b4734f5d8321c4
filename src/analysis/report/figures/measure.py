"""How the figures of one chart are written: decimals, unit and language."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.report.rounding import known

if TYPE_CHECKING:
    from analysis.report.language import Language


@dataclass(frozen=True)
class Measure:
    """The way one measure is written in a chart.

    Attributes
    ----------
    language
        Language of the chart.
    digits
        Decimals.
    unit
        Unit id, ``"none"`` when the number stands alone.

    Raises
    ------
    ValueError
        For ranks: a chart shows the rank to be expected, with its interval.
    """

    language: "Language"
    digits: int
    unit: str = "none"

    def __post_init__(self) -> None:
        if self.unit == "rank":
            raise ValueError(
                "A chart shows no rank without its interval: ranked_dots(expected_rank, low, high), with the "
                "columns that analysis.stats.ranks.rank_intervals(…) returns."
            )

    def shown(self, x: float) -> str:
        """Return a figure as it stands in the chart: without unit, an en dash when missing."""
        return self.language.number(x, self.digits)

    def spoken(self, x: float) -> str:
        """Return a figure as it is read aloud: with unit, in words when missing."""
        if not known(x):
            return self.language.say("no figure")
        return self.language.with_unit(self.shown(x), self.unit)

    def span(self, low: float, high: float) -> str:
        """Return the figures from ``low`` to ``high``, one figure when both are equal."""
        if low == high:
            return self.spoken(low)
        return self.language.interval(low, high, self.digits, self.unit if self.unit == "percent" else "none")
