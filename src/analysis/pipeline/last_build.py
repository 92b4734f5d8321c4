"""Whether anything at all has changed since everything was found up to date; asked before anything else.

When a build of the whole project has come to its end, every file that work depends on or that was made is
written down with what the file system says of it and a digest of its content, together with the Python, the
libraries and the settings that were in force (``build/records/last-build.json``). As long as all of that is
so, nothing can be stale, and neither the graph of tasks nor a table needs to be read to say so. Whatever
differs, the graph is asked as ever: the record speaks of nothing but standstill.
"""

import hashlib
import json
import os
import platform
import re
import sys
import sysconfig
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

import analysis
from analysis.data import layout
from analysis.pipeline import file_states
from analysis.pipeline.file_states import LAST_BUILD, Changed, State

_OURS = "UPTAKE_"
_INSTALLED = {".dist-info", ".egg-info", ".egg-link", ".pth"}
"""Endings of what says which libraries are installed, and in which version."""

_FILE = re.compile(r'^"(?P<path>(?:[^"\\]|\\.)+)" = "(?P<digest>[0-9a-f]{64})"$')
"""A file in pytask's record of a task."""


@dataclass(frozen=True)
class Extent:
    """How much the last build was about: what is said of it when nothing changed.

    Attributes
    ----------
    runs, notebooks, tasks
        How many.
    languages
        Their codes, joined.
    record
        Name of the newest record in ``data/releases``, where figures and results are known to be those that
        it holds; else empty.
    """

    runs: int
    notebooks: int
    tasks: int
    languages: str
    record: str = ""


@dataclass(frozen=True)
class _Record:
    """What was found at a moment, in nanoseconds."""

    moment: int
    extent: Extent
    circumstances: dict[str, Any]
    files: dict[str, State]

    def knows(self, path: str, state: State) -> bool:
        """Tell whether a file cannot have changed since it was read."""
        before = self.files.get(path)
        return before is not None and state.like(before) and state.older_than(self.moment)


def keep(extent: Extent, earlier: Mapping[str, State], names: Iterable[str]) -> None:
    """Record that everything is up to date, unless something changed while that was found out.

    Parameters
    ----------
    extent
        What everything was.
    earlier
        What work depends on, as it was before (:func:`analysis.pipeline.file_states.before_work`).
    names
        Of the tasks: their files have to be as pytask recorded them.
    """
    moment = time.time_ns()
    try:
        now = _read(file_states.states())
        if not file_states.as_before(earlier, now) or not _as_pytask_recorded(now, set(names)):
            return
        if any(not state.like(now[path]) for path, state in file_states.states().items()):
            return
    except (OSError, LookupError, ValueError, Changed):
        return
    with suppress(OSError):
        _write(moment, extent, now)


def unchanged() -> Extent | None:
    """Return what was up to date and is so still; None when that has to be found out."""
    moment, recorded = time.time_ns(), _recorded()
    if recorded is None or recorded.circumstances != _circumstances():
        return None
    try:
        now = file_states.states()
        if recorded.files.keys() != now.keys():
            return None
        again = {path: state for path, state in now.items() if not recorded.knows(path, state)}
        for path, state in again.items():
            again[path] = file_states.read(path, state)
            if again[path].digest != recorded.files[path].digest:
                return None
    except (OSError, Changed):
        return None
    if again:  # what was read is known from now on
        with suppress(OSError):
            _write(moment, recorded.extent, recorded.files | again)
    return recorded.extent


def forget() -> None:
    """Strike the record out: work begins whose end is open."""
    _place().unlink(missing_ok=True)


def _place() -> Path:
    return layout.build() / "records" / LAST_BUILD


def _recorded() -> _Record | None:
    """Return the record; None when there is none that can be read."""
    try:
        said = json.loads(_place().read_text(encoding="utf-8"))
        files = {path: State(*state) for path, state in said["files"].items()}
        return _Record(said["moment"], Extent(**said["extent"]), said["circumstances"], files)
    except (OSError, LookupError, TypeError, ValueError, AttributeError):
        return None


def _write(moment: int, extent: Extent, files: Mapping[str, State]) -> None:
    path = _place()
    unfinished = path.parent / ".pytask" / f"{path.name}-{os.getpid()}"
    content = {
        "moment": moment,
        "extent": asdict(extent),
        "circumstances": _circumstances(),
        "files": {name: astuple(state) for name, state in files.items()},
    }
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    unfinished.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(path)


def _read(files: Mapping[str, State]) -> dict[str, State]:
    """Return files with their digests, those from the last record that can be trusted."""
    recorded = _recorded()
    known = {path for path, state in files.items() if recorded and recorded.knows(path, state)}
    return {
        path: recorded.files[path] if recorded and path in known else file_states.read(path, state)
        for path, state in files.items()
    }


def _as_pytask_recorded(files: Mapping[str, State], names: set[str]) -> bool:
    """Tell whether the files of all tasks are as they were when the tasks were done."""
    records = layout.build() / "records"
    text = (records / "pytask.lock").read_text(encoding="utf-8")
    for entry in text.split("\n[[task]]\n")[1:]:
        head, *lines = entry.split("\n")
        name = json.loads(head.removeprefix("id = "))
        if name not in names:
            continue
        names.discard(name)
        for found in filter(None, map(_FILE.match, lines)):
            there = os.path.relpath(records / json.loads(f'"{found["path"]}"'), layout.root())
            if there in files and files[there].digest != found["digest"]:
                return False
    return not names


def _circumstances() -> dict[str, Any]:
    """Return what beside files work depends on: where, by which Python and libraries, with which settings."""
    libraries = sorted(
        path.name
        for folder in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
        for path in Path(folder).iterdir()
        if path.suffix in _INSTALLED
    )
    return {
        "root": str(layout.root()),
        "code": str(Path(analysis.__file__).parent),
        "python": [sys.executable, sys.prefix, platform.python_version(), sys.platform, platform.machine()],
        "libraries": hashlib.sha256("\n".join(libraries).encode()).hexdigest(),
        "settings": {name: value for name, value in sorted(os.environ.items()) if name.startswith(_OURS)},
    }
