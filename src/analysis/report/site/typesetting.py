"""Both languages typeset side by side, each in a process of its own.

Sphinx keeps settings of a language for the whole process, so that each language has one. Where this process
can be forked it has Sphinx in memory once, and the forks need not read it in again.
"""

import multiprocessing
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from pathlib import Path

from analysis.report.language import Language
from analysis.report.site.errors import SiteError

Told = tuple[bool, str]
"""Whether all went well, and what was said."""


def typeset(sources: Mapping[str, Path], place: Path) -> dict[str, Path]:
    """Typeset the page sources of every language and return where the pages are.

    Parameters
    ----------
    sources
        Folder of the page sources, by language.
    place
        Folder to work in; what a former build left there is used.

    Raises
    ------
    SiteError
        Sphinx has warnings, or has failed; with what it says in each language.
    """
    told = (_in_forks if can_fork() else _in_programs)(sources, place)
    if failed := [f"{code}: {said}" for code, (good, said) in told.items() if not good]:
        raise SiteError("\n".join(["The pages have faults, and the last site stays. Sphinx says:", *failed]))
    return {code: place / code / "html" for code in sources}


def can_fork() -> bool:
    """Return whether this process may be forked: the system offers it, and no other thread is under way."""
    offered = "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
    alone = threading.active_count() == 1 and not multiprocessing.current_process().daemon
    return offered and alone


def _in_forks(sources: Mapping[str, Path], place: Path) -> dict[str, Told]:
    from analysis.report.site import theme  # noqa: PLC0415 - the forks find it in memory

    theme.prepare()
    context = multiprocessing.get_context("fork")
    running: dict[str, tuple[ForkProcess, Connection]] = {}
    try:
        for code, folder in sources.items():
            hears, says = context.Pipe(duplex=False)
            process = context.Process(target=_tell, args=(says, code, folder, place / code))
            process.start()
            says.close()
            running[code] = process, hears
        return {code: _told(process, hears) for code, (process, hears) in running.items()}
    finally:
        for process, hears in running.values():
            process.kill()
            process.join()
            hears.close()


def _tell(says: Connection, code: str, folder: Path, place: Path) -> None:
    """Typeset one language and tell how it went; the work of a fork."""
    from analysis.report.site.theme import typeset as typeset_one  # noqa: PLC0415 - in memory already

    try:
        warnings = typeset_one(Language(code), folder, place)
        told = not warnings, "\n".join(warnings)
    except Exception:  # whatever went wrong is told, and the caller decides
        told = False, traceback.format_exc().strip()
    says.send(told)


def _told(process: ForkProcess, hears: Connection) -> Told:
    try:
        told: Told = hears.recv()
    except EOFError:
        process.join()
        return False, f"it ended without a word (exit status {process.exitcode})"
    return told


def _in_programs(sources: Mapping[str, Path], place: Path) -> dict[str, Told]:
    running = {
        code: subprocess.Popen(
            [sys.executable, "-m", "analysis.report.site.theme", code, folder, place / code],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        for code, folder in sources.items()
    }
    said = {code: process.communicate()[0].strip() for code, process in running.items()}
    return {code: (process.returncode == 0, said[code]) for code, process in running.items()}
