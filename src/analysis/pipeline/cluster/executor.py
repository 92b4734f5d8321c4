"""What pytask hands its tasks to: some go to the cluster, the others to processes of this machine."""

from concurrent.futures import Executor, Future
from types import TracebackType
from typing import Any, Self

from analysis.pipeline.cluster.orders import Delivery, order_of
from analysis.pipeline.cluster.scheduler import Cluster

_WAITING = 2
"""Orders that wait at a worker for each it works on, so that none is idle while an answer travels."""


class Shared(Executor):
    """Sends orders to a cluster, and any other work to processes beside it.

    Parameters
    ----------
    cluster
        The cluster.
    beside
        An executor of this machine, for what stays.
    """

    def __init__(self, cluster: Cluster, beside: Executor) -> None:
        self._cluster, self._beside = cluster, beside

    def submit(self, work: Any, /, *given: Any, **named: Any) -> "Future[Any]":
        """Hand a task of pytask to where it is done."""
        order = order_of(named.get("kwargs", {}))
        if order is None:
            return self._beside.submit(work, *given, **named)
        told: Future[Any] = Future()
        self._cluster.send(order).add_done_callback(lambda answer: _tell(told, answer))
        return told

    def __enter__(self) -> Self:
        """Return the executor."""
        self._beside.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give up what is not done; workers and processes end what they have begun."""
        self._cluster.close()
        self._beside.__exit__(kind, error, trace)


def orders_at_a_time(cluster: Cluster) -> int:
    """Return how many tasks pytask may have under way on a cluster."""
    return (1 + _WAITING) * cluster.slots


def _tell(told: "Future[Any]", answer: "Future[Delivery]") -> None:
    """Pass an answer on as pytask-parallel expects it."""
    from pytask_parallel.wrappers import WrapperResult  # noqa: PLC0415 - not needed to connect

    if error := answer.exception():
        told.set_exception(error)
        return
    told.set_result(
        WrapperResult(carry_over_products=None, warning_reports=[], exc_info=None, stdout="", stderr="")
    )
