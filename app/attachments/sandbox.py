"""Files that people send are opened in an interpreter of their own: started anew for each (not forked), with limits of
time, memory and size, and nothing of the application in it.

A decoder holds the interpreter for as long as it works, and nobody knows beforehand what a file asks of it: six
kilobytes of PDF held every page for two minutes, a hundred of PNG took 900 MB. One that is started for each file costs
a tenth of a second, of which nobody has more than twenty a day; kept warm it would save that tenth, and bring what one
file left in it to the next."""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO, Any

from app.attachments.files import ODF, OOXML, FileKind, Logo, Picture, TooManyPixels
from app.attachments.sandbox_child import ANSWER, HEAD, OUT_OF_MEMORY, TASKS, WALL

# What is served says one of these types, whatever a decoder that was broken says.
DOCUMENTS = {"pdf": "application/pdf", **{ending: told.decode() for told, ending in ODF.items()},
             **dict(OOXML.values())}
PICTURES = {"png": "image/png", "jpg": "image/jpeg"}
LOGOS = {name: name for name in ("image/png", "image/svg+xml")}
CHILD = Path(__file__).with_name("sandbox_child.py")
AT_ONCE = 2  # files opened at the same time in one process: twice the memory of one
WAITING = 2  # more of them that wait; the threads that are left answer pages
PATIENCE = 5.0  # seconds
LOG = logging.getLogger("cordee.sandbox")


class TooBusy(Exception):
    """So many files are being opened that this one was not begun."""


class TooHard(Exception):
    """It took more time or memory than a file may."""


class Gate:
    """So many at once, a few more that wait a while, and no others."""

    def __init__(self, at_once: int, waiting: int, patience: float) -> None:
        self._inside, self._near = BoundedSemaphore(at_once), BoundedSemaphore(at_once + waiting)
        self._patience = patience

    @contextmanager
    def __call__(self) -> Iterator[None]:
        if not self._near.acquire(blocking=False):
            raise TooBusy
        try:
            if not self._inside.acquire(timeout=self._patience):
                raise TooBusy
            try:
                yield
            finally:
                self._inside.release()
        finally:
            self._near.release()


gate = Gate(AT_ONCE, WAITING, PATIENCE)


def attachment(data: bytes) -> FileKind | Picture | None:
    """What it is, by its content; a picture is encoded anew. TooManyPixels, TooHard, TooBusy."""
    told, rest = _answer("attachment", data)
    if "widths" not in told:
        return None
    return _picture(told, rest) if told["widths"] else _kind(told)


def document(data: bytes) -> FileKind | None:
    """TooHard, TooBusy."""
    told, _rest = _answer("document", data)
    return _kind(told) if told else None


def logo(data: bytes) -> Logo | None:
    """A drawing is cleaned, a picture is encoded anew. TooManyPixels, TooHard, TooBusy."""
    told, rest = _answer("logo", data)
    if not told:
        return None
    return Logo(LOGOS[str(told["media_type"])], rest[:int(told["sizes"][0])], int(told["width"]), int(told["height"]))


def words(data: bytes, ending: str) -> str:
    """Of a document, as far as its time went. Beside the gate: only the job asks, one at a time."""
    if ending not in TASKS:
        return ""
    code, said = _run(ending, data)
    if code:
        LOG.warning("a document (%s, %s bytes) was not read to its end: %s", ending, len(data), _why(code))
    return said.decode("utf-8", "ignore").strip()


def _kind(told: dict[str, Any]) -> FileKind:
    ending = str(told["ending"])
    return FileKind(DOCUMENTS[ending], ending)


def _picture(told: dict[str, Any], rest: bytes) -> Picture:
    versions, at = {}, 0
    for (name, width), size in zip(told["widths"].items(), told["sizes"], strict=True):
        versions[str(name)] = rest[at:at + size], int(width)
        at += size
    ending = str(told["ending"])
    return Picture(PICTURES[ending], ending, int(told["width"]), int(told["height"]), versions)


def _answer(task: str, data: bytes) -> tuple[dict[str, Any], bytes]:
    with gate():
        code, said = _run(task, data)
    if code in (OUT_OF_MEMORY, -signal.SIGKILL, -signal.SIGXCPU, -signal.SIGALRM):
        LOG.warning("a file (%s bytes) was given up: %s", len(data), _why(code))
        raise TooHard
    if code:  # what broke the decoder is no file that we know
        LOG.warning("a file (%s bytes) ended its reader: %s", len(data), _why(code))
        return {}, b""
    head, _end, rest = said.partition(b"\n")
    told: dict[str, Any] = json.loads(head[:HEAD])
    if "most_pixels" in told:
        raise TooManyPixels(int(told["most_pixels"]), photograph=bool(told["photograph"]))
    return told, rest


def _run(task: str, data: bytes) -> tuple[int, bytes]:
    """Its exit code, negative for the signal that ended it; and what it wrote, to a file that cannot grow beyond
    `ANSWER`. Nothing of our environment goes with it."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out:
        given.write(data)
        given.seek(0)
        code = _ended(_started(task, given, out))
        return code, _read(out)


def _started(task: str, given: IO[bytes], out: IO[bytes]) -> "subprocess.Popen[bytes]":
    kept = ("LD_LIBRARY_PATH",)  # a Python that was built with shared libraries
    try:
        return subprocess.Popen(  # noqa: S603  (our own file; the task is one of ours)
            [sys.executable, "-I", "-X", "utf8", str(CHILD), task], stdin=given, stdout=out,
            stderr=subprocess.DEVNULL, cwd="/", start_new_session=True,
            env={name: os.environ[name] for name in kept if name in os.environ})
    except OSError as fault:  # no process or no memory is left on the machine
        LOG.exception("the sandbox did not start")
        raise TooBusy from fault


def _read(out: IO[bytes]) -> bytes:
    out.seek(0)
    return out.read(ANSWER)


def _ended(child: "subprocess.Popen[bytes]") -> int:
    try:
        return child.wait(WALL)
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL
    finally:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _why(code: int) -> str:
    if code == OUT_OF_MEMORY:
        return "out of memory"
    return f"signal {-code}" if code < 0 else f"exit code {code}"
