"""The names of loaded modules and the files they were read from, listed once in the parent.

A kernel lists both whenever it starts: the files for its debugger, the names for whoever empties the
namespace. To look at a module, or to keep its name, is to count a reference to it, and that takes a copy of
the page it lies on: with thousands of modules, thirty megabytes for each kernel and a fifth of the time it
takes to start. The lists are the same in every fork; so they share them.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

_files: list[str] = []
_names: set[str] = set()
_modules = 0


def note() -> None:
    """List the modules loaded so far; the texts are made anew, side by side."""
    global _modules  # noqa: PLW0603 - one list a process
    _modules = len(sys.modules)
    kept = [module for name, module in sys.modules.items() if name != "__main__"]
    _files[:] = map(_anew, _listed(kept))
    _names.clear()
    _names.update(map(_anew, sys.modules))


@contextmanager
def known_to(application: Any) -> Iterator[None]:
    """Let a kernel that is initialised meanwhile take the lists instead of making them.

    Parameters
    ----------
    application
        ipykernel's application; its kernel, the debugger of that and its shell have the lists afterwards.
    """
    from ipykernel import ipkernel  # noqa: PLC0415 - in a kernel only
    from IPython.core import shellapp  # noqa: PLC0415 - as above

    ipkernel.sys = shellapp.sys = _Bare()  # type: ignore[assignment]
    try:
        yield
    finally:
        ipkernel.sys = shellapp.sys = sys
    since = max(0, len(sys.modules) - _modules)
    listed = getattr(application.kernel, "_kernel_modules", None)
    if listed == []:
        newest = list(islice(reversed(sys.modules.values()), since))
        listed += _files + _listed(newest[::-1])
    if getattr(application.shell, "_sys_modules_keys", None) == set():
        _names.update(islice(reversed(sys.modules), since))
        application.shell._sys_modules_keys = _names


def _listed(modules: list[Any]) -> list[str]:
    """Return the files of modules, as ipykernel lists them."""
    return [module.__file__ for module in modules if getattr(module, "__file__", None)]


def _anew(text: str) -> str:
    """Return an equal text that lies in a place of its own."""
    return (text + "\0")[:-1]


class _Bare:
    """The module ``sys`` for whoever would look at every module."""

    modules: dict[str, Any] = {}  # noqa: RUF012 - as sys has it

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(sys, name, value)
