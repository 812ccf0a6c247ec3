"""The answers that cost no thread: to who was too slow, sent too much of a head, or came when all places were taken."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from email.utils import formatdate
from http import HTTPStatus
from ipaddress import ip_address
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.site.serving import threads
from app.site.serving.threads import Patience, Stage, Threads, clock

SAID = {
    400: ("Cette demande n’a pas été comprise.", "This request was not understood."),
    408: ("Cette demande n’est pas arrivée à temps. Vérifiez votre connexion, puis recommencez.",
          "This request did not arrive in time. Check your connection, then try again."),
    431: ("L’en-tête de cette demande est trop long.", "The head of this request is too long."),
    500: ("Le site a rencontré une panne. Recommencez dans un instant.",
          "The site met a fault. Try again in a moment."),
    503: ("Le site est très occupé. Recommencez dans quelques secondes.",
          "The site is very busy. Try again in a few seconds."),
}
HEADERS = ((b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store"),
           (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
           (b"x-content-type-options", b"nosniff"), (b"connection", b"close"))


def page(code: int) -> bytes:
    french, english = SAID[code]
    return (f'<!doctype html><html lang="fr"><meta charset="utf-8"><title>{code}</title>'
            f'<p>{french}</p><p lang="en">{english}</p></html>').encode()


def headers(code: int) -> list[tuple[bytes, bytes]]:
    again = [(b"retry-after", b"10")] if code == 503 else []
    return [*HEADERS, (b"content-length", str(len(page(code))).encode()),
            (b"date", formatdate(usegmt=True).encode()), *again]


def whole(code: int) -> bytes:
    """As it goes on the wire, for a request that never became one."""
    lines = [f"HTTP/1.1 {code} {HTTPStatus(code).phrase}".encode(), *(b": ".join(pair) for pair in headers(code))]
    return b"\r\n".join(lines) + b"\r\n\r\n" + page(code)


# One connection of a client, as uvicorn keeps it, and what it is waited for. Deadlines are looked at each second by
# `sweep`; what is over them is answered where it can be, then cut.

if TYPE_CHECKING:
    pass

PIECE = 65_536
CONNECTION = "cordee.connection"  # under which a request's scope names its connection


def network_of(host: str) -> str:
    """Who is one client: an address, or the /64 that one IPv6 subscriber has for itself."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return host
    mapped = address.ipv4_mapped
    return str(mapped) if mapped else address.exploded[:19]


class Connection(HttpToolsProtocol):
    """uvicorn's own, with a deadline for every stage; it has one between two requests only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.house = cast("Bridge", self.config.loaded_app)
        self.stage = Stage.HEAD
        self.until: float | None = None
        self.stuck_until: float | None = None  # while a piece of the answer waits to be taken
        self.network = ""
        self._head = self._raw = 0
        self._whole = False  # the request under way came to its end
        self._began = 0.0

    @property
    def patience(self) -> Patience:
        return self.house.patience

    @property
    def gone(self) -> bool:
        return self.stage is Stage.CLOSING or self.transport.is_closing()

    def _await(self, stage: Stage, seconds: float | None) -> None:
        self.stage = stage
        self.until = None if seconds is None else clock() + seconds

    # what the transport says

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=PIECE)
        self.network = network_of(self.client[0] if self.client else "")
        self._await(Stage.HEAD, self.patience.head_seconds)
        if not self.house.takes(self):
            self._say(503)

    def connection_lost(self, exc: Exception | None) -> None:
        self.house.leaves(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.stage is Stage.CLOSING:
            return
        if self.stage is Stage.IDLE:
            self._head = 0
            self._await(Stage.HEAD, self.patience.head_seconds)
        self._head += len(data)
        self._raw += len(data)
        if self.stage in (Stage.BODY, Stage.DRAIN) and not self._weighed():
            self.transport.abort()
            return
        super().data_received(data)
        if self.stage is Stage.HEAD and self._head > self.patience.head_bytes:
            self._say(431)

    def _weighed(self) -> bool:
        """Framing counts: a megabyte of chunk extensions carries no body. Each byte that comes wins some time."""
        told = self.patience
        if self.stage is Stage.DRAIN:
            return self._raw <= told.drain_bytes
        self.until = self._began + told.body_seconds + self._raw / told.body_rate
        return self._raw <= told.body_bytes

    def pause_writing(self) -> None:
        self.stuck_until = clock() + self.patience.piece_seconds
        super().pause_writing()

    def resume_writing(self) -> None:
        self.stuck_until = None
        super().resume_writing()

    # what the parser says

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._whole, self._raw = False, 0
        self.scope[CONNECTION] = self  # type: ignore[literal-required]

    def on_headers_complete(self) -> None:
        if len(self.pipeline) >= self.patience.pipelined:
            self.transport.abort()
            return
        self._began = clock()
        self._await(Stage.BODY, self.patience.body_seconds)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._whole, self._head = True, 0
        super().on_message_complete()
        if self.cycle.response_complete:
            self._await(Stage.IDLE, self.patience.idle_seconds)
        else:
            self._await(Stage.WORK, None)

    def on_response_complete(self) -> None:
        waiting = bool(self.pipeline)
        super().on_response_complete()
        if self.transport.is_closing():
            self._await(Stage.CLOSING, self.patience.piece_seconds)
        elif not self._whole:
            self._await(Stage.DRAIN, self.patience.drain_seconds)
        elif not waiting:
            self._await(Stage.IDLE, self.patience.idle_seconds)

    # what the house decides

    def send_400_response(self, msg: str) -> None:
        """Where an answer is already on its way, another one would be taken for its end."""
        if self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete:
            self.transport.abort()
        else:
            self._say(400)

    def _say(self, code: int) -> None:
        """A bare answer, then nothing more of this connection. It is closed a little later: what was sent and not yet
        read would make the system throw the answer away."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self._await(Stage.CLOSING, self.patience.linger_seconds)
        self.transport.write(whole(code))
        self.transport.write_eof()

    def is_over(self, now: float) -> bool:
        return (self.until is not None and now >= self.until) or (
            self.stuck_until is not None and now >= self.stuck_until)

    def expire(self) -> None:
        began = self.stage is Stage.BODY or (self.stage is Stage.HEAD and self._head > 0)
        if began and self.stuck_until is None:
            self._say(408)
        elif self.stage in (Stage.HEAD, Stage.IDLE) and not self.transport.get_write_buffer_size():
            self.transport.close()
        else:
            self.transport.abort()

    def shutdown(self) -> None:
        """The server stops: who is still sending will send again; an answer under way is finished."""
        if self.stage in (Stage.BODY, Stage.DRAIN):
            self.transport.abort()
        else:
            super().shutdown()


