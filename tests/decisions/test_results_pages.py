"""The page of a result: one paragraph that anybody understands, then the figures, then how to check them."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.core.kinds import Role
from app.decisions.service import ballots, decisions
from app.decisions.views import running
from tests.build import REASON, World
from tests.polls import PLACES, answer, chair, close, decided, open_question, people
from tests.web.signing import post
from tests.web.town import Town, town

GOOD = {"o1": 1, "o2": 3, "o3": 6}


@pytest.fixture(scope="module")
def there(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Some years ago: each test lets days pass."""
    for made in town(sqlite_template, tmp_path_factory.mktemp("results"), days_ago=900):
        chair(made.world)
        yield made


def told(page: str) -> str:
    """The paragraph at the head of a result, as it is read."""
    lead = re.search(r'class="lead">(.*?)</p>', page, re.DOTALL)
    assert lead
    return re.sub(r"\s+", " ", lead.group(1))


def test_the_figures_are_a_table_and_a_drawing(there: Town):
    page = there.read(f"/decisions/{decided(there.world, 'majority_judgment', [GOOD] * 5)}")
    assert "Combien de voix pour chaque mention" in page
    assert 'class="pic-g1"' in page
    assert "la moitié des voix donnent celle-là ou mieux" in page


def test_schulze_shows_who_is_preferred_to_whom(there: Town):
    page = there.read(f"/decisions/{decided(there.world, 'schulze', [[['o2'], ['o1', 'o3']]] * 5)}")
    assert "Combien de voix préfèrent l’option de la ligne" in page
    assert f"<li><span lang=\"fr\" dir=\"auto\">{PLACES[1]}</span></li>" in page


def test_what_is_served_is_what_was_published(there: Town):
    decision = decided(there.world, "majority", ["for"] * 5, ballots="secret", quorum=None)
    page = there.read(f"/decisions/{decision}")
    file = there.client.get(f"/decisions/{decision}/decision-{decision}.json")
    digest = hashlib.sha256(file.data).hexdigest()
    assert digest in page
    assert file.headers["ETag"] == f'"{digest}"'
    assert "immutable" in file.headers["Cache-Control"]
    assert json.loads(file.data)["result"]["outcome"] == "adopted"
    assert there.client.get(f"/decisions/{decision}/decision-{decision + 1}.json").status_code == 404


def test_a_receipt_is_found_in_the_list(there: Town):
    members = people(there.world, 6)
    decision = open_question(there.world, ballots="secret")
    codes = answer(there.world, decision, dict(zip(members, ["for"] * 5 + ["against"], strict=True)))
    close(there.world, decision)
    path = f"/decisions/{decision}/recus"
    assert all(code in there.read(path) for code in codes.values())
    line = there.read(path).split(codes[members[5]])[1].split("</tr>")[0]
    assert "Contre" in line


def test_a_receipt_is_never_asked_for(there: Town):
    """A server in front writes the addresses asked of it down, beside those who ask."""
    decision = decided(there.world, "majority", ["for"] * 6, ballots="secret")
    page = there.read(f"/decisions/{decision}/recus").split("<main")[1].split("</main>")[0]
    assert "<input" not in page
    assert there.read(f"/decisions/{decision}/recus?code=AAAA").split("<main")[1].split("</main>")[0] == page


