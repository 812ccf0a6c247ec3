"""The real server in a thread of the test, with deadlines of a fraction of a second, and a client that speaks badly."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from uvicorn import Server

from app.site.serving.connection import Bridge
from app.site.serving.server import configured, listen
from app.site.serving.threads import Patience

HURRIED = Patience(head_seconds=0.2, body_seconds=0.3, piece_seconds=0.3, idle_seconds=0.3, drain_seconds=1.0,
                   linger_seconds=0.3, look_seconds=0.05, stop_seconds=1)
CALM = Patience(look_seconds=0.05, stop_seconds=1)
MOST = 50_000  # bytes that a form may weigh, in these tests


class Told:
    """What the application saw, and the bridge it stands behind."""

    def __init__(self, port: int, bridge: Bridge, seen: list[dict[str, Any]]) -> None:
        self.port, self.bridge, self.seen = port, bridge, seen

    def line(self, data: bytes = b"") -> socket.socket:
        """A client; it waits ten seconds at most, where a test fails."""
        one = socket.create_connection(("127.0.0.1", self.port), 10)
        if data:
            one.sendall(data)
        return one

    def ask(self, data: bytes) -> bytes:
        with self.line(data) as one:
            return heard(one)


def heard(one: socket.socket) -> bytes:
    """Until the other side ends."""
    said = b""
    try:
        while piece := one.recv(65_536):
            said += piece
    except ConnectionResetError:
        pass
    return said


def answer(one: socket.socket) -> bytes:
    """One, of a line that stays open."""
    said = b""
    while b"\r\n\r\n" not in said:
        said += one.recv(65_536)
    head, _gap, got = said.partition(b"\r\n\r\n")
    length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.startswith(b"content-length"))
    while len(got) < length:
        got += one.recv(65_536)
    return head + b"\r\n\r\n" + got


def get(path: str = "/", *lines: str, method: str = "GET") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", *lines, "", ""]).encode()


def post(size: int, body: bytes = b"", *lines: str) -> bytes:
    head = ["POST / HTTP/1.1", "Host: localhost", f"Content-Length: {size}", *lines, "", ""]
    return "\r\n".join(head).encode() + body


def echo(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    said = environ["wsgi.input"].read()
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(said)))])
    return [said]


@contextmanager
def served(app: Any = echo, patience: Patience = CALM, threads: int = 2) -> Iterator[Told]:
    seen: list[dict[str, Any]] = []

    def watched(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        seen.append(environ)
        return app(environ, start)

    ready, sock = Event(), listen("127.0.0.1", 0)
    bridge = Bridge(watched, threads, lambda _path, _method: MOST, patience)
    server = Server(configured(bridge, 1, patience))
    thread = Thread(target=lambda: (ready.set(), server.run([sock])))
    thread.start()
    ready.wait(10)
    try:
        yield Told(sock.getsockname()[1], bridge, seen)
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()
