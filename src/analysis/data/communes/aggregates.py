"""Sums over communes: province by month and year, the country; and what a commune's page prints of them.

Counts are added up and shares computed from the sums. A month that a commune did not report adds nothing to
the dossiers, and the number of communes that did report stands beside every sum: missing is not zero. Over a
year dossiers are added up; persons, teams and budgets are those of its last month.

What the page of a commune prints about its province and the country stands in small files, rounded as
printed (``printed/``): a figure of a neighbour that changes no printed number changes no file. Beside them,
``communes.csv`` has a digest of the rows of each commune.
"""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.data.communes import contract, database
from analysis.data.communes.store import Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LATEST = 12
"""Months, up to the last one, whose dossiers a page compares between communes."""

FLOWS = ("dossiers", "dossiers_online", "dossiers_full_online")
STOCKS = (
    "population",
    "adults",
    "teams",
    "budget_million_vnd",
    "dx_budget_million_vnd",
    "adults_asked",
    "smartphone_adults",
)
SHARES = {
    "online_share_pct": "100.0 * dossiers_online / nullif(dossiers, 0)",
    "full_online_share_pct": "100.0 * dossiers_full_online / nullif(dossiers, 0)",
    "smartphone_share_pct": "100.0 * smartphone_adults / nullif(adults_asked, 0)",
    "teams_per_1000_people": "1000.0 * teams / nullif(population, 0)",
    "dx_budget_share_pct": "100.0 * dx_budget_million_vnd / nullif(budget_million_vnd, 0)",
}
"""Shares, each from the counts it is a share of; adults count where a smartphone share is stated."""

TABLES = ("province_month", "province_year", "country_month", "country_year")

_PERSONS = {
    "adults_asked": "adults * (smartphone_share_pct IS NOT NULL)::INTEGER",
    "smartphone_adults": "adults * smartphone_share_pct / 100",
}


def by_month(source: str, by: str = "province, month") -> str:
    """Return the query that sums rows of communes month by month.

    Parameters
    ----------
    source : str
        Rows of communes, as SQL reads them.
    by : str
        What has a row of its own; ``month`` must be part of it.
    """
    said = [f"sum({_PERSONS.get(name, name)}) AS {name}" for name in (*FLOWS, *STOCKS)]
    rows = "count(*) AS commune_months, count(*) FILTER (WHERE reported) AS reported_months"
    return f"SELECT {by}, {rows}, {', '.join(said)} FROM {source} GROUP BY {by}"


def _together(by: str) -> str:
    """Return the query that adds up sums of months; stocks are those of the last month."""
    flows = ", ".join(f"sum({name}) AS {name}" for name in ("commune_months", "reported_months", *FLOWS))
    stocks = ", ".join(f"sum({name}) FILTER (WHERE month = last) AS {name}" for name in STOCKS)
    last = "max(month) OVER (PARTITION BY year(month)) AS last" if "year" in by else "month AS last"
    return f"SELECT {by}, {flows}, {stocks} FROM (SELECT *, {last} FROM months) GROUP BY ALL"


_QUERIES = {
    "province_month": "SELECT * FROM months",
    "province_year": _together("province, year(month) AS year"),
    "country_month": _together("month"),
    "country_year": _together("year(month) AS year"),
}


def with_shares(query: str) -> str:
    """Return the query that adds the shares to sums, in the order of what was summed over."""
    said = ", ".join(f"round({how}, 10) AS {name}" for name, how in SHARES.items())
    return f"SELECT *, {said} FROM ({query}) ORDER BY ALL"


