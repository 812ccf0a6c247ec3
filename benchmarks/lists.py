"""A list of twenty, for a visitor, in processor time: beside a page of one word, and at a hundredth of the rows.

    python benchmarks/lists.py [ROWS]

Bars: at most 1.2 ms for ten thousand rows, and at most 1.1 times as much for a hundred times more rows; the last page
at most twice the first.
"""

import sys

from _crowd import asker, cpu, crowd, plain  # type: ignore[import-not-found]

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
PATHS = ("/besoins", "/besoins?tri=soutenus", "/besoins?commune=Embrun", "/", "/territoire", "/recherche?q=babaché")


def main() -> None:
    small = {}
    with crowd(100) as (app, _make):
        for path in PATHS:
            small[path] = cpu(asker(app, path), 100)
    with crowd(ROWS) as (app, _make):
        _say_ok(app)
        word = cpu(asker(app, "/one-word"), 300)
        print(f"a page of one word                 {word:6.2f} ms")
        for path in PATHS:
            ask = asker(app, path)
            spent, body = cpu(ask, 100), ask()
            print(f"{path:33}  {spent:6.2f} ms   {spent / word:5.1f} × one word   {spent / small[path]:5.2f} × 100 rows"
                  f"   {plain(body):6} B, {len(body):5} on the wire")


def _say_ok(app: object) -> None:
    from app.rules.permissions import Action
    from app.web.doors import guard

    app.add_url_rule("/one-word", "one_word", guard(Action.SITE_READ)(lambda: "ok"))  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
