"""Duplicates offered while a need is written, over real French texts and as many more as asked: how well, how long.

    python benchmarks/likeness.py [7570|200000] [sqlite|postgresql]

Of fifty texts that say nearly the same as a real one, how many find it among the first five; of two hundred that say
something else, how many bring anything among the first three. Wall time of the read alone, warm."""

import sys
import time
from collections import Counter

from _french import FILE, many
from sqlalchemy.orm import Session

from app.search import queries as search
from tests import lookalikes

TEXTS = int(sys.argv[1]) if len(sys.argv) > 1 else 7_570


def spread(session: Session, asked: list[dict[str, str]], whole: bool) -> str:
    taken = []
    for text in asked:
        for _ in range(3):
            begun = time.perf_counter()
            search.alike(session, text["title"], text["body"] if whole else "", "fr", ("need", "project"))
            taken.append((time.perf_counter() - begun) * 1_000)
    taken.sort()
    half, most = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    return f"p50 {half:.0f} ms   p95 {most:.0f} ms   worst {taken[-1]:.0f} ms"


def figures(session: Session, numbers: dict[str, int]) -> None:
    near, other = lookalikes.asked("near_duplicates"), lookalikes.asked("unrelated")
    twins = lookalikes.twins(lookalikes.real(), numbers)
    found = [text for text in near if twins[text["of"]] & set(lookalikes.offered(session, text, 5))]
    print(f"near duplicates offered among the first five: {len(found)} of {len(near)}", dict(Counter(
        text["how"] for text in found)))
    print("  not:", ", ".join(text["of"] for text in near if text not in found) or "none")
    alarms = [text for text in other if lookalikes.offered(session, text, 3)]
    print(f"unrelated texts that bring something among the first three: {len(alarms)} of {len(other)}")
    print("  which:", "; ".join(text["title"] for text in alarms) or "none")
    print("whole text ", spread(session, near + other, whole=True))
    print("title alone", spread(session, near + other, whole=False))


def main() -> None:
    if not FILE.exists():
        print("the French texts are not here (docs/sources.md)")
        return
    from search import ENGINE, house

    with house() as (_app, world):
        begun = time.perf_counter()
        with world.make_session() as session:
            from app.core.database import WRITE

            session.connection(execution_options=WRITE)
            numbers = lookalikes.shelve(session, world.space_id, many(TEXTS))
            session.commit()
        print(f"{ENGINE}: {len(numbers)} texts on the shelf in {time.perf_counter() - begun:.0f} s")
        with world.make_session() as session:
            figures(session, numbers)


if __name__ == "__main__":
    main()
