"""Associations that notebooks examine: over years within provinces, and across sources; with their sentences.

What a page states about the question that every page shares comes from :mod:`analysis.report.findings`; here
the same checks are made for any outcome and condition that a reader chooses.
"""

from collections.abc import Sequence

import pandas as pd

from analysis.data import processed
from analysis.data.amounts import in_logarithms
from analysis.data.indicators import comparable_runs, indicators
from analysis.data.matching import shared_instrument
from analysis.report import claims, findings
from analysis.report.findings import ACCESS, USE, YEARS, Finding
from analysis.report.kept_results import kept
from analysis.report.language import Language
from analysis.stats import describe, guards
from analysis.stats.errors import ModelError
from analysis.stats.evidence.within_places import PanelExamination, examine_panel

CONTROLS = ("poverty_rate_pct", "grdp_per_capita_million_vnd", "population_thousand")
"""Controls of the question that all pages share (:func:`analysis.report.findings.examined_access`)."""

MEASURES = {"papi": (USE, ACCESS), "dti": ("dti_government", "dti_infrastructure")}
"""A measure of use and one of access from each of the two sources that cover the country."""
SAME_DEFINITION = (2022, 2023)
"""The years in which the DTI keeps its definition."""


def is_shared(panel: pd.DataFrame, outcome: str, condition: str, controls: Sequence[str]) -> bool:
    """Tell whether this is the question that all pages share: PAPI 8.1 on 8.2 over their comparable years."""
    asked = (outcome, condition, set(controls), tuple(sorted(set(panel["year"]))))
    return asked == (USE, ACCESS, set(CONTROLS), YEARS) and panel.attrs.get("geography") == "63"


def within_places(
    panel: pd.DataFrame, outcome: str, condition: str, controls: Sequence[str]
) -> PanelExamination:
    """Return an association within places over the years of a panel, with all its checks.

    Parameters
    ----------
    panel : DataFrame
        As :func:`analysis.data.processed.panel` returns it.
    outcome, condition : str
        Indicators of the dictionary.
    controls : sequence of str
        Each in or out in the grid of specifications; amounts enter as logarithms. A control may cross a break
        of its definition: what the break did to all places alike the effects of years take up.

    Raises
    ------
    ModelError
        When the model cannot be estimated, or outcome and condition do not measure the same in all the years.
    """
    if is_shared(panel, outcome, condition, controls):
        return findings.examined_access(panel)
    data = in_logarithms(panel, [condition, *controls])
    return kept(examine_panel)(
        guards.declare(data, across_definitions=controls),
        outcome,
        condition,
        controls,
        place="code",
        time="year",
        region="region",
        same_survey=shared_instrument(outcome, condition) is not None,
    )


def within_finding(
    panel: pd.DataFrame, outcome: str, condition: str, controls: Sequence[str], found: PanelExamination
) -> Finding:
    """Return the headline on an association within places; for the shared question the shared one.

    Parameters
    ----------
    panel, outcome, condition, controls
        What :func:`within_places` was given.
    found : PanelExamination
        What it returned.
    """
    if is_shared(panel, outcome, condition, controls):
        return findings.internet_access(panel)
    row = found.worst.term(condition)
    value, low, high = (float(row[name]) for name in ("estimate", "low", "high"))
    years = tuple(sorted({int(year) for year in found.worst.sample["year"]}))
    return Finding(
        "within_places", value, low, high, indicators()[outcome].unit, found.worst.units, years,
        abs(value) / 4 or 0.01, lambda language: _within_sentence(found, outcome, years, language),
        found.grade, digits=3, detectable=found.detectable,
    )  # fmt: skip


def _within_sentence(found: PanelExamination, outcome: str, years: Sequence[int], language: Language) -> str:
    """Return an association within provinces in words that follow from its grade and its sign."""
    row, grade = found.worst.term(found.term), found.grade
    value, low, high = (float(row[name]) for name in ("estimate", "low", "high"))
    estimate = claims.Estimate(value, low, high, found.worst.units, language.years(years), digits=3)
    names = {"outcome": claims.named(outcome, language), "condition": claims.named(found.term, language)}
    if grade.letter == "X":
        untold = language.say(
            "Whether changes in {condition} and in {outcome} go together within provinces cannot be said.",
            **names,
        )
        return f"{untold} {claims.because(grade.reasons, language)}"
    number = language.difference(estimate.value, 3, indicators()[outcome].unit)
    values = {**names, "number": number, "basis": estimate.basis(language)}
    if grade.letter == "D":
        return language.say(
            "Within provinces, no association of changes in {condition} with changes in {outcome} was "
            "detected: {number} for one unit ({basis}); differences below {smallest} a unit could not "
            "have been seen.",
            smallest=language.number(found.detectable, 3),
            **values,
        )
    if estimate.value < 0:
        return language.say(
            "Where {condition} of a province moved one unit further up than the common trend, {outcome} "
            "stood {number} from it ({basis}). One moves up where the other moves down; why, the figures "
            "do not say.",
            **values,
        )
    return language.say(
        "Where {condition} of a province moved one unit further up than the common trend, {outcome} "
        "stood {number} from it ({basis}). The two move together; why, the figures do not say.",
        **values,
    )


