"""Charts and tables of models: what moves, what models say side by side, and what checks leave of it."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.report import claims, figures, tables
from analysis.report.figures import Figure
from analysis.report.language import Language
from analysis.report.pages.inputs.conditions import inside
from analysis.report.tables import Column, SourceLine, Table, model_words
from analysis.stats.evidence.within_places import PanelExamination
from analysis.stats.result import Result
from analysis.stats.robustness.sensitivity import strongest


def variation_table(variation: pd.DataFrame, geography: str, language: Language) -> Table:
    """Return level and spread of variables (:func:`analysis.stats.describe.variation.variation`)."""
    shown = variation.assign(
        years=[
            language.years(range(int(first), int(last) + 1))
            for first, last in zip(variation["first"], variation["last"], strict=True)
        ],
        share=100 * (variation["sd_moving"] / variation["sd"]) ** 2,
    )
    return Table(
        shown.set_axis(variation.index.map(language.short)),
        {
            "years": language.say("Years"),
            "n": Column("N", kind="integer"),
            "mean": Column(language.say("Mean"), digits=2),
            "sd_between": Column(language.say("SD between provinces"), digits=2),
            "sd_moving": Column(language.say("SD of own movement"), digits=2),
            "share": Column(language.say("Own movement, share of variance"), digits=0, unit="percent"),
        },
        caption=language.say("Level and spread of what enters the models"),
        rows=language.say("Variable"),
        note=language.say(
            "SD: standard deviation. Own movement: what is left when the level of the province and the "
            "common movement of the year are taken out. Amounts and counts of people are natural logarithms."
        ),
        source=tables.sources(list(variation.index), language, geography=geography),
        language=language,
    )


def models_chart(
    results: Mapping[str, Result], term: str, language: Language, *, source: SourceLine
) -> Figure:
    """Return one coefficient under several models as a chart, one row a model.

    Parameters
    ----------
    results : mapping of str to Result
        Name of the model, in the page's language, to its result.
    term : str
        The condition whose coefficient is drawn.
    language, source
        Language of the page, and what stands below the chart.
    """
    rows = pd.DataFrame({name: result.term(term) for name, result in results.items()}).T.astype(float)
    outcome = next(iter(results.values())).outcome
    ends = {"low": float(rows["estimate"].min()), "high": float(rows["estimate"].max())}
    texts = {
        "condition": inside(term, language),
        "outcome": inside(outcome, language),
        "range": language.interval(ends["low"], ends["high"], 3),
    }
    clear = ((rows["low"] > 0) | (rows["high"] < 0)).all() and ends["low"] * ends["high"] > 0
    return figures.coefficients(
        rows,
        labels={name: name for name in results},
        title=language.say("Every model shows {outcome} going with {condition}: {range}", **texts)
        if clear
        else language.say("Models differ on {outcome} and {condition}: {range}", **texts),
        subtitle=language.say(
            "Points of the outcome for one unit of the condition, by model, with 95% intervals"
        ),
        note=language.say("The table names the standard errors of each model."),
        digits=3,
        source=source.names,
        language=language,
    )


def errors_table(found: PanelExamination, language: Language) -> Table:
    """Return the standard errors of an association within places, the interval and the p-value of each."""
    results = [found.by_place, found.by_region]
    rows = pd.DataFrame([result.term(found.term) for result in results])
    rows.index = pd.Index([model_words.inference(result, language) for result in results])
    return Table(
        rows,
        {
            "estimate": Column(language.say("Estimate"), digits=3, kind="signed"),
            "std_error": Column(language.say("Standard error"), digits=3),
            "interval": Column.interval(language.say("95% interval"), "low", "high", digits=3),
            "p_value": Column(language.say("p-value"), kind="p_value"),
        },
        caption=language.say(
            "Changes in {outcome} with changes in {condition}, by standard errors",
            outcome=inside(found.by_place.outcome, language),
            condition=inside(found.term, language),
        ),
        rows=language.say("Standard errors"),
        note=language.say(
            "Fixed effects of provinces and of years. N = {n}, from {units} provinces. The claim uses the "
            "standard errors with the larger p-value.",
            n=language.integer(found.by_place.n),
            units=language.integer(found.by_place.units),
        ),
        language=language,
    )


def checks_table(found: PanelExamination, moving: pd.DataFrame, language: Language) -> Table:
    """Return size, checks and grade of an association within places, one a row.

    Parameters
    ----------
    found : PanelExamination
    moving : DataFrame
        From :func:`analysis.stats.describe.variation.variation`: how far a variable usually moves by itself.
    language : Language
    """
    rows = _checked(found, moving, language)
    reasons = " ".join(claims.reason(reason, language) for reason in found.grade.reasons)
    return Table(
        pd.Series(rows, name="result").to_frame(),
        {"result": Column(language.say("Result"), kind="written")},
        caption=language.say("What the association within provinces has to survive"),
        rows=language.say("Check"),
        note=reasons,
        language=language,
    )


def _checked(found: PanelExamination, moving: pd.DataFrame, language: Language) -> dict[str, str]:
    """Return each check in words, and what it gave."""
    left, grid, strength = found.leave_one_out, found.specifications, found.sensitivity
    own = moving["sd_moving"].astype(float).to_dict()
    usual = float(found.worst.term(found.term)["estimate"]) * own[found.term]
    return {
        language.say("Outcome that goes with one SD of the condition's own movement"): language.signed(
            usual, 3
        ),
        language.say("SD of the outcome's own movement"): language.number(own[found.by_place.outcome], 3),
        language.say("Smallest and largest estimate without one province"): language.interval(
            left.smallest, left.largest, 3
        ),
        language.say("Provinces without which sign or verdict changes"): language.integer(len(left.flips)),
        language.say("Smallest and largest estimate over the specifications"): language.interval(
            grid.smallest, grid.largest, 3
        ),
        language.say("Specifications whose interval excludes zero"): language.say(
            "{k} of {n}",
            k=language.integer(round(grid.excludes_zero_share * len(grid.table))),
            n=language.integer(len(grid.table)),
        ),
        language.say("Share an unmeasured quantity would have to explain of both"): language.percent(
            100 * strength.robustness_value_interval, 0
        ),
        language.say("Share that the strongest measured control explains of both"): (
            language.say("not known: no control moves within provinces")
            if found.benchmarks is None
            else language.percent(100 * strongest(found.benchmarks), 1)
        ),
        language.say("Smallest coefficient that could be found (80% power)"): language.number(
            found.detectable, 3
        ),
        language.say("Strength of the evidence"): language.say(claims.STRENGTH[found.grade.letter]),
    }


def specifications_table(found: PanelExamination, language: Language) -> Table:
    """Return the estimate under every choice of controls."""
    grid = found.specifications.table
    chosen = [
        language.names(language.short(name) for name in names) if names else language.say("without controls")
        for names in grid["controls"]
    ]
    return Table(
        grid.set_axis(pd.Index(chosen)),
        {
            "estimate": Column(language.say("Estimate"), digits=3, kind="signed"),
            "interval": Column.interval(language.say("95% interval"), "low", "high", digits=3),
            "n": Column("N", kind="integer"),
        },
        caption=language.say(
            "The coefficient of {condition} by controls", condition=inside(found.term, language)
        ),
        rows=language.say("Controls"),
        note=language.say(
            "Fixed effects of provinces and of years. Intervals: CR1 clustered by province or CR3 jackknife "
            "by region, whichever has the larger p-value. N falls where a control is not known for every "
            "year."
        ),
        language=language,
    )


def leave_one_out_table(found: PanelExamination, geography: str, language: Language) -> Table:
    """Return the ten provinces without which the estimate moves most."""
    estimates = found.leave_one_out.estimates
    full = float(found.by_place.term(found.term)["estimate"])
    moved = estimates.assign(moved=estimates["estimate"] - full)
    most = moved.loc[moved["moved"].abs().sort_values(ascending=False, kind="stable").index[:10]]
    return Table(
        most,
        {
            "estimate": Column(language.say("Estimate"), digits=3, kind="signed"),
            "moved": Column(language.say("Change"), digits=3, kind="signed"),
            "interval": Column.interval(language.say("95% interval"), "low", "high", digits=3),
        },
        caption=language.say("The coefficient without one province: the ten that move it most"),
        rows=language.say("Without"),
        geography=geography,
        language=language,
        folded=True,
    )


def between_chart(found: pd.DataFrame, outcome: str, language: Language, *, source: SourceLine) -> Figure:
    """Return what :func:`analysis.report.pages.models.cross_sections.between_places` found as a chart."""
    clear = int((~found["letter"].isin(["D", "X"])).sum())
    texts = {"clear": language.integer(clear), "n": language.integer(len(found))}
    return figures.coefficients(
        {str(year): rows.set_index("condition") for year, rows in found.groupby("year")},
        title=language.say(
            "Between provinces, {clear} of {n} associations withstand the strictest standard errors", **texts
        ),
        subtitle=language.say(
            "Standard deviations of {outcome} for one of the condition, controls held equal",
            outcome=inside(outcome, language),
        ),
        note=language.say(
            "Intervals: 95%, of the strictest standard errors: HC3, region effects with HC3, or "
            "CR3 jackknife by region; the wild bootstrap by region can still overrule a filled mark."
        ),
        source=source.names,
        language=language,
    )


def between_table(
    found: pd.DataFrame, outcome: str, controls: Sequence[str], language: Language, *, source: SourceLine
) -> Table:
    """Return the figures behind :func:`between_chart`, with the strength of the evidence."""
    shown = found.assign(
        strength=[language.say(claims.STRENGTH[letter]) for letter in found["letter"]],
        origin=[
            language.say("one source") if x else language.say("two sources") for x in found["one_source"]
        ],
    )
    return Table(
        shown.set_axis(found["condition"].map(language.short)),
        {
            "year": language.say("Year"),
            "estimate": Column(language.say("Estimate"), digits=2, kind="signed"),
            "interval": Column.interval(language.say("95% interval"), "low", "high", digits=2),
            "p_value": Column(language.say("Largest p-value"), kind="p_value"),
            "q_value": Column(language.say("q-value"), kind="p_value"),
            "n": Column("N", kind="integer"),
            "detectable": Column(language.say("Smallest that could be found"), digits=2),
            "strength": language.say("Evidence"),
            "origin": language.say("Origin"),
        },
        caption=language.say(
            "{outcome} and each condition between provinces, controls held equal",
            outcome=language.short(outcome),
        ),
        rows=language.say("Condition"),
        note=language.say(
            "Controls: {controls}. Largest p-value: of HC3, region effects with HC3, CR3 jackknife by region "
            "with t, and wild cluster bootstrap by region. q-value: Benjamini and Hochberg, of all rows of "
            "this table, the family declared before its results were seen.",
            controls=language.names(language.short(name) for name in controls) or language.say("none"),
        ),
        source=source,
        language=language,
        folded=True,
    )