# From the server to the WSGI application and back: a request is read whole before a thread is taken, and the thread
# is given back before the first byte of the answer leaves. What is large waits on the disk.

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
WeightOf = Callable[[str, str], int]  # path, method → the bytes that its form may weigh
LOG = logging.getLogger("cordee.server")


class Body(SpooledTemporaryFile[bytes]):
    """What a request brought: short in memory, else on the disk."""

    size = 0


class Bridge:
    """An ASGI application. `weight_of` says what the route's form may weigh; `on_stop` ends what runs beside."""

    def __init__(self, app: threads.App, threads: int, weight_of: WeightOf, patience: Patience | None = None,
                 on_stop: Callable[[], None] = lambda: None) -> None:
        self.patience = patience or Patience()
        self._app, self._weight_of, self._on_stop = app, weight_of, on_stop
        self._threads = Threads(threads)
        self._open: set[Connection] = set()
        self._of_network: Counter[str] = Counter()
        self._spooled = 0
        self._sweeper: asyncio.Task[None] | None = None

    # who is connected

    def takes(self, one: Connection) -> bool:
        """False where all places are taken, or all those of this client. An idle connection gives its place up."""
        self._open.add(one)
        self._of_network[one.network] += 1
        if len(self._open) > 2 * self.patience.connections:  # even to be told so costs a place for some seconds
            one.transport.abort()
        if self._of_network[one.network] > self.patience.share:
            return False
        if len(self._open) <= self.patience.connections:
            return True
        idle = next((other for other in self._open if other.stage is Stage.IDLE and not other.gone), None)
        if idle is not None:
            idle.expire()
        return idle is not None

    def leaves(self, one: Connection) -> None:
        self._open.discard(one)
        self._of_network[one.network] -= 1
        if self._of_network[one.network] <= 0:
            del self._of_network[one.network]

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(self.patience.look_seconds)
            now = clock()
            for one in [one for one in self._open if one.is_over(now)]:
                one.expire()

    # what they ask

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        environ = threads.environ_of(scope)
        if environ is None:
            await _say(send, 400)
            return
        with Body(max_size=PIECE) as body:
            try:
                code = await self._read(environ, receive, body)
                body.seek(0)
                environ["wsgi.input"] = body
                answer = await self._answered(scope, environ) if code is None else None
            finally:
                self._spooled -= body.size
        if code:
            await _say(send, code)
        elif answer is not None:
            with answer:
                await self._deliver(scope, answer, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._sweeper = asyncio.get_running_loop().create_task(self._sweep())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._sweeper.cancel()
        self._on_stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _read(self, environ: dict[str, Any], receive: Receive, body: Body) -> int | None:
        """None where it is there whole, or is too heavy: then the application says so, on a page of its own. Else the
        code of the answer; 0 where nobody waits for one."""
        most = self._weight_of(environ["PATH_INFO"], environ["REQUEST_METHOD"])
        if int(environ.get("CONTENT_LENGTH") or 0) > most:
            return None
        if "CONTENT_LENGTH" not in environ and "HTTP_TRANSFER_ENCODING" not in environ:
            return None
        more = True
        try:
            while more and body.size <= most:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return 0
                body.size += len(message["body"])
                self._spooled += len(message["body"])
                if self._spooled > self.patience.spool_bytes:
                    return 503
                body.write(message["body"])
                more = message["more_body"]
        except OSError:  # no room for it
            LOG.exception("a body could not be kept")
            return 503
        environ["CONTENT_LENGTH"] = str(body.size)
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        return None

    async def _answered(self, scope: Message, environ: dict[str, Any]) -> "threads.Answer | None":
        """By a thread. None where nobody waits any more for what only reads."""
        connection = cast(Connection, scope[CONNECTION])

        def work() -> threads.Answer | None:
            if connection.gone and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
                return None
            return threads.call(self._app, environ)

        answer: threads.Answer | None = await self._threads.run(work)
        return answer

    async def _deliver(self, scope: Message, answer: "threads.Answer", send: Send) -> None:
        if self._spooled + answer.spooled > self.patience.spool_bytes:
            await _say(send, 503)
            return
        self._spooled += answer.spooled
        try:
            await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
            for piece, more in answer.pieces(PIECE):
                await send({"type": "http.response.body", "body": piece, "more_body": more})
                if scope[CONNECTION].gone:
                    break
        finally:
            self._spooled -= answer.spooled


async def _say(send: Send, code: int) -> None:
    await send({"type": "http.response.start", "status": code, "headers": headers(code)})
    await send({"type": "http.response.body", "body": page(code), "more_body": False})
