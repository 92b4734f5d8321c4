"""Messages between a warm parent and its clients: JSON with an optional body, over a local socket.

A message is a head of twelve bytes (length of the text, length of the body), the text as JSON and the body as
it is. File descriptors travel beside the head. Both ends belong to one user: the socket lies in a folder that
nobody else can enter, and the parent asks the system whom it talks to.
"""

import json
import os
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

_HEAD = struct.Struct("!IQ")
_MOST_DESCRIPTORS = 8
_PIECE = 1 << 20


@dataclass(slots=True)
class Message:
    """What arrived.

    Attributes
    ----------
    text
        The message itself, JSON.
    body
        Bytes that came with it.
    descriptors
        Open files that came with it; whoever received the message closes them.
    """

    text: dict[str, Any]
    body: bytes = b""
    descriptors: list[int] = field(default_factory=list)

    def close(self) -> None:
        """Close the files that came with the message."""
        while self.descriptors:
            os.close(self.descriptors.pop())


def send(
    channel: socket.socket, text: dict[str, Any], body: bytes = b"", descriptors: Sequence[int] = ()
) -> None:
    """Send one message.

    Parameters
    ----------
    channel
        A connected local socket.
    text
        What to say; values that JSON can hold.
    body
        Bytes to go with it.
    descriptors
        Open files to hand over, at most eight; the sender's own stay open.

    Raises
    ------
    OSError
        If the other end is gone.
    """
    said = json.dumps(text).encode("ascii")
    head = _HEAD.pack(len(said), len(body))
    if descriptors:
        socket.send_fds(channel, [head], list(descriptors))
        head = b""
    channel.sendall(head + said)
    if body:
        channel.sendall(body)


def receive(channel: socket.socket) -> Message | None:
    """Wait for one message.

    Parameters
    ----------
    channel
        A connected local socket.

    Returns
    -------
    Message or None
        None if the other end was closed, between messages or within one.
    """
    descriptors: list[int] = []
    try:
        head = _head(channel, descriptors)
        said = head and _exactly(channel, _HEAD.unpack(head)[0])
        body = said and _exactly(channel, _HEAD.unpack(head)[1])
    except ConnectionError:
        said = body = None
    except BaseException:
        Message({}, b"", descriptors).close()
        raise
    if said is None or body is None or not said:
        Message({}, b"", descriptors).close()
        return None
    return Message(json.loads(said), body, descriptors)


def _head(channel: socket.socket, descriptors: list[int]) -> bytes:
    """Return the head, or nothing at the end of the stream; files that come with it are added."""
    head = b""
    while len(head) < _HEAD.size:
        piece, files, _, _ = socket.recv_fds(
            channel, _HEAD.size - len(head), _MOST_DESCRIPTORS, socket.MSG_CMSG_CLOEXEC
        )
        descriptors.extend(files)
        if not piece:
            return b""
        head += piece
    return head


def _exactly(channel: socket.socket, length: int) -> bytes | None:
    """Return so many bytes, or None if the stream ends before."""
    read = bytearray()
    while len(read) < length:
        piece = channel.recv(min(_PIECE, length - len(read)))
        if not piece:
            return None
        read += piece
    return bytes(read)
