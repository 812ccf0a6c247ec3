"""The signed heads: on their page, in the feed, in a file, and the button of the weekly mail."""

import email
from email import policy
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.journal import service as anchors
from app.notifications import jobs as post_office
from tests.build import World
from tests.web.signing import sign_in, token

PAGE = "/journal/empreintes"


@pytest.fixture
def signer(app: Flask, site: World) -> anchors.HeadSigner:
    drawn = anchors.draw(Path(app.instance_path))
    site.need(site.person("Alice"))
    site.do(anchors.begin_key, None, drawn)
    site.do(anchors.sign, None, site.space_id, drawn)
    return drawn


def test_before_the_first_one_the_page_says_so(client: FlaskClient, site: World):
    assert "Aucune encore" in client.get(PAGE).text


def test_a_visitor_reads_the_heads_and_the_key_and_gets_no_form(client: FlaskClient, signer):
    page = client.get(PAGE)
    assert signer.fingerprint in page.text
    assert "BEGIN PUBLIC KEY" in page.text
    assert "PRIVATE" not in page.text
    assert "<form" not in page.text.split("<main", 1)[1].split("</main>", 1)[0]
    assert "Set-Cookie" not in page.headers


def test_the_file_holds_keys_then_heads(client: FlaskClient, signer):
    lines = client.get("/journal/empreintes.jsonl").text.splitlines()
    assert ["cordee-key/1" in lines[0], "cordee-head/1" in lines[1], len(lines)] == [True, True, 2]


def test_the_feed_holds_the_signed_head(client: FlaskClient, signer):
    feed = client.get("/journal.atom").text
    assert "Empreinte signée de la ligne" in feed
    assert "cordee-head/1" in feed


def test_the_program_is_there(client: FlaskClient, site: World):
    with client.get("/verify_heads.py") as answer:
        assert answer.text.startswith("#!/usr/bin/env python3")


def test_asking_for_the_mail_and_stopping(app: Flask, client: FlaskClient, site: World, signer):
    sign_in(app, client, "alice@example.org")
    asked = client.post(f"{PAGE}/courriel", data={"csrf_token": token(client.get(PAGE))}, follow_redirects=True)
    assert "Ne plus les recevoir" in asked.text
    stopped = client.post(f"{PAGE}/courriel/arreter", data={"csrf_token": token(client.get(PAGE))},
                          follow_redirects=True)
    assert "Recevoir l’empreinte signée" in stopped.text


def test_a_visitor_comes_to_the_button_by_signing_in(client: FlaskClient, signer):
    assert client.get(f"{PAGE}/courriel").headers["Location"].startswith("/connexion")


def test_the_mail_can_be_held_against_the_journal(app: Flask, client: FlaskClient, site: World, signer):
    alice = site.person("Alice")
    site.do(anchors.subscribe, alice)
    site.later(days=2)
    site.need(alice, "Un autre besoin encore")
    site.do(anchors.sign, None, site.space_id, signer)
    assert site.do(anchors.mail, None, alice, "fr")
    with app.app_context():
        assert post_office.send_mails(app, site.now) == 1
    mail = next((Path(app.instance_path) / "mail").glob("*journal_heads*.eml"))
    body = email.message_from_bytes(mail.read_bytes(), policy=policy.default).get_body().get_content()
    kept = mail.with_suffix(".txt")
    kept.write_text("\n".join(line for line in body.splitlines() if line.startswith("{")))
    answer = app.test_cli_runner().invoke(args=["journal", "verify", "--against", str(kept)])
    assert answer.exit_code == 0, answer.output
