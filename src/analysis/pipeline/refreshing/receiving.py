"""Taking a file in: read, understood, judged as a whole; kept, or told what to mend and nothing changed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from analysis.data import layout
from analysis.data.deliveries.delivery import Delivery
from analysis.data.deliveries.judged import judgement
from analysis.data.deliveries.kept import decisions as sheets
from analysis.data.deliveries.kept import figures, senders, store
from analysis.data.deliveries.received import files
from analysis.data.deliveries.received.unreadable import UnreadableFile
from analysis.data.deliveries.remarks import DOUBT
from analysis.data.deliveries.understood import reading
from analysis.pipeline.errors import Refused
from analysis.pipeline.refreshing.delivery_papers import DECISIONS, Papers, place, shown


def write_template(
    out: Console, geography: str, years: Sequence[int], language: str, destination: Path | None
) -> None:
    """Write the workbook that provinces and ministries fill in."""
    from analysis.report.deliveries.template import template  # noqa: PLC0415 - loads the writer of workbooks

    name = f"uptake-{geography}-{'-'.join(map(str, years))}-{language}.xlsx"
    target = destination or layout.build() / "templates" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(template.workbook(geography, years, language))
    out.print(f"Written: {escape(shown(target))}")


def understood(
    file: Path,
    *,
    sender: str,
    geography: str | None = None,
    year: int | None = None,
    asked: Mapping[str, str] | None = None,
) -> Delivery:
    """Return what a file says, with all that is to be said against it.

    Parameters
    ----------
    file, sender
        What came in, and from whom: headings are read as this sender's were before.
    geography, year, asked
        As :func:`analysis.data.deliveries.understood.reading.understand` takes them.

    Raises
    ------
    UnreadableFile
        Nothing can be read in it.
    """
    delivery = reading.understand(
        files.read(file),
        geography=geography,
        year=year,
        asked=asked,
        sender_mapping=senders.mapping(sender),
    )
    judged = judgement.judge(delivery.figures, figures.known())
    delivery = replace(delivery, remarks=(*delivery.remarks, *judged))
    certain = (one for one in delivery.remarks if one.grave != DOUBT)
    return replace(delivery, remarks=(*certain, *store.doubts(delivery)))


def receive(
    out: Console,
    file: Path,
    *,
    sender: str,
    received: dt.date,
    geography: str | None = None,
    year: int | None = None,
    asked: Mapping[str, str] | None = None,
    decisions: Path | None = None,
    take_suggestions: bool = False,
    by: str | None = None,
    why: str | None = None,
    language: str = "vi",
) -> bool:
    """Take a file in as a whole, or not at all; return whether its figures are kept now.

    Parameters
    ----------
    out
        Where it is told.
    file, sender, received
        What came in, from whom and when.
    geography, year, asked
        As :func:`understood` takes them.
    decisions
        Sheet on which its doubts were decided.
    take_suggestions, by, why
        Whether the doubts left are decided as suggested, who decides so and for which reason.
    language
        Of the report that is printed; the pages are written in both.

    Raises
    ------
    InputError
        The sheet of decisions cannot be used.
    DeliveryRefused
        The file is in order, but cannot be kept: decisions of another file, a day before an earlier event.
    """
    papers = Papers(out, file, sender, received, language)
    try:
        delivery = understood(file, sender=sender, geography=geography, year=year, asked=asked)
    except UnreadableFile as unreadable:
        papers.problems([unreadable.remark])
        return False
    made = sheets.read(decisions) if decisions else []
    left = sheets.undecided(delivery.doubts, made)
    if take_suggestions and not delivery.faults:
        made += sheets.as_suggested(delivery, left, by=by or "", why=why or "", date=received)
        left = []
    if delivery.faults or left:
        papers.problems(delivery)
        return False
    name = store.accept(delivery, file, sender=sender, received=received, decisions=made)
    papers.receipt(delivery, name, made)
    return True


def list_doubts(
    out: Console,
    file: Path,
    *,
    sender: str,
    geography: str | None,
    year: int | None,
    asked: Mapping[str, str] | None,
    destination: Path | None,
    language: str,
) -> None:
    """Tell what is doubtful in a file and write the sheet to decide it; nothing is taken in.

    Raises
    ------
    Refused
        The file cannot be used as it is, so that nothing can be decided yet.
    """
    from analysis.report.deliveries import problem_report  # noqa: PLC0415 - loads the words

    try:
        delivery = understood(file, sender=sender, geography=geography, year=year, asked=asked)
    except UnreadableFile as unreadable:
        raise Refused(problem_report.text([unreadable.remark], file.name, language)) from None
    if delivery.doubts or delivery.faults:
        out.print(escape(problem_report.text(delivery, delivery.file, language, sender=sender)))
    if delivery.faults:
        raise Refused(f"{file.name} has faults: they are mended in the file before anything is decided.")
    if not delivery.doubts:
        out.print(f"Nothing in {escape(file.name)} is doubtful.")
        return
    target = destination or place(file, sender) / DECISIONS
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(sheets.sheet(delivery))
    out.print(f"To be decided: {escape(shown(target))}")


def decide(out: Console, sheet: Path, *, by: str, why: str, date: dt.date) -> None:
    """Sign the choices of a sheet of doubts; lines that name somebody already stay as they are."""
    sheet.write_bytes(sheets.signed(sheet, by=by, why=why, date=date))
    out.print(f"Signed. Now: uptake receive FILE --sender … --decisions {escape(shown(sheet))}")


def withdraw(out: Console, delivery: str, *, date: dt.date, by: str, why: str) -> None:
    """Let a delivery no longer count from a day on."""
    store.withdraw(delivery, date=date, by=by, why=why)
    out.print(f"{escape(delivery)} no longer counts from {date} on. Now: uptake refresh")


def list_deliveries(out: Console) -> None:
    """List what was accepted, from whom, and whether it still counts."""
    found = store.accepted()
    if not found:
        out.print("Nothing has been received yet: uptake template writes what provinces fill in.")
        return
    for one in found:
        count = len(store.table(one.id))
        out.print(f"[bold]{escape(one.id)}[/]  {escape(one.sender)}: {count} figures, from {one.accepted} on")
        if gone := one.withdrawn:
            out.print(f"  withdrawn on {gone.date} by {escape(gone.by)}: {escape(gone.why)}")
