"""What is pasted from a word processor: who may have it read, how much of it, and where it is offered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.core import limits
from tests.core.test_pasted import WORD, WORD_READ
from tests.web.signing import token
from tests.web.town import Town, town

READ = "/mise-en-forme"


@pytest.fixture(scope="module")
def there(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    for made in town(sqlite_template, tmp_path_factory.mktemp("pasting")):
        made.world.person("Alice")
        yield made


def send(client: FlaskClient, html: str, csrf: str, kind: str = "text/html"):
    return client.post(READ, data=html.encode(), headers={"X-CSRFToken": csrf}, content_type=kind)


def alice(there: Town) -> tuple[FlaskClient, str]:
    client = there.enter("Alice")
    return client, token(client.get("/mon-espace/reglages"))


def test_nobody_who_is_not_there(there: Town):
    assert send(there.client, WORD, "").status_code == 400
    assert there.client.get(READ).status_code == 405


def test_not_without_the_token(there: Town):
    assert send(alice(there)[0], WORD, "").status_code == 400


def test_nothing_else_than_a_page(there: Town):
    assert send(*alice_with(there, WORD), kind="application/json").status_code == 400


def alice_with(there: Town, html: str) -> tuple[FlaskClient, str, str]:
    client, csrf = alice(there)
    return client, html, csrf


def test_no_more_than_a_dozen_pages(there: Town):
    assert send(*alice_with(there, "x" * (limits.PASTED_BYTES + 1))).status_code == 413


def test_a_text_comes_back(there: Town):
    answer = send(*alice_with(there, WORD))
    assert (answer.status_code, answer.mimetype, answer.text) == (200, "text/plain", WORD_READ)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert send(*alice_with(there, "<script>alert(1)</script>")).text == ""


def test_offered_where_one_writes_and_to_who_is_there(there: Town):
    path = "/propositions/nouvelle/need"
    assert f'data-rich="{READ}"' in there.enter("Alice").get(path).text
    page = there.read(path)
    assert "data-rich" not in page
    assert "/aide/mettre-en-forme" in page
    assert "Word" in there.read("/aide/mettre-en-forme")
