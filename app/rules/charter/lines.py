"""Where each key of a TOML text stands: `tomllib` gives values without their lines.

Reads a text that `tomllib` has accepted, so that it need not check anything: it only walks.
"""

import re
import tomllib
from bisect import bisect_right

from app.rules.charter.faults import Path, dotted

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*'""")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_TEXT = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}(?!")|\'\'\'.*?\'{3,5}(?!\')|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'''', re.DOTALL)
_BARE = re.compile(r"[^,\]}\n#]*")
_DEEPEST = 12  # a sound charter goes down eight levels; a header of a million dots is not followed


def lines_of(text: str) -> dict[str, int]:
    """Dotted key to line, the first being 1; a table that only its children name has the line of the first."""
    return _Walk(text).lines


class _Walk:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.starts = [match.end() for match in re.finditer("\n", text)]
        self.lines: dict[str, int] = {"": 1}
        self.counts: dict[Path, int] = {}  # how many times each [[array of tables]] was opened
        table: Path = ()
        self._skip()
        while self.at < len(text):
            if text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip()

    def _skip(self) -> None:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _note(self, path: Path, start: int) -> None:
        line = bisect_right(self.starts, start) + 1
        for length in range(1, min(len(path), _DEEPEST) + 1):
            self.lines.setdefault(dotted(path[:length]), line)

    def _key(self) -> list[str]:
        parts = []
        while match := _PART.match(self.text, self.at):
            parts.append(_plain(match[0]))
            self.at = match.end()
            dot = _DOT.match(self.text, self.at)
            if not dot:
                break
            self.at = dot.end()
        return parts

    def _header(self) -> Path:
        start, several = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if several else 1
        self._skip()
        path: Path = ()
        parts = self._key()[:_DEEPEST]
        for number, part in enumerate(parts, 1):
            path = (*path, part)
            if several and number == len(parts):
                self.counts[path] = self.counts.get(path, 0) + 1
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
        self._skip()
        self.at += 2 if several else 1
        self._note(path, start)
        return path

    def _pair(self, table: Path) -> None:
        start = self.at
        path = (*table, *self._key())
        self._note(path, start)
        self._skip()
        self.at += 1  # the sign =
        self._skip()
        self._value(path)

    def _value(self, path: Path) -> None:
        sign = self.text[self.at]
        if sign == "[":
            self._list(path)
        elif sign == "{":
            self._inline(path)
        elif match := _TEXT.match(self.text, self.at) if sign in "\"'" else _BARE.match(self.text, self.at):
            self.at = match.end()

    def _list(self, path: Path) -> None:
        self.at += 1
        self._skip()
        number = 0
        while self.text[self.at] != "]":
            self._note((*path, number), self.at)
            self._value((*path, number))
            number += 1
            self._comma()
        self.at += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        self._skip()
        while self.text[self.at] != "}":
            self._pair(path)
            self._comma()
        self.at += 1

    def _comma(self) -> None:
        self._skip()
        if self.text[self.at] == ",":
            self.at += 1
            self._skip()


def _plain(part: str) -> str:
    return str(tomllib.loads(f"k = {part}")["k"]) if part[0] in "\"'" else part
