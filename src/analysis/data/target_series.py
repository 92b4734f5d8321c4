"""What series stand behind a target: figures of one place by one definition over years.

A chance of reaching a target needs such a series. Figures of different definitions or denominators do not
make one, nor do bounds (“at least”, “at most”), nor figures that the precedence rule sets aside.
"""

import pandas as pd

from analysis.data.indicators import described
from analysis.data.judged_targets import TARGET_KINDS, measured_by

FEWEST_YEARS = 3
"""Years by one definition below which a place has no trend."""

_VALUES = ("exact", "about")


def behind(rows: pd.DataFrame, places: int = 63) -> pd.DataFrame:
    """Say for each target what series its places have.

    Parameters
    ----------
    rows : pandas.DataFrame
        Result of :func:`analysis.data.targets.against`.
    places : int
        Number of provinces that a target of the whole country holds for.

    Returns
    -------
    pandas.DataFrame
        One row a target, in the order of ``rows``: the columns of the target, ``places`` (that it holds
        for), ``with_figure`` (places with a usable figure of any year), ``definitions`` (among these
        figures), ``longest`` (most years of one place by one definition) and ``with_series`` (places with
        three years or more by one definition).
    """
    usable = rows[rows["figure_chosen"].eq(True) & rows["figure_bound"].isin(_VALUES)]
    usable = usable[usable["figure_year"].notna()]
    keys = ["target_line", "figure_code", "figure_indicator", "figure_class"]
    stated = [
        _is_stated(*pair) for pair in zip(usable["figure_indicator"], usable["figure_class"], strict=True)
    ]
    years = usable[stated].groupby(keys)["figure_year"].nunique()
    targets = rows.drop_duplicates("target_line").set_index("target_line", drop=False)
    by_target = usable.groupby("target_line")
    enough = years[years >= FEWEST_YEARS].reset_index().groupby("target_line")["figure_code"].nunique()
    counts = {
        "with_figure": by_target["figure_code"].nunique(),
        "definitions": by_target["figure_class"].nunique(),
        "longest": years.groupby("target_line").max(),
        "with_series": enough,
    }
    found = targets.assign(places=[places if at == "VN" else 1 for at in targets["geography"]])
    for name, count in counts.items():
        found[name] = count.reindex(found.index).fillna(0).astype("int64")
    return found.reset_index(drop=True)


def repeated(assessed: pd.DataFrame) -> pd.DataFrame:
    """Return figures of measures that a target names, where a place has two years or more by one definition.

    Parameters
    ----------
    assessed : pandas.DataFrame
        Result of :func:`analysis.data.reported.assess`; the columns are kept.

    Returns
    -------
    pandas.DataFrame
        Chosen figures and bounds, by indicator, definition, place and time.
    """
    wanted = assessed.loc[assessed["kind"].isin(TARGET_KINDS), "indicator"].unique()
    pairs = {pair for name in wanted for pair in measured_by(name)}
    used = assessed[assessed["chosen"] & assessed["year"].notna()]
    measures = [
        _is_stated(name, kind) and bool({(name, None), (name, kind)} & pairs)
        for name, kind in zip(used["indicator"], used["class"], strict=True)
    ]
    keys = ["indicator", "class", "geography", "code"]
    figures = used[measures]
    several = figures.groupby(keys)["year"].transform("nunique") >= 2
    return figures[several].sort_values([*keys, "year", "line"], kind="stable")


def _is_stated(indicator: str, kind: str) -> bool:
    """Tell whether a figure says by which definition it was made, where there are several."""
    classes = described("reported_indicators.yaml")["classes"].get(indicator, {})
    return kind != "default" or classes.get("default", "") is not None
