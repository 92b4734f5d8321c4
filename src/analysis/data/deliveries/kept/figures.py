"""What was delivered, as reported figures; what is known, under the names and in the units of deliveries."""

import pandas as pd

from analysis.data import observations, reported
from analysis.data.deliveries.kept.delivered_rows import delivered, indicator_of
from analysis.data.deliveries.variables import Variable, variables
from analysis.data.indicators import PLACE_GEOGRAPHIES

__all__ = ["COLUMNS", "NAMES", "delivered", "known"]

COLUMNS = ("geography", "code", "year", "variable", "value", "bound", "source", "date")

NAMES = ("title", "publisher", "published")
"""What a person knows the source of a reported figure by; missing for source tables."""

# Why a figure that the rule cannot choose is a figure of a variable all the same: it states the level.
_STATED = "commune_level_only"
_USED_OTHERWISE = frozenset(
    {"bound_beside_exact", "less_complete_level", "earlier", "listed_later", "same_figure", _STATED}
)
_BOUNDS = {"exact": 0, "about": 1, "at least": 2, "at most": 2}
_PERSONS_PER_THOUSAND = 1000.0


def known() -> pd.DataFrame:
    """Return what is known, to hold deliveries against: one figure a place, year and variable.

    Returns
    -------
    pandas.DataFrame
        Columns of :data:`COLUMNS` and :data:`NAMES`. ``variable`` is a name of ``variables.yaml`` and
        ``value`` in its unit, or ``population`` in persons, or ``commune_units``. Reported figures are those
        of the same definition and level that the rule chose or could have chosen, a chosen one before others;
        figures of source tables are those of the tables. ``source`` is folder and table, ``deliveries/<id>``
        for a delivered figure; ``date`` is that of the figure as far as it is known. Sorted by place, year
        and variable.
    """
    assessed = reported.assess()
    parts = [*_reported(assessed), *_published(observations.observe(assessed))]
    found = pd.concat(parts, ignore_index=True)
    found = found[found["geography"].isin(PLACE_GEOGRAPHIES)]
    order = found.assign(rank=found["bound"].map(_BOUNDS)).sort_values(
        ["place_in_line", "rank", "date"], ascending=[True, True, False], kind="stable"
    )
    key = ["geography", "code", "year", "variable"]
    first = order.drop_duplicates(key)
    return first[[*COLUMNS, *NAMES]].astype({"year": "int64"}).sort_values(key, ignore_index=True)


def _reported(assessed: pd.DataFrame) -> list[pd.DataFrame]:
    usable = assessed[assessed["chosen"] | assessed["reason"].isin(_USED_OTHERWISE)]
    usable = usable[usable["year"].notna()]
    sent = usable["delivery"] if "delivery" in usable else pd.Series(None, usable.index, dtype="object")
    usable = usable.assign(
        source=("deliveries/" + sent).fillna(f"{reported.SOURCE}/{reported.SOURCE}"),
        date=usable["as_of_date"].fillna(usable["published"]),
        place_in_line=(~usable["chosen"]).astype(int),
    ).rename(columns={"source_title": "title"})
    return [
        usable[_same(usable, variable)].assign(variable=name)
        for name, variable in variables().items()
        if not variable.published
    ]


def _same(rows: pd.DataFrame, variable: Variable) -> pd.Series:
    """Tell which reported figures are of the definition and level of a variable."""
    classed = rows["class"] == variable.feeds.get("denominator", "default")
    same = (rows["indicator"] == indicator_of(variable)) & classed
    if "level" not in variable.feeds:
        return same
    return same & (rows["level"].fillna("not stated") == variable.feeds["level"])


def _published(observed: pd.DataFrame) -> list[pd.DataFrame]:
    held = {name: one.published for name, one in variables().items() if one.published}
    tables = held | {name: name for name in ("households", "commune_units")}
    tables |= {"population": "population_thousand"}
    factor = {"population": _PERSONS_PER_THOUSAND}
    rows = observed[observed["origin"] != "derived"].assign(place_in_line=2)
    rows = rows.assign(**dict.fromkeys(NAMES))
    parts = []
    for variable, indicator in tables.items():
        own = rows[rows["indicator"] == indicator]
        named = own.assign(variable=variable, value=own["value"] * factor.get(variable, 1.0))
        table = (own["source"] + "/" + own["table"]).fillna("aggregated")
        parts.append(named.assign(source=table, date=own["as_of_date"]))
    return parts
