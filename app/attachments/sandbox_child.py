"""What runs in the sandbox: one file read from the input, one answer written to the output, then the end.

Started as a program by sandbox.py (`python -I sandbox_child.py TASK`). The application is not loaded, only its folder
is known: no settings, no database, no secret are within reach of whoever breaks a decoder."""

import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.attachments.files import FileKind, Logo, Picture

SECONDS = 5  # of its processor
WALL = 10  # by the clock, where the machine is busy with other things
# Of address space. Measured at the limits of each format (`python -m benchmarks.bad_files`): 357 MB for a WebP of ten
# million pixels, 190 for a JPEG of 48, 60 for a PDF of a hundred pages.
MEMORY = 400_000_000
ANSWER = 8_000_000  # bytes, on the disk of the server
OUT_OF_MEMORY = 3
HEAD = 20_000  # bytes of the line that tells what follows


def main(task: str) -> None:
    _confine()
    data = sys.stdin.buffer.read()
    try:
        for part in TASKS[task](data):
            sys.stdout.buffer.write(part)
            sys.stdout.buffer.flush()  # what was written is kept where the rest takes too long
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _confine() -> None:
    """No more than it was measured to need; the first to go where the machine lacks memory; after the pages, where it
    lacks time."""
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, ANSWER),
                       (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 32)):
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))
    signal.alarm(WALL + 1)  # even where nobody is left to end it
    os.nice(5)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def answer(found: "FileKind | Picture | Logo | None") -> Iterator[bytes]:
    """A line of JSON, then the bytes it counts."""
    told: dict[str, Any] = {}
    parts: list[bytes] = []
    if found is not None:
        told = {name: getattr(found, name) for name in ("media_type", "ending", "width", "height")
                if hasattr(found, name)}
        parts = [data for data, _width in found.versions.values()] if hasattr(found, "versions") else []
        parts += [found.data] if hasattr(found, "data") else []
        told["widths"] = {name: width for name, (_data, width) in getattr(found, "versions", {}).items()}
        told["sizes"] = [len(part) for part in parts]
    yield json.dumps(told).encode() + b"\n"
    yield from parts


def _attachment(data: bytes) -> Iterator[bytes]:
    from app.attachments.files import TooManyPixels, kind_of

    if (kind := kind_of(data)) is not None:
        yield from answer(kind)
        return
    from app.attachments import pictures

    try:
        yield from answer(pictures.encoded(data))
    except TooManyPixels as fault:
        yield from _refusal(fault.most, fault.photograph)


def _refusal(most: int, photograph: bool) -> Iterator[bytes]:
    yield json.dumps({"most_pixels": most, "photograph": photograph}).encode() + b"\n"


def _document(data: bytes) -> Iterator[bytes]:
    from app.attachments.files import kind_of

    yield from answer(kind_of(data))


def _logo(data: bytes) -> Iterator[bytes]:
    from app.attachments import pictures, pictures as drawings
    from app.attachments.files import TooManyPixels

    try:
        yield from answer(drawings.cleaned(data) if drawings.is_drawing(data) else pictures.logo(data))
    except drawings.NotADrawing:
        yield from answer(None)
    except TooManyPixels as fault:
        yield from _refusal(fault.most, fault.photograph)


def _words(ending: str) -> Callable[[bytes], Iterator[bytes]]:
    def read(data: bytes) -> Iterator[bytes]:
        from app.attachments import documents as texts

        for piece in texts.pieces(data, ending):
            yield piece.encode("utf-8", "ignore") + b" "

    return read


TASKS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "attachment": _attachment, "document": _document, "logo": _logo,
    **{ending: _words(ending) for ending in ("pdf", "odt", "ods", "docx", "xlsx")}}


if __name__ == "__main__":
    folder = Path(__file__).parent.parent
    package = ModuleType("app")
    package.__path__ = [str(folder)]
    sys.modules["app"] = package  # its folder alone: `app/__init__.py` would load the whole of it
    main(sys.argv[1])
