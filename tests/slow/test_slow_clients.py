"""Two hundred slow clients of each kind on a real service, without a proxy: everybody else is answered meanwhile."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.serving import get, post
from tests.started import Started, until_it_listens

pytestmark = pytest.mark.slow
MANY = 200
QUICK = 0.5  # seconds, for somebody who is not slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    started = Started(tmp_path_factory.mktemp("slow"), CORDEE_MODE="production", CORDEE_RATE_LIMITS="0")
    until_it_listens(started)
    started.ask(get("/installation"))
    yield started
    code, said = started.end()
    assert code == 0, said


def dripping(lines: list[socket.socket], over: threading.Event) -> None:
    """A byte each second, for ever: none of them is idle."""
    while not over.wait(1):
        for one in lines:
            try:
                one.sendall(b"x")
            except OSError:
                continue


KINDS: dict[str, Callable[[Started], socket.socket]] = {
    "nothing": lambda server: server.line(),
    "half a head": lambda server: server.line(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "),
    "half a body": lambda server: server.line(post(900_000, b"half")),
    "half a chunk": lambda server: server.line(
        b"POST /installation HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nhalf"),
    "no reading": lambda server: server.line(b"GET /code-source.tar.gz HTTP/1.1\r\nHost: x\r\n\r\n"),
    "idle": lambda server: server.line(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"),
}


@pytest.mark.parametrize("drips", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_others_are_answered_at_once(server: Started, kind: str, drips: bool, record_property: Callable[..., None]):
    over, worst = threading.Event(), 0.0
    lines = [KINDS[kind](server) for _ in range(MANY)]
    if drips:
        threading.Thread(target=dripping, args=(lines, over), daemon=True).start()
    try:
        server.ask(get("/healthz"))  # the first may wait for what the slow ones asked for
        for n in range(30):
            begun = time.monotonic()
            assert b" 200 OK" in server.ask(get("/installation" if n % 2 else "/healthz"))
            worst = max(worst, time.monotonic() - begun)
            time.sleep(0.1)
    finally:
        over.set()
        for one in lines:
            one.close()
    record_property("worst", f"{worst * 1000:.0f} ms")
    assert worst < QUICK


def test_the_slow_are_gone_after_their_time(server: Started):
    """Without anybody closing from outside."""
    lines = [KINDS[kind](server) for kind in ("nothing", "half a head", "half a body", "half a chunk", "idle")]
    for one in lines:
        one.settimeout(60)
        while one.recv(65_536):
            pass
        one.close()


def test_a_thousand_places_are_counted(server: Started):
    """More than all of one address's share: said, and over as soon as they leave."""
    lines = [server.line(post(900, b"half")) for _ in range(520)]
    said = server.ask(get("/healthz"))
    assert b" 503 " in said.split(b"\r\n")[0]
    assert b"retry-after" in said
    for one in lines:
        one.close()
    last = time.monotonic() + 10
    while b" 200 OK" not in server.ask(get("/healthz")):
        assert time.monotonic() < last


def test_a_document_of_five_megabytes_goes_up_a_country_line(server: Started, tmp_path: Path):
    """At 100 kB a second for six seconds: longer than a head may take, and within the body's time."""
    size = 600_000
    with server.line(post(size)) as one:
        for _ in range(60):
            one.sendall(b"x" * (size // 60))
            time.sleep(0.1)
        assert b"HTTP/1.1 4" in one.recv(65_536), "the application's own answer: no token in that form"
