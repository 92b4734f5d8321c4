"""Sums that tell whether what something was made with is still the same: files, and what is installed."""

import hashlib
import sys
import sysconfig
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path

LOADED = time.time_ns()
"""When this process, or the one it was forked from, loaded its code."""


def of_bytes(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def of_files(root: Path, patterns: Iterable[str]) -> str:
    """Return a sum of the names and contents of the files below a folder that fit a pattern.

    Parameters
    ----------
    root
        The folder.
    patterns
        As :meth:`pathlib.Path.glob` takes them; compiled code is never meant.
    """
    listed = [
        f"{path.relative_to(root).as_posix()} {of_bytes(path.read_bytes())}"
        for path in _files(root, patterns)
    ]
    return of_bytes("\n".join(listed).encode())


def _files(root: Path, patterns: Iterable[str]) -> list[Path]:
    found = {path for pattern in patterns for path in root.glob(pattern)}
    return sorted(path for path in found if "__pycache__" not in path.parts and path.is_file())


def of_code(root: Path, patterns: Iterable[str]) -> str | None:
    """Return the sum of files as :func:`of_files`; None when one is newer than the code of this process.

    Such a file is not what this process works with, and no sum of it tells what that made.
    """
    listed = list(patterns)
    newest = max((path.stat().st_mtime_ns for path in _files(root, listed)), default=0)
    return of_files(root, listed) if newest <= LOADED else None


@cache
def of_installed() -> str:
    """Return a sum of Python's version and the installed distributions with theirs."""
    installed = sorted(path.name for path in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))
    return of_bytes("\n".join([sys.version, *installed]).encode())
