"""The tallies on a million ballots: seconds and peak memory, each in a process of its own.

    python benchmarks/tally.py            the table (about two minutes, most of it drawing ballots)
    python benchmarks/tally.py --ballots 100000

« read » is from JSON text to profile, « count » from profile to result, « command » is `flask tally` from end to end
with the interpreter's start. Limits asked: 2 s and 200 MB; 10 s for Schulze with twenty options.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
LETTERS = "abcdefghijklmnopqrst"
COMMAND = "import sys; from app.decisions.cli import tally; tally(args=sys.argv[1:], prog_name='flask tally')"
Draw = Callable[[Random, list[str]], object]


def word(random: Random, _options: list[str]) -> object:
    return random.choice(["for", "against", "abstain"])


def grades(random: Random, options: list[str]) -> object:
    return {option: random.randrange(7) for option in options}


def approvals(random: Random, options: list[str]) -> object:
    return [option for option in options if random.random() < 0.3]


def ranking(random: Random, options: list[str]) -> object:
    return [[option] for option in random.sample(options, len(options))]


CASES: dict[str, tuple[str, int, Draw]] = {
    "majority": ("majority", 0, word),
    "approval, 10 options": ("approval", 10, approvals),
    "majority judgment, 5 options": ("majority_judgment", 5, grades),
    "schulze, 20 options": ("schulze", 20, ranking),
}


def lines(draw: Draw, options: list[str], ballots: int) -> Iterator[str]:
    random = Random(1)
    for number in range(ballots):
        yield (", " if number else "") + json.dumps({"weight": 1, "choice": draw(random, options)})


def write(file: Path, draw: Draw, size: int, ballots: int) -> None:
    options = list(LETTERS[:size])
    with file.open("w", encoding="utf-8") as out:
        out.write(f'{{"options": {json.dumps(options)}, "grades": 7, "ballots": [')
        out.writelines(lines(draw, options, ballots))
        out.write("]}")


def measure(method: str) -> None:
    """In the child: prints seconds to read, seconds to count, peak megabytes."""
    from app.decisions.cli import standard_input
    from app.governance.tally.counting import count
    from app.governance.tally.profile import Profile

    start = time.perf_counter()
    text = standard_input()
    profile = Profile.loads(text, method)
    del text
    between = time.perf_counter()
    count(method, profile)
    end = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{between - start:.2f} {end - between:.2f} {peak:.0f}")


def command(method: str, file: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of the command itself."""
    start = time.perf_counter()
    with file.open("rb") as profile:
        child = subprocess.Popen(
            [sys.executable, "-c", COMMAND, method], stdin=profile, stdout=subprocess.DEVNULL, cwd=ROOT
        )
        _pid, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{method}: status {status}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--ballots", type=int, default=1_000_000)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        return measure(given.measure)
    print(f"{given.ballots} ballots".ljust(30), "read s  count s  peak MB   command s  peak MB")
    with tempfile.TemporaryDirectory() as folder:
        for name, (method, size, draw) in CASES.items():
            file = Path(folder) / "profile.json"
            write(file, draw, size, given.ballots)
            child = [sys.executable, __file__, "--measure", method]
            with file.open("rb") as profile:
                answer = subprocess.run(child, stdin=profile, stdout=subprocess.PIPE, check=True, text=True)
            read, counted, peak = answer.stdout.split()
            seconds, whole = command(method, file)
            print(name.ljust(30), f"{read:>6}  {counted:>7}  {peak:>7}   {seconds:>9.2f}  {whole:>7.0f}")
    return None


if __name__ == "__main__":
    main()
