"""What is sent to a cluster: orders go out, deliveries come in, and what happens to workers is told."""

import pickle
import threading
import uuid
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from typing import Any

from rich.console import Console
from rich.markup import escape

from analysis.pipeline.cluster import worker
from analysis.pipeline.cluster.admission import Admission
from analysis.pipeline.cluster.connection import connected
from analysis.pipeline.cluster.orders import Delivery, Order, put_away
from analysis.pipeline.errors import WorkFailed

_PATIENCE = 120
"""Seconds without any worker before the work is given up."""
_LOOK = 2
_TRIES = 4
"""How often an order is sent again to workers that were not ready for it."""
_LOSSES = 4
"""Workers lost over one order before it is given up; Dask counts too, but only those that were ready."""


class Cluster:
    """A scheduler with its workers, as one build uses them.

    Parameters
    ----------
    client
        The client of Dask, connected.
    out
        Where it is told what happens to workers.

    Raises
    ------
    Refused
        There is no worker, or somebody is not the same project.
    """

    def __init__(self, client: Any, out: Console) -> None:
        self._client, self._out = client, out
        self._workers = Admission(client)
        self._topic = f"uptake-{uuid.uuid4().hex}"
        self._begun: dict[str, list[str]] = {}
        self._cold: set[str] = set()
        self._sent: dict[str, Any] = {}
        self._over = threading.Event()
        self.lost = ""
        self.slots = self._workers.check()
        client.subscribe_topic(self._topic, self._heard)
        threading.Thread(target=self._watch, daemon=True).start()

    def send(self, order: Order) -> "Future[Delivery]":
        """Send an order out; its products lie in their places when the future is done.

        Raises
        ------
        KeyboardInterrupt
            The scheduler is lost; it stops whoever sends orders, and :attr:`lost` says why.
        """
        if self.lost:
            raise KeyboardInterrupt
        answer: Future[Delivery] = Future()
        self._submit(order, answer, _TRIES)
        return answer

    def _submit(self, order: Order, answer: "Future[Delivery]", tries: int) -> None:
        key = f"{order.name}-{uuid.uuid4().hex}"
        ticket = worker.Ticket(key, order.name, self._workers.parcel.digest, self._topic)
        pickled = pickle.dumps(order, protocol=5)
        sent = self._client.submit(
            worker.carry_out, ticket, pickled, key=key, pure=False, workers=self._workers.chosen()
        )
        self._sent[key] = sent
        sent.add_done_callback(partial(self._ended, order, answer, tries))

    def _ended(self, order: Order, answer: "Future[Delivery]", tries: int, sent: Any) -> None:
        """Take in what came of an order."""
        self._sent.pop(sent.key, None)
        try:
            if sent.status == "cancelled":
                given_up = self._over.is_set()
                raise WorkFailed("given up" if given_up else self._lose("The scheduler went away"))
            got = sent.result()
            lost = len(self._begun.get(order.name, ()))
            if got is None and lost >= _LOSSES:
                raise WorkFailed(_deadly(lost))
            if got is None and tries:
                for sentence in self._workers.renew():
                    self._out.print(f"[yellow]left out[/]  {escape(sentence)}")
                self._submit(order, answer, tries - 1)
            else:
                delivery = _stored(order, got)
                self._say_cold(str(delivery.cold[0]) if delivery.cold else "")
                answer.set_result(delivery)
        except Exception as error:
            answer.set_exception(_in_words(error))

    async def _heard(self, event: tuple[float, Mapping[str, str]]) -> None:
        """Hear that a worker has begun an order; tell when it is not the first to do so."""
        name, now, cold = (event[1][word] for word in ("order", "worker", "cold"))
        before = self._begun.setdefault(name, [])
        if before:
            told = f"{name} at {now}, since the worker at {before[-1]} was lost"
            self._out.print(f"[yellow]repeated[/]  {escape(told)}")
        before.append(now)
        self._say_cold(f"the worker at {now} forks nothing: {cold}" if cold else "")

    def _say_cold(self, words: str) -> None:
        """Tell, once, why kernels start cold."""
        if words and words not in self._cold:
            self._cold.add(words)
            self._out.print(f"[yellow]kernels[/]  {escape(words)}")

    def _watch(self) -> None:
        """Tell when nobody is left to work, and give up after a while."""
        alone = 0
        while not self._over.wait(_LOOK):
            try:
                alone = 0 if self._workers.admitted() else alone + _LOOK
            except Exception:
                continue  # the connection is being lost, which is heard elsewhere
            if alone == _LOOK:
                self._out.print(f"No worker is left at {self._workers.address}; waiting for one.")
            if alone >= _PATIENCE:
                self._lose(f"No worker joined for {_PATIENCE} seconds")
                self._give_up()

    def _lose(self, why: str) -> str:
        """Send no more orders, and return why."""
        if not self.lost:
            here = self._workers.address
            self.lost = f"{why} ({here}). What is done stays; run again to go on from here."
        return self.lost

    def _give_up(self) -> None:
        """Give up every order that is still out; workers end what they have begun."""
        if self._sent:
            self._client.cancel(list(self._sent.values()))

    def close(self) -> None:
        """Give up what is out, and send no more."""
        self._over.set()
        if not self.lost:
            self._give_up()
            self._client.unsubscribe_topic(self._topic)


def _stored(order: Order, got: bytes | None) -> Delivery:
    """Put away what came back, whether of success or of failure."""
    if got is None:
        raise WorkFailed("no worker was ready for it: those that joined were lost again or left out")
    delivery: Delivery = pickle.loads(got)
    put_away(order, delivery)
    if delivery.failure:
        raise WorkFailed(delivery.failure)
    return delivery


def _in_words(error: Exception) -> WorkFailed:
    """Return what kept an order from being carried out, in words."""
    if isinstance(error, WorkFailed):
        return error
    if type(error).__name__ == "KilledWorker":
        return WorkFailed(_deadly(getattr(error, "allowed_failures", 0) + 1))
    return WorkFailed(f"{type(error).__name__}: {error}")


def _deadly(times: int) -> str:
    return (
        f"{times} workers were lost one after the other while they worked on it, so it is not tried again; "
        "look into their logs (too little memory is the usual cause)"
    )


@contextmanager
def opened(where: str, jobs: int, out: Console) -> Iterator[Cluster]:
    """Give a cluster, checked, for one build (``place.opened``); in the end what is still out is given up."""
    with connected(where, jobs) as client:
        cluster = Cluster(client, out)
        try:
            yield cluster
        finally:
            cluster.close()
