"""Memory and speed of `flask import decidim` on SQLite: proposals, then their comments, each in a process of its own.

    python benchmarks/decidim_import.py [rows]

Prints, for each run, the seconds, the rows for a second of processor and the most memory the process ever held; a
second run of the same file comes last. Ends with 1 when a run holds more than 300 MB, takes fewer than 500 rows for a
second of processor (other work on the machine must not change the verdict), or counts wrong.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from decidim import BODY, MOST_MB, write_csv

ROOT = Path(__file__).resolve().parent.parent
LEAST_A_SECOND = 500
COMMENTED = 5_000  # proposals that the comments are about
COMMENT = ["id", "created_at", "body", "locale", "author/id", "author/name", "alignment", "depth", "commentable_id",
           "commentable_type", "root_commentable_url"]


def comment(number: int, proposals: int) -> dict[str, str]:
    """Every fourth answers the one before it; the others take each side in turn."""
    proposal = (number - 1) // 4 % proposals + 1
    answers = number % 4 == 0
    return {
        "id": str(number), "created_at": "2024-06-01 08:00:00 UTC", "body": BODY[:400], "locale": "fr",
        "author/id": str(number % 3_000), "author/name": f"Participant {number % 3_000}",
        "alignment": "0" if answers else str(number % 3 - 1), "depth": "1" if answers else "0",
        "commentable_id": str(number - 1 if answers else proposal),
        "commentable_type": "Decidim::Comments::Comment" if answers else "Decidim::Proposals::Proposal",
        "root_commentable_url": f"https://example.org/processes/essai/f/1/proposals/{proposal}"}


def comments(count: int, proposals: int) -> Iterator[dict[str, str]]:
    return (comment(number, proposals) for number in range(1, count + 1))


def write_comments(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COMMENT, delimiter=";")
        writer.writeheader()
        writer.writerows(comments(count, min(count, COMMENTED)))


def prepare() -> None:
    """A migrated database with an empty territory, in CORDEE_INSTANCE."""
    from flask_migrate import upgrade

    from app.core.kinds import SpaceKind
    from app.extensions import sessions
    from app.territory import service as spaces
    from wsgi import app

    charter = (ROOT / "app" / "data" / "charters" / "default.toml").read_text(encoding="utf-8")
    with app.app_context():
        upgrade()
        spaces.open_space(sessions(), datetime.now(UTC), None, "essai", SpaceKind.TERRITORY, {"fr": "Essai"}, {},
                          "Europe/Paris", charter)


def run(instance: Path, file: Path) -> tuple[dict[str, int], float, float, int]:
    """The report, the seconds, those of processor and the most megabytes held."""
    begun = time.perf_counter()
    with (file.with_suffix(".report")).open("w+b") as report:
        child = subprocess.Popen([sys.executable, "-m", "flask", "import", "decidim", str(file), "--json"], cwd=ROOT,
                                 stdout=report, env=os.environ | {"CORDEE_INSTANCE": str(instance)})
        _pid, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        report.seek(0)
        told = json.load(report)
    return told, time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def tell(title: str, instance: Path, file: Path, expected: dict[str, int]) -> bool:
    told, seconds, worked, held = run(instance, file)
    speed = told["read"] / worked
    print(f"{title:22} {file.stat().st_size / 1e6:5.0f} MB  read {told['read']:6}  created {told['created']:6}  "
          f"existing {told['existing']:6}  {seconds:6.1f} s  {speed:6.0f} rows/s  most held {held} MB", flush=True)
    counted = all(told[key] == value for key, value in expected.items()) and not told["refused"]
    return held <= MOST_MB and speed >= LEAST_A_SECOND and counted


def main(count: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        instance, proposals, talk = Path(folder) / "instance", Path(folder) / "p.csv", Path(folder) / "c.csv"
        subprocess.run([sys.executable, __file__, "--prepare"], check=True, capture_output=True,
                       env=os.environ | {"CORDEE_INSTANCE": str(instance)})
        write_csv(proposals, count)
        write_comments(talk, count)
        new, again = {"created": count, "existing": 0}, {"created": 0, "existing": count}
        good = [tell("proposals", instance, proposals, new), tell("comments", instance, talk, new),
                tell("comments, second run", instance, talk, again)]
    return 0 if all(good) else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--prepare"]:
        prepare()
    else:
        sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 100_000))
