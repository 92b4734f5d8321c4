"""A fresh process for one order, where a worker has no warm parent to fork.

The process reads its order from standard input and holds on to it: when that closes, whoever wanted the work
is gone, and the process ends with everything it started.
"""

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping

_LENGTH = 8


class ProcessLost(Exception):
    """A process that ended without an answer."""


class ColdCall:
    """A process at work on an order.

    Parameters
    ----------
    folder
        The project's folder for the process.
    pickled
        The order.
    environment
        Variables the process is started with.
    """

    def __init__(self, folder: str, pickled: bytes, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "analysis.pipeline.cluster.cold"],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self._given = pickle.dumps((folder, pickled))

    def result(self) -> bytes:
        """Wait for the answer.

        Raises
        ------
        ProcessLost
            The process ended without one.
        """
        lease, answer = self._process.stdin, self._process.stdout
        assert lease is not None  # both are pipes, as asked for
        assert answer is not None
        try:
            lease.write(len(self._given).to_bytes(_LENGTH, "big") + self._given)
            lease.flush()
            got = answer.read()
        except BrokenPipeError:
            got = b""
        finally:
            code = self._end()
        if not got:
            raise ProcessLost(f"its process ended with exit code {code} and no answer")
        return got

    def kill(self) -> None:
        """End the process and what it started, at once."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)

    def _end(self) -> int:
        code = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        return code


def main() -> None:
    """Carry out the order on standard input; for a process of its own."""
    from analysis.pipeline.cluster import away  # noqa: PLC0415 - not where a call is made

    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the work prints is no answer
    size = int.from_bytes(sys.stdin.buffer.read(_LENGTH), "big")
    given = sys.stdin.buffer.read(size)
    threading.Thread(target=_end_with_lease, daemon=True).start()
    with answer:
        answer.write(away.fulfil(*pickle.loads(given)))
        answer.flush()
    os._exit(0)  # the thread of the lease still waits; nothing is left to put in order


def _end_with_lease() -> None:
    """Wait until standard input closes, then end this process and its group."""
    os.read(0, 1)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