def test_a_long_list_is_gone_through_by_the_beginning_of_codes(there: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(running, "MANY", 2)
    decision = open_question(there.world, ballots="secret")
    codes = sorted(answer(there.world, decision, dict.fromkeys(people(there.world, 6), "for")).values())
    close(there.world, decision)
    page = there.read(f"/decisions/{decision}/recus?page=2")
    assert f'aria-current="page">{codes[2][:4]}–{codes[3][:4]}' in page
    assert f'page=3">{codes[4][:4]}–{codes[5][:4]}' in page
    assert codes[2] in page
    assert codes[0] not in page


def test_a_secret_tells_no_name_and_a_public_vote_does(there: Town):
    secret = there.read(f"/decisions/{decided(there.world, 'majority', ['for'] * 4 + ['against'], ballots='secret')}")
    assert "Ann0" not in secret
    public = there.read(f"/decisions/{decided(there.world, 'majority', ['for'] * 4 + ['against'])}")
    assert "Ann0" in public
    assert REASON in public


def test_fewer_than_five_are_never_broken_down(there: Town):
    decision = decided(there.world, "majority", ["for", "for", "against"], silent=3, ballots="secret")
    page = there.read(f"/decisions/{decision}")
    assert "Moins de cinq voix" in page
    assert "2 pour" not in page
    assert "Pour</th>" not in page
    code = there.read(f"/decisions/{decision}/recus")
    assert "3 voix comptées sans être détaillées" in code
    assert len(re.findall(r"<code>[2-9A-Z-]{19}</code>", code)) == 3


def test_a_receipt_of_a_secret_vote_is_not_shown_again(there: Town):
    decision = decided(there.world, "majority", ["for"] * 5, ballots="secret")
    assert "Votre réponse est enregistrée" not in there.enter("Ann0").get(f"/decisions/{decision}/recu").text


def test_colleges_are_counted_apart(there: Town):
    members = people(there.world, 4)
    there.world.structure("La scierie du Drac", members[3])
    decision = open_question(there.world, colleges=["residents", "associations"], combine="proportional", quorum=None)
    answer(there.world, decision, dict(zip(members, ["for", "for", "against", "against"], strict=True)))
    close(there.world, decision)
    page = there.read(f"/decisions/{decision}")
    assert "voix sur" in told(page)
    assert "une fois les collèges réunis selon leur poids" in told(page)
    assert "Le compte, collège par collège" in page
    assert "Associations" in page


def test_a_college_without_enough_voices_is_named(there: Town):
    members = people(there.world, 4)
    there.world.structure("La scierie du Drac", members[3])
    decision = open_question(there.world, colleges=["residents", "associations"], college_quorum=1, quorum=None)
    answer(there.world, decision, dict.fromkeys(members[:3], "for"))
    close(there.world, decision)
    assert "il en manque dans « Associations »" in told(there.read(f"/decisions/{decision}"))


def test_a_gate_says_where_the_proposal_goes(there: Town):
    idea = there.world.ready_idea(there.world.person("Alice"))
    board = [there.world.person(name, Role.STEERING) for name in ("Ines", "Jean", "Karim")]
    ines, gate = there.enter("Ines"), there.world.gate(idea)
    path = f"/propositions/{idea}/decider/{gate}"
    page = ines.get(path).text
    assert "Si c’est adopté" in page
    assert "La proposition passe à l’étape «\u00a0Groupe de travail\u00a0»." in page
    assert "3 voix" in page
    opened = there.world.do(decisions.open_gate, board[0], idea, gate, "Cette idée devient-elle un groupe de travail ?")
    refused = post(ines, path, {"question": "Cette idée devient-elle un groupe ?"})
    assert refused.status_code == 422
    assert "Une décision est déjà ouverte" in refused.text
    for who in board:
        there.world.do(ballots.answer, who, opened, "for")
    close(there.world, opened)
    assert told(there.read(f"/decisions/{opened}")).endswith("La proposition passe à l’étape « Groupe de travail ».")


def test_a_result_in_english(there: Town):
    decision = decided(there.world, "majority", ["for"] * 4 + ["against", "abstain"])
    page = there.client.get(f"/decisions/{decision}", headers={"Accept-Language": "en"}).text
    assert 'lang="en"' in page
    assert "more than half of the votes for or against" in page


def test_the_list_shows_closed_ones_page_by_page(client: FlaskClient, site: World):
    site.later(days=-30)
    people(site, 1)
    made = [open_question(site, question=f"Une question, la {n}e") for n in range(22)]
    site.later(days=9)
    for decision in made:
        site.do(decisions.close_if_due, None, decision)
    first = client.get("/decisions").text
    assert first.count("Quorum non atteint") == 20
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    assert client.get(following.group(1)).text.count("Quorum non atteint") == 2


def test_what_is_not_there_is_404(there: Town):
    assert there.client.get("/decisions/9999").status_code == 404
