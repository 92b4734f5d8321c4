"""What readers take away: a brief for each unit and one for the country, the workbook, the explorer.

Each is made from the processed tables and, where it prints headline results, from executed notebooks; the
pages then offer what was made. Files lie in ``build/downloads/``, called as readers get them.
"""

import importlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.data import layout
from analysis.pipeline.runs import Run

UNIT_NOTEBOOK, SUMMARY = "05_province_brief", "06_ministry_summary"

BRIEF_MAKER = "analysis.report.briefs.files"
WORKBOOK_MAKER = "analysis.report.workbook.files"
EXPLORER_MAKER = "analysis.report.explorer.files"

_ALWAYS = ("observations", "panel_34", "panel_63", "places_34", "places_63", "reported", "targets", "tiles")
_READS = {
    BRIEF_MAKER: _ALWAYS,
    WORKBOOK_MAKER: (*_ALWAYS, "dictionary", "vintages"),
    EXPLORER_MAKER: _ALWAYS,
}
"""The processed tables each may read; one that reads another fails and says so."""


@dataclass(frozen=True)
class Download:
    """Files that are made together, in one go.

    Attributes
    ----------
    name
        What it is called in messages: ``vi/brief__ha_noi``, ``vi/workbook``, ``explorer``.
    maker, function
        Module and function that return the files' content by name.
    given
        What the function is called with, by name; also its fingerprint.
    names
        The files, below :func:`folder`.
    languages
        Languages of its texts.
    notebooks
        Executed notebooks whose headline results it prints.
    """

    name: str
    maker: str
    function: str
    given: Mapping[str, Any]
    names: tuple[str, ...]
    languages: tuple[str, ...]
    notebooks: tuple[Path, ...] = field(default=())

    @property
    def files(self) -> list[Path]:
        """Return where its files lie."""
        return [folder() / name for name in self.names]

    def there(self) -> bool:
        """Return whether all its files have been made."""
        return all(path.exists() for path in self.files)

    @property
    def tables(self) -> list[Path]:
        """Return the processed tables it may read."""
        return [layout.processed() / f"{name}.csv" for name in _READS[self.maker]]


class DownloadError(Exception):
    """A download that is not what was declared: its files, or the tables it read."""


def folder() -> Path:
    """Return where downloads are made."""
    return layout.build() / "downloads"


def planned(runs: Iterable[Run], *, complete: bool) -> list[Download]:
    """Return the downloads that go with some runs.

    Parameters
    ----------
    runs
        The runs that pages are made of. A unit's brief goes with the run of its page, the national brief and
        the explorer with the ministry's summary.
    complete
        Whether these are all the runs of the project: only then is there a workbook, which holds the results
        of every one.
    """
    wanted = list(runs)
    found = [_unit_brief(run) for run in wanted if run.notebook == UNIT_NOTEBOOK]
    summaries = {run.language: run for run in wanted if run.notebook == SUMMARY}
    found += [_national_brief(language) for language in summaries]
    if complete and summaries:
        found += [_workbook(language, wanted) for language in summaries]
    if {"vi", "en"} <= set(summaries):
        found.append(_explorer(summaries))
    return found


def _unit_brief(run: Run) -> Download:
    place = run.name.removeprefix(f"{UNIT_NOTEBOOK}__")
    return Download(
        name=f"{run.language}/brief__{place}",
        maker=BRIEF_MAKER,
        function="unit_files",
        given={"unit": run.parameters["unit"], "language": run.language},
        names=_in_language(place.replace("_", "-"), run.language, "pdf", "docx"),
        languages=(run.language,),
    )


def _national_brief(language: str) -> Download:
    return Download(
        name=f"{language}/brief__viet_nam",
        maker=BRIEF_MAKER,
        function="national_files",
        given={"language": language},
        names=_in_language("viet-nam", language, "pdf", "docx"),
        languages=(language,),
    )


def _workbook(language: str, runs: Iterable[Run]) -> Download:
    executed = [run.executed for run in runs if run.language == language]
    names = _in_language("uptake", language, "xlsx") + _in_language("csv", language, "zip")
    return Download(
        name=f"{language}/workbook",
        maker=WORKBOOK_MAKER,
        function="workbook_files",
        given={"language": language, "executed": executed},
        names=names,
        languages=(language,),
        notebooks=tuple(executed),
    )


def _explorer(summaries: Mapping[str, Run]) -> Download:
    executed = {language: run.executed for language, run in sorted(summaries.items())}
    return Download(
        name="explorer",
        maker=EXPLORER_MAKER,
        function="explorer_files",
        given={"executed": executed},
        names=("explorer.html",),
        languages=tuple(executed),
        notebooks=tuple(executed.values()),
    )


def _in_language(stem: str, language: str, *endings: str) -> tuple[str, ...]:
    return tuple(f"{language}/{stem}-{language}.{ending}" for ending in endings)


def make(download: Download) -> None:
    """Make the files of a download; one that cannot be made leaves those that are there.

    Raises
    ------
    DownloadError
        It made other files than declared, or read other tables.
    """
    from analysis.data import processed, views  # noqa: PLC0415 - in the worker only
    from analysis.pipeline import dependence, kernels  # noqa: PLC0415 - as above
    from analysis.report import kept_results  # noqa: PLC0415 - as above
    from analysis.report.figures import store  # noqa: PLC0415 - as above

    before = dependence.sums(download.tables)
    processed.forget_reads()
    pictures, results = layout.build() / "figures", layout.build() / "results"
    with kernels.settings(), store.used(pictures), kept_results.used(results):
        maker: Callable[..., Mapping[str, bytes]]
        maker = getattr(importlib.import_module(download.maker), download.function)
        made = dict(maker(**download.given))
    _require_declared(download, made, processed.reads())
    for name in download.names:
        _replace(folder() / name, made[Path(name).name])
    dependence.keep(download.name, views.asked(), before)


def _require_declared(download: Download, made: Mapping[str, bytes], read: Iterable[str]) -> None:
    expected = {Path(name).name for name in download.names}
    if set(made) != expected:
        raise DownloadError(
            f"{download.name} made {', '.join(sorted(made))} instead of {', '.join(sorted(expected))}: "
            f"name them alike in {download.maker} and in analysis.pipeline.downloads."
        )
    declared = {path.relative_to(layout.root()).as_posix() for path in download.tables}
    if undeclared := sorted(set(read) - declared):
        raise DownloadError(
            f"{download.name} read {', '.join(undeclared)}, and would not be made again when they change: "
            "name them in analysis.pipeline.downloads."
        )


def _replace(path: Path, content: bytes) -> None:
    """Write a file in one step; one that holds the same already is left alone."""
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}-{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(path)
