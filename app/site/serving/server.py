"""Listening, serving, stopping. One process serves; where the settings ask for several, a parent keeps them alive."""

import resource
import signal
import socket
import sys
from contextlib import suppress
from typing import Any

from uvicorn import Config, Server
from uvicorn.supervisors import Multiprocess

from app.site.serving.connection import Bridge, Connection
from app.site.serving.threads import Patience

BACKLOG = 1024
USUAL = Patience()
MARGIN = 5  # seconds more than a child gives itself
FILES = 2048  # beside the connections: databases, spools, logs


class CannotListen(Exception):
    """Why, in the words of the system."""


def listen(host: str, port: int) -> socket.socket:
    """The port is ours alone from here on: without SO_REUSEPORT a second server is refused."""
    try:
        family, kind, proto, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)[0]
        sock = socket.socket(family, kind, proto)  # asyncio sends without delay only where the protocol is named
    except OSError as fault:
        raise CannotListen(fault.strerror or str(fault)) from fault
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        sock.listen(BACKLOG)
    except OSError as fault:
        sock.close()
        raise CannotListen(fault.strerror or str(fault)) from fault
    sock.set_inheritable(True)
    return sock


def _allow_files(connections: int) -> None:
    """A service manager allows 1 024 open files at first, and more to who asks."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * connections + FILES
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class Several(Multiprocess):
    """uvicorn's parent waits for its children without end; one that is stopped would make it deaf."""

    def join_all(self) -> None:
        for one in self.processes:
            one.process.join(MARGIN + (self.config.timeout_graceful_shutdown or 0))
            if one.process.is_alive():
                one.process.kill()
                one.process.join()


def _leave(_signal: int, _frame: Any) -> None:
    sys.exit(0)


def configured(target: str | Bridge, workers: int, patience: Patience) -> Config:
    """`target` names what makes a Bridge, or is one."""
    return Config(
        target, factory=isinstance(target, str), http=Connection, ws="none", loop="asyncio", interface="asgi3",
        lifespan="on", workers=workers, log_config=None, log_level="error", access_log=False, proxy_headers=False,
        server_header=False, date_header=False, backlog=BACKLOG, timeout_keep_alive=round(patience.idle_seconds) or 1,
        timeout_graceful_shutdown=patience.stop_seconds)


def serve(target: str, sock: socket.socket, workers: int, patience: Patience = USUAL) -> None:
    """Until SIGTERM or SIGINT; returns by SystemExit(0)."""
    _allow_files(patience.connections)
    config = configured(target, workers, patience)
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, _leave)  # uvicorn puts its own in front, and raises the signal again once it is done
    if workers > 1:
        Several(config, [sock]).run()
    else:
        Server(config).run([sock])
    sys.exit(0)
