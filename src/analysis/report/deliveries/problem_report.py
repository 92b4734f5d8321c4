"""The report on a file that cannot be used as it is: all cells to correct, all figures to confirm, at once.

The same content as text (for a terminal or a letter) and as a page of HTML that stands alone. It is courteous
and complete: what was found, where, what is asked for, and how the file was read.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill

from analysis.data.deliveries.content import File
from analysis.data.deliveries.delivery import Delivery
from analysis.data.deliveries.remarks import DOUBT, FAULT, Remark
from analysis.report.deliveries import how_read, page
from analysis.report.deliveries.words import Said, grouped
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid

WIDE = 96
"""Characters of a line of text."""

CORRECT, CONFIRM, READ, NOTED, NEXT = (
    N_("Please correct"),
    N_("Please confirm"),
    N_("How the file was read"),
    N_("Also noted"),
    N_("What happens next"),
)

TITLES: dict[str, Msgid] = {
    "faults": N_("The file could not be accepted yet"),
    "unread": N_("The file could not be read"),
    "doubts": N_("Some figures of the file need to be confirmed"),
    "none": N_("Nothing was found that needs correcting"),
}


@dataclass(frozen=True)
class _Content:
    """What the report says, before it is set as text or as a page."""

    title: str
    facts: list[tuple[str, str]]
    checksum: str
    opening: list[str]
    faults: list[Said]
    doubts: list[Said]
    columns: list[list[str]]
    notes: list[str]
    closing: list[str]


def text(
    delivery: Delivery | Sequence[Remark],
    file: File | str,
    language: Language | str = "vi",
    *,
    sender: str = "",
    received: dt.date | None = None,
) -> str:
    """Return the report as plain text.

    Parameters
    ----------
    delivery
        As it was understood, or the remarks alone when the file could not be read.
    file
        The file, or its name when it could not be read at all.
    language
        Of the report.
    sender, received
        Who sent the file, and when it came in, where known.

    Raises
    ------
    KeyError
        A kind of remark has no words.
    """
    spoken = Language.of(language)
    told = _content(delivery, file, spoken, sender, received)
    say = spoken.say
    lines = [told.title.upper(), ""]
    lines += [f"{term}: {value}" for term, value in told.facts if value]
    lines += ["", *(fill(one, WIDE) for one in told.opening)]
    for heading, found in ((CORRECT, told.faults), (CONFIRM, told.doubts)):
        if found:
            lines += ["", f"{say(heading).upper()} ({_count(found)})"]
            lines += [line for number, one in enumerate(found, 1) for line in _paragraph(number, one, spoken)]
    if told.columns:
        lines += ["", say(READ).upper()]
        lines += [_bullet(how_read.sentence(row, spoken)) for row in told.columns]
    if told.notes:
        lines += ["", say(NOTED).upper(), *(_bullet(note) for note in told.notes)]
    lines += ["", say(NEXT).upper(), *(_bullet(one) for one in told.closing)]
    return "\n".join(lines) + "\n"


def html(
    delivery: Delivery | Sequence[Remark],
    file: File | str,
    language: Language | str = "vi",
    *,
    sender: str = "",
    received: dt.date | None = None,
) -> str:
    """Return the report as one page of HTML; parameters and errors are those of :func:`text`."""
    spoken = Language.of(language)
    say, told = spoken.say, _content(delivery, file, spoken, sender, received)
    heads = [say("Where"), say("What was found"), say("What we ask you to do")]
    faults = [[one.where or say("The file"), one.what, one.remedy] for one in told.faults]
    doubts = [
        [one.where or say("The file"), one.what, one.remedy, one.suggested or spoken.missing]
        for one in told.doubts
    ]
    pieces = [
        page.facts(
            told.facts, checksum=(say("Checksum (SHA-256)"), told.checksum) if told.checksum else None
        ),
        *(page.paragraph(one) for one in told.opening),
        page.section(
            f"{say(CORRECT)} ({_count(told.faults)})",
            page.table(say("Cells to correct in the file"), heads, faults, "faults"),
        ),
        page.section(
            f"{say(CONFIRM)} ({_count(told.doubts)})",
            page.table(
                say("Figures that may be right, but need to be looked at"),
                [*heads, say("Suggested")],
                doubts,
                "doubts",
            ),
        ),
        page.section(say(NEXT), page.items(told.closing)),
        page.section(
            say(READ),
            page.table(
                say("Columns of figures"), [say(head) for head in how_read.HEADER], told.columns, "columns"
            ),
        ),
        page.section(say(NOTED), page.items(told.notes, "notes")),
    ]
    return page.page(told.title, pieces, spoken)


def _content(
    delivery: Delivery | Sequence[Remark],
    file: File | str,
    language: Language,
    sender: str,
    received: dt.date | None,
) -> _Content:
    say = language.say
    remarks = delivery.remarks if isinstance(delivery, Delivery) else tuple(delivery)
    faults = grouped([one for one in remarks if one.grave == FAULT], language)
    doubts = grouped([one for one in remarks if one.grave == DOUBT], language)
    kind = "faults" if faults else "doubts" if doubts else "none"
    if faults and isinstance(file, str):
        kind = "unread"
    name = file if isinstance(file, str) else file.name
    facts = [
        (say("File"), name),
        (say("Sender"), sender),
        (say("Day of receipt"), language.date(received) if received else ""),
        (say("Places to correct"), str(_count(faults)) if faults else ""),
        (say("Figures to confirm"), str(_count(doubts)) if doubts else ""),
    ]
    mapping = delivery.mapping if isinstance(delivery, Delivery) else ()
    figures = delivery.figures if isinstance(delivery, Delivery) else None
    return _Content(
        title=say(TITLES[kind]),
        facts=facts,
        checksum="" if isinstance(file, str) else file.sha256,
        opening=_opening(kind, language),
        faults=faults,
        doubts=doubts,
        columns=how_read.columns_read(mapping, figures, language),
        notes=how_read.notes(remarks, mapping, language),
        closing=_closing(kind, language, doubts=bool(doubts)),
    )


def _opening(kind: str, language: Language) -> list[str]:
    say = language.say
    if kind == "unread":
        return [
            say(
                "Thank you for your file. It could not be opened, so no figure was read; nothing was changed."
            )
        ]
    thanks = say("Thank you for your file. It was read from beginning to end.")
    if kind == "none":
        return [thanks]
    return [thanks, say("No figure of it is used until the points below are settled; nothing was changed.")]


def _closing(kind: str, language: Language, *, doubts: bool) -> list[str]:
    say, found = language.say, []
    if kind == "unread":
        return [say("Please send the file again once the point above is settled.")]
    if kind == "faults":
        found += [
            say(
                "Please correct the cells in the file that you sent and send the whole file again. In the "
                "marked copy that comes with this report they are coloured, each with a comment."
            ),
        ]
    if doubts:
        found.append(
            say(
                "For each figure to confirm, please tell us which one is to be used. What is chosen, by whom "
                "and why is recorded with the figure."
            )
        )
    return found or [say("The figures can be taken in; you will get a receipt.")]


def _count(found: Sequence[Said]) -> int:
    return sum(len(one.remarks) for one in found)


def _paragraph(number: int, one: Said, language: Language) -> list[str]:
    head = one.where or language.say("The file")
    lines = [
        fill(f"{number:2}. {head}", WIDE, subsequent_indent="    "),
        fill(one.what, WIDE, initial_indent="    ", subsequent_indent="    "),
        fill(f"→ {one.remedy}", WIDE, initial_indent="    ", subsequent_indent="      "),
    ]
    if one.suggested:
        suggested = f"{language.say('Suggested')}: {one.suggested}"
        lines.append(fill(suggested, WIDE, initial_indent="      ", subsequent_indent="      "))
    return lines


def _bullet(text: str) -> str:
    return fill(f"- {text}", WIDE, subsequent_indent="  ")
