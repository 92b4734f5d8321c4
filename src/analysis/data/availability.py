"""For how many places a figure is known, year by year, and for which it is not.

A bound (“at least”, “at most”) is known to be a figure but is not a value: it is counted apart.
"""

from collections.abc import Iterable, Sequence

import pandas as pd

from analysis.data.panel import VALUE_BOUNDS


def counts(observations: pd.DataFrame, names: Sequence[str], years: Iterable[int]) -> pd.DataFrame:
    """Count the places with a value, for each indicator and year.

    Parameters
    ----------
    observations : pandas.DataFrame
        Long table of one geography with code, year, indicator, value and bound.
    names : sequence of str
        Indicators, in the order of the rows; one without any figure has a row of zeros.
    years : iterable of int
        Columns.

    Returns
    -------
    pandas.DataFrame
        Whole numbers; index ``indicator``, columns the years.
    """
    values = observations[observations["bound"].isin(VALUE_BOUNDS) & observations["value"].notna()]
    found = values.pivot_table(index="indicator", columns="year", values="code", aggfunc="nunique")
    found = found.reindex(index=pd.Index(names, name="indicator"), columns=list(years))
    return found.fillna(0).astype("int64")


def complete(observations: pd.DataFrame, names: Iterable[str], places: int) -> list[str]:
    """Return the indicators that have a value for every place in at least one year, in the order given."""
    years = sorted(set(observations["year"]))
    known = counts(observations, list(names), years)
    return [str(name) for name in known.index[known.max(axis=1) == places]]


def gaps(panel: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """List the places and years without a figure.

    Parameters
    ----------
    panel : pandas.DataFrame
        One row a place and year; columns code, name, year and the indicator.
    indicator : str
        A column of the panel.

    Returns
    -------
    pandas.DataFrame
        Columns year, code and name, by year and code.
    """
    missing = panel.loc[panel[indicator].isna(), ["year", "code", "name"]]
    return missing.sort_values(["year", "code"]).reset_index(drop=True)


def printed(reported: pd.DataFrame, variables: Sequence[str], geography: str = "63") -> pd.DataFrame:
    """Say for how many places the words of authorities and press hold a figure, and of what kind.

    Parameters
    ----------
    reported : pandas.DataFrame
        As :func:`analysis.data.processed.reported` returns it.
    variables : sequence of str
        Variables that reported figures can enter, in the order of the rows.
    geography : str
        Places counted.

    Returns
    -------
    pandas.DataFrame
        Index ``variable``; number of places with any observed figure (``printed``) and, of these, with an
        exact figure for use across provinces (``exact``), with one given as “about” (``about``), with a bound
        only (``bound``), with figures that the rule sets aside (``set_aside``); first and last year of what
        is used (``first``, ``last``), missing when nothing is.
    """
    observed = reported[(reported["geography"] == geography) & (reported["kind"] == "observed")]
    rows = {variable: _printed(observed[observed["variable"] == variable]) for variable in variables}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("variable").astype("Int64")


def _printed(figures: pd.DataFrame) -> dict[str, object]:
    every = figures["code"].nunique()
    used = figures[figures["chosen_cross_section"].astype(bool)]
    exact, about = (int((used["bound"] == bound).sum()) for bound in VALUE_BOUNDS)
    return {
        "printed": every,
        "exact": exact,
        "about": about,
        "bound": len(used) - exact - about,
        "set_aside": every - len(used),
        "first": used["year"].min() if len(used) else pd.NA,
        "last": used["year"].max() if len(used) else pd.NA,
    }
