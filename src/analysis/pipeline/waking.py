"""Look at a build again when something has ended, not when a while has passed.

pytask-parallel looks whether work has ended at intervals that grow to a second while nothing begins; and
after tasks that were up to date, a few of which it takes at a look, it rests as long. In a build with a
hundred tasks to pass over, that is most of the time.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from pytask_parallel import execute

LONGEST = 1.0
"""Seconds after which a look is had at work of which nothing was heard."""


class Waker:
    """Sleeps in the place of pytask-parallel's own sleeper, and wakes up as soon as a piece of work ends.

    The loop that it sleeps for hands out what is ready, tells it when nothing was, collects what has ended,
    and sleeps. So there is nothing to wait for after a look that handed something out, nor after the one that
    collects what woke it up: places may have come free for what is ready now.
    """

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._idle = self._woken = False

    def reset(self) -> None:
        """Hear that work was handed out."""

    def increment(self) -> None:
        """Hear that nothing was ready, or no place was free."""
        self._idle = True

    def ring(self, _: object = None) -> None:
        """Wake up whoever sleeps, or see that nobody falls asleep."""
        self._ended.set()

    def sleep(self) -> None:
        """Wait until a piece of work has ended, if there is nothing else to do."""
        idle, self._idle = self._idle, False
        if idle and not self._woken:
            self._woken = self._ended.wait(LONGEST)
            self._ended.clear()
        else:
            self._woken = False


@contextmanager
def at_once() -> Iterator[Waker]:
    """Let builds meanwhile be woken up, by what is yielded; whoever hands out work tells its end to that."""
    waker = Waker()
    with patch.object(execute, "_Sleeper", lambda: waker):  # there is no other door to the loop's sleep
        yield waker
