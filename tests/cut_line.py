"""A line to PostgreSQL that is cut at COMMIT, before the server hears of it or after it has answered: sockets only."""

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

SOCKET = ".s.PGSQL.5432"
BOTH_GONE = (OSError, ValueError)


@dataclass
class CutLine:
    """`cut`: "" lets everything pass; "before" and "after" cut the next COMMIT, once."""

    server: Path
    folder: Path
    cut: str = ""
    commits: int = 0
    _ends: list[socket.socket] = field(default_factory=list)

    def serve(self, door: socket.socket) -> None:
        while True:
            try:
                client, _address = door.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(self.server / SOCKET))
            self._ends += [client, server]
            threading.Thread(target=self._relay, args=(client, server), daemon=True).start()

    def _relay(self, client: socket.socket, server: socket.socket) -> None:
        try:
            while True:
                for end in select.select([client, server], [], [])[0]:
                    data = end.recv(65_536)
                    if not data or (end is client and self._cuts(data, server)):
                        return
                    (server if end is client else client).sendall(data)
        except BOTH_GONE:
            return
        finally:
            client.close()
            server.close()

    def _cuts(self, data: bytes, server: socket.socket) -> bool:
        if b"COMMIT" not in data:
            return False
        self.commits += 1
        how, self.cut = self.cut, ""
        if how == "after":
            server.sendall(data)
            server.recv(65_536)  # « COMMIT », which nobody else hears
        return how != ""


@contextmanager
def cut_line(server: Path, folder: Path) -> Iterator[CutLine]:
    door = socket.socket(socket.AF_UNIX)
    door.bind(str(folder / SOCKET))
    door.listen()
    line = CutLine(server, folder)
    threading.Thread(target=line.serve, args=(door,), daemon=True).start()
    yield line
    door.shutdown(socket.SHUT_RDWR)
    door.close()
    for end in line._ends:
        end.close()
