"""The sheets of what was reported one by one: the figures, and the targets they are held against."""

from decimal import Decimal

import pandas as pd

from analysis.data import processed, reported_terms
from analysis.data.dataset import PUBLISHED
from analysis.data.judged_targets import TIMING, VERDICTS
from analysis.report.language import Language
from analysis.report.messages import N_
from analysis.report.workbook import words
from analysis.report.workbook.panel_sheets import as_far_as_known
from analysis.report.workbook.sheet import Cell, Column, Sheet, cells, missing

FIGURES, TARGETS = N_("Reported figures"), N_("Targets")


def reported_figures(language: Language) -> Sheet:
    """Return every figure reported by a province or the press, with its bound, denominator and source."""
    frame = processed.reported(PUBLISHED)
    code, say = language.code, language.say
    text = {
        name: words.text_column(frame, name, language)
        for name in ("unit", "source_title", "publisher", "note")
    }
    columns = (
        Column(say("Set of places"), cells(frame["geography"])),
        Column(say("Code"), cells(frame["code"]), "code"),
        Column(say("Place"), words.places(frame, "geography", "code", language)),
        Column(say("Indicator"), cells(frame[f"label_{code}"])),
        words.ordinal_column(frame, "year", language),
        Column(as_far_as_known("as_of_date", language), cells(frame["as_of_date"])),
        _figures(frame["value"], words.heading("value", language)),
        Column(words.heading("unit", language), _units(frame["unit_id"], language)),
        Column(say("Bound"), words.said(frame["bound"], words.BOUND, language)),
        Column(words.heading("class", language), _classes(frame["class"], language)),
        words.said_column(frame, "level", words.LEVEL, language),
        words.said_column(frame, "kind", words.FIGURE_KIND, language),
        words.said_column(frame, "chosen", words.TRUTH, language),
        words.said_column(frame, "chosen_cross_section", words.TRUTH, language),
        Column(words.heading("reason", language), _reasons(frame["reason"], language)),
        Column(say("Judgement on the figure"), cells(frame[f"judgement_{code}"])),
        words.said_column(frame, "conflict", words.CONFLICT, language),
        Column(words.heading("unit_text", language), text["unit"].cells),
        text["source_title"],
        text["publisher"],
        Column(as_far_as_known("published", language), cells(frame["published"])),
        Column(words.heading("source_url", language), cells(frame["source_url"]), "link", width=60),
        text["note"],
        words.ordinal_column(frame, "line", language),
        Column(say("Identifier of the indicator"), cells(frame["indicator"])),
    )
    title, about = words.titled("reported", language)
    return Sheet(say(FIGURES), title, (about,), columns, frozen=3)


def published_targets(language: Language) -> Sheet:
    """Return the published targets, each with every figure that was reported against it, and the verdict."""
    frame = processed.targets()
    code, say = language.code, language.say
    columns = (
        Column(say("Indicator"), cells(frame[f"label_{code}"]), width=40),
        Column(say("Holds for"), words.places(frame, "geography", "code", language)),
        words.said_column(frame, "kind", words.FIGURE_KIND, language),
        _figures(frame["target"], words.heading("target", language)),
        Column(words.heading("unit", language), _units(frame["unit"], language)),
        words.ordinal_column(frame, "target_year", language),
        Column(words.heading("target_date", language), words.dates(frame["target_date"]), "date"),
        Column(
            words.heading("figure_name", language),
            words.places(frame, "figure_geography", "figure_code", language),
        ),
        _figures(frame["figure"], words.heading("figure", language)),
        words.said_column(frame, "figure_bound", words.BOUND, language),
        Column(words.heading("figure_class", language), _classes(frame["figure_class"], language)),
        words.ordinal_column(frame, "figure_year", language),
        Column(as_far_as_known("figure_date", language), cells(frame["figure_date"])),
        Column(words.heading("timing", language), _texts(frame["timing"], TIMING, language)),
        Column(say("Verdict at the date of the figure"), _texts(frame["verdict"], VERDICTS, language)),
        words.said_column(frame, "counts", words.TRUTH, language),
        words.said_column(frame, "figure_chosen", words.TRUTH, language),
        Column(words.heading("figure_reason", language), _reasons(frame["figure_reason"], language)),
        words.text_column(frame, "unit_text", language),
        words.text_column(frame, "target_publisher", language),
        words.text_column(frame, "target_source", language),
        Column(as_far_as_known("target_published", language), cells(frame["target_published"])),
        words.text_column(frame, "target_note", language),
        words.text_column(frame, "figure_publisher", language),
        words.text_column(frame, "figure_source", language),
        words.text_column(frame, "figure_note", language),
        words.ordinal_column(frame, "target_line", language),
        words.ordinal_column(frame, "figure_line", language),
        Column(say("Identifier of the indicator"), cells(frame["indicator"])),
    )
    title, about = words.titled("targets", language)
    return Sheet(say(TARGETS), title, (about,), columns)


def _figures(values: pd.Series, heading: str) -> Column:
    """Return a column of figures, each with the decimals that it was printed with."""
    figures = cells(values)
    return Column(heading, figures, "figure", tuple(_decimals(figure) for figure in figures))


def _decimals(figure: Cell) -> int:
    if not isinstance(figure, int | float):
        return 0
    return max(-int(Decimal(repr(figure)).normalize().as_tuple().exponent), 0)


def _units(values: pd.Series, language: Language) -> tuple[Cell, ...]:
    return tuple(language.unit(unit) or None for unit in values)


def _classes(values: pd.Series, language: Language) -> tuple[Cell, ...]:
    return tuple(None if missing(name) else reported_terms.class_text(name)[language.code] for name in values)


def _reasons(values: pd.Series, language: Language) -> tuple[Cell, ...]:
    return _texts(values, reported_terms.reasons(), language)


def _texts(values: pd.Series, texts: dict[str, dict[str, str]], language: Language) -> tuple[Cell, ...]:
    return tuple(None if missing(name) else texts[name][language.code] for name in values)
