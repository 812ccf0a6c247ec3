"""What was taken away, in a file of the instance: carried apart from the backups, so that a restored copy follows it.

One JSON line each: a moment, a kind, and a mark that names nobody. Lines may be there twice.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

NAME = "erasures.jsonl"


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    what: str
    target: str


def append(instance: Path, lines: Iterable[Line]) -> None:
    """On the disk when this returns. A line torn by a crash is closed by an end of line, and written again whole."""
    text = "".join(_text(line) for line in lines)
    if not text:
        return
    with os.fdopen(os.open(instance / NAME, os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o600), "r+b", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        torn = size > 0 and os.pread(file.fileno(), 1, size - 1) != b"\n"
        file.write(b"\n" * torn + text.encode())
        os.fsync(file.fileno())


def _text(line: Line) -> str:
    at = line.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return json.dumps({"at": at, "what": line.what, "target": line.target}) + "\n"


def read(file: Path) -> list[Line]:
    """In the order of the acts; what cannot be read (torn by a crash, and written again below) is passed over."""
    found: dict[tuple[str, str, datetime], Line] = {}
    for text in file.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            told = json.loads(text)
            line = Line(datetime.fromisoformat(told["at"]), str(told["what"]), str(told["target"]))
        except (ValueError, KeyError, TypeError):
            continue
        found[line.what, line.target, line.at] = line
    return sorted(found.values(), key=lambda line: line.at)
