"""`flask serve` in a process of its own, as an operator starts it."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import heard

ROOT = Path(__file__).parents[1]
FLASK = [sys.executable, "-m", "flask"]
SECONDS = 60  # for a start on a loaded machine; a test fails then


def environment(instance: Path, **told: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CORDEE_")}
    return kept | {"CORDEE_INSTANCE": str(instance), "PYTHONPATH": str(ROOT)} | told


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def run(instance: Path, *words: str, **told: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*FLASK, *words], cwd=ROOT, env=environment(instance, **told), capture_output=True, text=True,
                          timeout=SECONDS, check=False)


class Started:
    def __init__(self, instance: Path, *words: str, **told: str) -> None:
        self.port, self._said = free_port(), instance / "said.log"
        with self._said.open("w") as out:  # a pipe that nobody reads would stop it after a thousand lines
            self.process = subprocess.Popen(
                [*FLASK, "serve", "--port", str(self.port), *words], cwd=ROOT, env=environment(instance, **told),
                stdout=out, stderr=subprocess.STDOUT)

    def line(self, data: bytes = b"") -> socket.socket:
        """The port listens before the database is migrated: a client waits a little, and is not refused."""
        one = socket.create_connection(("127.0.0.1", self.port), SECONDS)
        one.settimeout(SECONDS)
        one.sendall(data)
        return one

    def ask(self, data: bytes) -> bytes:
        with self.line(data) as one:
            return heard(one)

    def end(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(SECONDS), self.said()

    def said(self) -> str:
        return self._said.read_text()

    def kill(self) -> None:
        """At the end of a test that did not come to its own."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def until_it_listens(started: Started) -> None:
    while started.process.poll() is None:
        try:
            started.line().close()
        except ConnectionRefusedError:
            continue
        return
    pytest.fail(started.said())
