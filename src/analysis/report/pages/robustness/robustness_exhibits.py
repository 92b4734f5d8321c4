"""What would change the answer: every declared specification, other readings, and what was not measured."""

from collections.abc import Sequence

import pandas as pd

from analysis.report import claims, figures
from analysis.report.figures import Figure
from analysis.report.language import Language
from analysis.report.pages.robustness.declared_grid import DeclaredGrid
from analysis.report.pages.robustness.readings import Reading
from analysis.report.tables import Column, SourceLine, Table, model_words
from analysis.stats.robustness.measurement_error import MeasurementError
from analysis.stats.robustness.sensitivity import Sensitivity
from analysis.stats.robustness.shapley import ShapleyR2
from analysis.stats.spatial import NeighbourRobustness

INTERVAL = ["estimate", "low", "high"]


def grid_chart(
    grid: DeclaredGrid, main: float, outcome: str, condition: str, language: Language, *, source: SourceLine
) -> Figure:
    """Return the specification curve of a declared grid.

    Parameters
    ----------
    grid : DeclaredGrid
    main : float
        The estimate that the other pages report, marked on the scale.
    outcome, condition, language, source
        What is compared, and the words around it.
    """
    found = grid.found
    return figures.specification_curve(
        found.table,
        grid.choices(language),
        language=language,
        title=language.say(
            "Of {n} declared specifications, {clear} keep the interval clear of zero, and {sign} the sign",
            n=language.integer(len(found.table)),
            clear=language.percent(100 * found.excludes_zero_share, 0),
            sign=language.percent(100 * found.same_sign_share, 1),
        ),
        subtitle=language.say(
            "Points of {outcome} for one point of {condition}",
            outcome=claims.named(outcome, language),
            condition=claims.named(condition, language),
        ),
        note=language.say("Errors clustered by province. Dashed line: the estimate the other pages report."),
        source=source.names,
        main=main,
    )


def grid_table(chart: Figure, language: Language) -> Table:
    """Return the figures behind :func:`grid_chart`, one row a choice."""
    return Table(
        chart.data.set_index("choice"),
        {
            "group": Column(language.say("Choice of"), kind="text"),
            "median": Column(language.say("Median"), digits=3, kind="signed"),
            "range": Column.interval(language.say("Middle 90%"), "low", "high", digits=3),
            "clear": Column(language.say("Interval excludes zero, share"), digits=2),
            "n": Column(language.say("Specifications"), kind="integer"),
        },
        caption=language.say("Estimates by choice, over all specifications that make it"),
        rows=language.say("Choice"),
        language=language,
        folded=True,
    )


def readings_chart(
    readings: Sequence[Reading], outcome: str, condition: str, language: Language, *, source: SourceLine
) -> Figure:
    """Return the readings of one association on one scale, by what is varied."""
    known = [reading for reading in readings if reading.result is not None]
    rows = pd.DataFrame([reading.row[INTERVAL] for reading in known], index=range(len(known)))
    clear = ((rows["low"] > 0) | (rows["high"] < 0)).sum()
    return figures.coefficients(
        rows.set_axis([f"reading {number}" for number in rows.index]),
        labels={f"reading {n}": one.label(language) for n, one in zip(rows.index, known, strict=True)},
        title=language.say(
            "{clear} of {n} readings keep clear of zero; who measured the condition, and when, matters most",
            clear=language.integer(int(clear)),
            n=language.integer(len(known)),
        )
        if _source_matters(known)
        else language.say(
            "{clear} of {n} readings of the association keep clear of zero",
            clear=language.integer(int(clear)),
            n=language.integer(len(known)),
        ),
        subtitle=language.say(
            "Standard deviations of {outcome} for one of {condition}",
            outcome=claims.named(outcome, language),
            condition=claims.named(condition, language),
        ),
        note=language.say("What each row varies stands in the table below."),
        source=source.names,
        language=language,
    )


def _source_matters(readings: Sequence[Reading]) -> bool:
    """Tell whether every reading that shares no survey holds zero, or one does, while the others do not."""
    rows = pd.DataFrame([reading.row[["low", "high"]] for reading in readings])
    clear = ((rows["low"] > 0) | (rows["high"] < 0)).to_numpy()
    apart = pd.Series([reading.apart for reading in readings]).to_numpy()
    return bool(clear[~apart].all() and not clear[apart].all())


def readings_table(readings: Sequence[Reading], language: Language, *, source: SourceLine) -> Table:
    """Return every reading with its group, period, estimate and N; those impossible say so."""
    rows = [
        {
            "group": reading.heading(language),
            "period": language.years(reading.period),
            **reading.row.to_dict(),
            "n": None if reading.result is None else reading.result.n,
            "errors": "" if reading.result is None else model_words.inference(reading.result, language),
        }
        for reading in readings
    ]
    labels = pd.Index([reading.label(language) for reading in readings])
    return Table(
        pd.DataFrame(rows, index=labels),
        {
            "group": Column(language.say("What is varied"), kind="text"),
            "period": Column(language.say("Years"), kind="written"),
            "estimate": Column(language.say("Estimate"), digits=2, kind="signed"),
            "interval": Column.interval(language.say("95% interval"), "low", "high", digits=2),
            "p_value": Column("p", kind="p_value"),
            "n": Column("N", kind="integer"),
            "errors": Column(language.say("Standard errors"), kind="text"),
        },
        caption=language.say("One association, read in {n} ways", n=language.integer(len(readings))),
        rows=language.say("Reading"),
        source=source,
        language=language,
        folded=True,
    )