def write(opened: "DuckDBPyConnection", panel: Store) -> None:
    """Write all sums of a panel beside it; memory holds one province at a time.

    Parameters
    ----------
    opened : DuckDBPyConnection
        A data base.
    panel : Store
        Where the panel lies.
    """
    opened.execute(f"CREATE OR REPLACE TEMP TABLE months AS {by_month(_no_rows())}")
    opened.execute("CREATE OR REPLACE TEMP TABLE latest (province VARCHAR, share DOUBLE)")
    with (panel.folder / "communes.csv").open("w", encoding="utf-8", newline="") as file:
        listed = csv.writer(file, lineterminator="\n")
        listed.writerow(["commune", "province", "digest", "name"])
        for province in panel.provinces():
            source = panel.source(province)
            opened.execute(f"INSERT INTO months {by_month(source)}")
            opened.execute(f"INSERT INTO latest {_latest(source)}")
            listed.writerows(opened.execute(_digests(source)).fetchall())
    for name, query in _QUERIES.items():
        path = database.literal(panel.folder / f"{name}.csv")
        opened.execute(f"COPY ({with_shares(query)}) TO {path} (FORMAT csv, HEADER)")
    (panel.folder / "printed").mkdir(exist_ok=True)
    for place, content in _printed(opened).items():
        _write(panel.folder / "printed" / f"{place}.json", content)


def _no_rows() -> str:
    said = ", ".join(f"NULL::{kind} AS {name}" for name, kind in contract.types().items())
    return f"(SELECT {said} WHERE false)"


def _latest(source: str) -> str:
    """Return the query for the share filed online of each commune over the latest months."""
    last = f"(SELECT max(month) FROM {source})"
    return (
        f"SELECT province, {SHARES['online_share_pct']} FROM (SELECT province, commune, "
        "sum(dossiers) AS dossiers, sum(dossiers_online) AS dossiers_online "
        f"FROM {source} WHERE month > {last} - INTERVAL {LATEST} MONTH "
        "GROUP BY province, commune ORDER BY commune)"
    )


def _digests(source: str) -> str:
    """Return the query for code, province, digest of all rows, and name of each commune."""
    row = ", ".join(f"coalesce({name}::VARCHAR, '')" for name in contract.types())
    return (
        f"SELECT commune, any_value(province), "
        f"left(md5(string_agg(concat_ws('|', {row}), '\n' ORDER BY month)), 16), arg_max(name, month) "
        f"FROM {source} GROUP BY commune ORDER BY commune"
    )


PRINTED = {"smartphone_share_pct": 1, "teams_per_1000_people": 2, "dx_budget_share_pct": 2}
"""Decimals with which pages print the inputs of a place; shares of dossiers have one."""


def _printed(opened: "DuckDBPyConnection") -> dict[str, dict[str, Any]]:
    """Return what pages print of each province and of the country, rounded as printed."""
    recent = f"month > (SELECT max(month) FROM months) - INTERVAL {LATEST} MONTH"
    sums = ", ".join(f"sum({name}) AS {name}" for name in (*FLOWS, *STOCKS))
    share = f"round({SHARES['online_share_pct']}, 1)"
    inputs = [f"round({SHARES[name]}, {digits})" for name, digits in PRINTED.items()]
    found: dict[str, dict[str, Any]] = {}

    def asked(said: str, place: str, part: str, where: str = "true") -> list[Any]:
        inner = f"SELECT {place} AS place, {part} AS part, {sums} FROM months WHERE {where} GROUP BY ALL"
        return opened.execute(f"SELECT place, part, {said} FROM ({inner}) ORDER BY ALL").fetchall()

    for place in ("'country'", "province"):
        for name, part in {"months": "strftime(month, '%Y-%m')", "years": "year(month)::VARCHAR"}.items():
            for where, when, value in asked(share, place, part):
                found.setdefault(where, {}).setdefault(name, {})[when] = value
        for where, _, value in asked(share, place, "''", recent):
            found[where]["latest"] = value
        quarters = f"quantile_cont(share, [0.25, 0.5, 0.75]), count(*) FROM latest GROUP BY {place}"
        for where, ends, number in opened.execute(f"SELECT {place}, {quarters}").fetchall():
            found[where] |= {"quarters": [round(end, 1) for end in ends or []], "communes": number}
        last = "month = (SELECT max(month) FROM months)"
        for where, _, *values in asked(", ".join(inputs), place, "''", last):
            found[where]["inputs"] = dict(zip(PRINTED, values, strict=True))
    return found


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def rows(panel: Store) -> Iterator[dict[str, str]]:
    """Yield code, province, digest of the rows and name of every commune, in the order of the files."""
    with (panel.folder / "communes.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
