"""Where runs are executed: here, on a cluster of this machine, or on one that somebody else runs."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from analysis.pipeline.cluster.scheduler import Cluster

LOCAL = "local"
_ADDRESS = re.compile(r"(tcp|tls)://([^\s/:\[\]]+|\[[0-9a-fA-F:.]+\]):\d{1,5}")


def problem(where: str) -> str | None:
    """Return what is wrong with the name of a place, or ``None``."""
    if where == LOCAL or _ADDRESS.fullmatch(where):
        return None
    return f"{where!r} is no place: write local, tcp://HOST:8786 or tls://HOST:8786."


@contextmanager
def opened(where: str | None, jobs: int, out: Console) -> "Iterator[Cluster | None]":
    """Give the cluster that is asked for, checked and for one build, or none.

    Parameters
    ----------
    where
        ``local``, the address of a scheduler, or ``None`` for no cluster.
    jobs
        Workers of a local cluster.
    out
        Where it is told what happens to workers.

    Raises
    ------
    Refused
        Nobody answers, or somebody there is not the same project; nothing has run.
    """
    if where is None:
        yield None
        return
    from analysis.pipeline.cluster import scheduler  # noqa: PLC0415 - where a cluster is wanted only

    with scheduler.opened(where, jobs, out) as cluster:
        yield cluster
