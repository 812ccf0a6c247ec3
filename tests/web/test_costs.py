"""A law: every route that costs more than a page has a budget for each network; nobody moves it by changing address."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_limiter.util import get_qualified_name
from limits import parse_many
from sqlalchemy.orm import sessionmaker

from app import create_app
from app.core.addresses import is_loopback, network_of
from app.core.web.requests import FILE, SEARCH, WHOLE, Cost
from app.extensions import db, limiter
from tests.build import put_in_service
from tests.web.signing import token

COSTLY = {
    "search": {"search.index", "proposals.similar", "proposals.needs", "proposals.projects", "proposals.link",
               "structures.index"},
    "feed": {"journal.feed", "groups.ics"},
    "file": {"charters.file", "decisions.file", "papers.sheets", "proposals.code_picture", "proposals.compare",
             "proposals.place_map", "proposals.poster", "proposals.sheet", "spaces.geojson"},
    "picture": {"attachments.serve", "experiments.download"},
    "whole": {"attachments.listing", "journal.export", "journal.signed_file", "pages.source_file", "people.data_file"},
    "upload": {"attachments.join", "attachments.join_meeting", "brand.logo_sent", "experiments.add_document"},
    "trial": {"pasting.read", "simulation.show"},
}
LIGHT = {  # no page, and as light as one: a few kilobytes that are there already
    "brand.logo", "brand.preview_file", "brand.sheet_file", "journal.verify_heads",
    "journal.verify_script", "offline.followed",
    "offline.manifest", "offline.worker", "pages.health"}
AT_THE_DOOR = {  # tries and mails: counted by their own decorators; by POST alone where it says so
    "10 per 15 minute, POST": {"demonstration.enter", "people.address", "people.address_code", "people.password",
                               "people.remove_password", "people.set_password", "setup.begin"},
    "20 per 15 minute": {"factors.draw_sheet", "factors.put_in_force"},
    "20 per 15 minute, POST": {"factors.recovery", "factors.totp"},
    "30 per 15 minute": {"factors.passkey_options"},
    "30 per 15 minute, POST": {"factors.add_passkey", "factors.use_passkey", "people.link"},
    "60 per 15 minute, POST": {"factors.challenge", "people.code", "people.sign_in"},
    "30 per 1 minute, POST": {"people.password"},
    "20 per 1 hour, POST": {"moderation.report"},
    "30 per 1 hour": {"roles.invite", "steps.trial"},
    "30 per 1 hour, POST": {"steps.mail"},
    "60 per 1 hour": {"moderation.received", "roles.cancel", "roles.give", "roles.look"},
    "60 per 1 hour, POST": {"roles.withdraw"}}


def test_every_costly_route_is_listed(app: Flask) -> None:
    found: dict[str, set[str]] = {}
    for name, view in app.view_functions.items():
        if (cost := getattr(view, "cost", None)) is not None:
            found.setdefault(cost.name, set()).add(name)
    assert found == COSTLY


def test_every_route_of_the_door_has_its_limits(app: Flask) -> None:
    """Taking one of these decorators away, or giving it another figure, is seen here."""
    costly = {name for names in COSTLY.values() for name in names}
    found: dict[str, set[str]] = {}
    for name, view in app.view_functions.items():
        for limit in limiter.limit_manager.decorated_limits(get_qualified_name(view)) if name not in costly else ():
            told = ", ".join([str(limit.limit), *(method.upper() for method in limit.methods or ())])
            found.setdefault(told, set()).add(name)
    assert found == AT_THE_DOOR


@pytest.mark.parametrize(("one", "other"), [
    ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"), ("203.0.113.9", "::ffff:203.0.113.9"),
    ("203.0.113.9", "203.0.113.9:41234"), ("2001:db8:1:2::1", "[2001:db8:1:2::9]:443"),
    ("fe80::1%eth0", "fe80::2%eth1"),
    ("unknown", "not an address"), ("", "x" * 300)])
def test_one_network(one: str, other: str) -> None:
    assert network_of(one) == network_of(other)


@pytest.mark.parametrize(("one", "other"), [
    ("2001:db8:1:2::1", "2001:db8:1:3::1"), ("203.0.113.9", "203.0.113.10"), ("203.0.113.9", "unknown")])
def test_two_networks(one: str, other: str) -> None:
    assert network_of(one) != network_of(other)


def test_loopback_is_read_however_it_is_written() -> None:
    assert all(is_loopback(one) for one in ("127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "[::1]:8000"))
    assert not any(is_loopback(one) for one in ("10.0.0.1", "", "localhost.evil.example", "::ffff:10.0.0.1", "1::1"))


@pytest.fixture
def proxies() -> int:
    return 1


@pytest.fixture
def limited(tmp_path: Path, sqlite_file: Path, proxies: int) -> Iterator[Flask]:
    app = create_app(tmp_path, secret_key="t" * 40, mode="test", database_url=f"sqlite:///{sqlite_file}", jobs=False,
                     proxies=proxies)
    with app.app_context():
        put_in_service(sessionmaker(db.engine))
    yield app
    limiter.enabled = False
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def often(client: FlaskClient, cost: Cost, *paths: str, **more: Any) -> list[int]:
    """One more than the budget, over these addresses in turn."""
    said = []
    for n in range(parse_many(cost.most)[0].amount + 1):
        with client.get(paths[n % len(paths)], **more) as answer:
            said.append(answer.status_code)
    return said


def test_searches_have_one_budget_for_a_network(limited: Flask) -> None:
    client = limited.test_client()
    said = often(client, SEARCH, "/recherche?q=banc", "/besoins?q=banc", "/structures?q=banc")
    assert said == [200] * (len(said) - 1) + [429]
    assert client.get("/besoins").status_code == 200, "a list without words is a page"
    assert client.get("/recherche").status_code == 200
    elsewhere = {"X-Forwarded-For": "203.0.113.77"}
    assert client.get("/recherche?q=banc", headers=elsewhere).status_code == 200


@pytest.mark.parametrize(("cost", "path"), [(WHOLE, "/journal.jsonl"), (WHOLE, "/code-source.tar.gz"),
                                            (FILE, "/territoire/fond.svg")])
def test_files_have_theirs(limited: Flask, cost: Cost, path: str) -> None:
    said = often(limited.test_client(), cost, path)
    assert said[-1] == 429
    assert 429 not in said[:-1]


def test_what_the_client_says_of_itself_moves_no_ceiling(limited: Flask) -> None:
    """Behind one declared proxy the last address counts, the one that the proxy wrote; and only its network."""
    client = limited.test_client()
    said = [client.get("/journal.jsonl", headers={"X-Forwarded-For": f"198.51.100.{n}, 2001:db8:1:2::{n}"}).status_code
            for n in range(parse_many(WHOLE.most)[0].amount + 1)]
    assert said[-1] == 429


@pytest.mark.parametrize("proxies", [0])
def test_without_a_declared_proxy_nobody_is_believed(limited: Flask) -> None:
    """ASVS 4.1.3: neither the address, nor the host, nor the scheme."""
    client = limited.test_client()
    forged = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    said = [client.get("/journal.jsonl", headers=forged | {"X-Forwarded-For": f"198.51.100.{n}"}).status_code
            for n in range(parse_many(WHOLE.most)[0].amount + 1)]
    assert said[-1] == 429
    sent = {"csrf_token": token(client.get("/connexion")), "email": "not an address"}
    assert client.post("/connexion", data=sent).status_code == 422
    assert client.post("/connexion", data=sent, headers=forged | {"Origin": "https://evil.example"}).status_code == 400


def test_the_page_says_when_to_come_back(limited: Flask) -> None:
    client = limited.test_client()
    often(client, WHOLE, "/journal.jsonl")
    answer = client.get("/journal.jsonl", headers={"Accept-Language": "fr"})
    assert "Réessayez le" in answer.text
    assert 0 < int(answer.headers["Retry-After"]) <= 61


def test_a_page_that_counts_says_nothing_of_it(limited: Flask) -> None:
    """The same bytes and headers for everybody: what is left to one network is no part of a public page."""
    client = limited.test_client()
    one, two = (dict(client.get("/recherche?q=banc").headers) for _ in range(2))
    assert one == two
    assert not [name for name in one if name.lower().startswith("x-ratelimit")]
