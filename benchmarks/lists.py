"""A list of twenty, for a visitor, in processor time: beside a page of one word, and at a hundredth of the rows.

    python benchmarks/lists.py [ROWS]

Bars: at most 1.2 ms for ten thousand rows where a page of one word takes 0.14 (8.6 times as much), at most 1.1 times
as much for a hundred times more rows, the last page at most twice the first. Bodies are not compressed here.
"""

import sys
from collections.abc import Callable

from _crowd import asker, cpu, crowd, plain
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from app.core.paging import Cursor, Sort
from app.core.permissions import Action
from app.core.web.doors import guard
from app.proposals.queries import lists
from app.proposals.queries.lists import Wanted

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
PATHS = ("/besoins", "/besoins?tri=soutenus", "/besoins?commune=Embrun", "/", "/territoire", "/recherche?q=badra")


def main() -> None:
    small = {}
    with crowd(max(ROWS // 100, 100)) as (app, _make):
        for path in PATHS:
            small[path] = cpu(asker(app, path), 100)
    with crowd(ROWS) as (app, make):
        word = _one_word(app)
        print(f"{ROWS} rows\n{'a page of one word':26} {word:6.2f} ms")
        for path in PATHS:
            spent, body = cpu(asker(app, path), 100), asker(app, path, "gzip")()
            print(f"{path:26} {spent:6.2f} ms  {spent / word:5.1f} × one word  {spent / small[path]:5.2f} × few rows"
                  f"  {plain(body):6} B, {len(body):5} on the wire")
        first, last = _depths(make)
        print(f"{'first page, its read':26} {first:6.2f} ms\n{'last page, its read':26} {last:6.2f} ms"
              f"  {last / first:5.2f} × the first")


def _one_word(app: Flask) -> float:
    app.add_url_rule("/one-word", "one_word", guard(Action.SITE_READ)(lambda: "ok"))
    return cpu(asker(app, "/one-word"), 300)


def _depths(make: sessionmaker[Session]) -> tuple[float, float]:
    with make() as session:
        end = Cursor(lists.page(session, Wanted("need"), Sort.RECENT, size=ROWS).rows[-25].published_at, 0)

        def read(cursor: Cursor | None) -> Callable[[], object]:
            return lambda: lists.page(session, Wanted("need"), Sort.RECENT, cursor)

        return cpu(read(None), 100), cpu(read(end), 100)


if __name__ == "__main__":
    main()
