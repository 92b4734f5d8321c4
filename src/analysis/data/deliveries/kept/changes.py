"""One change of ``data/raw/deliveries`` at a time, each as a whole: all of it or nothing.

The files of the folder are read, the change is made in memory, and the folder is replaced
(:mod:`analysis.data.replacement`). A process that is killed leaves the old folder; the next change tidies up.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from analysis.data import layout, package
from analysis.data.deliveries.kept import accepted, decided, package_text
from analysis.data.deliveries.kept.decided import Decision
from analysis.data.replacement import replace_folder


@dataclass
class Change:
    """The folder while it is being changed.

    Attributes
    ----------
    files : dict of str to bytes
        Content by path within the folder, the package itself left out.
    resources : list of dict
        The entries of the deliveries in the package, in the order of acceptance.
    decisions : list of Decision
        All decisions, in the order in which they were recorded.
    """

    files: dict[str, bytes]
    resources: list[dict[str, Any]]
    decisions: list[Decision] = field(default_factory=list)

    def entry(self, name: str) -> dict[str, Any] | None:
        """Return the entry of a delivery; None when there is no such delivery."""
        return next((entry for entry in self.resources if entry["name"] == name), None)

    def content(self) -> dict[str, bytes]:
        """Return the content of every file of the folder, by its path within it."""
        entries, content = list(self.resources), dict(self.files)
        if self.decisions:
            entry, table = package_text.decisions(self.decisions)
            entries.append(entry)
            content[entry["path"]] = table
        return content | ({package.FILE: package_text.text(entries)} if entries else {})


@contextmanager
def change() -> Iterator[Change]:
    """Change the folder within a ``with`` block; an error in the block leaves it as it was.

    Raises
    ------
    InputError
        The package or the table of decisions cannot be read.
    OSError
        Something cannot be written; the folder is as it was.
    """
    from filelock import FileLock  # noqa: PLC0415 - needed to write only, and readers are many

    layout.build().mkdir(parents=True, exist_ok=True)
    with FileLock(layout.build() / "deliveries.lock"):
        folder = accepted.folder()
        entries = accepted.described().get("resources", [])
        kept = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name not in (package.FILE, f"{accepted.DECISIONS}.csv")
        }
        resources = [dict(entry) for entry in entries if entry["name"] != accepted.DECISIONS]
        given = Change(kept, resources, decided.every())
        yield given
        if content := given.content():
            replace_folder(folder, content)
