"""How long and how much the server waits for whom: every number of a slow client in one place."""

import time
from dataclasses import dataclass
from enum import Enum

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
