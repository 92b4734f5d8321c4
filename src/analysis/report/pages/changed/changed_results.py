"""Which headline results a record gives otherwise than an earlier one, as tables."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.data import provinces
from analysis.report import claims
from analysis.report.analyses import ANALYSES, BRIEF
from analysis.report.language import Language
from analysis.report.messages import N_
from analysis.report.pages.changed.changed_rows import Heads, Together, listed, together
from analysis.report.plain_letters import slug
from analysis.report.releases import Change, Compared, ReleasedResult, moved_by, strength
from analysis.report.releases.told import result_sentences
from analysis.report.tables import Table

LISTED = 120
"""Results shown at the most; the records hold all of them."""

_PAGE = ("page", N_("Page"))


def in_numbers(found: Compared, language: Language) -> Together:
    """Return which headline numbers moved: in sentences, then beyond and within their tolerance."""
    said = " ".join(result_sentences(found.results, language)[:1])
    return together(said, numbers(found, language), numbers_within(found, language))


def in_words(found: Compared, language: Language) -> Together:
    """Return which grades and sentences changed, and which results came or went."""
    said = " ".join(result_sentences(found.results, language)[1:])
    tables = (strengths(found, language), wordings(found, language), came_and_went(found, language))
    return together(said, *tables)


def numbers(found: Compared, language: Language) -> Table | None:
    """Return the results whose number moved beyond its tolerance, with what that is beside its interval."""
    return _numbers(found.results.moved, language.say("Numbers that moved beyond their tolerance"), language)


def numbers_within(found: Compared, language: Language) -> Table | None:
    """Return the results whose number moved within its tolerance."""
    caption = language.say("Numbers that moved within their tolerance")
    return _numbers(found.results.within, caption, language, folded=True)


def strengths(found: Compared, language: Language) -> Table | None:
    """Return the results whose evidence is graded otherwise than before."""
    shown = [
        _named(one.now, language)
        | {
            "before": strength(one.before.grade, language),
            "now": strength(one.now.grade, language),
            "why": claims.because(one.now.reasons, language) or None,
        }
        for one in found.results.regraded
    ]
    return _cut(
        shown,
        {
            "sentence": (N_("Result"), "text"),
            "before": (N_("Before"), "text"),
            "now": (N_("Now"), "text"),
            "why": (N_("Why now"), "text"),
        },
        language.say("Strength of the evidence before and now"),
        language,
    )  # fmt: skip


def wordings(found: Compared, language: Language) -> Table | None:
    """Return the sentences that are worded otherwise, old and new side by side."""
    code = language.code
    shown = [
        _named(one.now, language) | {"before": one.before.sentence[code], "now": one.now.sentence[code]}
        for one in found.results.reworded
    ]
    heads: Heads = {"before": (N_("Before"), "text"), "now": (N_("Now"), "text")}
    return _cut(shown, heads, language.say("Sentences before and now"), language, folded=True)


def came_and_went(found: Compared, language: Language) -> Table | None:
    """Return the results that only one of the records gives."""
    came, went = language.say("new"), language.say("no longer given")
    shown = [
        *({**_named(one, language), "what": came} for one in found.results.new),
        *({**_named(one, language), "what": went} for one in found.results.gone),
    ]
    heads: Heads = {"sentence": (N_("Result"), "text"), "what": (N_("What happened"), "text")}
    return _cut(shown, heads, language.say("Results that came or went"), language, folded=True)


def _numbers(
    found: Sequence[Change], caption: str, language: Language, *, folded: bool = False
) -> Table | None:
    shown = [
        _named(one.now, language)
        | {
            "before": one.before.number(language),
            "now": one.now.number(language),
            "difference": moved_by(one, language),
        }
        for one in found
    ]
    return _cut(
        shown,
        {
            "sentence": (N_("Result"), "text"),
            "before": (N_("Before"), "written"),
            "now": (N_("Now"), "written"),
            "difference": (N_("Difference"), "text"),
        },
        caption,
        language,
        folded=folded,
    )  # fmt: skip


def _cut(
    shown: Sequence[Mapping[str, str | None]],
    heads: Heads,
    caption: str,
    language: Language,
    *,
    folded: bool = False,
) -> Table | None:
    """Return results as a table of limited length, with their number in the caption."""
    left = len(shown) - LISTED
    note = (
        language.say("{count} more rows are not shown here.", count=language.integer(left))
        if left > 0
        else None
    )
    if shown:
        caption = language.say("{caption} ({n})", caption=caption, n=language.integer(len(shown)))
    return listed(
        pd.DataFrame(shown[:LISTED]), heads, caption, language, first=_PAGE, note=note, folded=folded
    )


def _named(result: ReleasedResult, language: Language) -> dict[str, str | None]:
    """Return the page of a result by its short title, and its sentence."""
    return {"page": _page(result.notebook, language), "sentence": result.sentence[language.code]}


def _page(run: str, language: Language) -> str:
    """Return the short title of the page that a run makes; its bare name where it is none of this version."""
    if run in ANALYSES:
        return language.say(ANALYSES[run][1])
    units = provinces.units()
    names = {slug(name): code for name, code in zip(units["name"], units["code"], strict=True)}
    code = names.get(slug(run.removeprefix(BRIEF)))
    return language.place(code, "34") if code and run.startswith(BRIEF) else run
