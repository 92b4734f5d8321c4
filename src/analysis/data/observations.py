"""The long table: one row a figure, with the line of the raw file from which it was read.

Columns: ``geography`` (63, 34 or VN), ``code``, ``year``, ``indicator``, ``value``, ``bound`` (exact,
about, at least, at most), ``origin`` (published, aggregated, derived), ``source``, ``table``, ``field`` and
``line`` of a published figure, ``basis_year`` (year of the weights or of the denominator when the rule lets
it differ), ``as_of_date`` of a reported figure.
"""

import pandas as pd

from analysis.data import as_of, derived, merger, reported
from analysis.data.deliveries.kept import published_cells
from analysis.data.errors import InputError, Problem
from analysis.data.indicators import published_columns, year_of
from analysis.data.records import records
from analysis.data.sources import Field, Table, read, sources, table
from analysis.data.table_form import OBSERVATIONS as COLUMNS
from analysis.data.table_form import OBSERVATIONS_KEY as KEY

# Digits that a computed figure keeps: far more than any source prints, and free of the last bits of
# arithmetic.
_DIGITS = 12


def published() -> pd.DataFrame:
    """Return the figures of all source tables as long rows, missing ones left out; delivered ones as decided.

    Raises
    ------
    InputError
        A table cannot be read, or two tables give the same figure twice.
    """
    held: dict[tuple[str, str], list[tuple[Table, Field]]] = {}
    for described, field in published_columns(sources()):
        held.setdefault((described.source, described.name), []).append((described, field))
    parts = [_melted(columns) for columns in held.values()]
    rows = pd.concat(parts, ignore_index=True)
    _refuse_twins(rows)
    return published_cells.overlaid(rows)


def chosen(assessed: pd.DataFrame) -> pd.DataFrame:
    """Return the reported figures that the precedence rule picked and that feed a variable, as long rows.

    Of a delivered figure source, table and line are those of the delivery; a share computed from its counts
    has them in ``part`` and ``whole``.
    """
    rows = assessed[assessed["chosen"] & assessed["variable"].notna()]
    found = pd.DataFrame(
        {
            "geography": rows["geography"],
            "code": rows["code"],
            "year": rows["year"].astype("int64"),
            "indicator": rows["variable"],
            "value": rows["value"],
            "bound": rows["bound"],
            "origin": "published",
            "source": reported.SOURCE,
            "table": reported.SOURCE,
            "field": "value",
            "line": rows["line"],
            "as_of_date": rows["as_of_date"],
        }
    )
    if "delivery" not in rows:
        return found
    sent = rows["delivery"].notna()
    first = rows["delivery_lines"].map(lambda lines: int(lines.partition("|")[0]), na_action="ignore")
    found["source"] = found["source"].where(~sent, as_of.DELIVERIES)
    found["table"] = found["table"].where(~sent, rows["delivery"])
    found["line"] = first.astype("Float64").fillna(rows["line"]).astype("int64")
    return found.assign(**{name: rows[name].astype("float64") for name in ("part", "whole")})


def observe(assessed: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return every figure: published, aggregated to the units in force, derived; sorted, each once.

    Parameters
    ----------
    assessed : pandas.DataFrame, optional
        Result of :func:`analysis.data.reported.assess`; computed when left out.

    Returns
    -------
    pandas.DataFrame
        The columns of the long table, sorted by geography, code, year and indicator. Computed figures keep 12
        significant digits.
    """
    single = chosen(reported.assess() if assessed is None else assessed)
    known = pd.concat([published(), single], ignore_index=True)
    known = pd.concat([known, merger.aggregate(known)], ignore_index=True)
    every = pd.concat([known, derived.derive(known)], ignore_index=True)
    computed = every["origin"] != "published"
    every.loc[computed, "value"] = every.loc[computed, "value"].map(lambda x: float(f"{x:.{_DIGITS}g}"))
    return every[list(COLUMNS)].astype(COLUMNS).sort_values(KEY, ignore_index=True)


def _melted(columns: list[tuple[Table, Field]]) -> pd.DataFrame:
    described = columns[0][0]
    frame = read(described.source, described.name)
    parts = []
    for _, field in columns:
        year = year_of(described, field)
        rows = frame[frame[field.name].notna()]
        part = pd.DataFrame({"code": rows[described.code], "value": rows[field.name].astype("float64")})
        part["year"] = rows[year] if isinstance(year, str) else year
        part["indicator"], part["field"], part["line"] = field.indicator, field.name, rows["line"]
        parts.append(part)
    return pd.concat(parts, ignore_index=True).assign(
        geography=described.geography,
        bound="exact",
        origin="published",
        source=described.source,
        table=described.name,
    )


def _refuse_twins(rows: pd.DataFrame) -> None:
    twins = rows[rows.duplicated(KEY, keep=False)]
    problems = [
        Problem(
            table(row["source"], row["table"]).path,
            f"{row['indicator']} of place {row['code']} in {row['year']} is also given by another table",
            "keep the key `indicator` on one of the two columns",
            row=row["line"],
            column=row["field"],
            value=str(row["value"]),
        )
        for row in records(twins)
    ]
    if problems:
        raise InputError(problems)
