"""Results of statistics, kept by everything that they depend on: computed once, not once a language or a run.

Pages in two languages need the same results, and after a figure was corrected most results stay what they
were. A result is found again by a digest of the function and all that it is given, the code of the rooms of
statistics and data, the descriptions of the sources, the tables of places, the data set and the day in use,
and what is installed; how it is kept is said in :mod:`analysis.report.kept_files`.

Only functions of :mod:`analysis.stats` are kept: they take tables and return results. One for which a reader
had to be asked whose answers are recorded is computed each time, so that a notebook says the same of itself
whether its results were kept or computed.
"""

import pickle
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache, partial, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

from analysis.data import as_of, dataset, layout, sources, views
from analysis.report import kept_files, sums

P = ParamSpec("P")
R = TypeVar("R")

ENVIRONMENT = "UPTAKE_RESULTS"
"""Variable of the environment that names the folder of kept results; without it, none is kept."""

MOST_BYTES = 256_000_000
"""How much a folder of kept results may hold after it was swept."""

_PACKAGE = kept_files.PACKAGE
_ROOMS = ("stats", "data")
_CODE = ("report/kept_*.py", *(f"{room}/**/*.{kind}" for room in _ROOMS for kind in ("py", "yaml")))
"""Code behind every result, below the package."""

_PATIENCE = 120
"""Seconds to wait for another process that computes the same, before it is computed here, too."""

_place = kept_files.Place(ENVIRONMENT)
used, folder = _place.used, _place.folder


def kept(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function of :mod:`analysis.stats` that computes nothing it has computed before.

    Parameters
    ----------
    function
        Takes tables and returns what they give, by nothing but these and the descriptions of indicators.
        Any other than one that a module of that room defines is called as it is.

    Returns
    -------
    callable
        Called as `function` is, as ``kept(typology)(table, columns)``. A result that cannot be pickled, or
        of which something was warned, is computed each time.
    """

    @wraps(function)
    def found(*given: P.args, **named: P.kwargs) -> R:
        compute = partial(function, *given, **named)
        place = folder()
        key = _key(function, given, named) if place and _is_of_statistics(function) else None
        if place is None or key is None:
            return compute()
        if held := _found(place / key):
            return cast("R", held[0])
        with _alone(place / key):
            held = _found(place / key)
            return cast("R", held[0]) if held else _computed(compute, place / key)

    return found


def _is_of_statistics(function: Callable[..., object]) -> bool:
    """Return whether a module of the room of statistics has a function under its own name."""
    module = sys.modules.get(function.__module__)
    inside = function.__module__.startswith(f"{_PACKAGE.name}.{_ROOMS[0]}.")
    return inside and getattr(module, function.__qualname__, None) is function


def _key(function: Callable[..., object], given: tuple[Any, ...], named: dict[str, Any]) -> str | None:
    """Return the digest of everything that a result depends on; None where none tells, or code is changed."""
    pickled, packages = kept_files.pickled((given, dict(sorted(named.items()))), known=_is_known)
    behind = [_code(package) for package in ("", *sorted(packages))]
    if not pickled or None in behind:
        return None
    told = f"{function.__module__}.{function.__qualname__}"
    state = repr((told, dataset.in_use(), dataset.simulated(), as_of.day()))
    parts = [state, sums.of_bytes(pickled), *behind, sums.of_installed(), _sources()]
    return sums.of_bytes("\n".join(map(str, parts)).encode())


def _is_known(module: str) -> bool:
    return module.split("/", maxsplit=1)[0] in _ROOMS


@lru_cache(maxsize=16)
def _code(package: str) -> str | None:
    """Return a sum of the code behind every result, or of a whole package whose objects are given."""
    return sums.of_code(_PACKAGE, [f"{package}/**/*.py"] if package else _CODE)


def _sources() -> str:
    """Return a sum of what statistics know of indicators and places: descriptions, and tables of places."""
    packages = [path for path in sources.packages() if path.parent.name != layout.DELIVERIES]
    places = [path for path in (layout.raw() / layout.PLACES).glob("*.csv") if path.is_file()]
    return kept_files.of_tables(packages, _described) + kept_files.of_tables(places)


def _described(path: Path) -> bytes:
    """Return a description without the size and checksum of its tables, which a corrected figure changes."""
    return re.sub(rb"(?m)^\s*(bytes|hash):.*\n", b"", path.read_bytes())


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Wait while another process computes the same; one that died, or takes too long, is not waited for."""
    from filelock import FileLock  # noqa: PLC0415 - only where something is kept

    lock = FileLock(path.with_name(f".{path.name}.lock"))
    with suppress(OSError):  # having waited too long is one of them
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=_PATIENCE)
    try:
        yield
    finally:
        if lock.is_locked:
            Path(lock.lock_file).unlink(missing_ok=True)  # those who wait look for a new one
            lock.release()


def _found(path: Path) -> tuple[Any] | None:
    """Return a kept result by itself; None when there is none, or none that can be read."""
    held = kept_files.read(path)
    with suppress(Exception):  # kept by another build of a library, say: then it is computed
        return (pickle.loads(held),) if held else None
    return None


def _computed(compute: Callable[[], R], path: Path) -> R:
    """Return a result, and keep it unless something was warned of, read, or cannot be pickled."""
    before = dataset.simulated()
    with views.heard() as asked:
        result, quiet = kept_files.quietly(compute)
    if quiet and not asked and dataset.simulated() == before:
        with suppress(Exception):  # whatever cannot be pickled says so in its own way
            kept_files.write(path, pickle.dumps(result, pickle.HIGHEST_PROTOCOL))
    return result


def sweep(place: Path, most: int = MOST_BYTES) -> None:
    """Remove the results that were not used for the longest time, until a folder holds at most so much."""
    kept_files.sweep(place, most)
