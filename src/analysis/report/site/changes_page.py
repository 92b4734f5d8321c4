"""What changed since the record before: sentences for the home page, and a page of changes.

Where the pages say what the last record says, the notebook on changes tells every one, and the page is short;
what is not recorded yet stands on the page itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from html import escape

from analysis.data.sources import sources
from analysis.report import claims
from analysis.report.language import MISSING, Language
from analysis.report.releases import (
    Change,
    Changes,
    ReleasedResult,
    moved_by,
    releases,
    sentences,
    since,
    strength,
)
from analysis.report.releases.collected import ABOUT_CHANGES
from analysis.report.site import markup
from analysis.report.site.contents import Page, page_name
from analysis.report.site.edition import Edition
from analysis.report.site.outputs import unbroken

TOLD_AT = page_name(ABOUT_CHANGES)
"""The page of the notebook that compares the last two records."""


def in_short(edition: Edition) -> str:
    """Return the changes in a few sentences, with a link to all of them, as HTML; empty without any."""
    found, language = edition.said.changed, edition.language
    if not found or "changes" not in edition.pages:
        return ""
    title = language.say("What changed since {release}", release=since(found.before, language))
    said = " ".join(sentences(found, language))
    more = markup.link("changes.html", language.say("Every change"))
    return f"## {title}\n\n<p>{escape(said)} {more}</p>"


def changes_page(edition: Edition) -> str:
    """Return the changes as sections of Markdown, and the records there are; empty without changes."""
    found, language = edition.said.changed, edition.language
    if found is None:
        return ""
    say = language.say
    title = say("Compared with {release}", release=since(found.before, language))
    parts = [f"## {title}", markup.items(sentences(found, language))]
    if note := found.before.note.get(language.code):
        parts.append(f"<p>{escape(note)}</p>")
    if edition.said.recorded and TOLD_AT in edition.pages:
        link = markup.link(
            f"{TOLD_AT}.html", say("Every change, old and new: figures, results, sentences, places")
        )
        parts.append(f"<p>{link}</p>")
    else:
        parts += _in_full(found, edition)
    return "\n\n".join([*parts, f"## {say('Records')}", _records(language)])


def _in_full(found: Changes, edition: Edition) -> list[str]:
    language, say = edition.language, edition.language.say
    sections = [
        (say("Numbers that moved beyond their tolerance"), _numbers(found.moved, edition)),
        (say("Numbers that moved within their tolerance"), _numbers(found.within, edition)),
        (say("Strength of the evidence"), _strengths(found.regraded, edition)),
        (say("New results"), _listed(found.new, edition)),
        (say("Results no longer given"), _listed(found.gone, edition)),
        (say("Sentences worded otherwise"), _reworded(found.reworded, edition)),
        (say("Source tables that changed"), _tables(found, language)),
    ]
    return [f"## {title}\n\n{text}" for title, text in sections if text]


def _numbers(found: Sequence[Change], edition: Edition) -> str:
    if not found:
        return ""
    language, say = edition.language, edition.language.say
    rows = [
        [
            _named(change.now, edition),
            _measured(change.before, language),
            _measured(change.now, language),
            escape(moved_by(change, language)),
        ]
        for change in found
    ]
    heads = [say("Result"), say("Before"), say("Now"), say("Difference")]
    return markup.table(say("Numbers before and now"), heads, rows, "changes")


def _measured(result: ReleasedResult, language: Language) -> str:
    number = language.say(
        "{number}; {period}; N = {n}",
        number=result.number(language),
        period=result.period,
        n=language.integer(result.n),
    )
    return escape(number)


def _strengths(found: Sequence[Change], edition: Edition) -> str:
    if not found:
        return ""
    language, say = edition.language, edition.language.say
    rows = [
        [
            _named(change.now, edition),
            escape(strength(change.before.grade, language)),
            escape(strength(change.now.grade, language)),
            escape(claims.because(change.now.reasons, language)) or MISSING,
        ]
        for change in found
    ]
    heads = [say("Result"), say("Before"), say("Now"), say("Why now")]
    return markup.table(say("Strength of the evidence before and now"), heads, rows, "changes")


def _named(result: ReleasedResult, edition: Edition) -> str:
    """Return the sentence of a result with a link to its page."""
    page = edition.page_of(result.notebook)
    text = _sentence(result, edition.language)
    return f"{text} {_link(page, edition)}" if page else text


def _link(page: Page, edition: Edition) -> str:
    return markup.link(f"{page.name}.html", page.title(edition.language) or page.name)


def _listed(found: Iterable[ReleasedResult], edition: Edition) -> str:
    """Return results by page, each with its strength."""
    parts = []
    for page, group in _by_page(found, edition).items():
        title = _link(edition.pages[page], edition) if page in edition.pages else escape(page)
        items = "".join(f"<li>{_said(one, edition)}</li>" for one in group)
        parts.append(f"<p><b>{title}</b></p>\n<ul>{items}</ul>")
    return "\n".join(parts)


def _sentence(result: ReleasedResult, language: Language) -> str:
    return unbroken(escape(result.sentence[language.code]), language)


def _said(result: ReleasedResult, edition: Edition) -> str:
    text = _sentence(result, edition.language)
    return f"{text} {claims.badge(result.grade, edition.language)}" if result.grade else text


def _by_page(found: Iterable[ReleasedResult], edition: Edition) -> dict[str, list[ReleasedResult]]:
    """Return results by the name of their page, those of all units together; without a page, by the run."""
    groups = defaultdict(list)
    for result in found:
        page = edition.page_of(result.notebook)
        name = page.parent if page and page.unit else page.name if page else result.notebook
        groups[str(name)].append(result)
    return groups


def _reworded(found: Sequence[Change], edition: Edition) -> str:
    """Return old and new sentences, page by page behind its title."""
    before = {change.now.key: change.before for change in found}
    say, language = edition.language.say, edition.language
    then, now = escape(say("Before")), escape(say("Now"))
    folded = []
    for name, group in _by_page((change.now for change in found), edition).items():
        pairs = "".join(
            f'<dl class="facts">\n<dt>{then}</dt><dd>{_sentence(before[one.key], language)}</dd>\n'
            f"<dt>{now}</dt><dd>{_sentence(one, language)}</dd>\n</dl>\n"
            for one in group
        )
        title = (name in edition.pages and edition.pages[name].title(language)) or name
        folded.append(markup.folded(f"{title} ({language.integer(len(group))})", pairs))
    return "\n".join(folded)


def _tables(found: Changes, language: Language) -> str:
    if not found.sources:
        return ""
    say = language.say
    titles = {source.name: source.title[language.code] for source in sources().values()}
    rows = [
        [
            escape(titles.get(name, name)),
            *(
                language.date(release.vintages[name].read_on) if name in release.vintages else MISSING
                for release in (found.before, found.now)
            ),
            f"<code>{escape(', '.join(tables))}</code>",
        ]
        for name, tables in found.sources.items()
    ]
    heads = [say("Source"), say("Read on, before"), say("Read on, now"), say("Tables that changed")]
    return markup.table(say("Source tables that changed"), heads, rows, "changes")


def _records(language: Language) -> str:
    say = language.say
    rows = [
        [escape(one.name), language.date(one.date), language.integer(len(one.results))]
        for one in reversed(releases())
    ]
    heads = [say("Record"), say("Recorded on"), say("Headline results")]
    return markup.table(say("Records"), heads, rows, "changes")
