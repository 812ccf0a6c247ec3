"""Mail servers on the loopback: a real one that refuses on demand, and one that takes the call and says nothing."""

import socket
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Box:
    """What it took; and what it answers at each step, where it does not take it."""

    at_mail: str = ""
    at_rcpt: str = ""
    at_data: str = ""
    taken: list[str] = field(default_factory=list)
    asked: int = 0
    calls: int = 0

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str,
                          responses: list[str]) -> list[str]:
        self.calls += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        self.asked += 1
        envelope.mail_from = address
        return self.at_mail or "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if not self.at_rcpt:
            envelope.rcpt_tos.append(address)
        return self.at_rcpt or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if not self.at_data:
            self.taken.append(envelope.rcpt_tos[0])
        return self.at_data or "250 taken"


@contextmanager
def smtp_server(box: Box) -> Iterator[str]:
    """Its address, as `mail_url` says it."""
    controller = Controller(box, hostname="127.0.0.1", port=_free())
    controller.start()
    yield f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


def _free() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@contextmanager
def silent_server() -> Iterator[str]:
    """The kernel takes the call; nobody ever answers it."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        yield f"smtp://127.0.0.1:{door.getsockname()[1]}"


class _Drip(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        with suppress(OSError):
            while not self.server.over.wait(0.02):
                self.request.sendall(b"2")


class _Dripping(socketserver.ThreadingTCPServer):
    daemon_threads = True


@contextmanager
def dripping_server() -> Iterator[str]:
    """A sign from time to time, and never the end of the line."""
    with _Dripping(("127.0.0.1", 0), _Drip) as server:
        server.over = Event()
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"smtp://127.0.0.1:{server.server_address[1]}"
        server.over.set()
        server.shutdown()
        thread.join()
