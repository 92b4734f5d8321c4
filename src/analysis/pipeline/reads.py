"""What an entry of ``reads`` in ``runs.toml`` may name: files of the project, there or yet to be built."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from analysis.data import layout
from analysis.pipeline.errors import nearest


def problems(pattern: object) -> Iterator[str]:
    """Yield why one entry of ``reads`` names no file.

    Parameters
    ----------
    pattern
        As written: a path from the project's folder, ``*`` for any part of a name.
    """
    if not isinstance(pattern, str) or not _is_path(pattern):
        yield f"reads {pattern!r}: write a path from the project's folder (data/processed/…)"
        return
    if any(path.is_file() for path in layout.root().glob(pattern)):
        return
    built = tables_to_be_built()
    if not any(_matches(path, pattern) for path in built):
        kind = "no file matches this pattern" if "*" in pattern else "there is no such file"
        yield f"reads {pattern!r}: {kind}; {nearest(pattern, built)} (uptake build makes them)"


def tables_to_be_built() -> list[str]:
    """Return the tables of ``data/processed``, whether they are there or not, as paths from the root."""
    from analysis.data.indicators import described  # noqa: PLC0415 - listing runs does without

    folder = layout.processed().relative_to(layout.root()).as_posix()
    return [f"{folder}/{name}.csv" for name in described("processed_tables.yaml")["tables"]]


def _is_path(pattern: str) -> bool:
    """Tell whether a text is a path inside the project's folder."""
    path = PurePosixPath(pattern)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\\" not in pattern


def _matches(path: str, pattern: str) -> bool:
    """Tell whether a path fits a pattern, step by step."""
    steps, wanted = PurePosixPath(path).parts, PurePosixPath(pattern).parts
    return len(steps) == len(wanted) and all(map(fnmatchcase, steps, wanted))
