"""Who of a cluster may help: workers are checked, and sent the inputs, before they are given work."""

from functools import cached_property
from typing import Any

from analysis.pipeline.cluster import worker
from analysis.pipeline.cluster.identity import Identity, identity, libraries
from analysis.pipeline.cluster.inputs import Parcel, parcel
from analysis.pipeline.errors import Refused

ANSWER = 8
"""Seconds in which a scheduler must answer, and a first worker be there."""
_REMEDY = (
    "Install this version of the project there, with the libraries of its requirements.lock, "
    "and start it again; or leave it out."
)


class Admission:
    """The workers of a scheduler: who is there, who may work, who has the inputs.

    Parameters
    ----------
    client
        The client of Dask, connected.
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        self._refused: set[str] = set()

    @property
    def address(self) -> str:
        """Return the address of the scheduler."""
        return str(self._client.scheduler.address)

    @cached_property
    def _ours(self) -> Identity:
        return identity(libraries())

    @cached_property
    def parcel(self) -> Parcel:
        """The inputs as they are when the first order is sent: by then the tables have been rebuilt."""
        found = parcel()
        self._send(found, self.admitted())
        return found

    def check(self) -> int:
        """Check the scheduler and every worker; return how many orders they work on at a time.

        Raises
        ------
        Refused
            There is no worker, or somebody is not the same project; with what differs and the remedy.
        """
        names = list(self._ours.libraries)
        try:
            scheduler = self._client.run_on_scheduler(identity, names)
        except Exception as error:
            scheduler = error
        if missing := _missing(self._ours, scheduler):
            raise Refused(f"{_refusal(f'The scheduler at {self.address}', missing)}\n{_REMEDY}")
        self._wait()
        if refused := self._unlike():
            raise Refused("\n".join([*refused, _REMEDY]))
        return sum(self._client.nthreads().values())

    def _wait(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=ANSWER)
        except TimeoutError:
            raise Refused(
                f"No worker has joined the scheduler at {self.address}. Start one: "
                f"dask worker {self.address} --nthreads 4"
            ) from None

    def admitted(self) -> list[str]:
        """Return the workers there are now that have not been refused, by address."""
        return [address for address in self._client.nthreads() if address not in self._refused]

    def chosen(self) -> list[str] | None:
        """Return the workers an order may go to; ``None`` when it may go to any."""
        return self.admitted() if self._refused else None

    def renew(self) -> list[str]:
        """Check and supply whoever joined on the way; return a sentence for each that may not help."""
        refused = self._unlike()
        self._send(self.parcel, self.admitted())
        return refused

    def _unlike(self) -> list[str]:
        """Refuse the workers that are not the same project; return a sentence for each."""
        told = []
        names = list(self._ours.libraries)
        found = self._client.run(identity, names, workers=self.admitted(), on_error="return")
        for address, answer in sorted(found.items()):
            if missing := _missing(self._ours, answer):
                self._refused.add(address)
                told.append(_refusal(f"The worker at {address}", missing))
        return told

    def _send(self, inputs: Parcel, addresses: list[str]) -> None:
        """Send the inputs; a worker that is lost meanwhile is no matter."""
        if addresses:
            self._client.run(worker.receive, inputs, workers=addresses, on_error="return")


def _missing(ours: Identity, answer: Any) -> list[str]:
    """Return what keeps somebody who answered from helping."""
    if isinstance(answer, Identity):
        return ours.missing(answer)
    return [f"it has no such version of this project ({type(answer).__name__}: {answer})"]


def _refusal(who: str, missing: list[str]) -> str:
    return f"{who} is not the same as here: {'; '.join(missing)}."
