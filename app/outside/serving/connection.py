"""One connection of a client, as uvicorn keeps it, and what it is waited for. Deadlines are looked at each second by
`sweep`; what is over them is answered where it can be, then cut."""

import asyncio
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.outside.serving import bare
from app.outside.serving.patience import Patience, Stage, clock

if TYPE_CHECKING:
    from app.outside.serving.bridge import Bridge

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
        self.transport.write(bare.whole(code))
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