def unmeasured_table(
    strength: Sensitivity, marks: pd.DataFrame, condition: str, language: Language, *, source: SourceLine
) -> Table:
    """Return what the estimate would be had something as strong as a measured control been left out."""
    names = [
        language.say(
            "{times} × {control}",
            times=language.integer(row["times"]),
            control=language.short(row["control"]),
        )
        for row in marks.to_dict("records")
    ]
    return Table(
        marks.set_axis(pd.Index(names)),
        {
            "r2_input": Column(language.say("Explains of the condition"), digits=3),
            "r2_outcome": Column(language.say("Explains of the outcome"), digits=3),
            "estimate": Column(language.say("Estimate left"), digits=3, kind="signed"),
            "interval": Column.interval(language.say("95% interval"), "low", "high", digits=3),
        },
        caption=language.say(
            "Had something unmeasured been as strong as this: the coefficient of {condition}",
            condition=claims.named(condition, language),
        ),
        rows=language.say("As strong as"),
        note=language.say(
            "To bring the estimate to zero, something unmeasured would have to explain {point} of what is "
            "left of both; to bring the interval to zero, {interval} (Cinelli and Hazlett 2020).",
            point=language.percent(100 * strength.robustness_value, 0),
            interval=language.percent(100 * strength.robustness_value_interval, 0),
        ),
        source=source,
        language=language,
    )


def error_table(found: MeasurementError, condition: str, language: Language, *, source: SourceLine) -> Table:
    """Return the coefficient had the condition been measured with error of several sizes."""
    shown = found.table.dropna(subset=["estimate"])
    return Table(
        shown.set_axis(pd.Index([language.percent(100 * one, 0) for one in shown.index])),
        {
            "reliability_left": Column(language.say("Reliable part of its own movement"), digits=2),
            "estimate": Column(language.say("Estimate"), digits=3, kind="signed"),
            "interval": Column.interval(language.say("95% interval"), "low", "high", digits=3),
        },
        caption=language.say(
            "The coefficient of {condition} by how reliably it is measured",
            condition=claims.named(condition, language),
        ),
        rows=language.say("Reliable part of all differences"),
        note=language.say(
            "Errors independent of everything else (Fuller 1987). Below the last row, error would be more "
            "than all the movement within provinces. Errors that outcome and condition share act the other "
            "way: they make an association where there is none."
        ),
        source=source,
        language=language,
        folded=True,
    )


def neighbours_table(
    found: NeighbourRobustness, condition: str, year: int, language: Language, *, source: SourceLine
) -> Table:
    """Return the coefficient with neighbours let in, and whether neighbours resemble each other beyond it."""
    rows = found.table.reset_index()
    models = {"lag": language.say("use of the neighbours"), "error": language.say("errors of the neighbours")}
    rows["way"] = rows["model"].map(models)
    rows["left"] = rows["weights"].map(found.residuals["i"])
    rows["left_p"] = rows["weights"].map(found.residuals["p_value"])
    return Table(
        rows.set_index(rows["weights"].map(lambda name: language.say(model_words.NEIGHBOURS[name]))),
        {
            "way": Column(language.say("What is let in"), kind="text"),
            "estimate": Column(language.say("Estimate"), digits=2, kind="signed"),
            "interval": Column.interval(language.say("95% interval"), "low", "high", digits=2),
            "spatial": Column(language.say("Share taken over from neighbours"), digits=2, kind="signed"),
            "spatial_p_value": Column(language.say("its p"), kind="p_value"),
            "left": Column(language.say("Moran’s I of what is left"), digits=2, kind="signed"),
            "left_p": Column(language.say("its p"), kind="p_value"),
        },
        caption=language.say(
            "The coefficient of {condition} with neighbours let in, {year}",
            condition=claims.named(condition, language),
            year=str(year),
        ),
        rows=language.say("Who is a neighbour"),
        source=source,
        language=language,
        folded=True,
    )


def parts_table(found: ShapleyR2, year: int, language: Language, *, source: SourceLine) -> Table:
    """Return how the explained variance is parted between conditions, with intervals."""
    return Table(
        found.shares.set_axis(found.shares.index.map(language.short)),
        {
            "share": Column(language.say("Share of the variance"), digits=2),
            "interval": Column.interval(language.say("95% interval"), "low", "high", digits=2),
            "vif": Column("VIF", digits=1),
        },
        caption=language.say(
            "How {share} of the variance of use between provinces, {year}, is parted between conditions",
            share=language.percent(100 * found.r2, 0),
            year=str(year),
        ),
        rows=language.say("Condition"),
        note=language.say(
            "Shapley values of R²: the mean over all orders in which conditions can enter. A share is a "
            "convention on how to part what conditions have in common, and says nothing of any one of "
            "them. Intervals: bootstrap over provinces."
        ),
        source=source,
        language=language,
        folded=True,
    )
