"""The runs of the communes: where they lie, what each depends on, and which of them are stale.

A brief depends on the rows of its commune, on what is printed of its province and the country, and on what
all briefs share: notebook, code, language, environment. All of that is one short key a brief, kept beside
the executed notebook; thousands of keys are compared faster than a graph of thousands of tasks is set up.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analysis.data import layout
from analysis.data.communes import aggregates
from analysis.data.communes.store import Store
from analysis.pipeline import fingerprint, runs
from analysis.pipeline.runs import Run

_LENGTH = 16
_RUNNERS = ("analysis.pipeline.execute",)


@dataclass(frozen=True)
class Brief(Run):
    """One notebook executed for one commune in one language.

    Attributes
    ----------
    key
        Digest of all that its result follows from.
    """

    key: str = ""

    @property
    def executed(self) -> Path:
        """Return where the executed notebook lies."""
        return _folder() / "notebooks" / self.language / f"{self.name}.ipynb"

    @property
    def failed(self) -> Path:
        """Return where a notebook that failed is kept."""
        return layout.build() / "failed" / "communes" / self.language / f"{self.name}.ipynb"

    @property
    def record(self) -> Path:
        """Return the file with the key of the notebook as executed last, and when that was."""
        return _folder() / "records" / self.language / f"{self.name}.txt"

    @property
    def stale(self) -> bool:
        """Tell whether the brief has to be executed: never done, not there any more, or of another key."""
        return self.executed_key() != self.key or not self.executed.is_file()

    def executed_key(self) -> str:
        """Return the key of the notebook as executed last; empty when it never was."""
        return next(iter(_kept(self.record)), "")

    def worked(self) -> tuple[float, float]:
        """Return when the notebook was begun and ended when it was executed last, seconds of the epoch."""
        _, began, ended = _kept(self.record)
        return float(began), float(ended)

    def keep(self, began: float, ended: float) -> None:
        """Record in one step that the notebook has been executed, and when."""
        self.record.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.record.with_name(f".{self.record.name}")
        unfinished.write_text(f"{self.key} {began:.3f} {ended:.3f}\n", encoding="utf-8")
        unfinished.replace(self.record)


def _folder() -> Path:
    return layout.build() / "communes"


def _kept(record: Path) -> list[str]:
    try:
        return record.read_text(encoding="utf-8").split()
    except OSError:
        return []


def briefs(panel: Store, languages: Sequence[str] | None = None) -> list[Brief]:
    """Return every brief of a panel: each commune in each language, commune by commune.

    Parameters
    ----------
    panel
        The panel, with its sums.
    languages
        Languages to restrict them to.

    Raises
    ------
    RunsError
        ``runs.toml`` is wrong.
    InputError
        There is no panel.
    """
    panel.require()
    notebooks, known = runs.for_communes()
    wanted = [language for language in known if language in (languages or known)]
    return list(_each(panel, notebooks, wanted))


def _each(panel: Store, notebooks: list[str], languages: list[str]) -> Iterator[Brief]:
    shared = {(name, code): _shared(name, code) for name in notebooks for code in languages}
    of_place = cache(lambda place: (panel.folder / "printed" / f"{place}.json").read_text(encoding="utf-8"))
    origin = json.dumps([panel.is_simulated, panel.about.get("sender", "")], ensure_ascii=False)
    for row in aggregates.rows(panel):
        own = (row["digest"], row["name"], of_place(row["province"]), of_place("country"), origin)
        for (notebook, language), common in shared.items():
            given = {"commune": row["commune"], "language": language}
            key = hashlib.sha256("\0".join((common, *given.values(), *own)).encode()).hexdigest()
            yield Brief(notebook, f"{notebook}__{row['commune']}", language, given, (), key[:_LENGTH])


def _shared(notebook: str, language: str) -> str:
    """Return the digest of what all briefs of a notebook and a language depend on."""
    cells = json.loads((layout.notebooks() / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
    pieces = {
        "notebook": fingerprint.notebook(cells),
        **fingerprint.code([*fingerprint.imported(cells), *_RUNNERS]),
        **fingerprint.messages(language),
        **fingerprint.environment(),
        **fingerprint.descriptions(),
        **fingerprint.places(),
    }
    return hashlib.sha256(fingerprint.written(pieces).encode()).hexdigest()
