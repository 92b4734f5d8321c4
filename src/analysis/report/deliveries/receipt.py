"""The receipt for a file that was accepted: what was taken in, how it was read, what happens next."""

import datetime as dt
from collections.abc import Sequence
from re import fullmatch
from textwrap import fill

from analysis.data.deliveries.delivery import Delivery
from analysis.data.deliveries.remarks import Remark
from analysis.data.deliveries.understood import template_said
from analysis.report.deliveries import how_read, page
from analysis.report.deliveries.fillings import quoted
from analysis.report.deliveries.words import SUGGESTED, grouped
from analysis.report.language import Language
from analysis.report.messages import N_

WIDE = 96
TITLE = N_("Receipt: the figures were accepted")


def text(
    delivery: Delivery,
    *,
    name: str,
    sender: str,
    received: dt.date,
    language: Language | str = "vi",
    chosen: Sequence[tuple[Remark, str]] = (),
) -> str:
    """Return the receipt as plain text.

    Parameters
    ----------
    delivery
        What was accepted.
    name
        Under which name it is kept.
    sender, received
        Who sent the file, and when it came in.
    language
        Of the receipt.
    chosen
        Doubts with what was chosen for each: ``take``, ``keep`` or ``set_aside``.
    """
    spoken = Language.of(language)
    say = spoken.say
    lines = [say(TITLE).upper(), ""]
    lines += [f"{term}: {value}" for term, value in _facts(delivery, name, sender, received, spoken)]
    lines += [
        f"{say('Checksum (SHA-256)')}: {delivery.file.sha256}",
        "",
        fill(_opening(delivery, spoken), WIDE),
    ]
    for heading, texts in (
        (say("What was chosen"), _choices(chosen, spoken)),
        (
            say("How the file was read"),
            how_read.sentences(how_read.columns_read(delivery.mapping, delivery.figures, spoken), spoken),
        ),
        (say("Also noted"), how_read.notes(delivery.remarks, delivery.mapping, spoken)),
        (say("What happens next"), _next(spoken)),
    ):
        if texts:
            lines += ["", heading.upper(), *(fill(f"- {one}", WIDE, subsequent_indent="  ") for one in texts)]
    return "\n".join(lines) + "\n"


def html(
    delivery: Delivery,
    *,
    name: str,
    sender: str,
    received: dt.date,
    language: Language | str = "vi",
    chosen: Sequence[tuple[Remark, str]] = (),
) -> str:
    """Return the receipt as one page of HTML; the parameters are those of :func:`text`."""
    spoken = Language.of(language)
    say = spoken.say
    facts = _facts(delivery, name, sender, received, spoken)
    rows = how_read.columns_read(delivery.mapping, delivery.figures, spoken)
    pieces = [
        page.facts(facts, checksum=(say("Checksum (SHA-256)"), delivery.file.sha256)),
        page.paragraph(_opening(delivery, spoken)),
        page.section(say("What was chosen"), page.items(_choices(chosen, spoken))),
        page.section(say("How the file was read"), *how_read.shown(rows, spoken)),
        page.section(
            say("Also noted"), page.items(how_read.notes(delivery.remarks, delivery.mapping, spoken), "notes")
        ),
        page.section(say("What happens next"), page.items(_next(spoken))),
    ]
    return page.page(say(TITLE), pieces, spoken)


def _facts(
    delivery: Delivery, name: str, sender: str, received: dt.date, language: Language
) -> list[tuple[str, str]]:
    say, figures = language.say, delivery.figures
    return [
        (say("File"), delivery.file.name),
        (say("Sender"), sender),
        *_said(delivery, language),
        (say("Day of receipt"), language.date(received)),
        (say("Figures taken in"), language.integer(len(figures))),
        (
            say("Provinces and cities"),
            language.integer(len(figures[["geography", "code"]].drop_duplicates())),
        ),
        (say("Years covered"), language.years(figures["year"])),
        (say("Kept as"), name),
    ]


def _said(delivery: Delivery, language: Language) -> list[tuple[str, str]]:
    """Return what the sender of a filled template says of itself, under the labels of the template."""
    said = template_said.said(delivery.file)
    if not said:
        return []
    from analysis.report.deliveries.template.template_guide import SENDER  # noqa: PLC0415 - writes workbooks

    if day := said.get("figures_day"):
        said["figures_day"] = language.date(day) if fullmatch(r"\d{4}(-\d\d){0,2}", day) else quoted(day)
    return [(language.say(SENDER[key][0]), quoted(text)) for key, text in said.items()]


def _opening(delivery: Delivery, language: Language) -> str:
    figures = delivery.figures
    return language.say(
        "Thank you for your file. {n} figures of {places} provinces and cities were accepted.",
        n=language.integer(len(figures)),
        places=language.integer(len(figures[["geography", "code"]].drop_duplicates())),
    )


def _choices(chosen: Sequence[tuple[Remark, str]], language: Language) -> list[str]:
    found = []
    for remark, choice in chosen:
        (said,) = grouped([remark], language)
        told = f"{said.where}: {said.what}" if said.where else said.what
        found.append(
            language.say("{doubt} Chosen: {choice}.", doubt=told, choice=language.say(SUGGESTED[choice]))
        )
    return found


def _next(language: Language) -> list[str]:
    say = language.say
    return [
        say("The file is kept as it was received; the checksum above shows that it is unchanged."),
        say("The figures enter the next edition, each with your office as its source."),
        say(
            "If a figure has to be corrected later, please send a corrected file; the earlier figure stays "
            "on record."
        ),
    ]
