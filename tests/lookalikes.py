"""Real French texts on a shelf, and what is asked of them: fifty that say nearly the same as one of them, reworded,
shortened or misspelt, and two hundred that say something else. Both sets were written for this."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.core.kinds import Subject
from app.core.texts import fold
from app.search import queries as search
from app.search.queries.keeping import learn, recount, set_counts

HERE = Path(__file__).parent
TEXTS = HERE.parents[1] / "shared" / "data" / "french" / "textes.jsonl"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Text:
    key: str
    title: str
    body: str


def asked(name: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads((HERE / "data" / f"{name}.json").read_text())
    return rows


def real() -> list[Text]:
    """A contribution's key is its source and number; a comment, which has no title, says so in its key."""
    rows = map(json.loads, TEXTS.read_text().splitlines())
    return [Text(f"{row['source']}:{'' if row['title'] else 'comment:'}{row['id']}", row["title"] or "", row["body"])
            for row in rows]


def shelve(session: Session, space_id: int, texts: Iterable[Any]) -> dict[str, int]:
    """Each as a proposal that is found by its words. Numbers by key."""
    numbers: dict[str, int] = {}
    left: Iterator[Any] = iter(texts)
    while some := list(islice(left, AT_ONCE)):
        rows = []
        for text in some:
            numbers[text.key] = len(numbers) + 1
            rows.append({"kind": Subject.PROPOSAL, "ref": numbers[text.key], "space_id": space_id, "track": "need",
                         "lang": "fr", "at": NOW, "year": NOW.year, "updated_at": NOW, "around": "",
                         **search.words_of("fr", text.title, text.body)})
        search.enter(session, rows)
        learn(session, [("fr", f"{text.title} {text.body}") for text in some])
    set_counts(session, recount(session))
    return numbers


def twins(texts: list[Text], numbers: dict[str, int]) -> dict[str, set[int]]:
    """For each key, the numbers of the texts whose body is the same to the letter: any of them is the right answer."""
    same: dict[str, set[int]] = {}
    for text in texts:
        same.setdefault(fold(text.body), set()).add(numbers[text.key])
    return {text.key: same[fold(text.body)] for text in texts}


def offered(session: Session, text: dict[str, str], first: int) -> list[int]:
    return search.alike(session, text["title"], text["body"], "fr", ("need", "project"), limit=first)
