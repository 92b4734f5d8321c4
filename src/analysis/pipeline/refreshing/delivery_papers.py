"""What the sender of a file is told, as files to send back: ``build/received/<sender>/<file>/``."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from analysis.data import layout
from analysis.data.deliveries.delivery import Delivery
from analysis.data.deliveries.kept import decisions
from analysis.data.deliveries.kept.decisions import Decision
from analysis.data.deliveries.remarks import Remark
from analysis.data.replacement import replace_folder
from analysis.report.language import LANGUAGES
from analysis.report.plain_letters import slug

DECISIONS = "decisions.csv"
"""Name of the sheet on which doubts are decided."""


@dataclass(frozen=True)
class Papers:
    """Who is told what about one file.

    Attributes
    ----------
    out
        Where it is told at once.
    file
        The file as it was received.
    sender, received
        Who sent it, and when it came in.
    language
        Of what is printed and of the marked copy; pages and texts are written in both.
    """

    out: Console
    file: Path
    sender: str
    received: dt.date
    language: str

    @property
    def folder(self) -> Path:
        """Where they lie: by sender, for files of many often bear one name."""
        return place(self.file, self.sender)

    def problems(self, found: Delivery | Sequence[Remark]) -> None:
        """Tell what is wrong or doubtful: text, pages, marked copy, and the sheet to decide doubts."""
        from analysis.report.deliveries import marked_workbook, problem_report  # noqa: PLC0415 - loads words

        read = found.file if isinstance(found, Delivery) else None
        remarks = found.remarks if isinstance(found, Delivery) else found
        # The official gets the paper too: a path beyond the project is nobody's business but its owner's.
        inside = self.file.is_relative_to(layout.root())
        paths = {
            "path": shown(self.file) if inside else self.file.name,
            "decisions": shown(self.folder / DECISIONS),
        }
        files = {"marked.xlsx": marked_workbook.marked(self.file, read, remarks, self.language)}
        for code in LANGUAGES:
            about = {"sender": self.sender, "language": code}
            for kind, written in (("txt", problem_report.text), ("html", problem_report.html)):
                said = written(found, read or self.file.name, received=self.received, **about, **paths)
                files[f"problems-{code}.{kind}"] = said.encode()
        if isinstance(found, Delivery) and not found.faults:
            files[DECISIONS] = decisions.sheet(found)
        self._hand_out(files, "problems", "Nothing was changed.")

    def receipt(self, delivery: Delivery, name: str, made: Sequence[Decision]) -> None:
        """Confirm what was accepted, and what was chosen where it was doubtful."""
        from analysis.report.deliveries import receipt  # noqa: PLC0415 - loads the words

        choices = {(*one.figure, one.doubt): one.choice for one in made}
        keys = {doubt: (*decisions.figure(doubt), doubt.kind) for doubt in delivery.doubts}
        chosen = [(doubt, choices[key]) for doubt, key in keys.items() if key in choices]
        files = {}
        for code in LANGUAGES:
            about = {"name": name, "sender": self.sender, "language": code}
            for kind, written in (("txt", receipt.text), ("html", receipt.html)):
                said = written(delivery, received=self.received, chosen=chosen, **about)
                files[f"receipt-{code}.{kind}"] = said.encode()
        self._hand_out(files, "receipt", f"Kept as {name}. Now: uptake refresh")

    def _hand_out(self, files: dict[str, bytes], printed: str, end: str) -> None:
        replace_folder(self.folder, files)
        self.out.print(escape(files[f"{printed}-{self.language}.txt"].decode()))
        self.out.print(escape(f"{end}\nFor the sender: {shown(self.folder)}/"))


def place(file: Path, sender: str) -> Path:
    """Return the folder for what a sender is told about a file."""
    return layout.build() / "received" / (slug(sender) or "sender") / (slug(file.name) or "file")


def shown(path: Path) -> str:
    """Return a path as its reader would write it: from the project's folder where it lies inside."""
    return path.relative_to(layout.root()).as_posix() if path.is_relative_to(layout.root()) else str(path)
