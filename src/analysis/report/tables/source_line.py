"""The line under a table or figure that names the sources, in one fixed form."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from analysis.report.language import Language


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


def sources(names: Iterable[str] | str, language: Language | str) -> SourceLine:
    """Return the source line of indicators.

    Parameters
    ----------
    names
        Indicators of the dictionary, or ids of sources (folders of ``data/raw``), in any mixture.
    language
        Language of the line.

    Raises
    ------
    KeyError
        When a name is neither an indicator nor a source.
    """
    from analysis.data.indicators import indicators  # noqa: PLC0415 - a line named by hand needs no tables
    from analysis.data.sources import sources as read_sources  # noqa: PLC0415 - as above

    language = Language.of(language)
    known, dictionary = read_sources(), indicators()
    ids: dict[str, None] = {}
    for name in [names] if isinstance(names, str) else names:
        if name in known:
            ids[name] = None
        elif name in dictionary:
            ids |= dict.fromkeys(origin.split("/")[0] for origin in dictionary[name].sources)
        else:
            raise KeyError(f"{name!r} is neither an indicator nor a source.")
    code = language.code
    return SourceLine(
        tuple((key, f"{known[key].publisher[code]} – {known[key].title[code]}") for key in ids), language
    )
