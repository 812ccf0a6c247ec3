"""Generated from the URL map: every route, every role; no fault of the server, no act without its token."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, Rule
from werkzeug.test import TestResponse

from app.accounts.models import Person
from app.core.kinds import GroupRole, PersonState, Role
from app.core.models import Base
from app.core.permissions import ALLOWED, CONTEXTUAL
from app.extensions import db
from app.groups import service as groups
from tests.build import World
from tests.trial import group_of
from tests.web.signing import sign_in, token

OF_A_THING = ["lead", "representative"]  # of the need and of the idea that are there
ROLES = ["visitor", "participant", "blocked", *OF_A_THING, Role.MEMBER, Role.RELAY, Role.MODERATOR, Role.STEERING,
         Role.OPERATOR]
FILL = {
    "number": 1,
    "track": "need",
    "gate": "to_work_group",
    "code": "05061",
    "slug": "locaux",
    "kind": "proposal",
    "version": 1,
    "person_id": 1,
    "carrier_id": 1,
    "link_id": 1,
    "indicator_id": 1,
    "milestone_id": 1,
}
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{7*7}}",
    "' OR 1=1 --",
    "\x00",
    "\u202e",
    "9" * 40,
    "-1",
    "é" * 3000,
    "%00",
    "../../etc/passwd",
]


def routes(app: Flask, method: str) -> list[str]:
    with app.test_request_context():
        found = []
        for rule in app.url_map.iter_rules():
            if method in rule.methods and rule.endpoint not in ("people.sign_out",):
                given = {name: first_of(rule, name) for name in rule.arguments}
                found.append(rule.build(given)[1])
        return sorted(set(found))


def first_of(rule: Rule, name: str) -> object:
    """What a route accepts there: the first of its listed words, what is there in this world, else the number one."""
    converter = rule._converters[name]
    return sorted(converter.items)[0] if isinstance(converter, AnyConverter) else FILL.get(name, 1)


@pytest.fixture
def world(app: Flask, site: World) -> World:
    alice = site.person("Alice")
    site.need(alice)
    site.idea(alice)
    return site


def entered(app: Flask, world: World, role: str) -> FlaskClient:
    client = app.test_client()
    if role != "visitor":
        carl = world.person("Carl", *([role] if isinstance(role, Role) else []))
        if role == "representative":
            world.structure("Les outils du pays", carl)
        if role == "lead":
            led(world, carl)
        sign_in(app, client, "carl@example.org")
        if role == "blocked":
            with world.make_session() as session:
                session.get_one(Person, carl).state = PersonState.SUSPENDED
                session.commit()
    return client


def led(world: World, person: int) -> None:
    """A group of somebody else's project, which this person leads."""
    alice = world.person("Alice")
    group = group_of(world, world.group_project(alice))
    world.do(groups.join, person, group)
    world.do(groups.give_role, alice, group, person, GroupRole.LEAD)


def held_by(role: str | Role) -> set[Role]:
    """At the door, which knows nothing yet of the thing at hand."""
    if role == "visitor":
        return {Role.VISITOR}
    if role == "representative":
        return {Role.PARTICIPANT, Role.REPRESENTATIVE, Role.MEMBER}
    return {Role.PARTICIPANT} | ({role} if isinstance(role, Role) else set())


@pytest.mark.parametrize("role", ROLES)
def test_r13_no_page_breaks_and_none_opens_by_itself(app: Flask, world: World, role: str):
    client = entered(app, world, role)
    held = held_by(role)
    before = rows(app)
    for path in routes(app, "GET"):
        with client.get(path) as answer:
            assert b"alice@" not in answer.data, f"{role} reads the address of somebody else on {path} (R34, R35)"
        assert answer.status_code < 500, (path, answer.status_code)
        assert missing_headers(answer) == [], path
        if role != "visitor" and answer.mimetype == "text/html":
            assert answer.headers["Cache-Control"] == "no-store", f"{path} may be kept, with the name of who reads it"
        endpoint = app.url_map.bind("localhost").match(path.split("?")[0], method="GET")[0]
        allowed = ALLOWED[app.view_functions[endpoint].action]
        if answer.status_code == 200 and not allowed & CONTEXTUAL:
            assert allowed & held, f"{role} read {path}"
            assert role != "blocked" or Role.VISITOR in allowed, f"{role} read {path}"
    assert [name for name, told in rows(app).items() if told != before[name]] == [], "a reading wrote (ASVS 3.5.3)"


