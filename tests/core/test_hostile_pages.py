"""No address and no form breaks a page, and both databases answer alike. Every form of the demonstration, field by
field: tests/slow/test_hostile_forms.py."""

import logging
import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.core.web.paging import LARGEST, whole
from app.core.web.requests import SUBSTITUTE, keepable
from app.proposals.models import Draft
from tests.web.both_engines import settled
from tests.web.forms_of import forms_of
from tests.web.hostile import ARGUMENTS, FIELDS, NUMBERS, WORDS, addresses
from tests.web.signing import post, token
from tests.web.town import Town

LISTS = ("/", "/besoins", "/recherche", "/structures", "/journal", "/decisions", "/territoire", "/connexion",
         "/propositions/1", "/propositions/1/versions/comparer", "/propositions/1/soutiens",
         "/propositions/nouvelle/need")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def there(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    for town in settled(request, request.param, tmp_path_factory.mktemp("hostile")):
        town.world.need(town.world.person("Alice"))
        town.app.config["PROPAGATE_EXCEPTIONS"] = False
        yield town


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


def broken(client: FlaskClient, paths: Iterator[str]) -> list[str]:
    found = []
    for path in paths:
        answer = client.get(path)
        if answer.status_code >= 500:
            found.append(path)
        answer.close()
    return found


def test_no_address_breaks(there: Town) -> None:
    assert broken(there.enter("Alice"), addresses(there.app)) == []


def test_no_argument_breaks(there: Town) -> None:
    asked = (f"{path}?{name}={value}" for path in LISTS for name in ARGUMENTS for value in (WORDS[0], NUMBERS[0]))
    assert broken(there.client, asked) == []


@pytest.mark.parametrize("query", ["q=\xff", "q=\xed\xa0\x80", "\xff=1"])
def test_bytes_that_are_no_text_break_nothing(there: Town, query: str) -> None:
    assert there.client.get("/recherche", environ_overrides={"QUERY_STRING": query}).status_code in (200, 400)


@pytest.mark.parametrize("header", ["Origin", "Referer"])
def test_an_address_that_is_none_breaks_nothing(there: Town, header: str) -> None:
    sent = {"csrf_token": token(there.client.get("/connexion")), "email": "x@example.org"}
    assert there.client.post("/connexion", data=sent, headers={header: "http://["}).status_code in (303, 400)
    assert there.client.get("/langue/fr", headers={header: "http://["}).status_code == 303


@pytest.mark.parametrize("worst", FIELDS)
def test_no_field_of_a_need_breaks(there: Town, worst: str) -> None:
    alice = there.enter("Alice")
    path = "/propositions/nouvelle/need"
    form = next(form for form in forms_of(alice.get(path).text) if "lived" in form.names)
    for name in set(form.names) - {"csrf_token"}:
        assert alice.post(path, data=dict(form.values) | {name: worst}).status_code < 500, name


def test_a_sign_that_cannot_be_kept_is_refused_beside_its_field(there: Town) -> None:
    answer = post(there.enter("Alice"), "/propositions/nouvelle/need", {"title": "Un titre\x00 sans fin", "lived": "x"})
    assert answer.status_code == 422
    assert "signes invisibles" in answer.text


def test_a_draft_keeps_the_rest_of_the_text(there: Town) -> None:
    answer = post(there.enter("Alice"), "/propositions/nouvelle/need",
                  {"title": "Un titre", "lived": "Avant\x00après", "act": "save"})
    assert answer.status_code == 303
    with there.world.make_session() as session:
        kept = [draft.fields["lived"] for draft in session.query(Draft) if "lived" in draft.fields]
    assert any(re.fullmatch(r"Avant.?après", text, re.DOTALL) for text in kept), kept
    assert not any("\x00" in text for text in kept)


def test_what_is_typed_before_the_sign_in_is_held(there: Town) -> None:
    visitor = there.app.test_client()
    sent = {"csrf_token": token(visitor.get("/connexion")), "body": "Avant\x00après", "stance": "for"}
    assert visitor.post("/propositions/1/commenter", data=sent).headers["Location"] == "/connexion"


@pytest.mark.parametrize(("typed", "found"), [
    ("12", 12), ("0", 0), (str(LARGEST), LARGEST), (str(LARGEST + 1), None), ("9" * 5_000, None), ("-1", None),
    ("²", None), ("٣", None), ("", None), (None, None), ("1.0", None), (" 1", None)])
def test_a_whole_number(typed: str | None, found: int | None) -> None:
    assert whole(typed) == found


def test_what_cannot_be_kept() -> None:
    assert keepable("a\x00b\ud800c\udfff") == f"a{SUBSTITUTE}b{SUBSTITUTE}c{SUBSTITUTE}"


def test_the_signs_are_kept_by_both(there: Town) -> None:
    with there.world.engine.connect() as connection:
        assert connection.execute(sa.select(sa.literal(SUBSTITUTE))).scalar() == SUBSTITUTE
