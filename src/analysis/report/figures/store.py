"""Drawn pictures, kept by everything that a picture depends on: drawn once, and not once an output or a run.

A picture is found again by a digest of the function that draws it and all that it is given, the edition, the
mark of simulated figures, the code and the words of charts, the tables of places, and what is installed; how
it is kept is said in :mod:`analysis.report.kept_files`.

What a chart reads of places is in the digest and in no record of files that were read; charts ask no reader
whose answers are recorded, so that a notebook says the same of itself whether its charts were kept or drawn.
"""

import pickle
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path, PurePath
from typing import Any

from matplotlib.figure import Figure as Drawing

from analysis.data import dataset, layout
from analysis.report import kept_files, simulation_mark, sums
from analysis.report.figures.display import Figure

ENVIRONMENT = "UPTAKE_FIGURES"
"""Variable of the environment that names the folder of kept pictures; without it, none is kept."""

MOST_BYTES = 256_000_000
"""How much a folder of kept pictures may hold after it was swept."""

_PACKAGE = kept_files.PACKAGE
_WRITERS = ("report/*.py", "report/figures/*", "report/locale/**/*.po", "data/*.py", "data/**/*.yaml")
"""Code, style and words behind every chart, below the package."""

_place = kept_files.Place(ENVIRONMENT)
used, folder = _place.used, _place.folder

Draw = Callable[..., Figure]

_PARTS = ("svg", "title", "subtitle", "source", "alt", "data", "summary")
"""What is kept of a chart, beside the measures of its paper."""


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
    if held := kept_files.read(place / key):
        with suppress(Exception):  # kept by another build of a library, say: then it is drawn
            return Figure(**pickle.loads(held), underneath=partial(_again, draw, pickled), kept=png)
    figure, quiet = kept_files.quietly(partial(draw, *given, **named))
    if not quiet:
        return figure
    parts = {name: getattr(figure, name) for name in _PARTS}
    kept_files.write(place / key, pickle.dumps(parts | {"paper": figure.measures}))
    return replace(figure, kept=png)


def _again(draw: Draw, pickled: bytes) -> Drawing:
    """Draw a chart from what it was given, whatever has become of that since."""
    given, named = pickle.loads(pickled)
    underneath = draw(*given, **named).underneath
    assert isinstance(underneath, Drawing)  # what was just drawn is there
    return underneath


def _png(place: Path, key: str, dpi: int, written: Callable[[], bytes]) -> bytes:
    path = place / f"{key}-{dpi}"
    if not (picture := kept_files.read(path)):
        picture = written()
        kept_files.write(path, picture)
    return picture


def _pickled(given: object) -> tuple[bytes, set[str]]:
    """Return what is given, written down, and the packages it is made from; nothing where it cannot be."""
    return kept_files.pickled(given, known=_is_a_writer)


def _key(pickled: bytes, packages: set[str], told: str) -> str | None:
    """Return the digest of everything that a picture depends on; None when its code is being changed."""
    state = repr((told, simulation_mark.is_simulated(), dataset.simulated()))
    behind = [_writers(package) for package in ("", *sorted(packages))]
    if None in behind:
        return None
    parts = [state, sums.of_bytes(pickled), *behind, sums.of_installed(), _places()]
    return sums.of_bytes("\n".join(map(str, parts)).encode())


def _is_a_writer(module: str) -> bool:
    file = f"{module}.py"
    return any(PurePath(file).match(one) for one in _WRITERS) and (_PACKAGE / file).is_file()


@lru_cache(maxsize=16)
def _writers(package: str) -> str | None:
    """Return a sum of the code behind every chart, or of a whole package whose objects a chart is given."""
    return sums.of_code(_PACKAGE, [f"{package}/**/*.py"] if package else _WRITERS)


def _places() -> str:
    """Return a sum of the tables of places; read again when one of them has changed."""
    return kept_files.of_tables([path for path in (layout.raw() / layout.PLACES).glob("*") if path.is_file()])


def sweep(place: Path, most: int = MOST_BYTES) -> None:
    """Remove the pictures that were not used for the longest time, until a folder holds at most so much."""
    kept_files.sweep(place, most)
