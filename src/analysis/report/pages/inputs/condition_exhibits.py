"""Charts and tables of conditions against use between provinces, each with its figures in a table."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.data.delivered_readers import deliveries
from analysis.data.matching import Matched, coverage, shared_instrument
from analysis.report import claims, figures, tables
from analysis.report.figures import Figure
from analysis.report.language import NO_BREAK_SPACE, Language
from analysis.report.pages.inputs import conditions
from analysis.report.tables import Column, SourceLine, Table
from analysis.stats.evidence.grade import FEWEST_PLACES


def correlation_columns(language: Language) -> dict[str, Column | str]:
    """Return the columns of a table of correlations: coefficient, interval and N."""
    return {
        "r": Column(language.say("Correlation"), digits=2, kind="signed"),
        "interval": Column.interval(language.say("95% interval"), "low", "high", digits=2),
        "n": Column("N", kind="integer"),
    }


def coverage_table(
    section: Matched, names: Sequence[str], outcome: str, year: int, language: Language
) -> Table:
    """Return for how many provinces each condition is known, alone and together with an outcome.

    Parameters
    ----------
    section : Matched
        The cross-section, which says the years of each figure.
    names : sequence of str
        Conditions, in the order of the rows.
    outcome, year, language
        Measure of use, its year, and the language of the page.
    """
    known = coverage(names, outcome, year)
    known["years"] = [language.years(section.years[name]) for name in known.index]
    return Table(
        known.set_axis(known.index.map(language.label)),
        {
            "exact": language.say("Known exactly"),
            "about": language.say("Known roughly"),
            "bound": language.say("Only a bound"),
            "both": language.say("Usable, with {outcome}", outcome=conditions.inside(outcome, language)),
            "years": language.say("Years"),
        },
        caption=language.say(
            "Provinces, of {n}, with a figure for each condition, public or sent by authorities"
            if deliveries(sorted(names), "63")
            else "Provinces, of {n}, with a public figure for each condition",
            n=language.integer(len(section.table)),
        ),
        rows=language.say("Condition"),
        note=language.say("A bound (“more than”, “nearly”) is counted but never used as a value."),
        source=_source([outcome, *names], language),
        language=language,
    )


def family_chart(found: pd.DataFrame, outcome: str, year: int, language: Language) -> Figure:
    """Return the correlations that :func:`~analysis.stats.evidence.screening.screen` found as a chart."""
    ends = ["estimate", "low", "high"]
    return figures.coefficients(
        {
            language.say("Correlation"): found[["r", "low", "high"]].set_axis(ends, axis=1),
            language.say("Rank correlation"): found[["rank_r", "rank_low", "rank_high"]].set_axis(
                ends, axis=1
            ),
        },
        title=conditions.head(found, outcome, language),
        subtitle=language.say(
            "Correlation with {outcome} between provinces, {year}",
            outcome=language.label(outcome),
            year=str(year),
        ),
        note=language.say(
            "Intervals: 95%, Fisher's z, provinces taken as independent. Amounts of money enter as "
            "logarithms."
        ),
        source=_source([outcome, *found.index], language).names,
        language=language,
    )


def family_table(found: pd.DataFrame, outcome: str, year: int, language: Language) -> Table:
    """Return what :func:`~analysis.stats.evidence.screening.screen` found as a table, with its strength."""
    shown = found.assign(
        strength=[language.say(claims.STRENGTH[letter]) for letter in found["letter"]],
        origin=[
            language.say("one source") if shared_instrument(outcome, name) else language.say("two sources")
            for name in found.index
        ],
    )
    return Table(
        shown.set_axis(found.index.map(language.short)),
        correlation_columns(language)
        | {
            "rank_r": Column(language.say("Rank correlation"), digits=2, kind="signed"),
            "q_value": Column(language.say("q-value"), kind="p_value"),
            "worst_p": Column(language.say("Largest p-value"), kind="p_value"),
            "strength": language.say("Evidence"),
            "origin": language.say("Origin"),
        },
        caption=language.say(
            "Each condition and {outcome}, {year}", outcome=language.label(outcome), year=str(year)
        ),
        rows=language.say("Condition"),
        note=language.say(
            "q-value: Benjamini and Hochberg, of the correlations in this table. Largest p-value: of HC3 "
            "with t, of region effects with HC3 and t, of the CR3 jackknife by region with t(5), and of the "
            "wild cluster bootstrap by region. Origin: whether one survey or one round of reports gives both."
        ),
        source=_source([outcome, *found.index], language),
        language=language,
        folded=True,
    )


def cloud(
    section: Matched,
    outcome: str,
    condition: str,
    year: int,
    language: Language,
    *,
    title: str,
    note: str = "",
) -> Figure:
    """Return the provinces by a condition and an outcome as a chart.

    Parameters
    ----------
    section : Matched
        The cross-section.
    outcome, condition : str
        Indicators in it.
    year : int
        Year of the outcome.
    language, title, note
        Language of the page, head of the chart, and what stands below it.
    """
    years = language.years(section.years[condition])
    texts = {
        "condition": language.short(condition),
        "outcome": conditions.inside(outcome, language),
        "years": years,
        "year": str(year),
    }
    subtitle = language.say("{condition} ({years}) and {outcome} ({year}); one mark a province", **texts)
    both = int(section.table[[condition, outcome]].notna().all(axis=1).sum())
    return figures.scatter(
        section.table[condition],
        section.table[outcome],
        geography="63",
        regions=section.table["region"],
        title=title,
        subtitle=subtitle,
        note=note,
        # With so few places not even the text alternative says a correlation.
        alt=f"{title}. {subtitle}." if both < FEWEST_PLACES else None,
        x_label=_axis(condition, language),
        y_label=_axis(outcome, language),
        source=_source([condition, outcome], language).names,
        language=language,
    )


def cloud_table(section: Matched, outcome: str, condition: str, year: int, language: Language) -> Table:
    """Return the figures behind :func:`cloud`: provinces for which both are known."""
    known = section.table.dropna(subset=[condition, outcome])
    return Table(
        known.set_index("name"),
        [condition, outcome],
        caption=language.say(
            "{condition} and {outcome} by province, {year}",
            condition=language.short(condition),
            outcome=conditions.inside(outcome, language),
            year=str(year),
        ),
        rows=language.say("Province"),
        source=_source([condition, outcome], language),
        language=language,
        folded=True,
    )


def grid(
    values: pd.DataFrame,
    columns: Mapping[str, str | Column],
    caption: str,
    note: str,
    language: Language,
    *,
    source: Sequence[str],
    folded: bool = False,
) -> Table:
    """Return coefficients, one row a condition and one column a choice, as a table.

    Parameters
    ----------
    values : DataFrame
        Coefficients; index: indicators.
    columns : mapping of str to str or Column
        Header of each column of ``values`` that is shown; a Column where it holds no coefficients.
    caption, note, language, folded
        As for :class:`~analysis.report.tables.table.Table`.
    source : sequence of str
        Indicators whose sources are named.
    """
    return Table(
        values.set_axis(values.index.map(language.short)),
        {
            name: shown if isinstance(shown, Column) else Column(shown, digits=2, kind="signed")
            for name, shown in columns.items()
        },
        caption=caption,
        rows=language.say("Condition"),
        note=note,
        source=_source(source, language),
        language=language,
        folded=folded,
    )


def pairs_chart(pairs: pd.DataFrame, language: Language) -> Figure:
    """Return what :func:`~analysis.report.pages.models.associations.across_sources` found as a chart."""
    same = pairs["one_source"]
    return figures.coefficients(
        {
            str(year): rows.set_index("pair").rename(columns={"r": "estimate"})
            for year, rows in pairs.groupby("year")
        },
        labels=_pair_names(pairs, language),
        title=language.say(
            "Access and use: correlation {same} on average within one source, {different} across two",
            same=language.signed(float(pairs.loc[same, "r"].mean()), 2),
            different=language.signed(float(pairs.loc[~same, "r"].mean()), 2),
        ),
        subtitle=language.say(
            "Correlation between provinces by year; upper two rows: one source measured both"
        ),
        note=language.say(
            "In 2024 the DTI has another definition. Intervals: 95%, Fisher's z, provinces taken as "
            "independent."
        ),
        source=_source([*pairs["outcome"], *pairs["condition"]], language).names,
        language=language,
    )


def pairs_table(pairs: pd.DataFrame, language: Language) -> Table:
    """Return the figures behind :func:`pairs_chart`."""
    origin = [
        language.say("one source") if same else language.say("two sources") for same in pairs["one_source"]
    ]
    return Table(
        pairs.assign(origin=origin).set_axis(pairs["pair"].map(_pair_names(pairs, language))),
        {"origin": language.say("Origin"), "year": language.say("Year")} | correlation_columns(language),
        caption=language.say("Access and use, within one source and across two, by year"),
        rows=language.say("Pair of measures"),
        source=_source([*pairs["outcome"], *pairs["condition"]], language),
        language=language,
        folded=True,
    )


def _pair_names(pairs: pd.DataFrame, language: Language) -> dict[str, str]:
    return {
        row["pair"]: f"{language.short(row['outcome'])} – {language.short(row['condition'])}".replace(
            "PAPI ", f"PAPI{NO_BREAK_SPACE}"
        )
        for row in pairs.to_dict("records")
    }


def _axis(indicator: str, language: Language) -> str:
    from analysis.data.indicators import indicators  # noqa: PLC0415 - loads the dictionary

    unit = language.unit(indicators()[indicator].unit)
    label = language.label(indicator)
    return f"{label} ({unit})" if unit and unit not in label else label


def _source(names: Sequence[str], language: Language) -> SourceLine:
    return tables.sources(dict.fromkeys(names), language, geography="63")
