"""Search over real French texts, and as many more as asked made of their sentences: how long, how big, how well.

    python benchmarks/search.py [10000|200000] [sqlite|postgresql]

Wall time of the reads alone and of the whole page through the application (hits, facets, excerpts), for the twenty
judged queries and for common words. The size is that of the database after indexing less that before. Recall is of
the judged queries, on the page of twenty first hits, over the real texts among all the others."""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from _crowd import NOW, asker
from _french import FILE, Written, many, queries
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from app import create_app
from app.core.database import WRITE
from app.core.kinds import Stance, Subject
from app.discussion.models import Comment
from app.extensions import db
from app.proposals.models import Proposal, ProposalPlace, Revision
from app.search import queries as search, service as found
from app.search.models import SearchPair
from app.search.queries import finding
from app.search.queries.finding import Only, counts, suggestion
from app.search.views import FEW
from tests.build import World
from tests.postgres import migrate, server

TEXTS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
ENGINE = sys.argv[2] if len(sys.argv) > 2 else "sqlite"
COMMON = ["impôt", "données", "état français", "impôts justes", "transport", "taxe -carbone", '"service public"',
          "associat*", "énergies renouvelables", "école informatique libre"]
MISTAKEN = ["impot fonciére", "enrgie renouvelabel", "logicel libre", "neutralitée du net", "pêche artisanalle"]
AT_ONCE = 2_000
TIMES = 5
PROPOSALS = Only((Subject.PROPOSAL,))


@contextmanager
def house() -> Iterator[tuple[Flask, World]]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        started = server() if ENGINE == "postgresql" else iter([f"sqlite:///{home}/bench.db"])
        url = next(started)
        migrate(url, home)
        app = create_app(home, secret_key="b" * 40, mode="test", database_url=url, jobs=False, rate_limits=False)
        with app.app_context():
            engine = db.engine
        yield app, World(sessionmaker(engine, expire_on_commit=False), NOW)
        engine.dispose()
        next(started, None)


def fill(world: World) -> dict[str, int]:
    """The rows that operations would have written, without the index. Ids of the real texts, by key."""
    first = world.need(world.person("Alice"))
    with world.make_session() as session:
        session.connection(execution_options=WRITE)
        head = dict(session.execute(sa.select(Proposal.__table__).where(Proposal.id == first)).one()._mapping)
        ids: dict[str, int] = {}
        texts, number = many(TEXTS), first
        while some := list(islice(texts, AT_ONCE)):
            number = _enter(session, world, head, some, number, ids)
        session.commit()
    return ids


def _enter(session: Session, world: World, head: dict[str, Any], texts: list[Written], number: int,
           ids: dict[str, int]) -> int:
    """Comments go under the proposal before them."""
    rows: dict[Any, list[dict[str, Any]]] = {Proposal: [], Revision: [], ProposalPlace: [], Comment: []}
    towns = list(world.places.values())
    for text in texts:
        at = NOW - timedelta(minutes=len(ids) * 7)
        if text.title:
            number += 1
            rows[Proposal].append({**head, "id": number, "title": text.title[:160], "excerpt": text.body[:200],
                                   "track": ("need", "project")[number % 2], "stage": ("published", "idea")[number % 2],
                                   "theme_id": world.themes["locaux"] if number % 3 else None, "published_at": at})
            rows[Revision].append({"proposal_id": number, "number": 1, "title": text.title[:160], "note": "",
                                   "fields": {"lived": text.body}, "html": {"lived": text.body}, "created_at": at})
            rows[ProposalPlace] += [{"proposal_id": number, "place_id": towns[number % len(towns)]}]
        else:
            rows[Comment].append({"space_id": world.space_id, "proposal_id": number, "author_id": head["author_id"],
                                  "stance": Stance.NEUTRAL, "body": text.body[:4000], "html": text.body[:4000],
                                  "lang": "fr", "created_at": at})
        ids[text.key] = number if text.title else 0
    for table, values in rows.items():
        if values:
            session.execute(sa.insert(table), values)
    return number


