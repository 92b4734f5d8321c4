"""The rules of a panel of communes (``panel.yaml``) as conditions that a data base checks row by row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from analysis.data.indicators import described

FILE = "communes/panel.yaml"


@dataclass(frozen=True)
class Rule:
    """A rule of one row.

    Attributes
    ----------
    column
        Column whose value is named when the rule is broken.
    broken
        SQL condition, true where it is broken.
    rule, remedy
        As a problem words them.
    """

    column: str
    broken: str
    rule: str
    remedy: str


def columns() -> dict[str, dict[str, Any]]:
    """Return the columns in their order, with what is said of each."""
    return dict(described(FILE)["columns"])


def types() -> dict[str, str]:
    """Return the type of each column as DuckDB names it."""
    return {name: str(about["type"]) for name, about in columns().items()}


def key() -> list[str]:
    """Return the columns that name a row."""
    return list(described(FILE)["key"])


def rules(provinces: list[str]) -> list[Rule]:
    """Return the rules of a row of typed figures.

    Parameters
    ----------
    provinces : list of str
        Codes of the provinces in force.
    """
    known = ", ".join(f"'{code}'" for code in provinces)
    return [
        *_of_columns(),
        *_between_columns(),
        Rule(
            "province",
            f"province NOT IN ({known})",
            "there is no such province in force",
            "write one of the 34 two-digit codes, with a leading zero, as text",
        ),
        Rule(
            "month",
            "extract(day FROM month) <> 1",
            "a month is written as its first day",
            "write 2025-03-01 for March 2025",
        ),
    ]


def _of_columns() -> Iterator[Rule]:
    for name, about in columns().items():
        if about.get("needed"):
            remedy = "fill it in; the row cannot be used without it"
            yield Rule(name, f"{name} IS NULL", "is empty and may not be", remedy)
        if "form" in about:
            broken = f"NOT regexp_full_match({name}, '{about['form']}')"
            yield Rule(name, broken, f"is not of the form {about['form']}", "write the code as text")
        bounds = [f"{name} < {about['low']}"] if "low" in about else []
        bounds += [f"{name} > {about['high']}"] if "high" in about else []
        if bounds:
            ends = f"from {about['low']:,}" + (f" to {about['high']:,}" if "high" in about else " up")
            yield Rule(name, " OR ".join(bounds), f"lies outside its bounds, {ends}", "correct the figure")


def _between_columns() -> Iterator[Rule]:
    for part, whole in described(FILE)["parts"]:
        yield Rule(
            part, f"{part} > {whole}", f"is more than {whole}, of which it is a part", "correct one of them"
        )
    for name in empty_when_unreported():
        yield Rule(
            name,
            f"NOT reported AND {name} IS NOT NULL",
            "a figure stands in a month that was not reported",
            "set reported to true, or leave the figure empty",
        )
        yield Rule(
            name,
            f"reported AND {name} IS NULL",
            "is empty in a month that was reported; missing is not zero",
            "fill it in, or set reported to false",
        )


def empty_when_unreported() -> list[str]:
    """Return the columns that are empty in a month for which nothing was reported."""
    return list(described(FILE)["empty_when_unreported"])
