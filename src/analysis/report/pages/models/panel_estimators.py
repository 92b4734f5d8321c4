"""One association over places and years by every estimator of panels: what each compares, with its errors."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.report import claims
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid
from analysis.report.tables import Column, SourceLine, Table, model_words
from analysis.stats import models
from analysis.stats.errors import ModelError
from analysis.stats.result import Result

COMPARED: dict[str, Msgid] = {
    "two_way": N_("each province with itself; what all share in a year taken out"),
    "mundlak": N_("the same, by the means of the provinces (Mundlak)"),
    "apart": N_("by how much the coefficient between provinces differs from that within (Mundlak)"),
    "between": N_("means of the provinces over the years"),
    "random": N_("within and between, weighted (random effects)"),
    "first": N_("changes from one year to the next"),
    "long": N_("changes from the first year to the last"),
}
"""What each estimator compares, in the order of the table."""


@dataclass(frozen=True, eq=False)
class Estimated:
    """A coefficient by one estimator.

    Attributes
    ----------
    name : str
        Of :data:`COMPARED`.
    result : Result or None
        None where it cannot be estimated.
    term : str
        The coefficient that is read.
    """

    name: str
    result: Result | None
    term: str

    @property
    def row(self) -> "pd.Series[float]":
        """Estimate, standard error, interval and p-value; missing where there is no result."""
        names = ["estimate", "std_error", "low", "high", "p_value"]
        return pd.Series(float("nan"), index=names) if self.result is None else self.result.term(self.term)


def panel_estimators(data: pd.DataFrame, outcome: str, condition: str) -> list[Estimated]:
    """Return one association by every estimator of panels, without controls, years held equal in all.

    Parameters
    ----------
    data : DataFrame
        One row per place (``code``) and year, of years with one definition.
    outcome, condition : str
        Columns.
    """
    years = sorted(set(data["year"]))
    named = (data, outcome, [condition])
    place: dict[str, Any] = {"entity": "code", "time": "year"}
    later = {f"in {year}": (data["year"] == year) * 1.0 for year in years[1:]}
    ways: dict[str, Callable[[], Result]] = {
        "two_way": lambda: models.two_way_fixed_effects(*named, **place),
        "mundlak": lambda: models.mundlak(*named, **place, effects="year"),
        "between": lambda: models.between(*named, **place),
        "random": lambda: models.random_effects(data.assign(**later), outcome, [condition, *later], **place),
        "first": lambda: models.first_differences(*named, **place, effects="year"),
        "long": lambda: models.long_differences(*named, **place, start=years[0], end=years[-1]),
    }
    results: dict[str, Result] = {}
    for name, way in ways.items():
        with suppress(ModelError):
            results[name] = way()
    results |= {"apart": results["mundlak"]} if "mundlak" in results else {}
    terms = {"apart": f"mean of {condition}"}
    return [Estimated(name, results.get(name), terms.get(name, condition)) for name in COMPARED]


def table(
    found: list[Estimated], outcome: str, condition: str, language: Language, *, source: SourceLine
) -> Table:
    """Return :func:`panel_estimators` as a table with the standard errors of each."""
    rows = [
        {
            **one.row,
            "n": None if one.result is None else one.result.n,
            "units": None if one.result is None else one.result.units,
            "errors": "" if one.result is None else model_words.inference(one.result, language),
        }
        for one in found
    ]
    return Table(
        pd.DataFrame(rows, index=[language.say(COMPARED[one.name]) for one in found]),
        {
            "estimate": Column(language.say("Estimate"), digits=3, kind="signed"),
            "std_error": Column(language.say("Standard error"), digits=3),
            "interval": Column.interval(language.say("95% interval"), "low", "high", digits=3),
            "p_value": Column(language.say("p-value"), kind="p_value"),
            "n": Column("N", kind="integer"),
            "units": Column(language.say("Provinces"), kind="integer"),
            "errors": Column(language.say("Standard errors"), kind="text"),
        },
        caption=language.say(
            "{outcome} and {condition} by every estimator of panels",
            outcome=claims.named(outcome, language),
            condition=claims.named(condition, language),
        ),
        rows=language.say("What is compared"),
        note=language.say(
            "Points of the outcome for one unit of the condition, without controls; years are held equal in "
            "every row but the means. Mundlak’s form differs a little from the first row where provinces "
            "lack a year. Where the row of the difference excludes zero, provinces high on the condition "
            "differ in more than the condition, and random effects, which mix both, say neither."
        ),
        source=source,
        language=language,
        folded=True,
    )
