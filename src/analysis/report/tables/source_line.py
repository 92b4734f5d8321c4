"""The line under a table or figure that names the sources, in one fixed form."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from analysis.data import as_of, dataset
from analysis.report import simulation_mark
from analysis.report.language import Language

if TYPE_CHECKING:
    import pandas as pd

    from analysis.data.sources import Source

NAMED_TABLES = NAMED_DELIVERIES = 2


@dataclass(frozen=True)
class SourceLine:
    """Sources as text and as HTML with links to the site's data page.

    Parameters
    ----------
    entries
        One pair a source: its id (None when it has no entry on the data page) and how it is named.
    language
        Language of the line.
    """

    entries: tuple[tuple[str | None, str], ...]
    language: Language

    @classmethod
    def written(cls, text: str, language: Language) -> "SourceLine":
        """Return a line for a source that is named by hand."""
        return cls(((None, text),), language)

    @property
    def names(self) -> str:
        """The sources without the word before them, for charts, which say it themselves."""
        return "; ".join(name for _, name in self.entries)

    def __str__(self) -> str:
        """Return the line as plain text."""
        return self._line([name for _, name in self.entries])

    @property
    def html(self) -> str:
        """The line as HTML (content only, no enclosing element)."""
        return self._line(
            [
                escape(name) if key is None else f'<a href="data.html#{escape(key)}">{escape(name)}</a>'
                for key, name in self.entries
            ]
        )

    def _line(self, names: list[str]) -> str:
        if len(names) == 1:
            return self.language.say("Source: {sources}.", sources=names[0])
        return self.language.say("Sources: {sources}.", sources="; ".join(names))


def sources(
    names: Iterable[str] | str,
    language: Language | str,
    *,
    geography: str | None = None,
    codes: Iterable[str] | None = None,
    rows: "pd.DataFrame | None" = None,
) -> SourceLine:
    """Return the source line of indicators: publisher and tables, one entry a source.

    Where figures of the indicators were delivered, those who sent them follow, with the day. Simulated
    figures have no source: where they are in use, the line says what they are instead.

    Parameters
    ----------
    names
        Indicators of the dictionary, or ids of sources (folders of ``data/raw``), in any mixture.
    language
        Language of the line.
    geography
        ``"63"`` leaves out tables of the 34 units. Figures of the 34 may rest on tables of the 63: ``"34"``
        keeps all.
    codes
        The places whose figures are shown, for those who sent figures; all when left out.
    rows
        The reported figures that are shown, for those who sent them; a source named by its id names nobody
        else.

    Raises
    ------
    KeyError
        When a name is neither an indicator nor a source.
    """
    from analysis.data.sources import sources as described  # noqa: PLC0415 - a written line needs no tables

    language = Language.of(language)
    if dataset.in_use().is_simulated:
        return SourceLine.written(simulation_mark.description(language), language)
    known, names = described(), [names] if isinstance(names, str) else list(names)
    used = tables_used(names, geography=geography).items()
    entries = [(key, _entry(known[key], tables, language)) for key, tables in used]
    sent = _sent([name for name in names if name not in known], geography, codes, rows)
    return SourceLine((*entries, *((as_of.DELIVERIES, text) for text in delivered(sent, language))), language)


def tables_used(names: Iterable[str], *, geography: str | None = None) -> dict[str, list[str]]:
    """Return the sources of indicators with the tables used of each, none for a source named by its id.

    Parameters
    ----------
    names, geography
        As for :func:`sources`.

    Raises
    ------
    KeyError
        When a name is neither an indicator nor a source.
    """
    from analysis.data.sources import sources as described  # noqa: PLC0415 - as above

    known = described()
    tables: dict[str, dict[str, None]] = {}
    for name in names:
        for source, table in [(name, None)] if name in known else _tables(name):
            if table and geography == "63" and known[source].tables[table].geography == "34":
                continue
            tables.setdefault(source, {}).update({table: None} if table else {})
    return {source: list(used) for source, used in tables.items()}


def delivered(names: Iterable[str], language: Language) -> list[str]:
    """Return who sent deliveries and when: each of few; of many their number, the first and the last day.

    Parameters
    ----------
    names
        Ids of deliveries.
    language
        Language of the texts.
    """
    from analysis.data.delivered_readers import delivery  # noqa: PLC0415 - a written line needs no tables

    say, date = language.say, language.date
    known = sorted({(one["received"], one["sender"]) for one in map(delivery, names)})
    if len(known) <= NAMED_DELIVERIES:
        return [
            say("figures sent by {sender} on {date}", sender=sender, date=date(day)) for day, sender in known
        ]
    return [
        say(
            "figures sent by {count} senders from {first} to {last}, each named on the data page",
            count=language.integer(len({sender for _, sender in known})),
            first=date(known[0][0]),
            last=date(known[-1][0]),
        )
    ]


def _sent(
    names: list[str],
    geography: str | None,
    codes: Iterable[str] | None,
    rows: "pd.DataFrame | None",
) -> list[str]:
    """Return the ids of the deliveries behind indicators and reported figures."""
    from analysis.data.delivered_readers import deliveries  # noqa: PLC0415 - as above

    # Figures of the 34 may rest on those of the 63, and both on deliveries of either.
    place = geography if geography == "63" else None
    found = set(deliveries(sorted(names), place, codes=codes)) if names else set()
    if rows is not None and "delivery" in rows:
        found |= set(rows["delivery"].dropna())
    return sorted(found)


def _entry(source: "Source", tables: list[str], language: Language) -> str:
    """Name a source by the tables used, or as a whole when they are none in particular or many."""
    if 1 <= len(tables) <= NAMED_TABLES:
        publishers = dict.fromkeys(source.tables[table].publisher[language.code] for table in tables)
        titles = [source.tables[table].title[language.code] for table in tables]
        return f"{language.names(publishers)} – {language.names(titles)}"
    return f"{source.publisher[language.code]} – {source.title[language.code]}"


def _tables(indicator: str) -> list[tuple[str, str]]:
    """Return source and table of an indicator; of what it is computed from when it has none of its own."""
    from analysis.data.indicators import indicators  # noqa: PLC0415 - as above

    dictionary = indicators()
    if indicator not in dictionary:
        raise KeyError(f"{indicator!r} is neither an indicator nor a source.")
    origins = [origin.split(".")[0].split("/") for origin in dictionary[indicator].sources]
    if origins:
        return [(source, table) for source, table in origins]
    parts = [part for part in dictionary[indicator].components if part in dictionary]
    return [pair for part in parts for pair in _tables(part)]
