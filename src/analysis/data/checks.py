"""The full check of ``data/raw``: everything that is wrong, at once, with its place and its remedy.

In this order, each as far as the ones before allow: each package is readable and complete; each
file can be read and is the one that was recorded; its cells keep the schema; places, totals and parts
agree; nothing lies in the folder that no package declares.
"""

from contextlib import suppress
from pathlib import Path

from analysis.data import layout, package, provinces, sources, yamlfile
from analysis.data.check_contracts import contract_problems
from analysis.data.check_facts import fact_problems
from analysis.data.check_packages import package_problems, unit_conflicts, unknown_weights
from analysis.data.check_places import comparison, merger_problems, place_problems
from analysis.data.checksums import update_checksums
from analysis.data.deliveries.kept import check_deliveries
from analysis.data.errors import InputError, Problem, in_order
from analysis.data.sources import Table

__all__ = ["problems", "require_valid", "update_checksums"]


def problems() -> list[Problem]:
    """Check every source in ``data/raw``.

    Returns
    -------
    list of Problem
        Sorted by file, line and column; empty when all is well.
    """
    found = _stray_files()
    complete = []
    for path in sources.packages():
        faults = package_problems(path)
        found += faults
        complete += [] if faults else [path]
    found += unit_conflicts(complete)
    names, missing = _names()
    # A weight may be held by a package that is not readable yet.
    found += [] if found or missing else unknown_weights(complete)
    compare = comparison(names)
    for table in _tables():
        reading = sources.attempt(table)
        said = [*reading.problems, *fact_problems(table, reading), *place_problems(table, reading, compare)]
        found += [*said, *contract_problems(table, reading, said)]
    found += check_deliveries.delivery_problems(found)
    if not any(problem.file.startswith(f"data/raw/{provinces.SOURCE}/") for problem in found):
        found += merger_problems()
    return in_order([*found, *(missing if not found else ())])


def require_valid() -> None:
    """Raise InputError with every problem when :func:`problems` finds any."""
    if found := problems():
        raise InputError(found)


def _tables() -> list[Table]:
    """Return the tables of every package that can be read, whatever else is wrong with it."""
    tables: list[Table] = []
    for path in sources.packages():
        # Why a package cannot be read is among its own problems.
        with suppress(InputError):
            tables += package.source(path).tables.values()
    return tables


def _names() -> tuple[dict[str, dict[str, str]], list[Problem]]:
    """Return the name of each code in each set of places, or none and why."""
    try:
        known = {"63": provinces.provinces(), "34": provinces.units()}
        names = {held: dict(zip(frame["code"], frame["name"], strict=True)) for held, frame in known.items()}
        for held, places in names.items():
            # Fails when two places share a spelling.
            provinces.code_of(next(iter(places.values())), held)
    except InputError as error:
        return {}, error.problems
    except KeyError as error:
        folder = package.label(layout.raw() / provinces.SOURCE)
        rule = f"names and codes of places cannot be checked ({error.args[0]})"
        return {}, [Problem(folder, rule, "put the list of places back")]
    return names, []


def _stray_files() -> list[Problem]:
    """Return what lies in ``data/raw`` and belongs to no package."""
    folder = layout.raw()
    if not folder.is_dir() or not sources.packages():
        return [Problem(package.label(folder), "there is no source", "put the folders with the sources back")]
    declared = {table for path in sources.packages() for table in _declared(path)}
    declared |= check_deliveries.kept_beside()
    return [
        Problem(
            package.label(path),
            "the file is declared in no package",
            f"declare it as a resource in the {package.FILE} of its folder, or take it away",
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path not in declared and not _is_hidden(path.relative_to(folder))
    ]


def _is_hidden(path: Path) -> bool:
    """Tell whether a file, or a folder that holds it, is hidden, as what a killed replacement left is."""
    return any(part.startswith(".") for part in path.parts)


def _declared(path: Path) -> set[Path]:
    """Return a package and the files that it declares; all files of its folder when nobody can say."""
    try:
        resources = yamlfile.read(path, package.label(path)).content["resources"]
        tables = (path.parent / entry["path"] for entry in resources)
        # Beside its table a delivery keeps the file as it was received.
        files = (path.parent / entry["original"]["path"] for entry in resources if "original" in entry)
        return {path, *tables, *files}
    except (InputError, KeyError, TypeError):
        return set(path.parent.rglob("*"))
