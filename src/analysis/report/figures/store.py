"""Drawn pictures, kept by everything that a picture depends on: drawn once, and not once an output or a run.

A picture is found again by a digest of the function that draws it and all that it is given, the edition, the
mark of simulated figures, the code and the words of charts, the tables of places, and what is installed. What
cannot be told by a digest is drawn each time: something given that cannot be pickled, or that a notebook has
defined. Nothing is kept unless a folder is named, so that whoever draws by hand always sees what was drawn.

What a chart reads of places is in the digest and in no record of files that were read; charts ask no reader
whose answers are recorded, so that a notebook says the same of itself whether its charts were kept or drawn.
"""

import io
import os
import pickle
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path, PurePath
from types import BuiltinFunctionType, FunctionType
from typing import Any

from matplotlib.figure import Figure as Drawing

from analysis.data import dataset, layout
from analysis.report import simulation_mark, sums
from analysis.report.figures.display import Figure

ENVIRONMENT = "UPTAKE_FIGURES"
"""Variable of the environment that names the folder of kept pictures; without it, none is kept."""

MOST_BYTES = 256_000_000
"""How much a folder of kept pictures may hold after it was swept."""

_PACKAGE = Path(__file__).parents[2]
_WRITERS = ("report/*.py", "report/figures/*", "report/locale/**/*.po", "data/*.py", "data/**/*.yaml")
"""Code, style and words behind every chart, below the package."""

_PLACES = "administrative_units"
_DIGITS = 64

_folder: ContextVar[Path | None] = ContextVar("folder of kept pictures", default=None)

Draw = Callable[..., Figure]

_PARTS = ("svg", "title", "subtitle", "source", "alt", "data", "summary")
"""What is kept of a chart, beside the measures of its paper."""


class _NotTold(pickle.PicklingError):
    """Something that is given and of which no digest tells when it is another."""


@contextmanager
def used(folder: Path | None) -> Iterator[None]:
    """Keep pictures in a folder meanwhile; None keeps none, whatever the environment says."""
    before = _folder.set(folder or Path())
    try:
        yield
    finally:
        _folder.reset(before)


def folder() -> Path | None:
    """Return the folder of kept pictures; None where none are kept."""
    named = _folder.get()
    if named is None:
        named = Path(os.environ.get(ENVIRONMENT, ""))
    return named if named.parts else None


def drawn(draw: Draw, given: tuple[Any, ...], named: Mapping[str, Any], told: str) -> Figure:
    """Return a chart as it was kept, or draw it and keep it.

    Parameters
    ----------
    draw
        Draws it.
    given, named
        What it is called with, in order and by name.
    told
        What else makes the picture another one: the function behind it, the edition.
    """
    place = folder()
    pickled, packages = _pickled((given, dict(sorted(named.items())))) if place else (b"", set())
    key = _key(pickled, packages, told) if pickled else None
    if place is None or key is None:
        return draw(*given, **named)
    png = partial(_png, place, key)
    if held := _read(place / key):
        with suppress(Exception):  # kept by another build of a library, say: then it is drawn
            return Figure(**pickle.loads(held), underneath=partial(_again, draw, pickled), kept=png)
    with warnings.catch_warnings(record=True) as heard:
        figure = draw(*given, **named)
    for warning in heard:
        warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
    if heard:
        return figure
    parts = {name: getattr(figure, name) for name in _PARTS}
    _write(place / key, pickle.dumps(parts | {"paper": figure.measures}))
    return replace(figure, kept=png)


def _again(draw: Draw, pickled: bytes) -> Drawing:
    """Draw a chart from what it was given, whatever has become of that since."""
    given, named = pickle.loads(pickled)
    underneath = draw(*given, **named).underneath
    assert isinstance(underneath, Drawing)  # what was just drawn is there
    return underneath


def _png(place: Path, key: str, dpi: int, written: Callable[[], bytes]) -> bytes:
    path = place / f"{key}-{dpi}"
    if not (picture := _read(path)):
        picture = written()
        _write(path, picture)
    return picture


def _pickled(given: object) -> tuple[bytes, set[str]]:
    """Return what is given, written down, and the packages it is made from; nothing where it cannot be."""
    written = io.BytesIO()
    pickler = _Given(written)
    try:
        pickler.dump(given)
    except Exception:  # whatever cannot be pickled says so in its own way
        return b"", set()
    return written.getvalue(), pickler.packages


def _key(pickled: bytes, packages: set[str], told: str) -> str | None:
    """Return the digest of everything that a picture depends on; None when its code is being changed."""
    state = repr((told, simulation_mark.is_simulated(), dataset.simulated()))
    behind = [_writers(package) for package in ("", *sorted(packages))]
    if None in behind:
        return None
    parts = [state, sums.of_bytes(pickled), *behind, sums.of_installed(), _places()]
    return sums.of_bytes("\n".join(map(str, parts)).encode())


class _Given(pickle.Pickler):
    """Writes down what a chart is given, and from which packages of the project it is made."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self.packages: set[str] = set()

    def reducer_override(self, given: object) -> Any:
        """Note whose code makes an object or a function what it is, where that is not seen anyway."""
        about = given if isinstance(given, (type, FunctionType, BuiltinFunctionType)) else type(given)
        first, *others = str(getattr(about, "__module__", "__main__")).split(".")
        if first == "__main__":
            raise _NotTold(repr(about))
        if first == _PACKAGE.name and others and not _is_a_writer("/".join(others)):
            self.packages.add(others[0])
        return NotImplemented


def _is_a_writer(module: str) -> bool:
    file = f"{module}.py"
    return any(PurePath(file).match(one) for one in _WRITERS) and (_PACKAGE / file).is_file()


@lru_cache(maxsize=16)
def _writers(package: str) -> str | None:
    """Return a sum of the code behind every chart, or of a whole package whose objects a chart is given."""
    return sums.of_code(_PACKAGE, [f"{package}/**/*.py"] if package else _WRITERS)


def _places() -> str:
    """Return a sum of the tables of places; read again when one of them has changed."""
    there = sorted(path for path in (layout.raw() / _PLACES).glob("*") if path.is_file())
    states = [(path, path.stat()) for path in there]
    return _of_places(tuple((path, state.st_mtime_ns, state.st_size) for path, state in states))


@lru_cache(maxsize=4)
def _of_places(tables: tuple[tuple[Path, int, int], ...]) -> str:
    return sums.of_bytes("".join(sums.of_bytes(path.read_bytes()) for path, *_ in tables).encode())


def _read(path: Path) -> bytes | None:
    """Return what a file holds; None when it is not there or is not whole."""
    try:
        held = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    said, content = held[:_DIGITS], held[_DIGITS:]
    return content if content and sums.of_bytes(content).encode() == said else None


def _write(path: Path, content: bytes) -> None:
    """Write a file in one step; where that is not possible, nothing is kept."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
            file.write(sums.of_bytes(content).encode() + content)
        Path(file.name).replace(path)


def sweep(place: Path, most: int = MOST_BYTES) -> None:
    """Remove the pictures that were not used for the longest time, until a folder holds at most so much.

    Parameters
    ----------
    place
        The folder.
    most
        Bytes that may stay. A picture that goes while another process looks for it is drawn again there.
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
