"""What a process and its folder weigh while it works, looked at every few seconds."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from threading import Event, Thread


@dataclass(frozen=True, slots=True)
class Look:
    at: float  # seconds since the watch began
    memory: int  # kB: its own and its part of what is shared (PSS), of the server alone
    files: int
    threads: int
    connections: int
    log: int  # bytes of the write-ahead log; 0 where the database has its own
    folder: int  # bytes of the instance, without the log


def memory(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    raise AssertionError("no PSS told")


def _open(pid: int) -> list[str]:
    found = []
    for one in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found.append(os.readlink(one))
        except OSError:
            continue  # closed meanwhile
    return found


def weight(folder: Path) -> int:
    total = 0
    for file in folder.rglob("*"):
        try:
            total += file.stat().st_size if file.is_file() else 0
        except OSError:
            continue
    return total


@dataclass
class Watch:
    pid: int
    folder: Path
    connections: Callable[[], int] | None = None  # those of a server elsewhere; else the open files of the database
    every: float = 5.0
    looks: list[Look] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    def look(self, at: float) -> Look:
        files, wal = _open(self.pid), self.folder / "cordee.db-wal"
        log = wal.stat().st_size if wal.exists() else 0
        there = self.connections() if self.connections is not None else sum(
            file.endswith("/cordee.db") for file in files)
        return Look(at, memory(self.pid), len(files), len(list(Path(f"/proc/{self.pid}/task").iterdir())), there, log,
                    weight(self.folder) - log)

    def run(self) -> None:
        begun = time.monotonic()
        while not self.over.wait(self.every):
            self.looks.append(self.look(time.monotonic() - begun))

    def begin(self) -> Thread:
        thread = Thread(target=self.run)
        thread.start()
        return thread

    def between(self, first: float, last: float) -> list[Look]:
        """Parts of the whole: 0 is its beginning, 1 its end."""
        end = self.looks[-1].at
        return [one for one in self.looks if first * end <= one.at <= last * end]

    def mean_memory(self, first: float, last: float) -> float:
        return mean(one.memory for one in self.between(first, last))
