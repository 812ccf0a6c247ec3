"""A site under a path of somebody else's host: every address of every page leads there."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from app.config import SettingsError
from app.core.addresses import Prefix, links, under
from app.core.kinds import Role
from tests.build import World
from tests.web.signing import sign_in

HOME = "https://exemple.org/participer"
ADDRESSES = re.compile(r'(?:href|src|action)="(/[^"]*)"')


@pytest.fixture
def mounted(app: Flask) -> Flask:
    app.config["CORDEE"] = replace(app.config["CORDEE"], base_url=HOME)
    return app


def outside(page: TestResponse) -> list[str]:
    return [found for found in ADDRESSES.findall(page.text) if not found.startswith("/participer/")]


@pytest.mark.parametrize("path", ["/", "/besoins", "/propositions/1", "/territoire", "/journal", "/nulle-part",
                                  "/mentions-legales", "/propositions/1/affiche", "/connexion"])
def test_every_link_of_a_page_stays_under_the_prefix(mounted: Flask, site: World, path: str):
    site.need(site.person("Alice"))
    for asked in (path, f"/participer{path}"):  # a proxy that takes the prefix away, and one that does not
        page = mounted.test_client().get(asked)
        assert page.status_code == (404 if path == "/nulle-part" else 200)
        assert outside(page) == []


def test_forms_and_redirections_of_who_is_signed_in_too(mounted: Flask, site: World):
    client = mounted.test_client()
    site.person("Olga", Role.OPERATOR)
    sign_in(mounted, client, "olga@example.org")
    for path in ("/apparence", "/mon-espace", "/propositions/nouvelle/need"):
        assert outside(client.get(path)) == []
    for path in ("/langue/en", "/mon-espace/"):
        answer = mounted.test_client().get(path)
        if answer.location:
            assert "/participer/" in answer.location


def test_what_leads_back_from_outside_has_the_prefix_once(mounted: Flask, site: World):
    site.need(site.person("Alice"))
    client = mounted.test_client()
    assert f"{HOME}/journal" in client.get("/journal.atom").text
    assert "participer/participer" not in client.get("/journal.atom").text
    assert "participer/participer" not in client.get("/propositions/1/affiche").text
    told = client.get("/site.webmanifest").json
    assert told["scope"] == "/participer/"
    assert all(icon["src"].startswith("/participer/static/") for icon in told["icons"])


def test_static_files_are_there_with_and_without(mounted: Flask):
    sheet = mounted.extensions["assets"]["house.css"].name
    for path in (f"/static/{sheet}", f"/participer/static/{sheet}"):
        with mounted.test_client().get(path) as sheet_sent:
            assert sheet_sent.status_code == 200


def test_the_text_of_a_page_is_not_touched():
    html = '<a href="/x" title="href=&#34;/y&#34;">href="/z" is text</a><a href="//other/">o</a><a href="/p/x">in</a>'
    assert links(html, "/p") == html.replace('href="/x"', 'href="/p/x"')
    assert under("/p", "https://x/") == "https://x/"


def said(header: str, proxies: int, address: str = "https://exemple.org") -> str:
    seen = {}

    def app(environ, _start):
        seen.update(environ)
        return []

    Prefix(app, lambda: address, proxies)({"PATH_INFO": "/x", "HTTP_X_FORWARDED_PREFIX": header}, None)
    assert "HTTP_X_FORWARDED_PREFIX" not in seen
    return str(seen.get("SCRIPT_NAME", ""))


@pytest.mark.parametrize(("header", "proxies", "prefix"), [
    ("/a", 1, "/a"), ("/a/", 1, "/a"), ("/a/b", 1, "/a/b"), ("/a", 0, ""), ("/visitor, /a", 1, "/a"),
    ("/a, /b", 2, "/a"), ("/a", 2, ""), ("//evil.org", 1, ""), ("/a\"onload=", 1, ""), ("/..", 1, ""),
    ("https://evil.org", 1, ""), ("", 1, ""), ("/", 1, "")])
def test_a_prefix_is_taken_from_a_declared_proxy_alone(header: str, proxies: int, prefix: str):
    assert said(header, proxies) == prefix


def test_the_address_of_the_site_has_the_last_word():
    assert said("/other", 1, HOME) == "/participer"


@pytest.mark.parametrize("path", ["/besoins", "/propositions"])
def test_a_prefix_that_is_a_page_of_the_site_is_refused(tmp_path: Path, path: str):
    with pytest.raises(SettingsError, match="base_url"):
        create_app(tmp_path, secret_key="k" * 40, base_url=f"https://exemple.org{path}", jobs=False)


def test_the_cookies_of_two_sites_of_one_host_have_two_names(tmp_path: Path):
    told = create_app(tmp_path, secret_key="k" * 40, base_url=HOME, jobs=False).config
    assert told["SESSION_COOKIE_NAME"] == "__Host-cordee-participer"


def test_without_a_prefix_pages_are_as_they_were(client: FlaskClient, site: World):
    assert 'href="/besoins"' in client.get("/").text
