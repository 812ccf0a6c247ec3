"""The forms by which a question is opened: at a gate, by the committee, or recorded from elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.polls import PLACES, chair, people
from tests.web.signing import post
from tests.web.town import Town, town

LINES = "\n".join(PLACES)
ASKED = {"question": "Où installer l’outilthèque\u00a0?", "by": "members", "method": "majority", "days": "10",
         "quorum": "", "ballots": "public", "results": "at_close", "threshold": "more_than 1/2"}
GOOD = [
    {"threshold": "at_least 2/3", "quorum": "1/4"}, {"method": "majority_judgment", "options": LINES},
    {"method": "approval", "options": LINES, "ballots": "secret", "results": "live"},
    {"method": "schulze", "options": LINES}, {"method": "consent"},
]
BAD = [
    ({"question": ""}, "Écrivez quelques mots ici."),
    ({"method": "approval"}, "Donnez au moins une option"),
    ({"method": "approval", "options": "Un lieu\nUn lieu"}, "Deux options sont identiques."),
    ({"days": "2"}, "au moins 7 jours"),
    ({"by": "steering", "ballots": "secret"}, "Un vote secret demande au moins 5 voix"),
]


@pytest.fixture(scope="module")
def there(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    for made in town(sqlite_template, tmp_path_factory.mktemp("asking")):
        people(made.world)
        chair(made.world)
        yield made


def test_a_gate_that_is_not_ready_is_not_opened(there: Town):
    idea = there.world.idea(there.world.person("Alice"))
    path = f"/propositions/{idea}/decider/{there.world.gate(idea)}"
    assert post(there.enter("Ines"), path, {"question": "On y va, alors ?"}).status_code == 422


def test_a_question_is_asked_from_its_form_by_every_method(there: Town):
    for sent in GOOD:
        answered = post(there.enter("Ines"), "/decisions/nouvelle", ASKED | sent)
        assert answered.status_code == 303
        page = there.read(answered.headers["Location"])
        assert "Où installer" in page
        assert "options" not in sent or PLACES[1] in page


def test_a_question_that_cannot_be_asked_is_told_why(there: Town):
    for sent, said in BAD:
        page = post(there.enter("Ines"), "/decisions/nouvelle", ASKED | sent)
        assert page.status_code == 422
        assert said in page.text


def test_a_question_may_be_about_a_proposal(there: Town):
    idea = there.world.idea(there.world.person("Alice"), title="Un four à pain banal à Tallard")
    path = f"/decisions/nouvelle?proposition={idea}"
    made = post(there.enter("Ines"), path, ASKED)
    assert f'href="/propositions/{idea}"' in there.read(made.headers["Location"])


def test_a_member_does_not_ask_questions(there: Town):
    assert there.enter("Ann0").get("/decisions/nouvelle").status_code == 403


def test_an_election_held_elsewhere_is_recorded(there: Town):
    ines, path = there.enter("Ines"), "/decisions/ailleurs"
    told_of = {"question": "Élection du bureau de l’association", "url": "https://vote.example.org/elections/x",
               "digest": "Ab3xK9", "held_on": there.world.now.date().isoformat(),
               "result": "Alice Martin, par 40 voix sur 62."}
    assert "https://" in post(ines, path, {**told_of, "url": "http://vote.example.org"}).text
    made = post(ines, path, told_of)
    assert made.status_code == 303
    page = there.client.get(made.headers["Location"]).text
    for each in ("https://vote.example.org/elections/x", "Ab3xK9", "Alice Martin", "Ines"):
        assert each in page


def test_delegations_say_what_the_charter_lets(there: Town):
    page = there.enter("Ann0").get("/mon-espace/delegations").text
    assert "personne ne vote pour quelqu’un d’autre" in page
    assert "Confier ma voix" not in page
