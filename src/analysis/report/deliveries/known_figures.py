"""What a remark holds against a figure: what is known, how exact that is, who says so, and implied shares."""

from collections.abc import Mapping
from typing import Any

from analysis.data.deliveries.kept import named_sources
from analysis.data.deliveries.remarks import Remark
from analysis.data.deliveries.variables import variables
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid

LONGEST = 90
"""Characters of the title of a source."""

BOUNDS: dict[str, Msgid] = {
    "at least": N_("at least {figure}"),
    "at most": N_("at most {figure}"),
    "about": N_("about {figure}"),
}
"""How a known figure is meant that is not exact."""


def source(values: Mapping[str, Any], language: Language) -> str:
    """Return where a known figure comes from, as people know it; empty when it is not said.

    Parameters
    ----------
    values
        Of a remark: source, and title, publisher and published of a reported figure.
    language
        Of the text; titles and publishers of texts stand as they were published.
    """
    named, say = named_sources.named(values, language.code), language.say
    stated = str(values.get("source") or "")
    if stated == named_sources.AGGREGATED:
        return say("computed from the figures of the provinces before 1 July 2025")
    if named is None:
        return "" if "/" in stated else stated
    if named.sent:
        return say("file of {sender}, received {day}", sender=named.publisher, day=language.date(named.day))
    title = say("“{title}”", title=_cut(named.title)) if named.title else ""
    day = language.date(named.day) if named.day else ""
    return ", ".join(filter(None, (title, named.publisher, day)))


def is_dated(values: Mapping[str, Any]) -> bool:
    """Return whether the name of the source of a known figure says its day."""
    named = named_sources.named(values, "vi")
    return named is not None and bool(named.day)


def worded(figure: str, bound: object, language: Language) -> str:
    """Return a figure as it is meant: at least, at most, about, or as it stands."""
    return language.say(BOUNDS[str(bound)], figure=figure) if bound in BOUNDS else figure


def counts_of(remark: Remark, language: Language) -> dict[str, str]:
    """Return the labels of the part and the whole from which the share of a remark was computed."""
    known = variables()
    share = known.get(remark.variable or "")
    if share is None or "share" not in remark.values:
        return {}
    for part in known.values():
        if part.share and part.part_of and part.share == share.feeds:
            labels = part.label, known[part.part_of].label
            return dict(zip(("part", "whole"), (one[language.code] for one in labels), strict=True))
    return {}


def _cut(title: str) -> str:
    line = " ".join(title.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
