"""A panel of communes against its rules, as streams: how many problems there are, and the first of each kind.

Nothing is held in memory but what is reported: rows that break a rule are found in one reading, keys and
months are compared one province at a time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.data.communes import contract, database
from analysis.data.communes.contract import Rule
from analysis.data.communes.store import Store, shown
from analysis.data.errors import InputError, Problem

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FIRST = 20
"""Problems of one kind that are listed; of the others the number is told."""


@dataclass(frozen=True)
class Rows:
    """Rows to be checked.

    Attributes
    ----------
    opened
        The data base that reads them.
    source
        The rows as SQL reads them: the columns of the contract, typed; ``line``, where each stands in the
        file; and ``unread``, the columns whose text could not be read as their type.
    file
        The file, as problems name it.
    """

    opened: "DuckDBPyConnection"
    source: str
    file: str

    def problems(self, provinces: list[str]) -> list[Problem]:
        """Return everything that is wrong, the first of each kind, with the numbers of the others."""
        rules = contract.rules(provinces)
        found = [*self._of_rows(rules), *self._in_two_provinces()]
        named = not any(problem.column in ("province", *contract.key()) for problem in found)
        there = f"SELECT DISTINCT province FROM {self.source} WHERE province IS NOT NULL ORDER BY ALL"
        for (province,) in self._answers(there):
            found += self._repeated(province)
            # Which months are missing cannot be told as long as a place or a month is wrong.
            found += self._incomplete(province) if named else ()
        return found

    def _answers(self, query: str) -> list[tuple[str, ...]]:
        return self.opened.execute(query).fetchall()

    def _of_rows(self, rules: list[Rule]) -> Iterable[Problem]:
        """Yield rows that break a rule, all rules in one reading."""
        broken = ", ".join(
            f"CASE WHEN ({rule.broken}) AND NOT list_contains(unread, '{rule.column}') "
            f"THEN {{'rule': {number}, 'value': {rule.column}::VARCHAR}} END"
            for number, rule in enumerate(rules)
        )
        self.opened.execute(
            "CREATE OR REPLACE TEMP TABLE broken AS "
            "SELECT line, found.rule AS rule, found.value AS value FROM "
            f"(SELECT line, unnest([x FOR x IN [{broken}] IF x IS NOT NULL]) AS found "
            f"FROM {self.source})"
        )
        for number, count in self._answers("SELECT rule, count(*) FROM broken GROUP BY rule ORDER BY rule"):
            rule = rules[int(number)]
            first = f"SELECT line, value FROM broken WHERE rule = {number} ORDER BY line LIMIT {FIRST}"
            for line, value in self._answers(first):
                yield Problem(
                    self.file, rule.rule, rule.remedy, row=int(line), column=rule.column, value=value
                )
            yield from self.others(int(count), f"{rule.column} {rule.rule}")

    def others(self, count: int, what: str) -> Iterable[Problem]:
        """Yield how many problems of a kind are not listed, where that are any."""
        if count > FIRST:
            rule = f"{count - FIRST:,} more rows of the same kind ({what}) are not listed"
            yield Problem(self.file, rule, "mend the file as a whole")

    def _in_two_provinces(self) -> Iterable[Problem]:
        query = (
            "SELECT commune, string_agg(DISTINCT province, ', ' ORDER BY province), max(line) "
            f"FROM {self.source} GROUP BY commune HAVING count(DISTINCT province) > 1 "
            f"ORDER BY commune LIMIT {FIRST}"
        )
        for commune, provinces, line in self._answers(query):
            rule = f"the commune stands in several provinces: {provinces}"
            yield Problem(
                self.file,
                rule,
                "write one province in all its rows",
                row=int(line),
                column="commune",
                value=commune,
            )

    def _repeated(self, province: str) -> Iterable[Problem]:
        query = (
            "SELECT commune, month::VARCHAR, min(line), max(line), count(*) OVER () "
            f"FROM {self.source} WHERE province = {database.literal(province)} GROUP BY commune, month "
            f"HAVING count(*) > 1 ORDER BY min(line) LIMIT {FIRST}"
        )
        count = 0
        for commune, month, first, last, number in self._answers(query):
            count = int(number)
            rule = f"the month {month} of this commune stands twice, first in line {first}"
            remedy = "keep the row that is right"
            yield Problem(self.file, rule, remedy, row=int(last), column="commune", value=commune)
        yield from self.others(count, f"months that stand twice in province {province}")

    def _incomplete(self, province: str) -> Iterable[Problem]:
        """Yield communes that lack a month between the first and the last one of the whole panel."""
        ends = f"SELECT min(month) AS low, max(month) AS high FROM {self.source}"
        every = f"SELECT unnest(generate_series(low, high, INTERVAL 1 MONTH))::DATE AS month FROM ({ends})"
        there = f"SELECT commune, month FROM {self.source} WHERE province = {database.literal(province)}"
        query = (
            f"WITH there AS ({there}), every AS ({every}) "
            "SELECT commune, string_agg(strftime(month, '%Y-%m'), ', ' ORDER BY month), count(*) OVER () "
            "FROM (SELECT commune, month FROM (SELECT DISTINCT commune FROM there), every "
            "EXCEPT SELECT commune, month FROM there) "
            f"GROUP BY commune ORDER BY commune LIMIT {FIRST}"
        )
        count = 0
        for commune, months, number in self._answers(query):
            count = int(number)
            listed = months if len(months) <= 60 else f"{months[:52].rsplit(',', 1)[0]} …"
            rule, remedy = f"months are missing: {listed}", "add a row for each, with reported = false"
            yield Problem(self.file, rule, remedy, column="commune", value=commune)
        yield from self.others(count, f"communes of province {province} that lack months")


def known_provinces() -> list[str]:
    """Return the codes of the provinces in force."""
    from analysis.data.provinces import units  # noqa: PLC0415 - reads the table of units

    return [str(code) for code in units()["code"]]


def check(panel: Store) -> int:
    """Check a panel as it lies; return its number of rows.

    Raises
    ------
    InputError
        Listing what is wrong: the first problems of each kind, and how many more there are.
    """
    panel.require()
    rows, found = 0, []
    with database.connection() as opened:
        for province in panel.provinces():
            source = panel.source(province)
            numbered = f"(SELECT row_number() OVER () AS line, []::VARCHAR[] AS unread, * FROM {source})"
            found += Rows(opened, numbered, shown(panel.file(province))).problems(known_provinces())
            rows += opened.execute(f"SELECT count(*) FROM {source}").fetchall()[0][0]
    if found:
        raise InputError(found)
    return rows
