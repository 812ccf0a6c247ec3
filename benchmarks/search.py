"""Search among as many texts as asked: one common word, three words, a rare one, what is alike; and the index's size.

    python benchmarks/search.py [TEXTS]

Bars: 100 % of the civic pairs but two (tests/rules/test_words.py), and times that hardly grow with the number of
texts, since only the newest matches are put in order.
"""

import random
import sys
from collections.abc import Callable

import sqlalchemy as sa
from _crowd import WORDS, cpu, crowd, text_of
from sqlalchemy.orm import Session

from app.queries import search

TEXTS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
QUERIES = {"one common word": WORDS[0], "three common words": " ".join(WORDS[:3]), "a rare word": WORDS[700],
           "a word of no text": "locomotive"}


def asks(session: Session) -> dict[str, Callable[[], object]]:
    draw = random.Random(11)
    title, body = text_of(draw, 7), text_of(draw, 100)
    found = {name: (lambda query=query: search.find(session, query, "fr")) for name, query in QUERIES.items()}
    return {**found, "alike, title only": lambda: search.alike(session, title, "", "fr"),
            "alike, title and text": lambda: search.alike(session, title, body, "fr")}


def main() -> None:
    few = {}
    with crowd(max(TEXTS // 10, 100), indexed=True) as (_app, make), make() as session:
        few = {name: cpu(ask, 10) for name, ask in asks(session).items()}
    with crowd(TEXTS, indexed=True) as (_app, make), make() as session:
        size = session.scalar(sa.text("SELECT sum(length(block)) FROM search_fts_data")) or 0
        print(f"{TEXTS} texts, index of {size / 1e6:.1f} MB")
        for name, ask in asks(session).items():
            spent = cpu(ask, 10)
            print(f"{name:24} {spent:7.2f} ms  {spent / few[name]:5.2f} × a tenth of the texts")


if __name__ == "__main__":
    main()
