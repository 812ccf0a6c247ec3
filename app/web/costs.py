"""What costs more than a page, and how often one network may ask for it. Each kind has one budget for all its routes,
wide enough for a room, or a village, behind one address. A law (tests/web/test_costs.py) lists every route that has
one, and finds those that should."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from flask import request

from app.extensions import limiter

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Cost:
    name: str
    most: str


SEARCH = Cost("search", "120 per minute")  # with words: both engines rank what they find
FEED = Cost("feed", "60 per minute")  # news, calendars
FILE = Cost("file", "60 per minute")  # made at the demand: square codes, posters, maps, comparisons
PICTURE = Cost("picture", "600 per minute")  # bytes out of the database: a page may show twenty
WHOLE = Cost("whole", "10 per minute")  # everything of a kind: the journal, one's own data, the source
UPLOAD = Cost("upload", "30 per minute")  # decoded, encoded anew, read
TRIAL = Cost("trial", "20 per minute; 200 per hour")  # computed from what is sent: simulations, pastes


def costs(cost: Cost, *, methods: tuple[str, ...] = ("GET",),
          only_with: str = "") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """`only_with`: an argument of the address without which the page is like any other."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.cost = cost  # type: ignore[attr-defined]
        limited: Callable[P, R] = limiter.shared_limit(
            cost.most, scope=cost.name, methods=[method.lower() for method in methods],
            exempt_when=(lambda: not request.args.get(only_with)) if only_with else None)(view)
        return limited

    return mark
