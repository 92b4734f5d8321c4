"""The readers of what was delivered: whose figures stand behind indicators, and behind what a page asked for.

A figure is delivered when its row names a delivery; when it was made of the delivered figures of former
provinces; or when it was computed from a delivered one.
"""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from analysis.data import as_of, dataset, merger, processed, rebuilt, views
from analysis.data.indicators import indicators as described
from analysis.data.views import view

_PLACE = ["geography", "code", "indicator", "year"]
_OF_REPORTED = "reported"
_OF_FIGURES = ("panel", "observations", "values", "cross_section")
_COMPUTED = ("country", "medians", "median_change", "position", "moves", "peers_of")
"""What the page of one place says of all of them: computed from the figures of all."""


@view
def deliveries(
    indicators: Iterable[str] | None = None,
    geography: str | None = None,
    *,
    codes: Iterable[str] | None = None,
    years: Iterable[int] | None = None,
) -> tuple[str, ...]:
    """Return the ids of the deliveries whose figures are in use for indicators; empty for none.

    Parameters
    ----------
    indicators : iterable of str, optional
        Names in the dictionary; all when left out. Simulated figures are nobody's.
    geography : str, optional
        63, 34 or VN; all when left out.
    codes, years : iterable, optional
        Places and years; all when left out.
    """
    if dataset.in_use().is_simulated:
        return ()
    return _deliveries(indicators, geography, codes, years)


@view
def delivery(name: str) -> dict[str, str]:
    """Return ``sender`` and ``received`` (ISO) of a delivery; KeyError when it is not among the vintages."""
    # What is said of a delivery is this view's own answer; the rest of the table is not read into any page.
    with rebuilt.unrecorded():
        rows = rebuilt.table("vintages")
    rows = rows[(rows["source"] == as_of.DELIVERIES) & (rows["table"] == name)]
    if rows.empty:
        raise KeyError(f"there is no delivery {name}")
    return {"sender": str(rows["publisher_vi"].iloc[0]), "received": str(rows["read_on"].iloc[0])}


def by_line() -> dict[int, str]:
    """Return the ids of deliveries by the number of their reported figures; a number is never given again."""
    with rebuilt.unrecorded():
        rows = rebuilt.table("reported")
    if "delivery" not in rows:
        return {}
    sent = rows[rows["delivery"].notna()]
    return dict(zip(sent["line"].astype(int), sent["delivery"], strict=True))


def behind(asked: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of the deliveries whose figures are among the answers to views.

    Parameters
    ----------
    asked : iterable of str
        Views as :func:`analysis.data.views.asked` names them.
    """
    with rebuilt.unrecorded():
        if not (rebuilt.table("vintages")["source"] == as_of.DELIVERIES).any():
            return ()
        parts = [_among(*views.parts(key)) for key in asked]
    return tuple(sorted({name for part in parts for name in part}))


def _deliveries(
    indicators: Iterable[str] | None = None,
    geography: str | None = None,
    codes: Iterable[str] | None = None,
    years: Iterable[int] | None = None,
) -> tuple[str, ...]:
    rows = rebuilt.table("observations")
    if not (rows["source"] == as_of.DELIVERIES).any():
        return ()
    found = _delivered(rows)
    wanted = {"indicator": indicators, "code": codes, "year": years}
    for column, values in (wanted | {"geography": geography and [geography]}).items():
        if values is not None:
            found = found[found[column].isin(list(values))]
    return tuple(sorted(set(found["delivery"])))


def _among(reader: str, given: dict[str, Any]) -> Iterable[str]:
    """Return the ids of the deliveries among the answer to one view."""
    if reader == _OF_REPORTED:
        rows = processed.reported(**given)
        return rows["delivery"].dropna() if "delivery" in rows else ()
    if reader not in (*_OF_FIGURES, *_COMPUTED):
        return ()
    single = [given["indicator"]] if "indicator" in given else None
    year = [given["year"]] if "year" in given else None
    return _deliveries(
        given.get("indicators", single),
        given.get("geography", None if reader == "observations" else "63"),
        given.get("codes"),
        given.get("years", year),
    )


def _delivered(rows: pd.DataFrame) -> pd.DataFrame:
    """Return place, indicator, year and delivery of each figure that rests on a delivered one."""
    sent = rows[rows["source"] == as_of.DELIVERIES]
    first = sent[_PLACE].assign(delivery=sent["table"])
    made = _made(rows[rows["origin"] == "aggregated"], first)
    known = pd.concat([first, made], ignore_index=True)
    return pd.concat([known, _computed(rows[rows["origin"] == "derived"], known)], ignore_index=True)


def _made(units: pd.DataFrame, first: pd.DataFrame) -> pd.DataFrame:
    former = merger.former_provinces()
    pairs = pd.DataFrame(
        [(unit, code) for unit, codes in former.items() for code in codes], columns=["unit", "code"]
    )
    of_units = first[first["geography"] == "63"].merge(pairs, on="code")
    of_units = of_units.drop(columns=["code", "geography"]).rename(columns={"unit": "code"})
    return units[_PLACE].merge(of_units, on=["code", "indicator", "year"])


def _computed(derived: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    pairs = pd.DataFrame(
        [
            (name, part)
            for name, one in described().items()
            if one.kind == "derived"
            for part in one.components
        ],
        columns=["indicator", "part"],
    )
    parts = known.rename(columns={"indicator": "part", "year": "year_of_part"})
    found = derived[[*_PLACE, "basis_year"]].merge(pairs, on="indicator")
    found = found.merge(parts, on=["geography", "code", "part"])
    same = (found["year"] == found["year_of_part"]) | (found["basis_year"] == found["year_of_part"]).fillna(
        False
    )
    return found.loc[same.astype(bool), [*_PLACE, "delivery"]]
