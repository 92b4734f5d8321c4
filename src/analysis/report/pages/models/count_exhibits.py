"""Charts and tables of counts out of known totals: what conditions go with, by model and by check."""

from collections.abc import Mapping

import pandas as pd

from analysis.report import claims, figures, tables
from analysis.report.figures import Figure
from analysis.report.language import Language
from analysis.report.messages import Msgid
from analysis.report.pages.models.dossier_counts import DossierCounts, clear_ones, step, step_size
from analysis.report.tables import Column, SourceLine, Table, model_words
from analysis.stats.evidence.cross_section import Examination
from analysis.stats.evidence.power import detectable_correlation, detectable_term
from analysis.stats.result import Result

ENDS = ["estimate", "low", "high"]


def by_model_chart(
    counts: DossierCounts,
    by_model: Mapping[Msgid, Result],
    found: Mapping[str, Examination],
    language: Language,
) -> Figure:
    """Return the average difference in the share along each condition, one series a model.

    Parameters
    ----------
    counts : DossierCounts
    by_model, found
        From :func:`analysis.report.pages.models.dossier_counts.side_by_side` and
        :func:`analysis.report.pages.models.dossier_counts.examined`, whose strictest errors the title
        goes by.
    language : Language
    """
    sizes = pd.Series({name: step_size(name) for name in counts.conditions})
    clear, places = len(clear_ones(found)), max(one.n for one in found.values())
    texts = {"n": language.integer(len(found)), "places": language.integer(places)}
    return figures.coefficients(
        {
            language.say(name): result.terms.loc[list(sizes.index), ENDS].mul(sizes, axis=0)
            for name, result in by_model.items()
        },
        labels={name: _label(name, language) for name in counts.conditions},
        title=language.say(
            "{clear} of {n} conditions withstand every standard error, with {places} units",
            clear=language.integer(clear),
            **texts,
        )
        if clear
        else language.say(
            "With {places} units, no association was detected for any of {n} conditions", **texts
        ),
        subtitle=language.say(
            "Percentage points of {outcome} that go with the difference named, by model",
            outcome=claims.named(counts.share, language),
        ),
        note=language.say(
            "The other conditions are held equal. Intervals: 95%, leaving out one unit in turn, of least "
            "squares HC3. The title goes by the strictest errors, which stand in the table of checks."
        ),
        source=_source(counts, language).names,
        digits=1,
        language=language,
    )


def by_model_table(counts: DossierCounts, by_model: Mapping[Msgid, Result], language: Language) -> Table:
    """Return the figures behind :func:`by_model_chart` with their errors, and what each could have found."""
    rows = [
        {
            "condition": _label(name, language),
            "model": language.say(label),
            **(result.term(name)[[*ENDS, "std_error"]] * step_size(name)),
            "p_value": result.term(name)["p_value"],
            "detectable": detectable_term(result, name) * step_size(name),
            "errors": model_words.inference(result, language),
        }
        for name in counts.conditions
        for label, result in by_model.items()
    ]
    return Table(
        pd.DataFrame(rows).set_index("condition"),
        {
            "model": Column(language.say("Model"), kind="text"),
            "estimate": Column(language.say("Difference"), digits=1, kind="signed"),
            "std_error": Column(language.say("Standard error"), digits=1),
            "interval": Column.interval(language.say("95% interval"), "low", "high", digits=1),
            "p_value": Column(language.say("p-value"), kind="p_value"),
            "detectable": Column(language.say("Smallest that could be found"), digits=1),
            "errors": Column(language.say("Standard errors"), kind="text"),
        },
        caption=language.say(
            "Average differences in {outcome}, in percentage points, by model",
            outcome=claims.named(counts.share, language),
        ),
        rows=language.say("Condition"),
        note=_dispersed(next(iter(by_model.values())), len(counts.conditions) - 1, language),
        source=_source(counts, language),
        language=language,
        folded=True,
    )


def _dispersed(of_counts: Result, others: int, language: Language) -> str:
    """Say how far the dossiers are from independent, and what so many places can find."""
    return language.say(
        "Dispersion of the counts: {dispersion}. It would be 1 were every dossier independent of the "
        "others; as it is not, the number of dossiers says little, and errors come from leaving out "
        "units. With {places} units and {others} other conditions, a partial correlation below {least} "
        "would be found in fewer than 80% of cases.",
        dispersion=language.integer(of_counts.fit["dispersion"]),
        places=language.integer(of_counts.n),
        others=language.integer(others),
        least=language.number(detectable_correlation(of_counts.n, others), 2),
    )


def checks_table(counts: DossierCounts, found: Mapping[str, Examination], language: Language) -> Table:
    """Return what each condition has to withstand, and the strength of its evidence."""
    rows = {_label(name, language): _withstood(one, step_size(name), language) for name, one in found.items()}
    return Table(
        pd.DataFrame.from_dict(rows, orient="index"),
        {
            "estimate": Column(language.say("Difference"), digits=1, kind="signed"),
            "interval": Column.interval(language.say("95% interval"), "low", "high", digits=1),
            "p_value": Column(language.say("Largest p-value"), kind="p_value"),
            "q_value": Column(language.say("q-value"), kind="p_value"),
            "flips": Column(language.say("Units without which it changes"), kind="integer"),
            "clear": Column(language.say("Specifications whose interval excludes zero"), kind="written"),
            "detectable": Column(language.say("Smallest that could be found"), digits=1),
            "strength": Column(language.say("Evidence"), kind="text"),
        },
        caption=language.say(
            "What each association with {outcome} has to withstand",
            outcome=claims.named(counts.share, language),
        ),
        rows=language.say("Condition"),
        note=language.say(
            "Logit of the counts, percentage points. Estimate and interval are those with the largest "
            "p-value: leaving out one unit in turn, the same with effects of regions, or leaving out one "
            "region in turn; units formed across regions are one group. Specifications: every subset of the "
            "other conditions, with and without regions, by three models. q-value: Benjamini and Hochberg, "
            "of the conditions in this table."
        ),
        source=_source(counts, language),
        language=language,
        folded=True,
    )


def _withstood(one: Examination, size: float, language: Language) -> dict[str, object]:
    """Return what one association has to withstand, told for a difference of ``size`` in the condition."""
    grid = one.specifications
    return {
        **{end: getattr(one, end) * size for end in ENDS},
        "p_value": one.p_value,
        "q_value": one.q_value,
        "flips": len(one.leave_one_out.flips),
        "clear": language.say(
            "{k} of {n}",
            k=language.integer(round(grid.excludes_zero_share * len(grid.table))),
            n=language.integer(len(grid.table)),
        ),
        "detectable": one.detectable * size,
        "strength": language.say(claims.STRENGTH[one.grade.letter]),
    }


def _label(condition: str, language: Language) -> str:
    return language.say(
        "{condition}, {step}", condition=language.short(condition), step=step(condition, language)
    )


def _source(counts: DossierCounts, language: Language) -> SourceLine:
    return tables.sources([counts.share, *counts.conditions], language, geography="34")