def across_sources(years: Sequence[int]) -> pd.DataFrame:
    """Return the correlations of use with access, within each of the two sources and across them.

    Parameters
    ----------
    years : sequence of int
        From 2022 on, when both sources have figures.

    Returns
    -------
    DataFrame
        One row a pair and year, pairs of one source first: ``pair`` (outcome and condition, parted by a
        bar), ``outcome``, ``condition``, ``one_source`` (bool), ``year``, ``r``, ``low``, ``high``, ``n``.
    """
    pairs = [(use, access) for use, _ in MEASURES.values() for _, access in MEASURES.values()]
    pairs.sort(key=lambda pair: shared_instrument(*pair) is None)
    rows = []
    for outcome, condition in pairs:
        for year in years:
            found = describe.correlation(
                processed.values(condition, "63", year), processed.values(outcome, "63", year)
            )
            rows.append(
                {
                    "pair": f"{outcome}|{condition}",
                    "outcome": outcome,
                    "condition": condition,
                    "one_source": shared_instrument(outcome, condition) is not None,
                    "year": int(year),
                    "r": found.r,
                    "low": found.low,
                    "high": found.high,
                    "n": found.n,
                }
            )
    return pd.DataFrame(rows)


def source_matters() -> Finding:
    """Return whether measures of access and use go together when they come from different sources."""
    found = across_sources(SAME_DEFINITION)
    same, different = found[found["one_source"]], found[~found["one_source"]]
    clear = int(((different["low"] > 0) | (different["high"] < 0)).sum())
    mean = float(different["r"].mean())

    def sentence(language: Language) -> str:
        averages = language.say(
            "Correlations of access with use between provinces in {years} (N = {n} or more) average {same} "
            "where one source measured both (PAPI or DTI) and {different} where two sources did; of the "
            "latter, {clear} of {pairs} are told apart from zero.",
            years=language.years(SAME_DEFINITION),
            n=language.integer(found["n"].min()),
            same=language.signed(float(same["r"].mean()), 2),
            different=language.signed(mean, 2),
            clear=language.integer(clear),
            pairs=language.integer(len(different)),
        )
        if clear == len(different):
            said = language.say("They go together whichever source measured them.")
        else:
            said = language.say("A clear association may in part be the mark of a common source.")
        return f"{averages} {said}"

    return Finding(
        "access_and_use_across_sources", mean, None, None, "none", int(found["n"].min()), SAME_DEFINITION,
        0.1, sentence,
    )  # fmt: skip


def comparable_panel(
    outcome: str,
    condition: str,
    years: Sequence[int],
    geography: str,
    others: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return the panel over the longest run of years in which outcome and condition keep their definitions.

    Parameters
    ----------
    outcome, condition : str
        Indicators of the dictionary.
    years : sequence of int
        Years to choose from; of two runs of one length the later is taken.
    geography : str
    others : sequence of str, optional
        Columns beside outcome and condition; all of the panel when left out.

    Raises
    ------
    ModelError
        When fewer than two years can be compared.
    """
    runs = [
        [year for year in sorted(set(years)) if max(a[0], b[0]) <= year <= min(a[1], b[1])]
        for a in comparable_runs(outcome)
        for b in comparable_runs(condition)
    ]
    kept = max(runs, key=lambda run: (len(run), run), default=[])
    if len(kept) < 2:
        raise ModelError(
            f"{condition} and {outcome} keep their definitions in fewer than two of the years",
            f"years {', '.join(map(str, sorted(set(years))))}",
            "Choose another first input, or more years; one year is for the notebook 02_inputs_and_uptake.",
        )
    columns = None if others is None else [outcome, condition, *others]
    return processed.panel(geography, years=kept, indicators=columns)
