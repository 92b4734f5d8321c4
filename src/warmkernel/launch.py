"""Starting a parent: its process, its private folder, and the socket pair that makes somebody its owner."""

import contextlib
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from warmkernel import protocol
from warmkernel.nursery import SOCKET
from warmkernel.safety import CannotFork

_LONGEST_ADDRESS = 100
_LONGEST_END = 10.0


@dataclass
class Running:
    """A parent that was started here.

    Attributes
    ----------
    channel
        The owner's end of the socket pair; when it closes, the parent ends.
    process
        The parent.
    folder
        Where its socket lies.
    ready
        Whether it has imported everything.
    """

    channel: socket.socket
    process: subprocess.Popen[bytes]
    folder: Path
    ready: bool = False

    @property
    def address(self) -> str:
        """Return the path of its socket."""
        return str(self.folder / SOCKET)

    def wait_until_ready(self) -> None:
        """Wait until everything is imported.

        Raises
        ------
        warmkernel.safety.CannotFork
            If the parent says why it will not serve, or ends.
        """
        if self.ready:
            return
        message = protocol.receive(self.channel)
        if message is None:
            code = self.process.wait()
            raise CannotFork(f"the parent ended with {code} while it imported its libraries")
        if "refused" in message.text:
            raise CannotFork(message.text["refused"])
        self.ready = True

    def retire(self) -> None:
        """Let the parent end with the last process forked from it."""
        with contextlib.suppress(OSError):
            protocol.send(self.channel, {"do": "retire"})

    def end(self) -> None:
        """End the parent and everything forked from it."""
        self.channel.close()
        if not self.ready:  # it has no children yet, and hears nothing while it imports
            self.process.kill()
        try:
            self.process.wait(_LONGEST_END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def launch(
    preload: Sequence[str],
    environment: Mapping[str, str] | None,
    watch: Sequence[Path],
    log: int | IO[Any] | None,
    options: Sequence[str],
) -> Running:
    """Start a parent, which begins to import; the parameters are those of ``Parent.start``."""
    folder = _private_folder()
    ours, theirs = socket.socketpair()
    watched = [f"--watch={Path(place).resolve()}" for place in watch]
    printed = subprocess.DEVNULL if log is None else log
    with theirs:
        process = subprocess.Popen(
            [
                *(sys.executable, *options, "-m", "warmkernel.parent"),
                *(f"--owner={theirs.fileno()}", f"--folder={folder}", *watched, "--", *preload),
            ],
            env=None if environment is None else dict(environment),
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=printed,
            start_new_session=True,
        )
    return Running(ours, process, folder)


def _private_folder() -> Path:
    """Make a folder that nobody else may enter, at a path short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="warm-"))
    if len(str(folder)) + len(SOCKET) < _LONGEST_ADDRESS:
        return folder
    folder.rmdir()
    return Path(tempfile.mkdtemp(prefix="warm-", dir="/tmp"))