def size(session: Session) -> int:
    if ENGINE == "postgresql":
        return int(session.scalar(sa.text("SELECT pg_database_size(current_database())")) or 0)
    return int(session.scalar(sa.text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")) or 0)


def index(world: World) -> tuple[float, int, int]:
    """Seconds, bytes, and words that are known."""
    with world.make_session() as session:
        before, things = size(session), search.in_order(session)
    begun = time.perf_counter()
    for start in range(0, len(things), AT_ONCE):
        world.do(found.enter, None, things[start:start + AT_ONCE])
    spent = time.perf_counter() - begun
    words = world.do(found.count, None)
    if ENGINE == "postgresql":
        with world.make_session().get_bind().connect().execution_options(isolation_level="AUTOCOMMIT") as line:  # type: ignore[union-attr]
            line.exec_driver_sql("VACUUM ANALYZE")
    with world.make_session() as session:
        return spent, size(session) - before, words


def spread(asks: list[Callable[[], object]]) -> str:
    """p50 and p95 of every ask, in milliseconds of wall time, warm."""
    taken = []
    for ask in asks:
        ask()
        for _ in range(TIMES):
            begun = time.perf_counter()
            ask()
            taken.append((time.perf_counter() - begun) * 1_000)
    taken.sort()
    half, most = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    return f"p50 {half:7.1f} ms   p95 {most:7.1f} ms   worst {taken[-1]:7.1f} ms"


def times(app: Flask, session: Session) -> None:
    judged = [query for query, _expected in queries()]
    for name, asked in (("judged", judged), ("common", COMMON)):
        soughts = [sought for query in asked if (sought := search.ask(session, query, "fr")) is not None]
        print(f"{name:8} hits    {spread([lambda s=s: finding.find(session, s) for s in soughts])}")
        print(f"{name:8} facets  {spread([lambda s=s: counts(session, s, Only()) for s in soughts])}")
        pages = [asker(app, f"/recherche?q={_quoted(query)}") for query in asked]
        print(f"{name:8} page    {spread(pages)}")
    print(f"spelling         {spread([lambda q=q: suggestion(session, q, 'fr') for q in MISTAKEN])}")
    print("                 " + "; ".join(f"{query} → {suggestion(session, query, 'fr')}" for query in MISTAKEN))


def _quoted(query: str) -> str:
    from urllib.parse import quote

    return quote(query)


def recall(session: Session, ids: dict[str, int]) -> None:
    """On the first page; another spelling is followed where one is offered, as a person would by one click."""
    shares, wholes = [], []
    for query, expected in queries():
        typed = query
        if not search.find(session, typed, "fr", PROPOSALS):
            typed = suggestion(session, typed, "fr") or typed
        asked, wanted = search.ask(session, typed, "fr"), {ids[key] for key in expected if key in ids}
        hits = finding.find(session, asked, PROPOSALS, limit=200) if asked else []
        if asked and len(hits) <= FEW:
            hits += [hit for hit in finding.find_nearly(session, asked, PROPOSALS) if hit not in hits]
        got, page = {hit.ref for hit in hits}, {hit.ref for hit in hits[:20]}
        shares.append(len(page & wanted) / min(20, len(wanted)))
        wholes.append(len(got & wanted) / len(wanted))
        print(f"  {query:34} {len(wanted):3} expected, {len(page & wanted):3} on the first page, "
              f"{len(got & wanted):3} of the first {len(hits)}; not {missed(ids, wanted - got)}")
    print(f"recall: {sum(shares) / len(shares):.2f} on the first page, {sum(wholes) / len(wholes):.2f} in all")


def missed(ids: dict[str, int], left: set[int]) -> str:
    return ", ".join(key for key, number in ids.items() if number in left) or "one"


def main() -> None:
    if not FILE.exists():
        print("the French texts are not here (docs/sources.md)")
        return
    with house() as (app, world):
        ids = fill(world)
        spent, grown, words = index(world)
        with world.make_session() as session:
            pairs = session.scalar(sa.select(sa.func.count()).select_from(SearchPair))
            print(f"{ENGINE}: {TEXTS} texts indexed in {spent:.0f} s, {grown / 1e6:.1f} MB, "
                  f"with {words} words in {pairs} pairs of letters")
            times(app, session)
            recall(session, ids)


if __name__ == "__main__":
    main()
