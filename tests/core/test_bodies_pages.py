"""How much a form may ask of who reads it, whatever its shape; and that none of these shapes ends in a fault."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.core.web.requests import FIELDS
from tests.web.signing import token
from tests.web.town import town
from tests.work import more_than_twice

PLAIN, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
MARKS = "\u0315\u0300"


@pytest.fixture(scope="module")
def client(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    for made in town(sqlite_template, tmp_path_factory.mktemp("bodies")):
        yield made.app.test_client()


def send(client: FlaskClient, body: str, kind: str = PLAIN) -> int:
    return client.post("/connexion", data=body.encode(), content_type=kind).status_code


@pytest.mark.parametrize("field", ["a=&", "&", "a=b&"])
def test_so_many_fields_and_no_more(client: FlaskClient, field: str):
    csrf = token(client.get("/connexion"))
    assert send(client, f"csrf_token={csrf}&" + field * (FIELDS - 10)) == 422
    assert send(client, f"csrf_token={csrf}&" + field * FIELDS) == 413


def test_so_many_parts_and_no_more(client: FlaskClient):
    part = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nv\r\n'
    assert send(client, part * 2_000 + "--x--", PARTS) == 413


@pytest.mark.parametrize("head", [
    "form-data", "form-data; a=b", 'form-data; name*0="a"', "form-data; " + 'a="\\\\";' * 9_000])
def test_a_part_without_a_name_is_nobodys(client: FlaskClient, head: str):
    assert send(client, f"--x\r\nContent-Disposition: {head}\r\n\r\nv\r\n--x--", PARTS) == 400


@pytest.mark.parametrize("body", ["%", "%%41", "+", ";", "email=" + "%c3", "email=%00", "=", "\x00=\x00"])
def test_a_form_that_is_none_is_refused(client: FlaskClient, body: str):
    assert send(client, body * 300) in (400, 422)


@pytest.mark.parametrize("host", ["a" * 300, "." * 80, "a b", "[::1", "xn--\x80", "\u0315" * 40])
def test_a_host_that_cannot_be_read_is_no_fault(client: FlaskClient, host: str):
    answer = client.get("/aide", environ_overrides={"HTTP_HOST": host.encode().decode("latin-1")})
    assert answer.status_code in (200, 400)


def test_accents_of_a_visitor_do_not_stop_the_others(client: FlaskClient):
    """Half a million of them on one letter took three minutes of every thread."""
    csrf = token(client.get("/connexion"))

    def sign_in(marks: str) -> None:
        assert send(client, f"csrf_token={csrf}&email=a{marks}@example.org") == 422

    assert more_than_twice(sign_in, MARKS * 50_000, MARKS * 100_000) == ""


@pytest.mark.parametrize("path", [
    "/propositions/{}", "/pieces/{}/petite", "/propositions/1/versions/comparer?a={}", "/nouvelles?apres={}-{}",
    "/decisions?suite={}-1", "/besoins?suite={}", "/recherche?annee={}", "/reunions/{}"])
@pytest.mark.parametrize("digits", [20, 5_000])
def test_a_number_without_end_is_nothing_that_is_here(client: FlaskClient, path: str, digits: int):
    assert client.get(path.replace("{}", "9" * digits)).status_code < 500
