"""What reported figures say otherwise when they were delivered: who sent them, and how one was computed."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.data.delivered_readers import by_line, delivery
from analysis.report.language import Language
from analysis.report.rounding import known

Row = Mapping[Any, Any]


def words(
    rows: Sequence[Row], given: Mapping[str, Sequence[Any]], language: Language
) -> dict[str, list[Any]]:
    """Return the columns ``source_title``, ``choice`` and ``judged`` of reported figures.

    What is written of a computed figure is how, and nothing that speaks against it.

    Parameters
    ----------
    rows
        Reported figures, with ``delivery`` and ``delivery_lines``.
    given
        The columns ``choice`` and ``judged`` as they are for figures that were published.
    language
        Language of the words.
    """
    found: dict[str, list[Any]] = {"source_title": [], "choice": [], "judged": []}
    for row, choice, judged in zip(rows, given["choice"], given["judged"], strict=True):
        sent = isinstance(row["delivery"], str)
        one = {"sender": row["publisher"], "received": row["published"]}
        how = judged if sent and "|" in str(row["delivery_lines"]) else None
        found["source_title"].append(
            _sent(row["source_title"], one, language) if sent else row["source_title"]
        )
        found["choice"].append(f"{choice} {how}" if how else choice)
        found["judged"].append(None if how else judged)
    return found


def against(rows: Sequence[Row], language: Language) -> dict[str, list[Any]]:
    """Return the columns ``delivery`` (ids) and ``figure_source`` of targets; none when nothing is delivered.

    Parameters
    ----------
    rows
        Targets with ``figure_line`` and ``figure_source``.
    language
        Language of the words.
    """
    sent = by_line()
    if not sent:
        return {}
    names = [sent.get(int(row["figure_line"])) if known(row["figure_line"]) else None for row in rows]
    files = [
        row["figure_source"] if name is None else _sent(row["figure_source"], delivery(name), language)
        for row, name in zip(rows, names, strict=True)
    ]
    return {"delivery": names, "figure_source": files}


def _sent(file: str, one: Mapping[str, str], language: Language) -> str:
    """Return the name of a file that was sent, with sender and day."""
    return language.say(
        "{file}, sent by {sender} on {date}",
        file=file,
        sender=one["sender"],
        date=language.date(one["received"]),
    )
