"""Who looks for a merged proposal is led to the one that goes on, and told why."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.kinds import Role
from app.proposals.service import merging
from tests.build import REASON, World
from tests.web.signing import post, sign_in


@pytest.fixture
def merged(site: World) -> tuple[int, int]:
    goes = site.need(site.person("Alice"), title="Une garde d’enfants tardive")
    stays = site.need(site.person("Bob"))
    site.do(merging.merge, site.person("Carole", Role.STEERING), goes, stays, REASON)
    return goes, stays


def test_led_on_with_a_word(client: FlaskClient, merged: tuple[int, int]):
    goes, stays = merged
    led = client.get(f"/propositions/{goes}")
    assert (led.status_code, led.headers["Location"]) == (302, f"/propositions/{stays}?depuis={goes}")
    page = client.get(led.headers["Location"]).text
    assert "Une garde d’enfants tardive" in page
    assert REASON in page
    assert f"/propositions/{goes}?origine=1" in page


def test_the_first_one_stays_readable(client: FlaskClient, merged: tuple[int, int]):
    goes, stays = merged
    page = client.get(f"/propositions/{goes}?origine=1")
    assert page.status_code == 200
    assert f"/propositions/{stays}" in page.text


@pytest.mark.parametrize("told", ["99", "x", "1" * 20, "2"])
def test_a_made_up_origin_says_nothing(client: FlaskClient, merged: tuple[int, int], told: str):
    assert "Vous cherchiez" not in client.get(f"/propositions/{merged[1]}?depuis={told}").text


def test_a_chain_leads_to_its_end(client: FlaskClient, site: World, merged: tuple[int, int]):
    goes, stays = merged
    last = site.need(site.person("Dora"), title="Une crèche du soir pour la vallée")
    site.do(merging.merge, site.people["Carole"], stays, last, REASON)
    assert client.get(f"/propositions/{goes}").headers["Location"] == f"/propositions/{last}?depuis={goes}"


def test_undone_by_the_committee_alone(app: Flask, client: FlaskClient, merged: tuple[int, int]):
    goes, _stays = merged
    sign_in(app, client, "alice@example.org")
    assert post(client, f"/propositions/{goes}/separer", {}, at="/mon-espace/reglages").status_code == 403
    other = app.test_client()
    sign_in(app, other, "carole@example.org")
    assert "Défaire la réunion" in other.get(f"/propositions/{goes}?origine=1").text
    assert post(other, f"/propositions/{goes}/separer", {}, at="/mon-espace/reglages").status_code == 303
    assert client.get(f"/propositions/{goes}").status_code == 200


def test_the_other_is_chosen_never_given(app: Flask, client: FlaskClient, site: World):
    one = site.need(site.person("Alice"), title="Une garde d’enfants tardive à Embrun")
    site.need(site.person("Bob"), title="Réparer les vélos de la vallée")
    like = site.need(site.person("Dora"), title="Garde d’enfants tardive, à Embrun et autour")
    site.person("Carole", Role.STEERING)
    sign_in(app, client, "carole@example.org")
    page = client.get(f"/propositions/{one}/reunir").text
    values = [int(value) for value in re.findall(r'<option value="(\d+)"', page)]
    assert values[0] == like
    refused = post(client, f"/propositions/{one}/reunir", {"into": "", "reason": REASON})
    assert refused.status_code == 422
    assert "Choisissez l’autre proposition" in refused.text
