"""From the server to the WSGI application and back: a request is read whole before a thread is taken, and the thread
is given back before the first byte of the answer leaves. What is large waits on the disk."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from tempfile import SpooledTemporaryFile
from typing import Any, cast

from app.outside.serving import bare, wsgi
from app.outside.serving.connection import CONNECTION, PIECE, Connection
from app.outside.serving.patience import Patience, Stage, clock
from app.outside.serving.threads import Threads

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

    def __init__(self, app: wsgi.App, threads: int, weight_of: WeightOf, patience: Patience | None = None,
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
        environ = wsgi.environ_of(scope)
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

    async def _answered(self, scope: Message, environ: dict[str, Any]) -> "wsgi.Answer | None":
        """By a thread. None where nobody waits any more for what only reads."""
        connection = cast(Connection, scope[CONNECTION])

        def work() -> wsgi.Answer | None:
            if connection.gone and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
                return None
            return wsgi.call(self._app, environ)

        answer: wsgi.Answer | None = await self._threads.run(work)
        return answer

    async def _deliver(self, scope: Message, answer: "wsgi.Answer", send: Send) -> None:
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
    await send({"type": "http.response.start", "status": code, "headers": bare.headers(code)})
    await send({"type": "http.response.body", "body": bare.page(code), "more_body": False})
