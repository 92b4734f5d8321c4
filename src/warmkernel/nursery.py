"""Who waits for clients, forks for them, and sees to it that nothing forked outlives its lease."""

import contextlib
import os
import selectors
import signal
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warmkernel import protocol, safety
from warmkernel.child import Birth
from warmkernel.origin import Origin

SOCKET = "parent"
_PATIENCE = 10.0
_CREDENTIALS = struct.Struct("3i")
_NOBODY = -1


@dataclass(eq=False)
class Lease:
    """One connection, the process forked for it, and the means to see either of them end."""

    channel: socket.socket
    client: int
    child: int = 0
    watched: int = _NOBODY

    def drop(self) -> None:
        """Close what the lease holds open."""
        self.channel.close()
        for descriptor in (self.client, self.watched):
            if descriptor != _NOBODY:
                os.close(descriptor)
        self.client = self.watched = _NOBODY


class Nursery:
    """Waits for clients, forks for them, and sees to it that nothing forked outlives its lease.

    Parameters
    ----------
    owner
        The parent's end of the socket pair it shares with whoever started it.
    folder
        A private folder for the socket.
    origin
        What the process was like before it served anybody; children are given it back.
    loaded
        The files that the imports have read.
    """

    def __init__(self, owner: socket.socket, folder: Path, origin: Origin, loaded: safety.Loaded) -> None:
        self._origin, self._loaded, self._owner = origin, loaded, owner
        self._folder = folder
        self._leases: set[Lease] = set()
        self._retired = self._over = False
        self._selector = selectors.DefaultSelector()
        self._door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._door.bind(str(folder / SOCKET))
        self._door.listen(128)
        self._owning = _watch(os.getppid())
        self._when(self._door, self._admit)
        self._when(owner, self._hear_owner)
        if self._owning != _NOBODY:
            self._when(self._owning, self._end)

    def serve(self) -> Birth | None:
        """Serve until the owner leaves.

        Returns
        -------
        Birth or None
            In a child, what it was forked for; in the parent None, when all is over.
        """
        while not self._over:
            for key, _ in self._selector.select():
                if self._selector.get_map().get(key.fd) is not key:
                    continue  # closed by what came before it, and its number perhaps given to another
                birth: Birth | None = key.data()
                if birth is not None:
                    return birth
            if self._retired and not self._leases:
                break
        self._close()
        return None

    def _when(self, readable: Any, call: Callable[[], Birth | None]) -> None:
        self._selector.register(readable, selectors.EVENT_READ, call)

    def _admit(self) -> None:
        try:
            channel, _ = self._door.accept()
        except OSError:
            return
        peer, user, _ = _CREDENTIALS.unpack(
            channel.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        )
        if user != os.geteuid():
            channel.close()
            return
        channel.settimeout(_PATIENCE)
        lease = Lease(channel, _watch(peer))
        self._leases.add(lease)
        self._when(channel, lambda: self._hear(lease))
        if lease.client != _NOBODY:
            self._when(lease.client, lambda: self._release(lease))

    def _hear_owner(self) -> None:
        message = protocol.receive(self._owner)
        if message is None:
            self._over = True
        elif message.text.get("do") == "retire":
            self._retired = True

    def _end(self) -> None:
        self._over = True

    def _hear(self, lease: Lease) -> Birth | None:
        try:
            message = protocol.receive(lease.channel)
        except (OSError, ValueError):
            message = None
        if message is None or lease.child:
            self._release(lease)
            return None
        try:
            objection = self._objection(message)
        except (KeyError, TypeError, AttributeError):
            objection = safety.CannotFork("the request cannot be read; client and parent differ in version")
        if objection is None:
            return self._fork(lease, message)
        message.close()
        _tell(lease, {"refused": objection.reason, "stale": objection.stale})
        self._release(lease)
        return None

    def _objection(self, message: protocol.Message) -> safety.CannotFork | None:
        """Return why this request cannot be served by a fork of this process, if so."""
        if self._retired:
            return safety.CannotFork("the parent is retired", stale=True)
        changed = self._loaded.changed()
        if changed is not None:
            return safety.CannotFork(f"{changed} has changed since it was imported", stale=True)
        running = safety.threads()
        if running > 1:
            return safety.CannotFork(f"{running} threads run in the parent", stale=True)
        if len(message.descriptors) != 4:
            return safety.CannotFork("the request came without its streams")
        reason = self._origin.difference(message.text)
        return safety.CannotFork(reason) if reason else None

    def _fork(self, lease: Lease, message: protocol.Message) -> Birth | None:
        try:
            child = os.fork()
        except OSError as error:
            message.close()
            _tell(lease, {"refused": f"the system refused to fork ({error.strerror})", "stale": False})
            self._release(lease)
            return None
        if child == 0:
            self._forget()
            return Birth(message, self._origin)
        message.close()
        lease.child, lease.watched = child, _watch(child)
        if lease.watched == _NOBODY:
            _tell(lease, {"refused": "the system does not let the parent watch its forks", "stale": False})
            self._release(lease)
            return None
        self._when(lease.watched, lambda: self._bury(lease))
        _tell(lease, {"pid": child})
        return None

    def _bury(self, lease: Lease) -> None:
        """Report how a child ended; what it left behind in its group ends with it."""
        _end_group(lease.child)
        _, status = os.waitpid(lease.child, 0)
        lease.child = 0
        _tell(lease, {"exit": os.waitstatus_to_exitcode(status)})
        self._release(lease)

    def _release(self, lease: Lease) -> None:
        """End what was forked for a lease, and the lease."""
        if lease not in self._leases:
            return
        self._leases.discard(lease)
        for readable in (lease.channel, lease.client, lease.watched):
            if readable != _NOBODY:
                self._selector.unregister(readable)
        if lease.child:
            _end_group(lease.child)
            os.waitpid(lease.child, 0)
        lease.drop()

    def _close(self) -> None:
        for lease in list(self._leases):
            self._release(lease)
        self._forget()
        with contextlib.suppress(OSError):
            (self._folder / SOCKET).unlink()
            self._folder.rmdir()

    def _forget(self) -> None:
        """Close every descriptor that is the parent's own."""
        self._selector.close()
        self._door.close()
        self._owner.close()
        if self._owning != _NOBODY:
            os.close(self._owning)
        for lease in self._leases:
            lease.drop()


def _tell(lease: Lease, text: dict[str, Any]) -> None:
    """Say something to a client, who may be gone."""
    with contextlib.suppress(OSError):
        protocol.send(lease.channel, text)


def _watch(process: int) -> int:
    """Return a descriptor that becomes readable when a process ends."""
    try:
        return os.pidfd_open(process)
    except OSError:
        return _NOBODY


def _end_group(leader: int) -> None:
    """Kill a process group, and its leader even before it has founded the group."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(leader, signal.SIGKILL)
