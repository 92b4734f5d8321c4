"""What changed between two releases, in plain sentences of either language."""

from collections.abc import Iterator

from analysis.data.as_of import DELIVERIES
from analysis.data.sources import sources
from analysis.report import claims
from analysis.report.language import Language
from analysis.report.messages import N_
from analysis.report.releases.changes import Change, Changes
from analysis.report.releases.release import Release

NOT_GRADED = N_("not graded")
"""The strength of a plain description."""

DELIVERED = N_("Delivery of {sender}, {date} ({file})")
"""Where a figure comes from that was sent in."""


def sentences(found: Changes, language: Language) -> list[str]:
    """Return what changed, the numbers first; what did not change is said too.

    Parameters
    ----------
    found
        The comparison.
    language
        Language of the sentences.
    """
    said = [*result_sentences(found, language), sources_told(found, language)]
    return [*said, *_left_out(found, language)]


def result_sentences(found: Changes, language: Language) -> list[str]:
    """Return what changed of the results: the numbers first, then grades, results, sentences."""
    return [_numbers(found, language), _strengths(found, language), *_results(found, language)]


def since(release: Release, language: Language) -> str:
    """Return the words for a record: ``version 0.1.0 of 21 November 2026``, or a refresh of its figures."""
    say, version, date = language.say, release.version, language.date(release.date)
    if not release.refresh:
        return say("version {version} of {date}", version=version, date=date)
    if release.refresh == 1:
        return say("version {version}, figures refreshed on {date}", version=version, date=date)
    return say(
        "version {version}, figures refreshed on {date} (refresh {number} of that day)",
        version=version,
        date=date,
        number=release.refresh,
    )


def _numbers(found: Changes, language: Language) -> str:
    say, count = language.say, language.integer
    of = count(len(found.same_question))
    if not found.moved:
        text = say("No headline number moved beyond its tolerance ({count} compared).", count=of)
    else:
        text = say(
            "Headline numbers that moved beyond their tolerance: {moved} of {count} compared.",
            moved=count(len(found.moved)),
            count=of,
        )
    if not found.within:
        return text
    within = say("Moved within their tolerance: {count}.", count=count(len(found.within)))
    return f"{text} {within}"


def _strengths(found: Changes, language: Language) -> str:
    if not found.regraded:
        return language.say("The strength of the evidence is the same for all of them.")
    return language.say(
        "Results whose strength of evidence changed: {count}.", count=language.integer(len(found.regraded))
    )


def _results(found: Changes, language: Language) -> Iterator[str]:
    say, count = language.say, language.integer
    if found.new:
        yield say("New results: {count}.", count=count(len(found.new)))
    if found.gone:
        yield say("Results no longer given: {count}.", count=count(len(found.gone)))
    if found.reworded:
        yield say("Sentences worded otherwise: {count}.", count=count(len(found.reworded)))


def sources_told(found: Changes, language: Language) -> str:
    """Return which sources changed, or that all are the same."""
    if not found.sources:
        return language.say("The source tables are the same, to the byte.")
    named = language.names(title(name, language) for name in found.sources)
    return language.say("Source tables changed: {sources}.", sources=named)


def title(source: str, language: Language) -> str:
    """Return the title of a source; its bare name where it is there no longer."""
    if source == DELIVERIES:
        return language.say("deliveries received")
    titles = {one.name: one.title[language.code] for one in sources().values()}
    return titles.get(source, source)


def _left_out(found: Changes, language: Language) -> Iterator[str]:
    if found.not_compared:
        count = language.integer(len(found.not_compared))
        yield language.say(
            "Notebooks that are not here, whose results were not compared: {count}.", count=count
        )


def moved_by(change: Change, language: Language) -> str:
    """Return how far a number moved and what that is beside its tolerance and its interval.

    A number that came, went or is measured in another unit has moved by nothing that could be named.
    """
    say, digits, unit = language.say, change.before.digits, change.before.unit
    if change.by is None:
        return say("The two numbers cannot be compared.")
    while round(abs(change.by), digits) == 0 != change.by and digits < 10:
        digits += 1
    parts = [
        say(
            "{difference}; tolerance {tolerance}.",
            difference=language.difference(change.by, digits, unit),
            tolerance=_tolerance(change, language),
        )
    ]
    if change.inside is not None:
        parts.append(
            say("The new number lies in the interval then given.")
            if change.inside
            else say("The new number lies outside the interval then given.")
        )
    return " ".join(parts)


def _tolerance(change: Change, language: Language) -> str:
    given = change.before.tolerance
    digits = change.before.digits
    while round(given, digits) == 0 != given and digits < 10:
        digits += 1
    return f"±{language.number(given, digits)}" if given else "0"


def strength(letter: str | None, language: Language) -> str:
    """Return the strength of a result in a word."""
    return language.say(claims.STRENGTH[letter]) if letter else language.say(NOT_GRADED)
