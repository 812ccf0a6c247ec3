"""The line of SQLite's writers: in order, across processes too, and never longer than each has."""

import fcntl
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.exc import TimeoutError

from app.core.database import WriteQueue

LONG = 60.0  # never reached


def soon() -> float:
    return time.monotonic() + LONG


@contextmanager
def taken(file: Path) -> Iterator[None]:
    """By another process: a lock of this kind belongs to whoever opened the file."""
    held = os.open(file, os.O_CREAT | os.O_RDWR)
    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    yield
    os.close(held)


def is_taken(file: Path) -> bool:
    try:
        with taken(file):
            return False
    except BlockingIOError:
        return True


def waits(pool: ThreadPoolExecutor, queue: WriteQueue, order: list[str], name: str) -> object:
    def act() -> None:
        turn = queue.turn(soon())
        order.append(name)
        turn.end()

    return pool.submit(act)


def until(true: object) -> None:
    while not true():
        os.sched_yield()


def test_one_at_a_time_in_their_order(tmp_path: Path) -> None:
    queue, order = WriteQueue(tmp_path / "queue"), list[str]()
    first = queue.turn(soon())
    with ThreadPoolExecutor(3) as pool:
        for number, name in enumerate("abc", 1):
            waits(pool, queue, order, name)
            until(lambda number=number: len(queue._line) == number)
        assert order == []
        first.end()
    assert order == ["a", "b", "c"]


def test_who_has_no_time_left_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    queue, order = WriteQueue(tmp_path / "queue"), list[str]()
    first = queue.turn(soon())
    with pytest.raises(TimeoutError):
        queue.turn(time.monotonic() - 1)
    with ThreadPoolExecutor(1) as pool:
        waits(pool, queue, order, "b")
        first.end()
    assert order == ["b"]


def test_another_process_is_not_waited_for_longer(tmp_path: Path) -> None:
    queue = WriteQueue(tmp_path / "queue")
    for name in ("queue", "queue-next"):
        with taken(tmp_path / name), pytest.raises(TimeoutError):
            queue.turn(time.monotonic() + 0.01)
    queue.turn(soon()).end()


def test_who_has_just_written_is_not_before_the_process_that_waits(tmp_path: Path) -> None:
    own, other, order = WriteQueue(tmp_path / "queue"), WriteQueue(tmp_path / "queue"), list[str]()
    first = own.turn(soon())
    with ThreadPoolExecutor(2) as pool:
        waits(pool, other, order, "other")
        until(lambda: is_taken(tmp_path / "queue-next"))  # it is the next one
        waits(pool, own, order, "own")
        first.end()
    assert order == ["other", "own"]


def test_a_turn_ends_once(tmp_path: Path) -> None:
    queue = WriteQueue(tmp_path / "queue")
    first = queue.turn(soon())
    first.end()
    second = queue.turn(soon())
    first.end()
    assert is_taken(tmp_path / "queue")
    second.end()
    assert not is_taken(tmp_path / "queue")
