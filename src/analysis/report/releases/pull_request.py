"""What changed between two records as the text of a pull request: GitHub Markdown in both languages."""

import re
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from analysis.report.language import Language
from analysis.report.messages import N_, Msgid
from analysis.report.releases import figures
from analysis.report.releases.behind_told import decision_rows, delivery_rows, source_rows
from analysis.report.releases.changes import Change
from analysis.report.releases.compared import Compared, compared
from analysis.report.releases.figures_told import by_indicator, rows
from analysis.report.releases.places_told import place_rows
from analysis.report.releases.release import Release, ReleasedResult
from analysis.report.releases.told import moved_by, since, strength

MOST = 60_000
"""Characters that a pull request may have, with room to spare (GitHub takes 65,536)."""

LIMITS = (300, 150, 80, 40, 20, 10, 5, 2, 1, 0)
"""Rows shown of each table: the largest number with which the text is short enough."""

FEW = 3
"""Figures of a measure and year up to which computed ones are listed, not counted."""

HEADS: dict[str, Msgid] = {
    "measure": N_("Measure"),
    "place": N_("Province or city"),
    "year": N_("Year"),
    "years": N_("Years"),
    "old": N_("Before"),
    "new": N_("Now"),
    "kind": N_("What happened"),
    "source": N_("Where it comes from"),
    "change": N_("Change"),
    "before": N_("Before"),
    "now": N_("Now"),
    "tables": N_("Tables that changed"),
    "file": N_("File"),
    "sender": N_("Sender"),
    "received": N_("Received on"),
    "what": N_("What happened"),
    "figure": N_("Figure"),
    "doubt": N_("Doubt"),
    "choice": N_("Decision"),
    "why": N_("Why"),
    "by": N_("Decided by"),
    "date": N_("On"),
    "result": N_("Result"),
    "difference": N_("Difference"),
    "revised": N_("revised"),
    "withdrawn": N_("withdrawn"),
    "added": N_("new"),
}
"""Header of each column that can be shown."""

Section = tuple[str, pd.DataFrame, bool]
"""Title, rows, and whether the reader opens them."""


def pull_request(before: Release | None, now: Release) -> str:
    """Return what changed as the text of a pull request.

    Parameters
    ----------
    before, now
        The earlier and the later record; without an earlier one that is all there is to say.

    Returns
    -------
    str
        Markdown below :data:`MOST` characters; where tables are cut, the number of rows left out is said.
    """
    if before is None:
        return "\n\n".join(_first(now, Language(code)) for code in ("vi", "en")) + "\n"
    found = compared(before, now)
    whole = {code: list(_sections(found, Language(code))) for code in ("vi", "en")}
    for limit in LIMITS:
        text = "\n\n---\n\n".join(_text(found, whole[code], Language(code), limit) for code in whole)
        if len(text) < MOST:
            break
    return f"{text[: MOST - 1].rstrip()}\n"


def _first(now: Release, language: Language) -> str:
    return language.say(
        "{now} is the first record, with {count} headline results: there is none to compare it with.",
        now=_plain(since(now, language)),
        count=language.integer(len(now.results)),
    )


def _text(found: Compared, sections: Sequence[Section], language: Language, limit: int) -> str:
    title = language.say(
        "What changed: {now}, compared with {before}",
        now=since(found.now, language),
        before=since(found.before, language),
    )
    said = "\n".join(f"- {_plain(sentence)}" for sentence in found.told(language))
    parts = [f"## {_plain(title)}", said]
    parts += [_shown(*section, language, limit) for section in sections]
    return "\n\n".join(parts)


def _sections(found: Compared, language: Language) -> Iterator[Section]:
    say, results = language.say, found.results
    tables = [
        (say("Headline results before and after"), _numbers(results.moved, language), False),
        (say("Strength of the evidence before and after"), _strengths(results.regraded, language), False),
        (
            say("Places of which something else is said than before"),
            place_rows(found.places, language),
            False,
        ),
        *_figures(found, language),
        (say("Results that moved within their tolerance"), _numbers(results.within, language), True),
        (say("Sentences before and after"), _reworded(results.reworded, language), True),
        (say("New results"), _listed(results.new, language), True),
        (say("Results no longer given"), _listed(results.gone, language), True),
        (say("Source tables that changed"), source_rows(results, language), True),
        (say("Deliveries behind the difference"), delivery_rows(results, language), False),
        (say("Decisions behind the difference"), decision_rows(results, language), True),
    ]
    yield from (section for section in tables if len(section[1]))


def _figures(found: Compared, language: Language) -> Iterator[Section]:
    """Yield the published figures that changed, one a row, and the computed ones counted."""
    if found.figures is None:
        return
    given = figures.published(found.figures, (figures.NEW, figures.REVISED, figures.WITHDRAWN))
    yield language.say("Published figures that changed"), rows(given, found.before, found.now, language), True
    made = figures.computed(found.figures)
    counted = by_indicator(made, language).rename(columns={"new": "added"})
    few = len(made) <= len(counted) * FEW
    told = rows(made, found.before, found.now, language) if few else counted
    yield language.say("Figures aggregated or derived from others that changed"), told, True


def _numbers(found: Sequence[Change], language: Language) -> pd.DataFrame:
    return _frame(
        {
            "result": one.now.sentence[language.code],
            "old": one.before.number(language),
            "new": one.now.number(language),
            "difference": moved_by(one, language),
        }
        for one in found
    )


def _strengths(found: Sequence[Change], language: Language) -> pd.DataFrame:
    return _frame(
        {
            "result": one.now.sentence[language.code],
            "old": strength(one.before.grade, language),
            "new": strength(one.now.grade, language),
        }
        for one in found
    )


def _reworded(found: Sequence[Change], language: Language) -> pd.DataFrame:
    code = language.code
    return _frame({"old": one.before.sentence[code], "new": one.now.sentence[code]} for one in found)


def _listed(found: Sequence[ReleasedResult], language: Language) -> pd.DataFrame:
    return _frame({"result": one.sentence[language.code]} for one in found)


def _frame(found: Iterator[Mapping[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(list(found))


def _shown(title: str, table: pd.DataFrame, folded: bool, language: Language, limit: int) -> str:
    """Return a table under its title, cut to some rows; folded ones open when a reader asks."""
    heads = [language.say(HEADS[name]) for name in table.columns]
    body = table.head(limit).to_numpy().tolist()
    lines = [_line(heads), _line(["---"] * len(heads)), *map(_line, body)] if body else []
    if left := len(table) - len(body):
        more = language.say("{count} more rows are not shown here.", count=language.integer(left))
        lines += [*([""] if body else []), more]
    named = f"{_plain(title)} ({language.integer(len(table))})"
    text = "\n".join(lines)
    if not folded:
        return f"### {named}\n\n{text}"
    return f"<details>\n<summary>{named}</summary>\n\n{text}\n\n</details>"


def _line(cells: Sequence[object]) -> str:
    return f"| {' | '.join(cell if cell == '---' else _plain(str(cell)) for cell in cells)} |"


def _plain(text: str) -> str:
    """Return a text that Markdown shows as it is: no markup, no mention of a person, no line break."""
    kept = re.sub(r"[\r\n]+", " ", text).replace("&", "&amp;").replace("<", "&lt;")
    return re.sub(r"([\\`*_\[\]|#~])", r"\\\1", kept).replace("@", "&#64;")