POLICY = {"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
          "manifest-src 'self'", "worker-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"}


def missing_headers(answer: TestResponse) -> list[str]:
    """What each answer carries, whoever asks and whatever it is (ASVS 3.4, 4.1.1); and what none of them does."""
    told = answer.headers
    wrong = [name for name, value in (
        ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"))
        if told.get(name) != value]
    if set(told.get("Content-Security-Policy", "").split("; ")) != POLICY:
        wrong.append("Content-Security-Policy")
    if "Cache-Control" not in told and answer.status_code != 304:
        wrong.append("Cache-Control")
    if answer.mimetype.startswith("text/") and "charset=utf-8" not in answer.content_type:
        wrong.append("charset")
    beside = [name for name, _value in told if name.startswith("Access-Control-") or name in ("Server", "X-Powered-By")]
    return wrong + beside


def rows(app: Flask) -> dict[str, set[str]]:
    """All that is kept, table by table."""
    with app.app_context():
        found = {name: {repr(tuple(row)) for row in db.session.execute(sa.select(table))}
                 for name, table in Base.metadata.tables.items()}
        db.session.rollback()
        return found


@pytest.mark.parametrize("role", ROLES)
def test_r27_no_act_without_its_token(app: Flask, world: World, role: str):
    client = entered(app, world, role)
    before = counts(app)
    for path in routes(app, "POST"):
        assert client.post(path, data={"reason": "x" * 40}).status_code in (400, 403, 404), path
    assert counts(app) == before


def test_no_act_from_another_site(app: Flask, world: World):
    client = entered(app, world, "participant")
    sent = {"csrf_token": token(client.get("/propositions/1/soutenir"))}
    before = counts(app)
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        for path in routes(app, "POST"):
            assert client.post(path, data=sent, headers=headers).status_code == 400, path
    assert counts(app) == before


def counts(app: Flask) -> dict[str, int]:
    with app.app_context():
        found = {
            name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
            if name != "held_form"
        }
        db.session.rollback()
        return found


@pytest.mark.parametrize("payload", PAYLOADS)
def test_r11_parameters_break_nothing(app: Flask, world: World, payload: str):
    client = app.test_client()
    for path in (
        "/besoins",
        "/projets",
        "/recherche",
        "/structures",
        "/journal",
        "/territoire",
        "/connexion",
        "/propositions/ressemblances",
        "/propositions/nouvelle/need",
        "/propositions/1/soutiens",
        "/langue/fr",
    ):
        for name in ("q", "theme", "commune", "etape", "etat", "tri", "apres", "avant", "suite", "title", "espace"):
            answer = client.get(path, query_string={name: payload})
            assert answer.status_code < 500, (path, name)
            assert payload not in answer.text or "<" not in payload


def test_a_body_of_ten_megabytes(app: Flask, world: World):
    client = entered(app, world, "participant")
    answer = client.post("/propositions/nouvelle/need", data={"title": "x" * 10_000_000})
    assert answer.status_code == 413
    assert "trop lourd" in answer.text


def test_a_visitor_gets_no_cookie(app: Flask, world: World):
    client = app.test_client()
    for path in (
        "/",
        "/besoins",
        "/projets",
        "/propositions/1",
        "/territoire",
        "/structures",
        "/journal",
        "/regles",
        "/qui-peut-quoi",
        "/aide",
        "/healthz",
    ):
        answer = client.get(path)
        assert "Set-Cookie" not in answer.headers, path
        assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_a_page_read_again_is_not_sent_again(app: Flask, world: World):
    client = app.test_client()
    first = client.get("/besoins")
    assert "public" in first.headers["Cache-Control"]
    assert client.get("/besoins", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_r28_a_signed_in_page_is_kept_nowhere(app: Flask, world: World):
    assert entered(app, world, "participant").get("/besoins").headers["Cache-Control"] == "no-store"
