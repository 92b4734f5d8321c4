"""One association read in several ways: other models, years, places, measures, and neighbours let in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analysis.data import processed
from analysis.data.amounts import in_logarithms
from analysis.data.matching import matched, shared_instrument
from analysis.report.kept_results import kept
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid
from analysis.report.tables.model_words import NEIGHBOURS
from analysis.stats import models
from analysis.stats.errors import ModelError
from analysis.stats.models.panel import earlier
from analysis.stats.result import Result
from analysis.stats.spatial import default_weights, spatial_lag

Label = Callable[[Language], str]

YEAR_BEFORE = N_("condition as asked the year before")

OTHER_SOURCES = ("household_computer_share_pct", "dti_infrastructure")
"""Measures of access that another source than PAPI gives for every province."""


@dataclass(frozen=True, eq=False)
class Reading:
    """One way to read an association.

    Attributes
    ----------
    group : Msgid
        What is varied.
    label : function of Language
        How, in words.
    period : tuple of int
        Years it uses.
    geography : str
    result : Result or None
        None when it cannot be estimated; ``refusal`` then says why.
    term : str
        The coefficient of the result that is read.
    refusal : str
    apart : bool
        Whether outcome and condition were asked of different respondents.
    """

    group: Msgid
    label: Label
    period: tuple[int, ...]
    geography: str
    result: Result | None
    term: str
    refusal: str = ""
    apart: bool = False

    def heading(self, language: Language) -> str:
        """Return what is varied, in words."""
        return _said(self.group)(language)

    @property
    def row(self) -> "pd.Series[float]":
        """Estimate, low, high and p-value, in standard deviations; missing where there is no result."""
        names = ["estimate", "low", "high", "p_value"]
        return pd.Series(float("nan"), index=names) if self.result is None else self.result.term(self.term)


class Readings:
    """The ways to read how an outcome goes with a condition.

    Parameters
    ----------
    outcome, condition : str
        Indicators of the dictionary.
    controls : sequence of str
        Held equal in the readings between places; amounts enter as logarithms.
    years : sequence of int
        Years of one definition.
    """

    def __init__(self, outcome: str, condition: str, controls: Sequence[str], years: Sequence[int]) -> None:
        self.outcome, self.condition = outcome, condition
        self.controls, self.years = list(controls), tuple(sorted(years))

    def all(self) -> list[Reading]:
        """Return every reading, grouped; those that cannot be estimated say why."""
        return [*self._within(), *self._between_years(), *self._measures(), *self._neighbours()]

    def _panel(self, geography: str) -> pd.DataFrame:
        return processed.panel(geography, years=self.years, indicators=[self.outcome, self.condition])

    def _standard(self, panel: pd.DataFrame) -> pd.DataFrame:
        """Return the panel with outcome and condition in standard deviations of all its figures."""
        columns = [self.outcome, self.condition]
        scaled = (panel[columns] - panel[columns].mean()) / panel[columns].std()
        found = panel.assign(**{name: scaled[name] for name in columns})
        found.attrs.update(panel.attrs)
        return found

    def _within(self) -> list[Reading]:
        group = N_("Within provinces, other models")
        found = []
        for label, geography, way in self._ways():
            reading = self._read(group, _said(label), geography, self.years, way)
            found.append(replace(reading, apart=reading.apart or label == YEAR_BEFORE))
        return found

    def _ways(self) -> list[tuple[Msgid, str, Callable[[], Result]]]:
        """Return the models within places: name, division of the country, and how each is estimated."""
        term = [self.condition]
        place: dict[str, Any] = {"entity": "code", "time": "year"}
        panel, units = (self._standard(self._panel(geography)) for geography in ("63", "34"))
        lagged = self._year_before(panel)
        first, last = self.years[0], self.years[-1]
        fixed, regions = models.two_way_fixed_effects, {"effects": ["code", "year"], **place}
        return [
            (
                N_("provinces and years held equal"),
                "63",
                lambda: fixed(panel, self.outcome, term, **place),
            ),
            (
                N_("the same, errors of regions"),
                "63",
                lambda: models.cluster_jackknife(panel, self.outcome, term, "region", **regions),
            ),
            (
                N_("change from year to year"),
                "63",
                lambda: models.first_differences(panel, self.outcome, term, effects="year", **place),
            ),
            (
                N_("change over the whole period"),
                "63",
                lambda: models.long_differences(panel, self.outcome, term, start=first, end=last, **place),
            ),
            (YEAR_BEFORE, "63", lambda: fixed(lagged, self.outcome, term, **place)),
            (N_("34 units in force"), "34", lambda: fixed(units, self.outcome, term, **place)),
        ]

    def _year_before(self, panel: pd.DataFrame) -> pd.DataFrame:
        shifted = earlier(panel[[self.condition]], panel["code"], panel["year"], 1)
        found = panel.assign(**{self.condition: shifted[self.condition]})
        found.attrs.update(panel.attrs)
        return found

    def _between_years(self) -> list[Reading]:
        group = N_("Between provinces, other years")
        return [
            self._read(
                group,
                _year(year),
                "63",
                (year,),
                lambda year=year: models.ols(  # type: ignore[misc]
                    self._section(year, self.condition),
                    self.outcome,
                    [self.condition, *self.controls],
                    entity="code",
                    standardise=True,
                ),
            )
            for year in self.years
        ]

    def _section(self, year: int, condition: str, geography: str = "63") -> pd.DataFrame:
        names = [self.outcome, condition, *self.controls]
        found = in_logarithms(matched(names, year, geography).table, names[1:])
        return found.reset_index()

    def _measures(self) -> list[Reading]:
        group, year = N_("Between provinces, the condition measured by another source"), self.years[-1]
        asked = (self.condition, self.outcome, *self.controls)
        others = [name for name in OTHER_SOURCES if name not in asked]
        return [
            self._read(
                group,
                _measured(name),
                "63",
                (year,),
                lambda name=name: models.ols(  # type: ignore[misc]
                    self._section(year, name),
                    self.outcome,
                    [name, *self.controls],
                    entity="code",
                    standardise=True,
                ),
                term=name,
            )
            for name in others
        ]

    def _neighbours(self) -> list[Reading]:
        group, year = N_("Between provinces, neighbours let in"), self.years[-1]
        section = self._section(year, self.condition)
        return [
            self._read(
                group,
                _near(NEIGHBOURS[weights.name]),
                "63",
                (year,),
                lambda weights=weights: kept(spatial_lag)(  # type: ignore[misc]
                    section,
                    self.outcome,
                    [self.condition, *self.controls],
                    weights,
                    entity="code",
                    standardise=True,
                ),
            )
            for weights in default_weights("63")
        ]

    def _read(
        self,
        group: Msgid,
        label: Label,
        geography: str,
        period: tuple[int, ...],
        way: Callable[[], Result],
        *,
        term: str | None = None,
    ) -> Reading:
        name = term or self.condition
        apart = shared_instrument(self.outcome, name) is None
        try:
            result = way()
        except ModelError as error:
            return Reading(group, label, period, geography, None, name, str(error), apart)
        return Reading(group, label, period, geography, result, name, apart=apart)


def _said(message: Msgid) -> Label:
    return lambda language: language.say(message)


def _measured(indicator: str) -> Label:
    return lambda language: language.say("condition: {measure}", measure=language.short(indicator))


def _year(year: int) -> Label:
    return lambda language: language.say("between provinces, {year}", year=str(year))


def _near(who: Msgid) -> Label:
    return lambda language: language.say("neighbours let in: {who}", who=language.say(who))
