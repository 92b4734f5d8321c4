"""What the parent shows to libraries while it imports them: the inside of a Jupyter kernel.

Some libraries ask, when they are imported, where they run, and keep the answer. pandas asks for the running
shell (in a terminal it would limit the columns that a table shows to what fits) and for the encoding of
standard output; matplotlib reads which backend the kernel has chosen. Each gets the answer of a kernel.
"""

import builtins
import io
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, TextIO, cast

INLINE = "module://matplotlib_inline.backend_inline"
_CHOICE = "MPLBACKEND"
SHOWN = frozenset({_CHOICE})
"""Variables that stand while libraries are imported, and are taken away again."""

_ABSENT = object()


class StandIn:
    """Stands where a kernel's shell would stand while libraries are imported, which look at it.

    Attributes
    ----------
    kernel
        Present, which is what tells a kernel's shell from a terminal's.
    config
        Settings, of which a kernel's name its application.
    """

    kernel = None
    config: ClassVar[dict[str, Any]] = {"IPKernelApp": {}}


StandIn.__name__ = StandIn.__qualname__ = "ZMQInteractiveShell"
StandIn.__module__ = "ipykernel.zmqshell"


class KernelStream(io.TextIOBase):
    """Standard output as a kernel describes it; what is written goes to the stream in force at that moment.

    A library that keeps ``sys.stdout`` when it is imported keeps this stream, and so still writes into the
    notebook when the kernel has put its own stream in place.

    Parameters
    ----------
    name
        ``"stdout"`` or ``"stderr"``.
    """

    encoding = "UTF-8"

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._first = getattr(sys, f"__{name}__")

    def _current(self) -> TextIO:
        current = getattr(sys, self._name)
        return cast(TextIO, self._first if current is self else current)

    def write(self, text: str) -> int:
        """Write to the stream that is in force."""
        return self._current().write(text)

    def flush(self) -> None:
        """Flush the stream that is in force."""
        self._current().flush()

    def fileno(self) -> int:
        """Return the descriptor of the stream that is in force."""
        return self._current().fileno()

    def writable(self) -> bool:
        """Say yes."""
        return True


CHOSEN = ("tqdm.auto", "tqdm.autonotebook")
"""Modules that ask IPython itself, when they are imported, what they run in."""


@contextmanager
def as_in_a_kernel() -> Iterator[None]:
    """Give libraries that are imported meanwhile the answers that a kernel would give."""
    placed: dict[str, Any] = {"get_ipython": StandIn, "__IPYTHON__": True}
    before = {name: vars(builtins).get(name, _ABSENT) for name in placed}
    streams = sys.stdout, sys.stderr
    chosen = os.environ.get(_CHOICE)
    vars(builtins).update(placed)
    sys.stdout, sys.stderr = KernelStream("stdout"), KernelStream("stderr")
    os.environ[_CHOICE] = chosen or INLINE
    try:
        yield
    finally:
        os.environ.pop(_CHOICE)
        if chosen is not None:
            os.environ[_CHOICE] = chosen
        sys.stdout, sys.stderr = streams
        for name, value in before.items():
            if value is _ABSENT:
                vars(builtins).pop(name)
            else:
                setattr(builtins, name, value)


def fit_to_shell() -> None:
    """Do what preloaded libraries would have done when imported in the kernel.

    Widgets answer messages of the notebook. A module that has chosen between bars of a terminal and of a
    notebook is forgotten, so that it chooses when the notebook imports it.
    """
    for name in CHOSEN:
        package, _, part = name.rpartition(".")
        if sys.modules.pop(name, None) is not None:
            vars(sys.modules[package]).pop(part, None)
    widgets = sys.modules.get("ipywidgets")
    if widgets is not None:
        widgets.register_comm_target()


def order_filters(bare: list[Any], learned: list[Any]) -> None:
    """Put filters for warnings in the order that they have when libraries are imported in the kernel.

    Parameters
    ----------
    bare
        Those of a kernel that has imported nothing; what the shell has added since stands beside them.
    learned
        Those after the imports, which may have put filters before, behind and in place of the bare ones.
    """
    by_shell = [one for one in warnings.filters if one not in bare]
    place = _behind_new(bare, learned)
    warnings.filters[:] = [*learned[:place], *by_shell, *learned[place:]]  # type: ignore[index]
    getattr(warnings, "_filters_mutated", lambda: None)()


def _behind_new(bare: list[Any], learned: list[Any]) -> int:
    """Return where the filters end that were put, or moved, in front; those put behind count as old ones."""
    place, last = len(learned), len(bare)
    for number in reversed(range(len(learned))):
        rank = bare.index(learned[number]) if learned[number] in bare else None
        if (rank is None and place < len(learned)) or (rank is not None and rank >= last):
            break
        if rank is not None:
            place, last = number, rank
    return place
