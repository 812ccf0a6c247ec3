"""Where a charter lets a voice be given; and a gate that another rule opens."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import sessionmaker

from app.extensions import db
from app.rules.kinds import Role
from tests.build import World
from tests.polls import answer, charter, close, open_question, people
from tests.web.signing import post, token
from tests.web.test_decisions import as_

CONSENT = ('method = "consent"\nby = "steering"\nopen_days = 7\nrounds_max = 2\nstep_days = 7\n'
           'review_days = 180\nquorum = "1/2"')


@pytest.fixture
def free(app: Flask) -> World:
    """A territory whose charter lets a voice be given, and asks for consent at its first gate."""
    with app.app_context():
        engine = db.engine
    make = sessionmaker(engine, expire_on_commit=False)
    return World(make, datetime.now(UTC), charter=charter(CONSENT, delegation="transitive"))


def test_a_voice_is_given_by_name_and_taken_back(app: Flask, free: World):
    people(free, 2)
    ann, path = as_(app, "Ann0"), "/mon-espace/delegations"
    theme = str(free.themes["locaux"])
    assert "Personne ne montre ce nom" in post(ann, path, {"theme": theme, "to": "Nobody"}).text
    assert "On ne se confie pas sa voix à soi-même" in post(ann, path, {"theme": theme, "to": "Ann0"}).text
    assert post(ann, path, {"theme": theme, "to": "Ann1"}).status_code == 303
    page = ann.get(path)
    assert "vous avez confié votre voix à Ann1" in page.text
    assert "Ann0 vous a confié sa voix" in as_(app, "Ann1").get(path).text
    ann.post(f"{path}/{theme}/reprendre", data={"csrf_token": token(page)})
    assert "Aucune délégation pour le moment." in ann.get(path).text


def test_my_space_leads_there_only_where_the_charter_lets_it(app: Flask, free: World):
    people(free, 1)
    assert "/mon-espace/delegations" in as_(app, "Ann0").get("/mon-espace").text


def test_a_result_says_how_many_voices_came_by_delegation(app: Flask, free: World):
    free.later(days=-30)
    ann, ben = people(free, 2)
    idea = free.idea(ann)
    ann_, path = as_(app, "Ann0"), "/mon-espace/delegations"
    post(ann_, path, {"theme": str(free.themes["locaux"]), "to": "Ann1"})
    decision = open_question(free, proposal_id=idea)
    answer(free, decision, {ben: "for"})
    close(free, decision)
    page = ann_.get(f"/decisions/{decision}").text
    assert "2 personnes sur 3 ont répondu. 1 voix est venue par délégation. 2 pour" in page
    assert "par délégation" in ann_.get(f"/decisions/{decision}/recus").text


def test_a_consent_has_a_facilitator_who_does_not_carry_it(app: Flask, free: World):
    free.later(days=-60)
    idea = free.ready_idea(free.person("Alice"))
    for name in ("Ines", "Jean", "Karim"):
        free.person(name, Role.STEERING)
    free.role(free.people["Alice"], Role.STEERING)
    ines, path = as_(app, "Ines"), f"/propositions/{idea}/decider/{free.gate(idea)}"
    page = ines.get(path).text
    assert f'<option value="{free.people["Jean"]}"' in page
    assert f'<option value="{free.people["Alice"]}"' not in page
    sent = {"question": "Cette idée devient-elle un groupe de travail\u00a0?", "facilitator": "9999"}
    assert post(ines, path, sent).status_code == 422
    assert post(ines, path, sent | {"facilitator": str(free.people["Jean"])}).status_code == 303
    assert "Jean" in ines.get("/decisions/1").text
