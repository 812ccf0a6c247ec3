"""Lives of one server, each a process of its own that may be killed: forked from a parent that has read the program
and opened nothing, so that a life begins in a tenth of a second and three hundred of them take minutes. From there on
it is `flask serve` without its migration: the lock of the instance, the port, the threads, the jobs.

    python -m tests.slow.forked PORT      (the settings are those of the environment)

Says the number of the process on a line each time it is given one; ends with its input.
"""

import logging
import os
import sys
from pathlib import Path

from flask import Flask

from app.extensions import db


def _live(port: int) -> None:
    import wsgi
    from app.core import logs
    from app.site import serving, settings_files as instance_lock
    from app.site.cli.serve import TARGET

    for name in ("cordee", None):  # threads are not forked, and a log is one
        logging.getLogger(name).handlers[:] = [logs.Log(sys.stdout).handler]
    logs.outlive_output()
    sock = serving.listen("127.0.0.1", port)
    instance_lock.serve(Path(wsgi.app.instance_path))
    serving.serve(TARGET, sock, 1)


def _read_once(site: Flask) -> None:
    """The templates are compiled here, once for all; the database is closed again."""
    visitor = site.test_client()
    for path in ("/", "/besoins", "/propositions/1", "/propositions/1/commenter", "/propositions/nouvelle/need",
                 "/decisions/1", "/decisions/1/repondre", "/nulle-part"):
        visitor.get(path).close()
    with site.app_context():
        db.session.remove()
        db.engine.dispose()


def main(port: int) -> None:
    asked = os.dup(1)
    os.dup2(2, 1)  # what is logged goes where errors go
    import app.jobs
    import wsgi

    app.jobs.steps()
    _read_once(wsgi.app)
    for _line in sys.stdin:
        if (child := os.fork()) == 0:
            try:
                _live(port)
            finally:
                os._exit(0)
        os.write(asked, f"{child}\n".encode())
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
