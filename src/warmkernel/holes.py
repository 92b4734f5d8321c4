"""The free places between a parent's objects, filled before it forks.

Importing thousands of modules leaves small gaps all over the memory of a process. A fork that makes an object
puts it into such a gap, and the whole page is copied for these few bytes. When the gaps are full, new objects
lie side by side in pages of their own: some megabytes for the parent, ten less for each pair of forks. The
same holds for the larger pieces that Python and libraries have from the C library: nine megabytes less.
"""

import ctypes
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
_PIECES = (3000, 2000, 1500, 1000, 760, 504, 376, 248, 184, 120, 88, 56, 40, 24)
"""Bytes of the pieces that gaps of the C library are filled with: the largest first, then what is left."""


class _Heap(ctypes.Structure):
    """What glibc says about its main heap (``mallinfo2``), in bytes."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    )


def fill() -> int:
    """Fill the gaps in this process for good; elsewhere than in CPython and glibc, do nothing.

    Returns
    -------
    int
        How many bytes they were.
    """
    return _fill_python() + _fill_c() if hasattr(sys, "_debugmallocstats") else 0


def _fill_python() -> int:
    """Fill the gaps that Python keeps for small objects; return how many bytes they were."""
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


def _fill_c() -> int:
    """Fill the gaps in the heap of the C library, below its end; return how many bytes they were."""
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "mallinfo2"):
        return 0
    libc.mallinfo2.restype = _Heap
    libc.malloc.argtypes, libc.malloc.restype = [ctypes.c_size_t], ctypes.c_size_t
    libc.free.argtypes, libc.free.restype = [ctypes.c_size_t], None
    libc.sbrk.argtypes, libc.sbrk.restype = [ctypes.c_ssize_t], ctypes.c_size_t
    before = libc.mallinfo2()
    for size in _PIECES:
        end = libc.sbrk(0) - libc.mallinfo2().keepcost  # what lies behind is no gap
        while 0 < (piece := libc.malloc(size)) < end:
            pass
        libc.free(piece)
    return max(0, int(libc.mallinfo2().uordblks) - int(before.uordblks))
