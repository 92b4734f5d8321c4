"""What a parent was like before it served anybody: what forks get back, and what requests must agree with."""

import itertools
import os
import sys
import threading
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from warmkernel import interpreter, safety
from warmkernel.stage import SHOWN


@dataclass
class Origin:
    """A process before it served anybody: what its children get back, what requests must agree with.

    Attributes
    ----------
    environment
        The variables it was started with.
    filters
        Filters for warnings of a kernel that has imported nothing yet.
    path
        The import path of a kernel, without the folder the process was started in.
    added_by_kernel, added
        The variables that a kernel sets while it starts, and libraries while they are imported.
    learned
        Filters for warnings after the imports.
    descriptors
        What was open after the imports.
    named
        How many threads have taken a number for their name; libraries make some without starting them.
    pid
        The number of the parent.
    """

    environment: dict[str, str]
    filters: list[Any]
    path: list[str]
    added_by_kernel: dict[str, str] = field(default_factory=dict)
    added: dict[str, str] = field(default_factory=dict)
    learned: list[Any] = field(default_factory=list)
    descriptors: frozenset[int] = frozenset()
    named: int = 0
    pid: int = field(default_factory=os.getpid)

    @classmethod
    def now(cls, environment: dict[str, str]) -> Self:
        """Return the running process as it is, started with these variables, able to be a kernel by now."""
        return cls(environment, list(warnings.filters), list(sys.path), _added(environment))

    def after_imports(self) -> None:
        """Keep what the imports have changed."""
        self.added = _added(self.environment | self.added_by_kernel)
        self.learned = list(warnings.filters)
        self.path = list(sys.path)
        self.descriptors = frozenset(descriptors_open())
        self.named = next_thread() - 1

    def difference(self, request: dict[str, Any]) -> str | None:
        """Say what a cold start of this request would have read differently when it started."""
        if not interpreter.is_running(request["executable"]):
            return f"the client's Python is {request['executable']}, the parent's {sys.executable}"
        if request["options"] not in (None, options()):
            return f"the client's Python has options {request['options']}, the parent's {options()}"
        libraries = self.added_by_kernel | self.added  # a client that was forked here has them from us
        asked = {name: value for name, value in request["env"].items() if libraries.get(name) != value}
        return _lower_limits(request["limits"]) or safety.difference(self.environment, asked)


def options() -> list[str]:
    """Return the options that the running interpreter was started with."""
    given = sys.orig_argv[1:]
    return given[: given.index("-m")] if "-m" in given else []


def _lower_limits(limits: list[list[Any]]) -> str | None:
    """Say whether the parent's own limits of resources stand in the way of the client's."""
    import resource  # noqa: PLC0415 (not on every system, and this module is imported on all)

    above = {number for number, (_, hard) in limits if _above(hard, resource.getrlimit(number)[1])}
    names = sorted(
        name for name in dir(resource) if name.startswith("RLIMIT_") and getattr(resource, name) in above
    )
    if not names or os.geteuid() == 0:
        return None
    return f"the parent may use less than its client: {', '.join(names)}"


def _above(one: int, other: int) -> bool:
    """Say whether a limit is higher than another; -1 stands for none."""
    return other != -1 and (one == -1 or one > other)


def _added(known: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that have come up since."""
    return {name: value for name, value in os.environ.items() if name not in known and name not in SHOWN}


def next_thread() -> int:
    """Take the number that the next thread would be named after."""
    return int(threading._counter())  # type: ignore[attr-defined]


def number_threads(first: int) -> None:
    """Let the next thread be named after this number."""
    threading._counter = itertools.count(first).__next__  # type: ignore[attr-defined]


def descriptors_open() -> list[int]:
    """Return the descriptors above the standard streams that are open."""
    return [number for number in map(int, os.listdir("/proc/self/fd")) if number > 2]  # noqa: PTH208
