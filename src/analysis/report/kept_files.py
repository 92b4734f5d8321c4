"""What was made once and is kept in a folder: found again by a digest of everything that it depends on.

Pictures are kept so (:mod:`analysis.report.figures.store`) and results (:mod:`analysis.report.kept_results`).
Nothing is kept unless a folder is named, so that whoever works by hand always sees what was made just now.
What cannot be told by a digest is made each time: something given that cannot be pickled, or that a notebook
has defined. A kept file holds a sum of itself and is written in one step.
"""

import io
import os
import pickle
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from types import BuiltinFunctionType, FunctionType
from typing import Any, TypeVar

from analysis.report import sums

T = TypeVar("T")

PACKAGE = Path(__file__).parents[1]
_DIGITS = 64


class Place:
    """A folder in which something is kept, named by a variable of the environment; without it, none is.

    Parameters
    ----------
    environment
        The variable.
    """

    def __init__(self, environment: str) -> None:
        self._environment = environment
        self._used: ContextVar[Path | None] = ContextVar(environment, default=None)

    @contextmanager
    def used(self, folder: Path | None) -> Iterator[None]:
        """Keep things in a folder meanwhile; None keeps none, whatever the environment says."""
        before = self._used.set(folder or Path())
        try:
            yield
        finally:
            self._used.reset(before)

    def folder(self) -> Path | None:
        """Return the folder; None where nothing is kept."""
        named = self._used.get()
        if named is None:
            named = Path(os.environ.get(self._environment, ""))
        return named if named.parts else None


class _NotTold(pickle.PicklingError):
    """Something that is given and of which no digest tells when it is another."""


def pickled(given: object, *, known: Callable[[str], bool]) -> tuple[bytes, set[str]]:
    """Return what is given, written down, and the packages of the project whose code makes it what it is.

    Parameters
    ----------
    given
        Anything.
    known
        Whether the code of a module, as a path below the package, is in the digest anyway.

    Returns
    -------
    tuple
        No bytes where it cannot be written down; packages without those that are known.
    """
    written = io.BytesIO()
    pickler = _Given(written, known)
    try:
        pickler.dump(given)
    except Exception:  # whatever cannot be pickled says so in its own way
        return b"", set()
    return written.getvalue(), pickler.packages


class _Given(pickle.Pickler):
    """Writes down what something is made from, and from which packages of the project that comes."""

    def __init__(self, file: io.BytesIO, known: Callable[[str], bool]) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self.packages: set[str] = set()
        self._known = known

    def reducer_override(self, given: object) -> Any:
        """Note whose code makes an object or a function what it is, where that is not seen anyway."""
        about = given if isinstance(given, (type, FunctionType, BuiltinFunctionType)) else type(given)
        first, *others = str(getattr(about, "__module__", "__main__")).split(".")
        if first == "__main__":
            raise _NotTold(repr(about))
        if first == PACKAGE.name and others and not self._known("/".join(others)):
            self.packages.add(others[0])
        return NotImplemented


def quietly(make: Callable[[], T]) -> tuple[T, bool]:
    """Return what is made, and whether nothing was warned of meanwhile; warnings are passed on."""
    with warnings.catch_warnings(record=True) as heard:
        made = make()
    for warning in heard:
        warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
    return made, not heard


def of_tables(files: list[Path], read: Callable[[Path], bytes] = Path.read_bytes) -> str:
    """Return a sum of files that are there; they are read again when one of them has changed.

    Parameters
    ----------
    files
        The files.
    read
        Gives what counts of one; a function of a module, not one made anew each time.
    """
    states = [(path, path.stat()) for path in sorted(files)]
    return _of_tables(tuple((path, state.st_mtime_ns, state.st_size) for path, state in states), read)


@lru_cache(maxsize=8)
def _of_tables(tables: tuple[tuple[Path, int, int], ...], read: Callable[[Path], bytes]) -> str:
    return sums.of_bytes("".join(sums.of_bytes(read(path)) for path, *_ in tables).encode())


def read(path: Path) -> bytes | None:
    """Return what a kept file holds; None when it is not there or is not whole."""
    try:
        held = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    said, content = held[:_DIGITS], held[_DIGITS:]
    return content if content and sums.of_bytes(content).encode() == said else None


def write(path: Path, content: bytes) -> None:
    """Write a kept file in one step; where that is not possible, nothing is kept."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
            file.write(sums.of_bytes(content).encode() + content)
        Path(file.name).replace(path)


def sweep(place: Path, most: int) -> None:
    """Remove what was not used for the longest time, until a folder holds at most so much.

    Parameters
    ----------
    place
        The folder.
    most
        Bytes that may stay. What goes while another process looks for it is made again there.
    """
    states: Mapping[Path, os.stat_result] = {}
    with suppress(OSError):
        states = {path: path.stat() for path in place.iterdir() if path.is_file()}
    held = sum(state.st_size for state in states.values())
    for path in sorted(states, key=lambda path: states[path].st_mtime_ns):
        if held <= most:
            return
        path.unlink(missing_ok=True)
        held -= states[path].st_size
