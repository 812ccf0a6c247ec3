"""The line in which writers of SQLite wait: first come, first served, and never longer than each of them has.

SQLite's own waiting lets one writer starve the others (measured: 1 commit against 22 813 in six seconds), and a lock of
the kernel that is waited for cannot be given up. So threads of one process stand in a line of its own; only the first
of them asks for the lock between processes, without waiting in the kernel: every few milliseconds, for as long as it
has. That lock has two files. Whoever holds `next` is the only one who asks for `now`, so that the process which has
just written cannot take it again before the one that waits.
"""

import fcntl
import os
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from sqlalchemy.exc import TimeoutError as NoTurn

SHORTEST, LONGEST = 0.000_1, 0.001  # seconds between two asks
Clock = Callable[[], float]


class Turn:
    """Held until it is ended; ending it twice is ending it once."""

    def __init__(self, queue: "WriteQueue", held: int) -> None:
        self._queue, self._held = queue, held

    def end(self) -> None:
        held, self._held = self._held, -1
        if held >= 0:
            os.close(held)  # which lets go of the lock
            self._queue._step_out()


class WriteQueue:
    """One for each database and process. `file`: where its two locks are."""

    def __init__(self, file: Path, clock: Clock = time.monotonic) -> None:
        self._next, self._now = file.with_name(f"{file.name}-next"), file
        self._clock = clock
        self._guard = Lock()
        self._busy = False
        self._line: deque[Lock] = deque()

    def turn(self, until: float) -> Turn:
        """Waits for it until that moment of the clock; NoTurn afterwards."""
        self._step_in(until)
        try:
            return Turn(self, self._between_processes(until))
        except BaseException:
            self._step_out()
            raise

    def _step_in(self, until: float) -> None:
        mine = Lock()
        with self._guard:
            if not self._busy:
                self._busy = True
                return
            mine.acquire()
            self._line.append(mine)
        if mine.acquire(timeout=max(0.0, until - self._clock())):
            return
        with self._guard:
            if mine in self._line:
                self._line.remove(mine)
                raise NoTurn("other writers were before this one for as long as it could wait")
        # its turn came at the very moment it gave up: it takes it

    def _step_out(self) -> None:
        """The first in line goes on, with the place still taken."""
        with self._guard:
            if self._line:
                self._line.popleft().release()
            else:
                self._busy = False

    def _between_processes(self, until: float) -> int:
        first = self._locked(self._next, until)
        try:
            return self._locked(self._now, until)
        finally:
            os.close(first)

    def _locked(self, file: Path, until: float) -> int:
        held = os.open(file, os.O_CREAT | os.O_RDWR, 0o600)
        wait = SHORTEST
        try:
            while not _taken(held):
                if self._clock() >= until:
                    raise NoTurn("another process wrote for as long as this one could wait")
                time.sleep(min(wait, max(0.0, until - self._clock())))
                wait = min(wait * 2, LONGEST)
        except BaseException:
            os.close(held)
            raise
        return held


def _taken(held: int) -> bool:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
