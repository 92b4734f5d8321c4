"""The free places between a parent's objects, filled before it forks.

Importing thousands of modules leaves small gaps all over the memory of a process. A fork that makes an object
puts it into such a gap, and the whole page is copied for these few bytes. When the gaps are full, new objects
lie side by side in pages of their own: some megabytes for the parent, ten less for each pair of forks.
"""

import os
import re
import sys
import tempfile
from typing import Any

_ROW = re.compile(r"^ *\d+ +(\d+) +\d+ +\d+ +(\d+)$", re.MULTILINE)
"""Line of Python's account: class, size of its blocks, pools, blocks in use, blocks that are free."""
_PLAIN, _NUMBER = 16, 32
_HEAD = 33  # bytes of an object of bytes beyond its content
_kept: list[Any] = []


def fill() -> int:
    """Fill the gaps in this process for good; elsewhere than in CPython, do nothing.

    Returns
    -------
    int
        How many bytes they were.
    """
    gaps = [(int(size), int(free)) for size, free in _ROW.findall(_account())]
    for size, free in gaps:
        if size == _PLAIN:
            _kept.append([object() for _ in range(free)])
        elif size == _NUMBER:
            _kept.append([float(number) for number in range(free)])
        else:
            _kept.append([bytes(size - _HEAD) for _ in range(free)])
    return sum(size * free for size, free in gaps)


def _account() -> str:
    """Return what Python says about its memory, which it writes to standard error only."""
    tell = getattr(sys, "_debugmallocstats", None)
    if tell is None:
        return ""
    with tempfile.TemporaryFile() as file:
        before = os.dup(2)
        os.dup2(file.fileno(), 2)
        try:
            tell()
        finally:
            os.dup2(before, 2)
            os.close(before)
        file.seek(0)
        return file.read().decode("ascii", "replace")
