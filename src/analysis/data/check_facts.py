"""Do the figures of a line agree with each other? What the schema of a single column cannot say.

A total is the sum of its parts, a part does not exceed its whole. A line in which one of them is missing
is not judged: missing is not zero.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from analysis.data.errors import Problem
from analysis.data.sources import Reading, Table


@dataclass(frozen=True)
class Sum:
    """A column that is the sum of others, up to the rounding of what was published."""

    table: str
    total: str
    parts: tuple[str, ...]
    tolerance: float


@dataclass(frozen=True)
class Bound:
    """A column that cannot exceed another of the same line."""

    table: str
    part: str
    whole: str


@dataclass(frozen=True)
class Share:
    """A column of figures in several units, of which those in percent are shares: from 0 to 100."""

    table: str
    value: str
    unit: str


SUMS = (
    Sum(
        "papi/e_governance",
        "e_governance_8",
        ("portal_use_8_1", "internet_access_8_2", "e_responsiveness_8_3"),
        tolerance=2e-6,
    ),
    Sum(
        "national_portal/score_766",
        "total",
        (
            "dossier_digitisation",
            "online_services_and_online_payment",
            "satisfaction",
            "timeliness",
            "transparency",
        ),
        tolerance=0.006,
    ),
    Sum(
        "national_portal/year_2026",
        "score_total",
        (
            "score_transparency",
            "score_satisfaction",
            "score_digitisation",
            "score_online_services",
            "score_timeliness",
            "score_online_payment",
        ),
        tolerance=0.031,
    ),
    Sum(
        "national_portal/supply_2025",
        "admin_procedures_total",
        ("procedures_not_online", "procedures_provided_full_online", "procedures_provided_partial_online"),
        tolerance=0,
    ),
    Sum(
        "finance_ministry/local_budget_plan",
        "local_expenditure_plan_incl_targeted_billion_vnd",
        ("local_balanced_expenditure_plan_billion_vnd", "targeted_transfer_plan_billion_vnd"),
        tolerance=0.002,
    ),
)

BOUNDS = (
    Bound("gso/population_grdp", "urban_population_thousand", "population_thousand"),
    Bound("national_portal/year_2026", "dossiers_with_financial_obligation", "dossiers_received"),
    Bound("national_portal/year_2026", "online_payment_dossiers", "dossiers_with_financial_obligation"),
    Bound("national_portal/supply_2025", "procedures_eligible_full_online", "admin_procedures_total"),
)
"""Facts that hold by definition in the published tables."""

SHARES = (Share("reported_figures/reported_figures", "value", "unit"),)


@dataclass(frozen=True)
class Cells:
    """The typed cells of a table by column, for the lines that could be read."""

    table: Table
    reading: Reading

    def lines(self, *columns: str) -> Iterator[tuple[int, list[Any]]]:
        """Yield the line and the cells of the columns, in that order; nothing when a column is not there."""
        names = [field.name for field in self.table.fields]
        if set(columns) <= set(names):
            at = [names.index(column) for column in columns]
            yield from ((line, [row[index] for index in at]) for line, row in self.reading.rows.items())

    def problem(self, line: int, column: str, value: float, rule: str, remedy: str) -> Problem:
        """Return a problem with a cell of the table."""
        return Problem(self.table.path, rule, remedy, row=line, column=column, value=f"{value:.15g}")


def fact_problems(table: Table, reading: Reading) -> list[Problem]:
    """Return the lines where a total is not the sum of its parts, a part exceeds its whole, a share 100 %."""
    given, name = Cells(table, reading), f"{table.source}/{table.name}"
    sums = [problem for fact in SUMS if fact.table == name for problem in _sum_problems(given, fact)]
    bounds = [problem for fact in BOUNDS if fact.table == name for problem in _bound_problems(given, fact)]
    shares = [problem for fact in SHARES if fact.table == name for problem in _share_problems(given, fact)]
    return [*sums, *bounds, *shares]


def _sum_problems(given: Cells, fact: Sum) -> Iterator[Problem]:
    for line, (total, *parts) in given.lines(fact.total, *fact.parts):
        if total is not None and None not in parts and abs(sum(parts) - total) > fact.tolerance:
            rule = f"the total is not the sum of its parts ({sum(parts):.10g} from {', '.join(fact.parts)})"
            yield given.problem(
                line, fact.total, total, rule, "compare the total and its parts with the source"
            )


def _bound_problems(given: Cells, fact: Bound) -> Iterator[Problem]:
    for line, (part, whole) in given.lines(fact.part, fact.whole):
        if part is not None and whole is not None and part > whole:
            rule = f"the value is greater than {fact.whole} of the same line ({whole})"
            yield given.problem(line, fact.part, part, rule, "compare both with the source")


def _share_problems(given: Cells, fact: Share) -> Iterator[Problem]:
    for line, (value, unit) in given.lines(fact.value, fact.unit):
        if value is not None and (unit or "").startswith("percent") and not 0 <= value <= 100:
            remedy = "compare with the source, and mind where the decimal point stands"
            yield given.problem(line, fact.value, value, "a share lies between 0 and 100 percent", remedy)
