"""Put the explorer together: texts, figures and model as JSON, style and script, all in one page."""

import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from analysis.data import processed
from analysis.data.indicators import indicators
from analysis.report import claims, imprint, simulation_mark
from analysis.report.explorer.measures import measures
from analysis.report.explorer.model import exported
from analysis.report.explorer.places import places
from analysis.report.explorer.words import words
from analysis.report.figures import style
from analysis.report.findings import USE, YEARS
from analysis.report.headline import HeadlineResult
from analysis.report.language import LANGUAGES, Language

SCRIPTS = ("writing", "state", "elements", "map", "table", "card", "sliders", "page")
"""Parts of the script, in the order in which they are read."""

COLOURS = ("paper", "ink", "muted", "rule", "grid", "quiet", "accent", "contrast", "band", "hatch", "sea")

_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*.*?\*/[ \t]*$)", re.MULTILINE | re.DOTALL)


def explorer(results: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Return the explorer: one HTML page in both languages that needs no other file and no network.

    Parameters
    ----------
    results : mapping of language code to headline results
        As :func:`analysis.report.results.collect` returns them, of the summary; an added key ``notebook``
        does no harm. They are shown folded at the head.

    Returns
    -------
    str
        The same bytes from the same figures.

    Raises
    ------
    KeyError
        When the results of a language are not there.
    """
    simulation_mark.require_published("The explorer")
    return _filled(
        "page.html",
        style=_filled("explorer.css", **{name: getattr(style, name.upper()) for name in COLOURS}),
        script="\n".join(_tight(_static(f"{name}.js")) for name in SCRIPTS),
        data=_json(_content(results)),
        fallback="\n".join(_fallback(Language(code)) for code in LANGUAGES),
        title=escape(words(Language("vi"))["title"]),
        own_names="\n".join(
            f'<a href="#lang={code}" lang="{code}" hreflang="{code}" data-language="{code}">{name}</a>'
            for code, name in imprint.OWN_NAMES.items()
        ),
    )


def _content(results: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """Return all that the script reads."""
    return {
        "words": {code: words(Language(code)) for code in LANGUAGES},
        "edition": {code: _edition(Language(code)) for code in LANGUAGES},
        "findings": {code: [_finding(one) for one in results[code]] for code in LANGUAGES},
        "places": {geography: places(geography) for geography in ("63", "34")},
        "measures": measures(),
        "colours": {str(n): [[fill, style.text_on(fill)] for fill in style.scale(n)] for n in range(1, 6)},
        "model": exported(),
    }


def _edition(language: Language) -> list[str]:
    """Return what every page says of itself: version and date of the figures."""
    return [f"{imprint.version_line(language)}.", imprint.vintage(language)]


def _finding(result: Mapping[str, Any]) -> dict[str, str]:
    """Return a headline result as readers see it; its strength is empty for plain description."""
    fields = {name: result[name] for name in HeadlineResult.__dataclass_fields__ if name in result}
    shown = HeadlineResult(**{**fields, "reasons": tuple(result["reasons"])})
    return {
        "sentence": shown.sentence,
        "measure": shown.measure(),
        "strength": claims.strength(shown.grade, shown.language) if shown.grade else "",
        "why": shown.why(),
    }


def _fallback(language: Language) -> str:
    """Return what a reader without script gets: what to do, and one measure as a table."""
    say, values = language.say, processed.values(USE, "63", YEARS[-1])
    known = indicators()[USE]
    rows = "".join(
        f'<tr><th scope="row">{escape(language.place(str(code)))}</th>'
        f"<td>{escape(language.number(value, known.decimals))}</td></tr>"
        for code, value in values.items()
    )
    advice = say(
        "Map, table and sliders need JavaScript. Allow it for this page, or open the page in another "
        "browser; it sends and fetches nothing. Without it, here is one measure:"
    )
    caption = say("{measure}, {year}", measure=language.label(USE), year=str(YEARS[-1]))
    heads = (say("Province or city"), language.short(USE))
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    edition = " ".join(escape(line) for line in _edition(language))
    return (
        f'<div lang="{language.code}"><p>{escape(advice)}</p>\n<table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table><p>{edition}</p></div>"
    )


def _json(content: Any) -> str:
    """Return JSON that may stand in a script element: no text in it can end the element or open a comment."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")


def _tight(script: str) -> str:
    """Return a script without indentation and without comments that begin a line, which no browser needs."""
    lines = (line.strip() for line in _COMMENT.sub("", script).splitlines())
    return "\n".join(line for line in lines if line)


def _filled(name: str, **values: str) -> str:
    return Template(_static(name)).substitute(values)


def _static(name: str) -> str:
    return files("analysis.report.explorer").joinpath("static", name).read_text(encoding="utf-8").strip()
