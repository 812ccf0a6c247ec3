"""How long and how much the server waits for whom: every number of a slow client in one place."""

import asyncio
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email.utils import formatdate
from enum import Enum
from itertools import chain
from queue import SimpleQueue
from tempfile import SpooledTemporaryFile
from threading import Thread
from types import TracebackType
from typing import IO, Any, Self
from urllib.parse import unquote_to_bytes

clock = time.monotonic


@dataclass(frozen=True, slots=True)
class Patience:
    """A head has one deadline; a body has one that its own bytes push back, as in Apache's mod_reqtimeout
    (`body=15,MinRate=4000`): five megabytes pass on a country line, one byte a second does not."""

    head_seconds: float = 10.0
    head_bytes: int = 32_768  # nginx takes four lines of 8 kB
    body_seconds: float = 15.0
    body_rate: int = 4_000  # bytes that win one second more
    body_bytes: int = 12_000_000  # as it travels, framing of chunks and trailers included: above, the line is cut
    piece_seconds: float = 20.0  # for each piece of an answer to be taken by who asked for it
    idle_seconds: float = 15.0  # between two requests
    look_seconds: float = 1.0  # between two looks at who is over time
    drain_seconds: float = 20.0  # for the rest of a body that was refused, so that the refusal can be read
    linger_seconds: float = 5.0  # between a last answer and the end of the line
    drain_bytes: int = 64_000_000
    stop_seconds: int = 10  # for the requests under way when the server is told to stop
    connections: int = 1_000
    share: int = 500  # of them, for one address (an IPv6 /64); all of them where a proxy stands in front
    pipelined: int = 8  # requests sent without waiting for the answer; no browser does
    spool_bytes: int = 400_000_000  # on the disk, bodies and answers under way together


class Stage(Enum):
    """What a connection waits for."""

    HEAD = "head"
    BODY = "body"
    WORK = "work"  # the application's turn
    IDLE = "idle"
    DRAIN = "drain"
    CLOSING = "closing"


# A few threads that run the application, one request at a time each.

Work = Callable[[], Any]
Waiting = tuple[Work, "asyncio.Future[Any]", asyncio.AbstractEventLoop]


class Threads:
    """Those of `concurrent.futures` hold back the end of the process: one that is stuck would do so for ever."""

    def __init__(self, most: int) -> None:
        self._queue: SimpleQueue[Waiting] = SimpleQueue()
        for n in range(most):
            Thread(target=self._live, name=f"request-{n + 1}", daemon=True).start()

    def run(self, work: Work) -> "asyncio.Future[Any]":
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        self._queue.put((work, future, loop))
        return future

    def _live(self) -> None:
        while True:
            work, future, loop = self._queue.get()
            done, fault = None, None
            try:
                done = work()
            except BaseException as raised:  # the thread lives on; whoever awaits gets it
                fault = raised
            if not loop.is_closed():
                loop.call_soon_threadsafe(_tell, future, done, fault)
            del work, future, done, fault  # not kept until the next request


def _tell(future: "asyncio.Future[Any]", done: Any, fault: BaseException | None) -> None:
    if future.done():  # cancelled: the server stops
        return
    if fault is not None:
        future.set_exception(fault)
    else:
        future.set_result(done)


# PEP 3333, both ways: an environ from what the server read, an answer from what the application returned.

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[bytes, bytes]]
KEPT = 262_144  # bytes of an answer that wait in memory; more of it waits on the disk
BARE = (b"content-type", b"content-length")
FACTS: dict[str, Any] = {
    "SCRIPT_NAME": "", "wsgi.version": (1, 0), "wsgi.errors": sys.stderr, "wsgi.multithread": True,
    "wsgi.multiprocess": False, "wsgi.run_once": False, "wsgi.input_terminated": True,
}


class File:
    """`wsgi.file_wrapper`: a file of the application, read only as fast as the client takes it."""

    def __init__(self, file: IO[bytes], _size: int = 0) -> None:
        self.file = file

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        if piece := self.file.read(KEPT):
            return piece
        raise StopIteration

    def close(self) -> None:
        if hasattr(self.file, "close"):
            self.file.close()


class Answer:
    """What goes back. `spooled`: bytes of it that lie on the disk."""

    def __init__(self, status: int, headers: Headers, body: bytes = b"", file: IO[bytes] | None = None,
                 spooled: int = 0) -> None:
        self.status, self.headers, self.spooled = status, headers, spooled
        self._body, self._file = body, file

    def pieces(self, most: int) -> Iterator[tuple[bytes, bool]]:
        """Each with whether more comes. A short body goes as one: the transport keeps what it cannot send at once."""
        while self._file is not None and (piece := self._file.read(most)):
            yield piece, True
        yield self._body, False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None,
                 trace: TracebackType | None) -> None:
        if self._file is not None and hasattr(self._file, "close"):
            self._file.close()


def environ_of(scope: Any) -> dict[str, Any] | None:
    """None where two hosts are named. A name with `_` is left out: it would pass for the same one with `-`, which the
    proxy in front watches over."""
    host, port = scope["server"] or ("", 0)
    environ: dict[str, Any] = FACTS | {
        "REQUEST_METHOD": scope["method"], "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"), "SERVER_NAME": host, "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}", "wsgi.url_scheme": scope["scheme"],
        "REMOTE_ADDR": scope["client"][0] if scope["client"] else "", "wsgi.file_wrapper": File,
    }
    for raw, value in scope["headers"]:
        if b"_" in raw:
            continue
        name = raw.decode("latin-1").upper().replace("-", "_")
        key = name if raw in BARE else f"HTTP_{name}"
        if key == "HTTP_HOST" and key in environ:
            return None
        joint = "; " if key == "HTTP_COOKIE" else ","
        told = value.decode("latin-1")
        environ[key] = f"{environ[key]}{joint}{told}" if key in environ else told
    return environ


def call(app: App, environ: dict[str, Any]) -> Answer:
    """In a thread. The answer is whole when this returns, but for a file, which is read on the way."""
    told: list[Any] = []
    written: list[bytes] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], None]:
        said = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        if not any(name == b"date" for name, _value in said):
            said.append((b"date", formatdate(usegmt=True).encode()))
        told[:] = [int(status.split(" ", 1)[0]), said]
        return written.append

    result = app(environ, start_response)
    if isinstance(result, File):
        return Answer(told[0], told[1], file=result.file)
    try:
        return _gathered(told, written, result, environ["REQUEST_METHOD"] == "HEAD")
    finally:
        if hasattr(result, "close"):
            result.close()


def _gathered(told: list[Any], written: list[bytes], result: Iterable[bytes], is_head: bool) -> Answer:
    """Most answers are one piece. Others, and large ones, go through a file; their length is known then."""
    kept = SpooledTemporaryFile(max_size=KEPT)  # noqa: SIM115  (closed by the answer)
    pieces = iter(result)
    first = next(pieces, b"")  # before it, `written` may be empty still
    size = sum(kept.write(piece) for piece in chain(written, (first,), pieces))
    status, headers = told
    if not is_head and status >= 200 and status not in (204, 304) and not any(
            name == b"content-length" for name, _value in headers):
        headers.append((b"content-length", str(size).encode()))
    kept.seek(0)
    if size <= KEPT:
        with kept:
            return Answer(status, headers, kept.read())
    return Answer(status, headers, file=kept, spooled=size)
