"""A log that cannot be written stops nothing: no room on the disk, nobody who reads, a terminal that is gone."""

import io
import logging
import os
import subprocess
import sys
from contextlib import suppress

import pytest

from app.core.logs import Log, Lossy

PROGRAM = """
import logging, sys
from flask import Flask
from app.core import logs
logs.outlive_output()
app = Flask("app")
logs.init_app(app)
app.add_url_rule("/", "home", lambda: "hello")
app.add_url_rule("/broken", "broken", lambda: 1 // 0)
print("starting")
client = app.test_client()
codes = [client.get(path).status_code for path in ("/", "/broken", "/")]
logging.getLogger("some.library").warning("a warning")
for log in logs._LOGS:
    log.close()
open(sys.argv[1], "w").write(f"{codes} {logs.lost()}")
"""


def ran(tmp_path, **streams: object) -> tuple[int, str]:
    said = tmp_path / "said"
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(said)], check=False, timeout=60, **streams)
    return done.returncode, said.read_text() if said.exists() else ""


@pytest.mark.parametrize("closed", [False, True])
def test_a_full_log_stops_nothing(tmp_path, closed: bool) -> None:
    """/dev/full answers every write with « no space left on device »."""
    with open("/dev/full", "w") as full:
        _code, said = ran(tmp_path, stdout=full, stderr=subprocess.DEVNULL if closed else full)
    codes, _bracket, lost = said.rpartition("] ")
    assert codes == "[200, 500, 200"
    assert int(lost) >= 3


def test_a_closed_terminal_stops_nothing(tmp_path) -> None:
    _code, said = ran(tmp_path, preexec_fn=lambda: (os.close(1), os.close(2)))
    assert said.startswith("[200, 500, 200]")


def test_a_pipe_that_nobody_reads_holds_nobody() -> None:
    """Who logs goes on; what is too much is counted. At the end nobody is waited for."""
    read, write = os.pipe()
    log = Log(os.fdopen(write, "w"), most=50)
    logger = logging.Logger("cordee.trial")
    logger.addHandler(log.handler)
    for _ in range(2_000):
        logger.info("x" * 1_000)
    assert log.lost > 1_000
    log.close(0.01)
    os.close(read)  # whoever waited to write is told that nobody will read
    log._waiting.put(None)
    log._thread.join()
    with suppress(BrokenPipeError):
        log._end.close()


def test_lines_are_whole_and_in_their_order() -> None:
    end = io.StringIO()
    log = Log(end)
    logger = logging.Logger("cordee.trial")
    logger.addHandler(log.handler)
    for number in range(3):
        logger.info("line %s", number)
    log.close()
    assert [line.rpartition(" ")[2] for line in end.getvalue().splitlines()] == ["0", "1", "2"]
    assert log.lost == 0


def test_what_passes_again_is_written() -> None:
    end = Lossy(io.StringIO())
    end._stream.close()
    end.write("lost")
    end._stream = io.StringIO()
    end.write("kept")
    assert (end.lost, end._stream.getvalue()) == (1, "kept")
