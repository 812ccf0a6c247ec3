"""Two texts of 60 kB compared word by word: seconds, from a few words changed to nothing in common.

    python benchmarks/diffing.py

The steps are counted, not timed: whatever the texts, the answer comes, and is the same on every machine.
"""

import time
from pathlib import Path
from random import Random

from app.core.diffing import apply, compare, counted

ROOT = Path(__file__).resolve().parent.parent

SIZE = 60_000
WORDS = [f"mot{n}" for n in range(3_000)]


def text(random: Random) -> list[str]:
    """Paragraphs of a hundred words."""
    found: list[str] = []
    while sum(map(len, found)) + len(found) < SIZE:
        found.append(random.choice(WORDS) + ("\n\n" if len(found) % 100 == 99 else ""))
    return found


def main() -> None:
    random = Random(7)
    old = text(random)
    print(f"{'words changed':>14}  {'seconds':>8}  {'paragraphs':>10}  {'added':>6}  {'removed':>7}")
    for share in (0.0, 0.001, 0.01, 0.1, 0.3, 1.0):
        new = [word.replace(word.strip(), random.choice(WORDS)) if random.random() < share else word for word in old]
        one, two = " ".join(old), " ".join(new)
        start = time.process_time()
        told = compare(one, two)
        spent, figures = time.process_time() - start, counted(told)
        assert apply(told, one) == two
        print(f"{share:>14.1%}  {spent:>8.3f}  {figures.paragraphs:>10}  {figures.added:>6}  {figures.removed:>7}")


if __name__ == "__main__":
    main()
