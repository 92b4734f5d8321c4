"""Warm parents: launched for one build, or lent by a process that starts one build after the other.

A parent takes some seconds to import its libraries. Whoever watches files and builds again at each save keeps
one, and names it in the environment of what it starts. What borrows it forks from it as from its own; where
it is gone, or code has changed since it began, the borrower launches its own.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

from analysis.pipeline import kernels, preload
from warmkernel import safety

if TYPE_CHECKING:
    from warmkernel.client import Parent

LENT = "UPTAKE_PARENT"
"""Variable of the environment that names the address of a parent that is lent."""


class Known(NamedTuple):
    """A parent, there or starting, and its environment: of one moment, for others may change ours."""

    parent: "Parent"
    environment: Mapping[str, str]


def launched() -> Known:
    """Let a parent start.

    Raises
    ------
    CannotFork
        Saying why not.
    """
    modules, environment = preload.modules(), kernels.environment()
    if reason := safety.refusal(modules, environment):
        raise safety.CannotFork(reason)
    from warmkernel.client import Parent  # noqa: PLC0415 - only where processes can be forked

    return Known(Parent.launch(modules, environment=environment), environment)


def borrowed() -> Known | None:
    """Return the parent that is lent to this process; ``None`` where none is, or it is not there."""
    address = os.environ.get(LENT)
    if not address:
        return None
    from warmkernel.client import Parent  # noqa: PLC0415 - only where processes can be forked

    with suppress(safety.CannotFork):
        return Known(Parent.connect(address), kernels.environment())
    return None


class Lender:
    """Keeps a parent for processes that are started one after the other; leaving it ends the parent."""

    def __init__(self) -> None:
        self._kept: Parent | None = None

    def begin(self) -> None:
        """Let a parent start, unless there is one or none can be."""
        if self._kept is None and not kernels.cold_by_choice():
            with suppress(safety.CannotFork):  # whoever would borrow it says why
                self._kept = launched().parent

    def end(self) -> None:
        """End the parent: what it has imported is no longer what there is."""
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.close()

    def variables(self) -> dict[str, str]:
        """Return what a process that may borrow the parent has in its environment."""
        return {} if self._kept is None else {LENT: self._kept.address}

    def __enter__(self) -> Self:
        """Return the lender."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the parent."""
        self.end()
