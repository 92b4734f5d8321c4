"""What stands at the foot and the end of every brief: edition, sources, renewal, rights, limits of use."""

from collections.abc import Iterable

import pandas as pd

from analysis.data import as_of
from analysis.data.sources import sources
from analysis.report import imprint
from analysis.report.language import Language
from analysis.report.tables import sources as source_line


def edition(language: Language, *, sent: bool = False) -> str:
    """Return the line at the foot of every page: its version, and up to when figures were read.

    Parameters
    ----------
    language
        Language of the line.
    sent
        Whether figures that were delivered are shown, too.
    """
    if sent:
        return language.say(
            "Version {version} · figures as published and read up to {date}, and as sent by authorities",
            version=imprint.version(),
            date=language.date(imprint.read_on()),
        )
    return language.say(
        "Version {version} · figures as published and read up to {date}",
        version=imprint.version(),
        date=language.date(imprint.read_on()),
    )


def colophon(used: Iterable[str], language: Language, *, rows: pd.DataFrame | None = None) -> tuple[str, ...]:
    """Return the sentences at the end of a brief: sources, renewal, corrections, rights and limits of use.

    Parameters
    ----------
    used
        Indicators of the brief, or ids of sources.
    language
        Language of the sentences.
    rows
        The reported figures of the brief, for those who sent them.
    """
    return (
        language.say(
            "Sources: {names}; tables, definitions and days of reading stand on the data page of the "
            "site. Rights: no licence for re-use was seen for most of the figures; cite the first "
            "publisher. The text may be copied with its source.",
            names=short_sources(used, language, rows=rows),
        ),
        language.say(
            "Next edition: when one of these sources publishes new figures or a correction is reported; "
            "no day is set beforehand. Corrections: tell whoever issued this brief the place, the year, "
            "the figure and the document that prints the right one; each is noted in the change log under "
            "its version."
        ),
        language.say(imprint.LIMITS),
    )


def short_sources(names: Iterable[str], language: Language, *, rows: pd.DataFrame | None = None) -> str:
    """Return sources by the short names that they are known by: ``PAPI; DTI``; of deliveries who sent them.

    Parameters
    ----------
    names
        Ids of sources, or indicators whose sources are meant.
    language
        Language of the names.
    rows
        The reported figures that are shown, for those who sent them.
    """
    known = sources()
    short = [
        name if key == as_of.DELIVERIES else _short(known[key].title[language.code])
        for key, name in source_line(list(names), language, rows=rows).entries
        if key
    ]
    return "; ".join(dict.fromkeys(short))


def _short(title: str) -> str:
    """Return the short form that a title ends in, between brackets, or the title up to its colon."""
    return title[title.rindex("(") + 1 : -1] if title.endswith(")") else title.partition(":")[0]
