"""A site on the loopback whose server is killed and begins again, always at the same address."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import sessionmaker

from app import create_app
from app.extensions import db
from tests import postgres as pg
from tests.build import World
from tests.conftest import STARTED
from tests.serving import get, heard
from tests.started import FLASK, ROOT, environment, free_port
from tests.web.signing import fit
from tests.web.town import Town

KEY = "t" * 40
SECONDS = 60.0


def migrated(request_kind: str, folder: Path, template: Path, server: str, name: str) -> str:
    """A database of that kind, with its tables; its address."""
    if request_kind == "sqlite":
        shutil.copy(template, folder / "cordee.db")
        return f"sqlite:///{folder / 'cordee.db'}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
    engine.dispose()
    url = sa.make_url(server).set(database=name).render_as_string(hide_password=False)
    pg.migrate(url, folder)
    return url


@dataclass
class Site:
    """Its folder, its database, and a second way in for who builds its world and looks at its rows."""

    folder: Path
    url: str
    told: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    _parent: subprocess.Popen[str] | None = None
    pid: int = 0
    _cold: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        return environment(self.folder, CORDEE_SECRET_KEY=KEY, CORDEE_DATABASE_URL=self.url, CORDEE_RATE_LIMITS="0",
                           **{"CORDEE_MODE": "demo", **self.told})

    @property
    def log(self) -> Path:
        return self.folder / "said.log"

    def begin(self) -> None:
        """A life from the parent that has the program in its memory."""
        if self._parent is None:
            with self.log.open("a") as out:
                self._parent = subprocess.Popen(
                    [sys.executable, "-m", "tests.slow.forked", str(self.port)], cwd=ROOT, env=self.environment,
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=out, text=True)
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write("\n")
        self._parent.stdin.flush()
        self.pid = int(self._parent.stdout.readline())

    def begin_cold(self) -> None:
        """The whole command, as a service manager starts it again."""
        with self.log.open("a") as out:
            self._cold = subprocess.Popen([*FLASK, "serve", "--port", str(self.port)], cwd=ROOT, stdout=out,
                                          stderr=subprocess.STDOUT, env=self.environment)
        self.pid = self._cold.pid

    def wait_until_it_answers(self) -> None:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            try:
                with socket.create_connection(("127.0.0.1", self.port), SECONDS) as one:
                    one.sendall(get("/healthz"))
                    if b" 200 OK" in heard(one):
                        return
            except OSError:
                pass
            time.sleep(0.005)
        raise AssertionError(self.log.read_text()[-3_000:])

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        if self._cold is not None:
            self._cold.wait()
            self._cold = None

    def stop(self) -> None:
        """As a service manager does, and whatever is left of it."""
        if self.pid:
            os.kill(self.pid, signal.SIGTERM)
        if self._cold is not None:
            self._cold.wait(SECONDS)
        if self._parent is not None:
            assert self._parent.stdin is not None
            assert self._parent.stdout is not None
            self._parent.stdin.close()
            self._parent.wait(SECONDS)
            self._parent.stdout.close()
        self._parent, self._cold, self.pid = None, None, 0

    def end(self) -> None:
        """At the end of a test, wherever it came to."""
        for process in (self._cold, self._parent):
            if process is None:
                continue
            if self.pid and process.poll() is None:
                with suppress(ProcessLookupError):
                    os.kill(self.pid, signal.SIGKILL)
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*FLASK, *words], cwd=ROOT, env=self.environment, capture_output=True, text=True,
                              timeout=120, check=False)


def _beside(site: Site) -> Flask:
    return fit(create_app(site.folder, secret_key=KEY, mode="test", jobs=False, rate_limits=False,
                          database_url=site.url))


@contextmanager
def lived(kind: str, folder: Path, template: Path, server: str, **told: str) -> Iterator[tuple[Site, Town]]:
    """A site in service with nobody in it yet, and its world."""
    site = Site(folder, migrated(kind, folder, template, server, f"lived_{os.urandom(4).hex()}"), told)
    app = _beside(site)
    with app.app_context():
        make = sessionmaker(db.engine, expire_on_commit=False)
    try:
        yield site, Town(app, World(make, STARTED).in_service(), app.test_client())
    finally:
        site.end()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
