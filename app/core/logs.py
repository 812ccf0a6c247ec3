"""One line for each request on standard output, without personal data: no address, no query, no name.

A log is never what stops a site. Lines are handed to a thread of their own, which alone waits where they go; those that
find no room (a full disk, a pipe that nobody reads, a terminal that is gone) are counted, and the rest goes on."""

import atexit
import logging
import queue
import sys
import time
from contextlib import suppress
from logging.handlers import QueueHandler
from threading import Thread
from typing import Any, TextIO

from flask import Flask, g, request
from werkzeug.wrappers import Response

MOST = 5_000  # lines that may wait to be written
LAST = 2.0  # seconds that the end of a process waits for them
LAYOUT = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")
LAYOUT.converter = time.gmtime  # one clock for all the logs of a machine (ASVS 16.2.2)
LAYOUT.default_time_format, LAYOUT.default_msec_format = "%Y-%m-%dT%H:%M:%S", "%s.%03dZ"


class Lossy:
    """A stream that never fails: what it cannot write is counted. None: the process was started without one."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self.lost = 0

    def write(self, text: str) -> int:
        try:
            if self._stream is None:
                raise ValueError("no stream")
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):  # no room, nobody at the other end; closed
            self.lost += 1
        return len(text)

    def flush(self) -> None:
        """Each write is flushed."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class Handing(QueueHandler):
    """Never waits: a line too many is a line less."""

    lost = 0

    def enqueue(self, record: logging.LogRecord) -> None:
        try:
            self.queue.put_nowait(record)
        except queue.Full:
            self.lost += 1


class Log:
    """From the loggers to a stream, by a thread."""

    def __init__(self, stream: TextIO | Lossy | None, most: int = MOST) -> None:
        self._waiting: queue.Queue[logging.LogRecord | None] = queue.Queue(most)
        self._end = stream if isinstance(stream, Lossy) else Lossy(stream)
        self.handler = Handing(self._waiting)
        self.handler.setFormatter(LAYOUT)
        self._thread = Thread(target=self._write, name="log", daemon=True)
        self._thread.start()

    def _write(self) -> None:
        while (record := self._waiting.get()) is not None:
            self._end.write(f"{record.getMessage()}\n")

    @property
    def lost(self) -> int:
        return self.handler.lost + self._end.lost

    def close(self, seconds: float = LAST) -> None:
        """What waits is written if that can be done; who does not read is not waited for."""
        with suppress(queue.Full):
            self._waiting.put_nowait(None)
            self._thread.join(seconds)


_LOGS: list[Log] = []


def lost() -> int:
    """Lines that this process could not write so far."""
    return sum(log.lost for log in _LOGS)


def outlive_output() -> None:
    """For a process that serves: what is printed, by whoever, does not fail where it cannot be written."""
    for name in ("stdout", "stderr"):
        if not isinstance(stream := getattr(sys, name), Lossy):
            setattr(sys, name, Lossy(stream))


def _opened(stream: TextIO | None) -> Log:
    log = Log(stream)
    _LOGS.append(log)
    atexit.register(log.close)
    return log


def _line(response: Response) -> Response:
    took = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
    route = request.url_rule.rule if request.url_rule else "-"
    logging.getLogger("cordee.request").info("%s %s %s %.1fms", request.method, route, response.status_code, took)
    return response


def _start() -> None:
    g.started = time.perf_counter()


def init_app(app: Flask) -> None:
    """The route is logged, not the address asked for: `/propositions/<int:number>` names nobody. What libraries warn of
    goes the same way, to standard error."""
    logger, others = logging.getLogger("cordee"), logging.getLogger()
    if not logger.handlers and not app.testing:
        logging.raiseExceptions = False  # a handler that fails says nothing more
        logger.addHandler(_opened(sys.stdout).handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
        others.addHandler(_opened(sys.stderr).handler)
    app.before_request_funcs.setdefault(None, []).insert(0, _start)
    app.after_request(_line)
