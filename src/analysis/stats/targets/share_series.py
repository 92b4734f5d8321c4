"""Shares of places over years on the logit scale: which figures can carry a trend, and which cannot.

A share has a numerator inside its denominator, so it lies between 0 and 100 percent and its logit is free. A
score has neither: no logit of it means anything, and it is refused whatever range it happens to have.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis.data.indicators import comparable_runs, indicators
from analysis.stats.errors import ModelError, listing
from analysis.stats.guards import Refusal, indicators_of
from analysis.stats.sample import select

ShareUnit = Literal["percent", "fraction"]
FEWEST_YEARS = 3
WHOLE: dict[str, float] = {"percent": 100.0, "fraction": 1.0}


@dataclass(frozen=True, eq=False)
class ShareSeries:
    """Comparable shares of places, one row a place and one column a time.

    Attributes
    ----------
    share : str
        Name of the column.
    unit : {"percent", "fraction"}
        Of the figures.
    logits : DataFrame, index places, columns times
        Logits of the shares, missing where there is no figure; places with three years or more.
    figures : DataFrame
        All figures used, one row each: ``place``, ``time``, ``share`` (in ``unit``).
    last : DataFrame, index places
        Every place with a figure: ``last`` (its latest share, in ``unit``), ``last_time`` and ``figures``
        (how many), also where these are too few for a trend.
    left_out : DataFrame
        Rows without a trend: identifiers, ``reason`` (``missing_value`` or ``fewer_than_three_years``),
        ``columns``.
    continuity : float or None
        Least distance from 0 and from the whole, in ``unit``, that was declared.
    moved : int
        Figures of ``logits`` that lay nearer and were moved to that distance.
    """

    share: str
    unit: ShareUnit
    logits: pd.DataFrame
    figures: pd.DataFrame
    last: pd.DataFrame
    left_out: pd.DataFrame
    continuity: float | None
    moved: int

    @property
    def times(self) -> np.ndarray:
        """Times with a figure, ascending, shape (T,)."""
        return self.logits.columns.to_numpy(dtype=float)

    @property
    def whole(self) -> float:
        """What all of the denominator is in this unit: 100 or 1."""
        return WHOLE[self.unit]


def share_series(
    data: pd.DataFrame,
    share: Hashable,
    *,
    entity: Hashable = "code",
    time: Hashable = "year",
    unit: ShareUnit | None = None,
    runs: Sequence[tuple[int, int]] | None = None,
    continuity: float | None = None,
) -> ShareSeries:
    """Return the shares of places over time that a trend can use.

    Parameters
    ----------
    data : DataFrame
        One row per place and time.
    share, entity, time : column name
        ``time`` in years, as numbers; part-years are allowed.
    unit : {"percent", "fraction"}, optional
        Unit of a column that holds no indicator of the dictionary (see :mod:`analysis.stats.guards`).
    runs : sequence of (first, last), optional
        Years within which figures may be compared; from the dictionary without it.
    continuity : float, optional
        Least distance from 0 and from the whole, in the unit of the column: a figure nearer than that is
        moved there and counted in ``moved``. Without it a figure at 0 or at the whole is refused.

    Returns
    -------
    ShareSeries

    Raises
    ------
    ModelError
        For a score, figures outside 0 to the whole, years of more than one definition, a place that appears
        twice at one time, a share at 0 or at the whole without ``continuity``, and when no place has figures
        of three years.
    """
    indicator = indicators_of(data, [share]).get(share)
    measured = _unit(share, indicator, unit)
    sample = select(data, [share, time], [entity], [entity, time])
    rows = pd.DataFrame(
        {
            "place": sample.labels[entity],
            "time": sample.numbers[time],
            "share": sample.numbers[share],
        }
    ).sort_values(["place", "time"], kind="stable")
    _require_one_definition(share, indicator, rows["time"], runs)
    _require_shares(rows, share, WHOLE[measured])
    by_place = rows.groupby("place", sort=False)
    last = by_place.tail(1).set_index("place")[["share", "time"]].set_axis(["last", "last_time"], axis=1)
    last["figures"] = by_place.size()
    enough = rows[rows["place"].map(last["figures"]) >= FEWEST_YEARS]
    if enough.empty:
        raise ModelError(
            f"No place has figures of {FEWEST_YEARS} years",
            f"column '{share}', {len(last)} places",
            "Fewer make no trend: count the places that have met the target with attainment().",
        )
    moved = _at_bounds(enough, share, WHOLE[measured], continuity)
    nearest = (continuity or 0.0) / WHOLE[measured]
    fraction = (enough["share"] / WHOLE[measured]).clip(nearest, 1 - nearest)
    logits = enough.assign(logit=np.log(fraction) - np.log1p(-fraction))
    short = last.index[last["figures"] < FEWEST_YEARS]
    too_few = sample.rows[sample.labels[entity].isin(short)].assign(
        reason="fewer_than_three_years", columns=str(share)
    )
    return ShareSeries(
        share=str(share),
        unit=measured,
        logits=logits.pivot_table("logit", "place", "time", aggfunc="first"),
        figures=rows.reset_index(drop=True),
        last=last.sort_index(),
        left_out=pd.concat([sample.dropped, too_few]),
        continuity=continuity,
        moved=moved,
    )


def _unit(share: Hashable, indicator: str | None, unit: ShareUnit | None) -> ShareUnit:
    """Return the unit of the column, or raise when it is no share."""
    if indicator is None:
        if unit in WHOLE:
            return unit
        raise ModelError(
            f"Nothing says of what '{share}' is a share",
            f"column '{share}'",
            "Say unit='percent' or unit='fraction' if it is a share of something; a score cannot be used.",
        )
    known = indicators()[indicator].unit
    if known != "percent":
        raise ModelError(
            f"'{share}' is in {known}, not a share of anything",
            f"column '{share}'",
            "A score has no denominator and no logit: use a share with a numerator and a denominator.",
        )
    if unit == "fraction":
        raise ModelError(
            f"The dictionary has '{indicator}' in percent", "unit", "Leave unit out, or rename the column."
        )
    return "percent"


def _require_one_definition(
    share: Hashable,
    indicator: str | None,
    times: "pd.Series[float]",
    runs: Sequence[tuple[int, int]] | None,
) -> None:
    """Raise unless all times lie in one run of comparable years."""
    if runs is None and indicator is None:
        raise ModelError(
            f"Nothing says which years of '{share}' have one definition",
            f"column '{share}'",
            "Give runs=[(first, last)] of comparable years.",
        )
    within = runs if runs is not None else comparable_runs(str(indicator))
    first, last = int(np.floor(times.min())), int(np.floor(times.max()))
    if first == last or any(low <= first and last <= high for low, high in within):
        return
    comparable = listing(f"{low}-{high}" for low, high in within)
    raise Refusal(
        "definitions_differ",
        f"'{share}' does not measure the same from {first} to {last}",
        f"comparable years: {comparable or 'none'}",
        "Keep the years of one definition." if within else "Its years stand alone and make no trend.",
    )


def _require_shares(rows: pd.DataFrame, share: Hashable, whole: float) -> None:
    """Raise for figures that no share can have, and for a place twice at one time."""
    outside = rows[(rows["share"] < 0) | (rows["share"] > whole)]
    if len(outside):
        raise ModelError(
            f"Shares lie outside 0 to {whole:g}: {listing(outside['share'])}",
            f"column '{share}', places {listing(outside['place'].unique())}",
            "Mend the figures or the unit.",
        )
    twice = rows[rows.duplicated(["place", "time"])]
    if len(twice):
        raise ModelError(
            "Some places appear twice in a year",
            f"places {listing(twice['place'].unique())}",
            "Keep one row per place and year.",
        )


def _at_bounds(rows: pd.DataFrame, share: Hashable, whole: float, continuity: float | None) -> int:
    """Return how many figures lie nearer to a bound than declared; raise when none may."""
    if continuity is not None and not 0 < continuity < whole / 2:
        raise ModelError(
            f"continuity = {continuity} in a share of {whole:g}",
            "continuity",
            "Give half of the smallest step that the figures can make, in their unit.",
        )
    gap = np.minimum(rows["share"], whole - rows["share"])
    near = gap < (continuity or 0.0) if continuity else gap <= 0
    if near.any() and continuity is None:
        places = listing(rows.loc[near, "place"].unique())
        raise ModelError(
            f"{int(near.sum())} shares are 0 or {whole:g}, which have no logit",
            f"column '{share}', places {places}",
            "Leave these places out, or declare continuity: half of the smallest step of the figures.",
        )
    return int(near.sum())
