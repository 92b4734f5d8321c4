"""Standard streams: opened at the client as ``Popen`` takes them, opened anew by the fork that gets them."""

import io
import os
import subprocess
import sys
from typing import IO, Any, Self

_NAMES = ("stdin", "stdout", "stderr")
CLOSED_PIPE = -9
"""Standard input that is at its end, a pipe closed at the other side: what Jupyter gives its kernels."""
Stream = None | int | IO[Any]
"""A standard stream, as ``subprocess.Popen`` takes it."""


class Streams:
    """The standard streams of a process to be forked, given as ``Popen`` takes them."""

    def __init__(self, *given: Stream) -> None:
        self.theirs: list[int] = []
        self.ours: list[IO[bytes] | None] = []
        self.closing: list[int] = []
        for number, stream in enumerate(given):
            self._open(number, stream)

    def _open(self, number: int, stream: Stream) -> None:
        pipe = None
        if stream is None and _is_open(number):
            theirs = number
        elif stream == CLOSED_PIPE:
            theirs, writing = os.pipe()
            os.close(writing)
            self.closing.append(theirs)
        elif stream == subprocess.PIPE:
            reading, writing = os.pipe()
            theirs, pipe = (reading, writing) if number == 0 else (writing, reading)
            self.closing.append(theirs)
        elif stream in (None, subprocess.DEVNULL):
            theirs = os.open(os.devnull, os.O_RDWR)
            self.closing.append(theirs)
        elif stream == subprocess.STDOUT:
            theirs = self.theirs[1]
        else:
            theirs = stream if isinstance(stream, int) else stream.fileno()
        self.theirs.append(theirs)
        self.ours.append(None if pipe is None else os.fdopen(pipe, "wb" if number == 0 else "rb"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for descriptor in self.closing:
            os.close(descriptor)
        if kind is not None:
            for file in self.ours:
                if file is not None:
                    file.close()


def _is_open(descriptor: int) -> bool:
    """Say whether a descriptor can be handed over."""
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def reopen() -> None:
    """Open the standard streams anew, as Python does when it starts."""
    for number, name in enumerate(_NAMES):
        old: io.TextIOWrapper = getattr(sys, f"__{name}__")
        buffered = not isinstance(old.buffer, io.FileIO)
        raw: Any = io.FileIO(number, "rb" if number == 0 else "wb", closefd=False)
        raw.name = f"<{name}>"
        if buffered:
            raw = io.BufferedReader(raw) if number == 0 else io.BufferedWriter(raw)
        new: Any = io.TextIOWrapper(
            raw,
            encoding=old.encoding,
            errors=old.errors,
            newline="\n",
            line_buffering=not old.write_through and (number == 2 or os.isatty(number)),
            write_through=old.write_through,
        )
        new.mode = "r" if number == 0 else "w"
        setattr(sys, name, new)
        setattr(sys, f"__{name}__", new)
