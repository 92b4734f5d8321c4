"""The connection to a scheduler: one of this machine, started for a build, or one that somebody runs."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dask
from distributed import Client, LocalCluster

from analysis.pipeline.cluster.admission import ANSWER
from analysis.pipeline.cluster.place import LOCAL
from analysis.pipeline.errors import Refused

_SETTINGS = {
    "distributed.worker.daemon": False,  # a worker has processes of its own
    "distributed.worker.profile.enabled": False,  # its threads only wait
    "distributed.worker.preload": ["analysis.pipeline.cluster.beside"],
}
_CERTIFICATES = (
    "Name the certificates for tls:// in DASK_DISTRIBUTED__COMM__TLS__CA_FILE, "
    "…__CLIENT__CERT and …__CLIENT__KEY."
)


@contextmanager
def connected(where: str, jobs: int) -> Iterator[Any]:
    """Give a client of a cluster of this machine, or of the one that is named.

    Parameters
    ----------
    where
        ``local``, or the address of a scheduler.
    jobs
        Workers of a local cluster.

    Raises
    ------
    Refused
        Nobody answers at the address, or not without a certificate.
    """
    _mute()
    with dask.config.set(_SETTINGS), _of_this_machine(jobs) if where == LOCAL else _of(where) as client:
        yield client


@contextmanager
def _of_this_machine(jobs: int) -> Iterator[Any]:
    """Start workers, and a scheduler that listens on the loopback address alone."""
    with (
        LocalCluster(
            n_workers=jobs,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            memory_limit=0,
            silence_logs=logging.CRITICAL,
        ) as local,
        Client(local) as client,
    ):
        yield client


def _of(where: str) -> Any:
    """Return a client of the scheduler at an address."""
    try:
        return Client(where, timeout=ANSWER)
    except (OSError, TimeoutError) as error:
        raise Refused(
            f"No scheduler answers at {where}: {_first_line(error)}\n"
            "Start one there (dask scheduler), or mend the address."
        ) from None
    except (TypeError, ValueError) as error:
        raise Refused(f"{where} cannot be reached: {_first_line(error)}\n{_CERTIFICATES}") from None


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _mute() -> None:
    """Let Dask keep to itself what is told here in sentences."""
    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL)
