"""A work group's pages: who reads, who joins, who plans, who writes the minutes."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.kinds import GroupRole
from app.extensions import db
from app.groups import service as groups
from app.groups.models import GroupMember
from tests.build import World
from tests.queries_count import statements
from tests.trial import MINUTES, held, meeting, meeting_row, project_with_group
from tests.web.signing import post, sign_in

PLAN = {"title": "Deuxième réunion", "starts": "18:30", "ends": "20:00", "where": "Salle des fêtes",
        "agenda": "- Le local"}


@pytest.fixture
def group(site: World) -> int:
    """Born twenty days ago."""
    site.later(days=-60)
    number = project_with_group(site)[1]
    site.later(days=20)
    return number


def as_(app: Flask, client: FlaskClient, name: str) -> FlaskClient:
    sign_in(app, client, f"{name.lower()}@example.org")
    return client


def soon(site: World, days: int = 5) -> dict[str, str]:
    return PLAN | {"day": (site.now + timedelta(days=days)).date().isoformat()}


def test_everybody_reads_the_group_and_no_token_is_given(client: FlaskClient, site: World, group: int):
    meeting(site, group, site.people["Alice"])
    page = client.get(f"/groupes/{group}")
    assert page.status_code == 200
    assert "Première réunion" in page.text
    assert "csrf_token" not in page.text
    assert "Set-Cookie" not in page.headers


def test_the_group_of_a_proposal(client: FlaskClient, site: World, group: int):
    assert client.get("/propositions/1/groupe").headers["Location"] == f"/groupes/{group}"
    idea = site.idea(site.people["Alice"], title="Un four à pain banal")
    assert client.get(f"/propositions/{idea}/groupe").status_code == 404


@pytest.mark.parametrize("path", ["/groupes/99", "/reunions/99", "/reunions/99.ics", "/propositions/99/groupe"])
def test_what_is_not_there(client: FlaskClient, site: World, path: str):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["rejoindre", "quitter", "roles", "reunions/nouvelle"])
def test_a_visitor_is_asked_to_sign_in(client: FlaskClient, site: World, group: int, path: str):
    assert "/connexion" in client.get(f"/groupes/{group}/{path}").headers["Location"]


def test_joining_with_a_wish(app: Flask, client: FlaskClient, site: World, group: int):
    site.person("Bob")
    as_(app, client, "Bob")
    assert post(client, f"/groupes/{group}/rejoindre", {"role": "treasurer"}).status_code == 303
    assert "Vous êtes dans le groupe" in client.get(f"/groupes/{group}").text
    with site.make_session() as session:
        row = session.query(GroupMember).filter_by(person_id=site.people["Bob"]).one()
        assert row.asked_role is GroupRole.TREASURER


def test_an_unknown_role_is_told_beside_the_field(app: Flask, client: FlaskClient, site: World, group: int):
    site.person("Bob")
    as_(app, client, "Bob")
    page = post(client, f"/groupes/{group}/rejoindre", {"role": "king"})
    assert page.status_code == 422
    assert 'id="role-error"' in page.text


def test_a_lead_confides_what_was_asked(app: Flask, client: FlaskClient, site: World, group: int):
    bob = site.person("Bob")
    site.do(groups.join, bob, group, None, GroupRole.SECRETARY)
    as_(app, client, "Alice")
    assert "Propose de prendre" in client.get(f"/groupes/{group}/roles").text
    post(client, f"/groupes/{group}/roles/{bob}", {"role": "secretary"}, at=f"/groupes/{group}/roles")
    assert "Secrétariat" in client.get(f"/groupes/{group}").text


def test_a_member_without_role_is_told_so(app: Flask, client: FlaskClient, site: World, group: int):
    bob = site.person("Bob")
    site.do(groups.join, bob, group)
    as_(app, client, "Bob")
    page = post(client, f"/groupes/{group}/reunions/nouvelle", soon(site))
    assert page.status_code == 422
    assert "Votre rôle ne permet pas cela" in page.text
    assert "Prévoir une réunion" not in client.get(f"/groupes/{group}").text


def test_the_last_lead_is_told_to_hand_over(app: Flask, client: FlaskClient, site: World, group: int):
    alice = site.people["Alice"]
    site.do(groups.give_role, alice, group, alice, GroupRole.LEAD)
    as_(app, client, "Alice")
    post(client, f"/groupes/{group}/quitter")
    assert "ne reste pas sans pilote" in client.get(f"/groupes/{group}").text


def test_a_meeting_is_planned_in_civil_time(app: Flask, client: FlaskClient, site: World, group: int):
    as_(app, client, "Alice")
    answer = post(client, f"/groupes/{group}/reunions/nouvelle", soon(site))
    page = client.get(answer.headers["Location"])
    assert "de 18:30 à 20:00" in page.text
    assert "<li>Le local</li>" in page.text


def test_a_french_way_of_writing_days_and_times(app: Flask, client: FlaskClient, site: World, group: int):
    as_(app, client, "Alice")
    given = PLAN | {"day": site.now.strftime("%d/%m/%Y"), "starts": "18h30"}
    assert post(client, f"/groupes/{group}/reunions/nouvelle", given).status_code == 303


@pytest.mark.parametrize(("field", "value"), [
    ("day", "demain"), ("day", "0001-01-01"), ("day", "9999-12-31"), ("starts", "25:00"), ("ends", "18:00"),
    ("title", "x" * 200), ("where", ""), ("agenda", "x" * 9000), ("title", "a\x00bc")])
def test_each_refusal_is_beside_its_field(app: Flask, client: FlaskClient, site: World, group: int, field, value):
    as_(app, client, "Alice")
    page = post(client, f"/groupes/{group}/reunions/nouvelle", soon(site) | {field: value})
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert "Salle des fêtes" in page.text or field == "where"


def test_the_clock_that_jumps_in_spring(app: Flask, client: FlaskClient, site: World, group: int):
    as_(app, client, "Alice")
    given = PLAN | {"day": "2028-03-26", "starts": "02:30", "ends": "05:00"}
    page = post(client, f"/groupes/{group}/reunions/nouvelle", given)
    assert "cette heure n’existe pas" in page.text.lower()


def test_moving_and_cancelling(app: Flask, client: FlaskClient, site: World, group: int):
    number = meeting(site, group, site.people["Alice"])
    as_(app, client, "Alice")
    assert 'value="18:30"' in client.get(f"/reunions/{number}/modifier").text
    post(client, f"/reunions/{number}/modifier", soon(site, 9))
    assert "Deuxième réunion" in client.get(f"/reunions/{number}").text
    post(client, f"/reunions/{number}/annuler")
    assert "Cette réunion est annulée" in client.get(f"/reunions/{number}").text


def test_a_member_says_they_come(app: Flask, client: FlaskClient, site: World, group: int):
    number = meeting(site, group, site.people["Alice"])
    as_(app, client, "Zoe")
    post(client, f"/reunions/{number}/presence", {"comes": "yes"}, at=f"/reunions/{number}")
    assert 'aria-pressed="true"' in client.get(f"/reunions/{number}").text


def test_somebody_outside_is_told_to_join_first(app: Flask, client: FlaskClient, site: World, group: int):
    number = meeting(site, group, site.people["Alice"])
    site.person("Bob")
    as_(app, client, "Bob")
    assert "Rejoindre le groupe pour y participer" in client.get(f"/reunions/{number}").text


@pytest.fixture
def old(site: World, group: int) -> int:
    return meeting(site, group, site.people["Alice"], days=-2)


def test_minutes_are_written_published_and_amended_in_sight(app: Flask, client: FlaskClient, site: World, old: int):
    as_(app, client, "Alice")
    alice, zoe = site.people["Alice"], site.people["Zoe"]
    path = f"/reunions/{old}/compte-rendu"
    said = {"minutes": MINUTES, "present": [alice, zoe], "person_1": zoe, "text_1": "Demander l’assurance",
            "due_1": "2030-01-15"}
    assert post(client, path, said).status_code == 303
    page = client.get(f"/reunions/{old}").text
    assert "<strong>quarante</strong>" in page
    assert "Demander l’assurance" in page
    assert "modifié" not in page
    seen = re.search(r'name="seen" value="([^"]+)"', client.get(path).text)
    assert seen
    post(client, path, {"minutes": MINUTES + " Fin.", "present": [alice], "seen": seen[1]})
    assert "<strong>modifié</strong>" in client.get(f"/reunions/{old}").text


def test_somebody_else_s_minutes_are_shown_beside_and_nothing_is_lost(
        app: Flask, client: FlaskClient, site: World, group: int, old: int):
    as_(app, client, "Alice")
    alice = site.people["Alice"]
    hers = groups.Said(text="Le compte rendu de Zoe, publié avant.", present=[alice])
    site.do(groups.write, site.people["Zoe"], old, hers)
    path = f"/reunions/{old}/compte-rendu"
    page = post(client, path, {"minutes": "Le mien, écrit en même temps.", "present": [alice], "seen": ""})
    assert page.status_code == 422
    assert "Le compte rendu de Zoe" in page.text
    assert "Le mien, écrit en même temps." in page.text
    assert str(meeting_row(site, old).minutes_at.isoformat()) in page.text


@pytest.mark.parametrize(("given", "field"), [
    ({"minutes": "Bref"}, "minutes"), ({"present": []}, "present"), ({"present": [999]}, "present"),
    ({"text_1": "Ranger"}, "person_1"), ({"person_1": 1}, "text_1"), ({"due_1": "hier", "person_1": 1}, "due_1")])
def test_minutes_that_are_refused(app: Flask, client: FlaskClient, site: World, old: int, given: dict, field: str):
    as_(app, client, "Alice")
    said = {"minutes": MINUTES, "present": [site.people["Alice"]], **given}
    page = post(client, f"/reunions/{old}/compte-rendu", said)
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text


def test_a_commitment_is_answered_by_its_person(app: Flask, client: FlaskClient, site: World, group: int):
    zoe = site.people["Zoe"]
    site.later(days=-10)
    held(site, group, site.people["Alice"], groups.Promise(zoe, "Demander l’assurance"))
    as_(app, client, "Zoe")
    page = client.get(f"/groupes/{group}")
    assert "J’accepte" in page.text
    number = re.search(r"/engagements/(\d+)", page.text)
    assert number
    post(client, number[0], {"state": "accepted"}, at=f"/groupes/{group}")
    assert "C’est fait" in client.get(f"/groupes/{group}").text


def test_one_cannot_answer_for_somebody_else(app: Flask, client: FlaskClient, site: World, group: int):
    site.later(days=-10)
    held(site, group, site.people["Alice"], groups.Promise(site.people["Zoe"], "Demander l’assurance"))
    as_(app, client, "Alice")
    post(client, "/engagements/1", {"state": "done"}, at=f"/groupes/{group}/roles")
    assert "celui de quelqu’un d’autre" in client.get(f"/groupes/{group}").text


def test_the_calendar_file(client: FlaskClient, site: World, group: int):
    number = meeting(site, group, site.people["Alice"], where="Salle A, au fond; à gauche")
    answer = client.get(f"/reunions/{number}.ics")
    assert answer.mimetype == "text/calendar"
    assert "LOCATION:Salle A\\, au fond\\; à gauche\r\n" in answer.text


def test_as_many_statements_for_many_meetings(app: Flask, client: FlaskClient, site: World, group: int):
    with app.app_context():
        engine = db.engine
    counts = []
    for days in (range(3, 4), range(4, 24)):
        for day in days:
            meeting(site, group, site.people["Alice"], days=day)
        client.get(f"/groupes/{group}")
        with statements(engine) as sent:
            client.get(f"/groupes/{group}")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 8


def test_a_hidden_proposal_hides_its_group(client: FlaskClient, site: World, group: int):
    from app.core.database import WRITE
    from app.core.kinds import ContentState
    from app.proposals.models import Proposal

    number = meeting(site, group, site.people["Alice"])
    with site.make_session() as session:
        session.connection(execution_options=WRITE)
        session.query(Proposal).update({"state": ContentState.HIDDEN})
        session.commit()
    assert {client.get(path).status_code for path in (f"/groupes/{group}", f"/reunions/{number}")} == {404}
