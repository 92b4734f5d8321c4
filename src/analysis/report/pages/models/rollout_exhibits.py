"""Tables of a roll-out: what a statement needs, what there is of it, and what a panel would find."""

import pandas as pd

from analysis.data.indicators import indicators
from analysis.report import claims, tables
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid
from analysis.report.pages.inputs.conditions import TEAMS
from analysis.report.pages.models.team_rollout import EQUIPPED, TeamRollout
from analysis.report.tables import Column, SourceLine, Table, model_words

VERDICTS: dict[str, Msgid] = {
    "present": N_("a sign that they did: nothing may be stated"),
    "absent": N_("no sign that they did"),
    "not_testable": N_("cannot be tested"),
    "apart": N_("a sign that they did: nothing may be stated"),
    "parallel": N_("no sign that they did"),
}
"""What a check of where something went first says."""

NEEDS: dict[Msgid, Msgid] = {
    N_("How many teams there are"): N_("without it there is nothing to compare"),
    N_("How many there were in another year"): N_("one year shows where teams are, not what came after them"),
    N_("In which year they began"): N_("before and after can only be told apart with it"),
    N_("Whether they went where use was low, or high"): N_(
        "else what was there before is taken for what came after"
    ),
    N_("Whether these places already moved otherwise"): N_(
        "else a movement of long standing is taken for what came after"
    ),
    N_("Difference from places without teams yet"): N_("what the question asks for"),
}
"""What has to be known before a roll-out may be stated, and why."""

FORMS: dict[str, Msgid] = {
    "level": N_("level of the year before"),
    "change": N_("last change up to the year before"),
}


def needs_table(found: TeamRollout, language: Language) -> Table:
    """Return what a statement on a roll-out needs, and how much of it there is."""
    there = _there(found, language)
    rows = [
        (language.say(need), language.say(why), one)
        for (need, why), one in zip(NEEDS.items(), there, strict=True)
    ]
    return Table(
        pd.DataFrame(rows, columns=["need", "why", "there"]).set_index("need"),
        {
            "why": Column(language.say("Why it is needed"), kind="text"),
            "there": Column(language.say("What there is"), kind="text"),
        },
        caption=language.say("What a statement on the roll-out of teams needs, and what there is of it"),
        rows=language.say("What has to be known"),
        note=language.say(
            "A province counts with a dated number of its own; bounds and undated figures do not count. That "
            "no year of beginning is found does not mean that none exists."
        ),
        source=tables.sources([TEAMS, found.outcome], language),
        language=language,
    )


def _there(found: TeamRollout, language: Language) -> list[str]:
    """Return what there is of each of :data:`NEEDS`."""
    made, known = found.rollout, (found.counted, found.repeated, found.starts)
    counted = [
        language.say("{k} of {n} provinces", k=language.integer(k), n=language.integer(found.places))
        for k in known
    ]
    if made is None:
        verdicts, difference = (found.check.verdict, "not_testable"), language.say("cannot be estimated")
    else:
        verdicts, row = (made.selection.verdict, made.pre_trends.verdict), made.att.term(EQUIPPED)
        difference = (
            f"{language.signed(row['estimate'], 3)} ({language.interval(row['low'], row['high'], 3)})"
        )
    return [*counted, *(language.say(VERDICTS[verdict]) for verdict in verdicts), difference]


def targeting_table(found: TeamRollout, language: Language) -> Table:
    """Return the regressions of team density on the outcome of the year before."""
    check = found.check
    rows = [
        {
            "form": language.say(FORMS[form]),
            **check.table.loc[[(form, errors)]].iloc[0],
            "errors": model_words.inference(result, language),
        }
        for (form, errors), result in check.results.items()
    ]
    columns = ["form", "estimate", "low", "high", "p_value", "n", "detectable", "errors"]
    return Table(
        pd.DataFrame(rows, columns=columns).set_index("form"),
        {
            "estimate": Column(language.say("Difference"), digits=2, kind="signed"),
            "interval": Column.interval(language.say("95% interval"), "low", "high", digits=2),
            "p_value": Column(language.say("p-value"), kind="p_value"),
            "n": Column("N", kind="integer"),
            "detectable": Column(language.say("Smallest that could be found"), digits=2),
            "errors": Column(language.say("Standard errors"), kind="text"),
        },
        caption=language.say(
            "Teams per 1,000 people and {outcome} before", outcome=claims.named(found.outcome, language)
        ),
        rows=language.say("Use before, as"),
        note=language.say(
            "Standard deviations of team density for one of use, each place at the year of its count, years "
            "held equal. The check looks for trouble: it takes the smallest p-value, counts from 10%, and "
            "passes only where half a standard deviation could have been found."
        ),
        source=_source(found, language),
        language=language,
        folded=True,
    )


def panel_needed_table(
    least: "pd.Series[float]", panel: pd.DataFrame, outcome: str, language: Language
) -> Table:
    """Return what a panel of first years would find, by places that publish theirs.

    Parameters
    ----------
    least : Series
        From :func:`analysis.report.pages.models.team_rollout.panel_needed`.
    panel : DataFrame
        The panel it was given.
    outcome, language
        The measure of use, and the language of the page.
    """
    spread = float(panel.groupby("year")[outcome].std().mean())
    rows = pd.DataFrame({"detectable": least, "spread": least / spread})
    return Table(
        rows.set_axis([language.integer(number) for number in least.index]),
        {
            "detectable": Column(
                language.say("Smallest difference it would find"), digits=3, unit=indicators()[outcome].unit
            ),
            "spread": Column(language.say("in standard deviations between provinces"), digits=2),
        },
        caption=language.say(
            "What could be found if provinces published the year in which teams began: {outcome}, {years}",
            outcome=claims.named(outcome, language),
            years=language.years(panel["year"]),
        ),
        rows=language.say("Provinces that publish it"),
        note=language.say(
            "With 80% power at 5%. The noise is that of the scores themselves; the years of beginning are "
            "made up, spread evenly over the years between the first and the last, and say nothing of any "
            "team. Had all teams begun in one year, nothing could be told apart from the year itself."
        ),
        source=tables.sources([outcome], language),
        language=language,
        folded=True,
    )


def _source(found: TeamRollout, language: Language) -> SourceLine:
    return tables.sources([TEAMS, found.outcome], language)
