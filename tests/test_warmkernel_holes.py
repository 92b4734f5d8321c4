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


def test_gaps_are_filled_and_standard_error_stays_silent():
    done = subprocess.run([sys.executable, "-c", FILLED], capture_output=True, text=True, check=True)
    made, left = map(int, done.stdout.strip("[]\n").split(","))
    assert made > 1_000_000
    assert left < made / 4
    assert done.stderr == ""


def test_another_python_is_left_as_it_is(monkeypatch):
    monkeypatch.delattr(sys, "_debugmallocstats")
    assert holes.fill() == 0
