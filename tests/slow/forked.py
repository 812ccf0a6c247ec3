"""Lives of one server, each a process of its own that may be killed: forked from a parent that has read the program
and opened nothing, so that a life begins in a tenth of a second and three hundred of them take minutes. From there on
it is `flask serve` without its migration: the lock of the instance, the port, the threads, the jobs.

    python -m tests.slow.forked PORT      (the settings are those of the environment)

Says the number of the process on a line each time it is given one; ends with its input.
"""

import os
import sys
from pathlib import Path


def _live(port: int) -> None:
    import wsgi
    from app.cli.serve import TARGET
    from app.outside import instance_lock, logs, serving

    logs.outlive_output()
    sock = serving.listen("127.0.0.1", port)
    instance_lock.serve(Path(wsgi.app.instance_path))
    serving.serve(TARGET, sock, 1)


def main(port: int) -> None:
    import app.jobs.runner
    import wsgi

    assert wsgi.app
    app.jobs.runner.steps()
    for _line in sys.stdin:
        if (child := os.fork()) == 0:
            try:
                _live(port)
            finally:
                os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
