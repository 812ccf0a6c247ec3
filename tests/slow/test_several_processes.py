"""Two processes on PostgreSQL: one that is stopped does not make the parent deaf; one that dies is replaced."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import get
from tests.started import Started, until_it_listens

pytestmark = pytest.mark.slow


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in found if "resource_tracker" not in Path(f"/proc/{one}/cmdline").read_text()]


@pytest.fixture
def server(postgres: str, tmp_path: Path) -> Iterator[Started]:
    started = Started(tmp_path, CORDEE_MODE="production", CORDEE_DATABASE_URL=postgres, CORDEE_WORKERS="2",
                      CORDEE_RATE_LIMITS="0", CORDEE_JOBS="0")
    until_it_listens(started)
    assert b" 200 OK" in started.ask(get("/healthz"))
    yield started
    started.kill()


def test_a_stopped_process_does_not_hold_the_end_back(server: Started):
    stopped = children(server.process.pid)[0]
    os.kill(stopped, signal.SIGSTOP)
    begun = time.monotonic()
    code, _said = server.end()
    assert code == 0
    assert time.monotonic() - begun < 40
    assert not Path(f"/proc/{stopped}").exists()


def test_a_process_that_dies_is_replaced(server: Started):
    before = children(server.process.pid)
    os.kill(before[0], signal.SIGKILL)
    last = time.monotonic() + 60
    while len(children(server.process.pid)) < 2 or children(server.process.pid) == before:
        assert time.monotonic() < last
        time.sleep(0.2)
    assert b" 200 OK" in server.ask(get("/healthz"))
    assert server.end()[0] == 0
