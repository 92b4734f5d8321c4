"""Tables of estimates: one model with its intervals, or several side by side."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from analysis.report.language import MISSING, Language
from analysis.report.tables import model_words
from analysis.report.tables.columns import Column
from analysis.report.tables.source_line import SourceLine
from analysis.report.tables.table import Table

if TYPE_CHECKING:
    from analysis.stats.models import Result

INTERCEPT = "intercept"
MEAN_OF = "mean of "


def term_label(term: str, language: Language) -> str:
    """Return a term as readers know it: an indicator's short label, the constant, or the term itself."""
    from analysis.data.indicators import indicators  # noqa: PLC0415 - loads the dictionary

    if term == INTERCEPT:
        return language.say("Constant")
    if term.startswith(MEAN_OF):
        return language.say("mean of {term}", term=term_label(term.removeprefix(MEAN_OF), language))
    return language.short(term) if term in indicators() else term


def _note(result: "Result", language: Language) -> str:
    basis = language.say(
        "Method: {method}. Standard errors: {inference}. N = {n}, from {units} places.",
        method=model_words.method(result, language),
        inference=model_words.inference(result, language),
        n=language.integer(result.n),
        units=language.integer(result.units),
    )
    return f"{basis} {model_words.cautions(result, language)}".rstrip()


def model(
    result: "Result",
    language: Language | str,
    *,
    caption: str,
    digits: int = 3,
    source: SourceLine | str | None = None,
) -> Table:
    """Return the table of one model: estimate, standard error, interval and p-value a term.

    Parameters
    ----------
    result
        From :mod:`analysis.stats.models`.
    language, caption, source
        As for :class:`~analysis.report.tables.table.Table`.
    digits
        Decimals of estimates, standard errors and intervals.
    """
    language = Language.of(language)
    terms = result.terms.rename(index=lambda term: term_label(str(term), language))
    level = language.percent(100 * result.level, 0)
    columns = {
        "estimate": Column(language.say("Estimate"), digits, kind="signed"),
        "std_error": Column(language.say("Standard error"), digits),
        "interval": Column.interval(
            language.say("{level} confidence interval", level=level), "low", "high", digits
        ),
        "p_value": Column(language.say("p-value"), kind="p_value"),
    }
    return Table(
        terms,
        columns,
        caption=caption,
        language=language,
        rows=language.say("Variable"),
        note=_note(result, language),
        source=source,
    )


def models(
    results: "Mapping[str, Result]",
    language: Language | str,
    *,
    caption: str,
    digits: int = 3,
    source: SourceLine | str | None = None,
) -> Table:
    """Return several models side by side: in each cell the estimate with its interval.

    Parameters
    ----------
    results
        Name of the model, in the page's language, to its result.
    language, caption, digits, source
        As for :func:`model`.
    """
    language = Language.of(language)
    terms = list(dict.fromkeys(term for result in results.values() for term in result.terms.index))
    frame = pd.DataFrame(
        {name: _written(result, terms, digits, language) for name, result in results.items()},
        index=[term_label(str(term), language) for term in terms],
    )
    frame.loc[language.say("Standard errors")] = [
        model_words.inference(result, language) for result in results.values()
    ]
    frame.loc["N"] = [language.integer(result.n) for result in results.values()]
    columns = {name: Column(name, kind="written") for name in results}
    note = language.say("Estimate, with its confidence interval in brackets.")
    rows = language.say("Variable")
    return Table(frame, columns, caption=caption, language=language, rows=rows, note=note, source=source)


def _written(result: "Result", terms: list[str], digits: int, language: Language) -> list[str]:
    written = []
    for term in terms:
        if term not in result.terms.index:
            written.append(MISSING)
            continue
        estimate, low, high = (float(x) for x in result.term(term)[["estimate", "low", "high"]])
        written.append(f"{language.signed(estimate, digits)} ({language.interval(low, high, digits)})")
    return written
