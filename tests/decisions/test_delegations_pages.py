"""Where a charter lets a voice be given; and a gate that another rule opens."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.kinds import Role
from tests.polls import answer, charter, close, open_question, people
from tests.web.signing import post, token
from tests.web.town import Town, town

CONSENT = ('method = "consent"\nby = "steering"\nopen_days = 7\nrounds_max = 2\nstep_days = 7\n'
           'review_days = 180\nquorum = "1/2"')


@pytest.fixture(scope="module")
def there(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A territory whose charter lets a voice be given, and asks for consent at its first gate."""
    rules = charter(CONSENT, delegation="transitive")
    for made in town(sqlite_template, tmp_path_factory.mktemp("delegations"), charter=rules):
        people(made.world, 2)
        yield made


def test_a_voice_is_given_by_name_and_taken_back(there: Town):
    people(there.world, 2)
    ann, path = there.enter("Ann0"), "/mon-espace/delegations"
    theme = str(there.world.themes["locaux"])
    assert "Personne ne montre ce nom" in post(ann, path, {"theme": theme, "to": "Nobody"}).text
    assert "On ne se confie pas sa voix à soi-même" in post(ann, path, {"theme": theme, "to": "Ann0"}).text
    assert post(ann, path, {"theme": theme, "to": "Ann1"}).status_code == 303
    page = ann.get(path)
    assert "vous avez confié votre voix à Ann1" in page.text
    assert "Ann0 vous a confié sa voix" in there.enter("Ann1").get(path).text
    ann.post(f"{path}/{theme}/reprendre", data={"csrf_token": token(page)})
    assert "Aucune délégation pour le moment." in ann.get(path).text


def test_my_space_leads_there_only_where_the_charter_lets_it(there: Town):
    people(there.world, 1)
    assert "/mon-espace/delegations" in there.enter("Ann0").get("/mon-espace").text


def test_a_result_says_how_many_voices_came_by_delegation(there: Town):
    there.world.later(days=-30)
    ann, ben = people(there.world, 2)
    idea = there.world.idea(ann)
    ann_, path = there.enter("Ann0"), "/mon-espace/delegations"
    post(ann_, path, {"theme": str(there.world.themes["locaux"]), "to": "Ann1"})
    decision = open_question(there.world, proposal_id=idea)
    answer(there.world, decision, {ben: "for"})
    close(there.world, decision)
    page = ann_.get(f"/decisions/{decision}").text
    assert "2 personnes sur 3 ont répondu. 1 voix est venue par délégation. 2 pour" in page
    assert "par délégation" in ann_.get(f"/decisions/{decision}/recus").text


def test_a_consent_has_a_facilitator_who_does_not_carry_it(there: Town):
    there.world.later(days=-60)
    idea = there.world.ready_idea(there.world.person("Alice"))
    for name in ("Ines", "Jean", "Karim"):
        there.world.person(name, Role.STEERING)
    there.world.role(there.world.people["Alice"], Role.STEERING)
    ines, path = there.enter("Ines"), f"/propositions/{idea}/decider/{there.world.gate(idea)}"
    page = ines.get(path).text
    assert f'<option value="{there.world.people["Jean"]}"' in page
    assert f'<option value="{there.world.people["Alice"]}"' not in page
    sent = {"question": "Cette idée devient-elle un groupe de travail\u00a0?", "facilitator": "9999"}
    assert post(ines, path, sent).status_code == 422
    made = post(ines, path, sent | {"facilitator": str(there.world.people["Jean"])})
    assert made.status_code == 303
    assert "Jean" in there.read(made.headers["Location"])
