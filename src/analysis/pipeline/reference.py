"""Execute the notebooks of ``notebooks/`` with their own defaults, in place: the versions committed."""

from collections.abc import Iterator, Sequence
from concurrent.futures import as_completed
from pathlib import Path

import nbformat

from analysis.data import layout
from analysis.pipeline import normalise
from analysis.pipeline.errors import nearest
from analysis.pipeline.runs import RunsError, available


def chosen(names: Sequence[str]) -> list[str]:
    """Return the notebooks meant by some names, ``02`` or ``02_inputs_and_uptake.ipynb`` alike; all for none.

    Raises
    ------
    RunsError
        When a name means no notebook, or several.
    """
    there = available()
    if not names:
        return there
    problems, found = [], []
    for name in names:
        stem = Path(name).name.removesuffix(".ipynb")
        matches = [stem] if stem in there else [notebook for notebook in there if notebook.startswith(stem)]
        if len(matches) == 1:
            found += matches
        elif matches:
            problems.append(f"{name!r} is the beginning of {' and '.join(matches)}: write more of it")
        else:
            problems.append(f"there is no notebook {name!r}; {nearest(stem, there)}")
    if problems:
        raise RunsError(problems, where="notebooks")
    return list(dict.fromkeys(found))


def execute_in_place(name: str) -> bool:
    """Execute one notebook without parameters, in place; when it fails, its file stays as it was.

    Parameters
    ----------
    name
        Name of the notebook, without ``.ipynb``.

    Returns
    -------
    bool
        Whether the file changed.

    Raises
    ------
    RunFailed
        Naming the cell, the error and the file kept.
    """
    from analysis.pipeline.execute import execute  # noqa: PLC0415 - in the worker only

    path = layout.notebooks() / f"{name}.ipynb"
    before = path.read_bytes()
    execute(path, path, name=name)
    return path.read_bytes() != before


def execute_all(names: Sequence[str], jobs: int) -> Iterator[tuple[str, bool | BaseException]]:
    """Execute notebooks in parallel; yield, as each ends, its name and whether it changed, or its error."""
    from analysis.pipeline.workers import Workers  # noqa: PLC0415 - starts processes

    with Workers(min(jobs, max(len(names), 1))) as workers:
        waiting = {workers.submit(execute_in_place, name): name for name in names}
        for future in as_completed(waiting):
            error = future.exception()
            yield waiting[future], future.result() if error is None else error


def tidy(paths: Sequence[Path], *, only_look: bool) -> list[Path]:
    """Bring notebook files into their normal form without running them; return those that were not in it.

    Parameters
    ----------
    paths
        Files; every notebook of ``notebooks/`` when empty.
    only_look
        Whether to leave the files as they are.
    """
    files = list(paths) or [layout.notebooks() / f"{name}.ipynb" for name in available()]
    untidy = [path for path in files if not normalise.is_normal(path)]
    if not only_look:
        for path in untidy:
            normalise.write(nbformat.read(path, as_version=4), path)
    return untidy
