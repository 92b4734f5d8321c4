"""Gaps in memory: found where Python says they are, filled for good, and nothing said about it."""

import subprocess
import sys

from warmkernel import holes

FILLED = """
import json, re, sys
from warmkernel import holes
left = [object() for _ in range(40_000)] + [bytes(n % 400) for n in range(40_000)]
del left[::2]
made = holes.fill()
after = sum(int(size) * int(free) for size, free in holes._ROW.findall(holes._account()))
print(json.dumps([made, after]))
"""

HEAP = """
import ctypes
from warmkernel import holes
libc = ctypes.CDLL(None)
libc.malloc.argtypes = libc.free.argtypes = [ctypes.c_size_t]
libc.malloc.restype = ctypes.c_size_t
libc.mallinfo2.restype = holes._Heap
pieces = [libc.malloc(600 + n % 2000) for n in range(4_000)]
for piece in pieces[::2]:
    libc.free(piece)
def gaps():
    heap = libc.mallinfo2()
    return heap.fordblks - heap.keepcost
before = gaps()
holes.fill()
print([before, gaps()])
"""


def test_gaps_in_the_heap_of_the_c_library_are_filled():
    done = subprocess.run([sys.executable, "-c", HEAP], capture_output=True, text=True, check=True)
    before, left = map(int, done.stdout.strip("[]\n").split(","))
    assert before > 2_000_000
    assert left < before / 20


def test_gaps_are_filled_and_standard_error_stays_silent():
    done = subprocess.run([sys.executable, "-c", FILLED], capture_output=True, text=True, check=True)
    made, left = map(int, done.stdout.strip("[]\n").split(","))
    assert made > 1_000_000
    assert left < made / 4
    assert done.stderr == ""


def test_another_python_is_left_as_it_is(monkeypatch):
    monkeypatch.delattr(sys, "_debugmallocstats")
    assert holes.fill() == 0
