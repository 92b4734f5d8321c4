"""The files that loaded modules were read from, listed once in the parent.

ipykernel lists them for its debugger whenever a kernel starts. To look at a module is to count a reference to
it, and that takes a copy of the page it lies on: with thousands of modules, twenty megabytes for each kernel
and a fifth of the time it takes to start. The list is the same in every fork; so they share it.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

_files: list[str] = []
_modules = 0


def note() -> None:
    """List the files of the modules loaded so far; the texts are made anew, side by side."""
    global _modules  # noqa: PLW0603 - one list a process
    _modules = len(sys.modules)
    kept = [module for name, module in sys.modules.items() if name != "__main__"]
    _files[:] = [(file + "\0")[:-1] for file in _listed(kept)]


@contextmanager
def known_to(application: Any) -> Iterator[None]:
    """Let a kernel that is initialised meanwhile take the list instead of making one.

    Parameters
    ----------
    application
        ipykernel's application; its kernel and the debugger of that have the list afterwards.
    """
    from ipykernel import ipkernel  # noqa: PLC0415 - in a kernel only

    ipkernel.sys = _Bare()  # type: ignore[assignment]
    try:
        yield
    finally:
        ipkernel.sys = sys
    listed = getattr(application.kernel, "_kernel_modules", None)
    if listed == []:
        newest = list(islice(reversed(sys.modules.values()), max(0, len(sys.modules) - _modules)))
        listed += _files + _listed(newest[::-1])


def _listed(modules: list[Any]) -> list[str]:
    """Return the files of modules, as ipykernel lists them."""
    return [module.__file__ for module in modules if getattr(module, "__file__", None)]


class _Bare:
    """The module ``sys`` for whoever would look at every module."""

    modules: dict[str, Any] = {}  # noqa: RUF012 - as sys has it

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)
