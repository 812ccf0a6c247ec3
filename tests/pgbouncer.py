"""A real pgbouncer before the PostgreSQL of the tests, in transaction mode: one session for everybody."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa

PORT = 6432


@contextmanager
def pooled(server: sa.URL) -> Iterator[sa.URL]:
    """The address of the same database by the pooler."""
    home = Path(tempfile.mkdtemp(prefix="cordee-pgb-"))
    home.chmod(0o777)
    (home / "users.txt").write_text(f'"{server.username}" ""\n')
    (home / "pgbouncer.ini").write_text(f"""
[databases]
* = host={server.query["host"]} port=5432 user={server.username}
[pgbouncer]
listen_addr =
listen_port = {PORT}
unix_socket_dir = {home}
auth_type = any
auth_file = {home / "users.txt"}
pool_mode = transaction
default_pool_size = 1
logfile = {home / "log"}
""")
    as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    program = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
    running = subprocess.Popen([*as_user, program, "-q", str(home / "pgbouncer.ini")], stderr=subprocess.DEVNULL)
    try:
        url = server.set(query={"host": str(home), "port": str(PORT)})
        _until_it_answers(url)
        yield url
    finally:
        running.terminate()
        running.wait()
        shutil.rmtree(home, ignore_errors=True)


def _until_it_answers(url: sa.URL) -> None:
    for _ in range(200):
        try:
            psycopg.connect(host=url.query["host"], port=PORT, user=url.username, dbname=url.database).close()
        except psycopg.OperationalError:
            time.sleep(0.05)  # the start of a program that tells nobody when it is ready
        else:
            return
    raise RuntimeError("pgbouncer does not answer")
