"""Laws over every address of the URL map, read by whoever may all: what costs, and what may be kept by a cache."""

import pytest
from flask.testing import FlaskClient

from app.accounts.views.own import SEEN
from tests.web.test_costs import COSTLY, LIGHT
from tests.web.test_counts import ids, pages, place
from tests.web.town import Town

__all__ = ["ids", "place"]


def test_what_is_no_page_is_costly_or_light(place: Town, ids: dict[str, int]) -> None:
    """Found by asking every address, as somebody who may all: a new export is listed above, or this fails."""
    reader, files = place.enter("Alice"), set()
    for path in pages(place, ids):
        with reader.get(path) as answer:
            if answer.status_code == 200 and answer.mimetype != "text/html":
                files.add(place.app.url_map.bind("localhost").match(answer.request.path)[0])
    listed = LIGHT | {name for names in COSTLY.values() for name in names}
    assert files - listed == set()
    assert len(files) > 15


STATES = {
    "visitor": {}, "a form was opened": {"csrf_token": "t" * 40}, "told something": {"_flashes": [("info", "told")]},
    "signed in": None, "first of the day": {SEEN: "2026-01-01"}}


@pytest.fixture(scope="module")
def public(place: Town, ids: dict[str, int]) -> list[str]:
    """The addresses that a visitor is given with the leave to be kept."""
    found, reader = [], _browser(place, "visitor")
    for path in pages(place, ids):
        with reader.get(path) as answer:
            if "public" in answer.headers.get("Cache-Control", ""):
                found.append(path)
    return found


@pytest.mark.parametrize("state", STATES)
def test_no_cookie_is_set_on_what_a_cache_may_keep(
        place: Town, ids: dict[str, int], public: list[str], state: str) -> None:
    """Whoever asks for it: a session that is written again at each answer, or that changes with this one."""
    wrong, seen = [], 0
    for path in pages(place, ids) if state == "signed in" else public:
        with _browser(place, state).get(path) as answer:
            kept = answer.headers.get("Cache-Control", "")
            seen += "public" in kept
            if answer.headers.getlist("Set-Cookie") and kept != "no-store":
                wrong.append((path, kept))
    assert wrong == []
    assert seen or state == "first of the day", "each answer of that one changes the session"


def _browser(place: Town, state: str) -> FlaskClient:
    reader = place.app.test_client()
    if state in ("signed in", "first of the day"):
        reader.set_cookie("cordee", place.enter("Alice").get_cookie("cordee").value)
    if given := STATES[state]:
        with reader.session_transaction() as session:
            session.update(given)
    return reader
