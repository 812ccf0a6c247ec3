"""Real French texts, and as many more as asked, made of their sentences: titles, bodies and comments that people wrote.

The texts are not in this repository (docs/sources.md says where they come from): what needs them says so and stops."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "shared" / "data" / "french" / "textes.jsonl"
QUERIES = Path(__file__).with_name("search_queries.json")
SENTENCE = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True, slots=True)
class Written:
    """`key` says where it comes from, as in the file of queries. Without a title it is a comment."""

    key: str
    title: str
    body: str


def real() -> list[Written]:
    """A comment's number may be that of a text of the same source."""
    rows = map(json.loads, FILE.read_text().splitlines())
    return [Written(f"{row['source']}:{'' if row['title'] else 'comment:'}{row['id']}", row["title"] or "", row["body"])
            for row in rows]


def queries() -> list[tuple[str, list[str]]]:
    """(what somebody types, the keys of the texts that answer): judged by reading the texts."""
    return [(each["query"], each["expected"]) for each in json.loads(QUERIES.read_text())]


def many(number: int) -> Iterator[Written]:
    """The real ones first; then two thirds of comments, as in a discussion that lives, of one to eight sentences."""
    texts = real()
    yield from texts[:number]
    draw = random.Random(7570)
    titles = [text.title for text in texts if text.title]
    sentences = [said for text in texts for said in SENTENCE.split(text.body) if 20 <= len(said) <= 400]
    for n in range(len(texts), number):
        body = " ".join(draw.choices(sentences, k=draw.randint(1, 8)))
        yield Written(f"made:{n}", _title(draw, titles) if n % 3 == 0 else "", body)


def _title(draw: random.Random, titles: list[str]) -> str:
    """The beginning of one, the end of another."""
    one, other = (draw.choice(titles).split() for _ in range(2))
    return " ".join([*one[:len(one) // 2 + 1], *other[len(other) // 2:]])[:150] or "Sans titre"
