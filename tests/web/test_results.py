"""The page of a result: one paragraph that anybody understands, then the figures, then how to check them."""

import hashlib
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.operations import ballots, decisions
from app.rules.kinds import Role
from tests.build import REASON, World
from tests.polls import PLACES, answer, chair, close, decided, open_question, people
from tests.web.signing import post
from tests.web.test_decisions import as_

GRADES = {"good": {"o1": 1, "o2": 3, "o3": 6}, "bad": {"o1": 4, "o2": 5, "o3": 6}}
RESULTS = [
    ("majority", ["for"] * 4 + ["against", "abstain"], {},
     "6 personnes sur 9 ont répondu. 4 pour, 1 contre, 1 abstention. Il fallait plus de la moitié des voix exprimées : "
     "les « pour » en font 80 %. Il fallait au moins 3 réponses : elles y sont. C’est adopté."),
    ("majority", ["for"] * 3 + ["against"] * 3, {}, "C’est une égalité, et une égalité ne fait jamais passer : rien "
                                                    "n’est adopté."),
    ("majority", ["for", "for"] + ["against"] * 4, {}, "Ce n’est pas adopté."),
    ("majority", ["for"] * 5, {"quorum": "1/1"}, "Il fallait au moins 7 réponses : il en manque 2. Trop peu de "
                                                 "réponses : rien n’est décidé."),
    ("majority_judgment", [GRADES["good"]] * 5, {},
     "La mieux jugée est « La halle de Gap », avec la mention « Très bien » : plus de la moitié de celles et ceux qui "
     "ont jugé lui donnent celle-là ou mieux. Il fallait au moins la mention « Assez bien »."),
    ("majority_judgment", [GRADES["bad"]] * 5, {}, "Ce n’est pas adopté."),
    ("majority_judgment", ["abstain"] * 5, {}, "Tout le monde s’est abstenu."),
    ("approval", [["o1", "o2"], ["o1"], ["o1"], [], ["o3"]], {},
     "La plus cochée est « La halle de Gap » : elle l’est sur 3 bulletins sur 5. Il fallait plus de la moitié des "
     "bulletins : elle en a 60 %."),
    ("schulze", [[["o1"], ["o2"]]] * 5, {},
     "« La halle de Gap » l’emporte : comparée à chacune des autres, plus de voix la préfèrent. Il fallait au moins 2 "
     "réponses : elles y sont. La question demandait un ordre : c’est celui de la liste ci-dessous."),
]


def told(page: str) -> str:
    """The paragraph at the head of a result, as it is read."""
    lead = re.search(r'class="lead">(.*?)</p>', page, re.DOTALL)
    assert lead
    return re.sub(r"\s+", " ", lead.group(1))


@pytest.fixture
def past(site: World) -> World:
    site.later(days=-30)
    return site


@pytest.mark.parametrize(("method", "given", "rule", "said"), RESULTS)
def test_a_result_is_told_in_words(client: FlaskClient, past: World, method, given, rule, said):
    decision = decided(past, method, given, silent=2 if len(given) == 6 else 1, **rule)
    page = client.get(f"/decisions/{decision}")
    assert page.status_code == 200
    assert said in told(page.text)


def test_nobody_answered(client: FlaskClient, past: World):
    assert "Personne n’a répondu" in told(client.get(f"/decisions/{decided(past, 'majority', [], silent=5)}").text)


def test_the_figures_are_a_table_and_a_drawing(client: FlaskClient, past: World):
    page = client.get(f"/decisions/{decided(past, 'majority_judgment', [GRADES['good']] * 5)}").text
    assert "Combien de voix pour chaque mention" in page
    assert 'class="pic-g1"' in page
    assert "la moitié des voix donnent celle-là ou mieux" in page


def test_schulze_shows_who_is_preferred_to_whom(client: FlaskClient, past: World):
    page = client.get(f"/decisions/{decided(past, 'schulze', [[['o2'], ['o1', 'o3']]] * 5)}").text
    assert "Combien de voix préfèrent l’option de la ligne" in page
    assert f"<li><span lang=\"fr\" dir=\"auto\">{PLACES[1]}</span></li>" in page


def test_what_is_served_is_what_was_published(client: FlaskClient, past: World):
    decision = decided(past, "majority", ["for"] * 5, ballots="secret")
    page = client.get(f"/decisions/{decision}").text
    file = client.get(f"/decisions/{decision}/decision-{decision}.json")
    digest = hashlib.sha256(file.data).hexdigest()
    assert digest in page
    assert file.headers["ETag"] == f'"{digest}"'
    assert "immutable" in file.headers["Cache-Control"]
    assert json.loads(file.data)["result"]["outcome"] == "adopted"
    assert client.get(f"/decisions/{decision}/decision-{decision + 1}.json").status_code == 404


def test_a_receipt_is_found_in_the_list(client: FlaskClient, past: World):
    members = people(past, 6)
    decision = open_question(past, ballots="secret")
    codes = answer(past, decision, dict(zip(members, ["for"] * 5 + ["against"], strict=True)))
    close(past, decision)
    path = f"/decisions/{decision}/recus"
    assert all(code in client.get(path).text for code in codes.values())
    one = client.get(path, query_string={"code": codes[members[5]].lower()}).text
    assert codes[members[5]] in one
    assert "Contre" in one
    assert codes[members[0]] not in one
    assert "Ce code n’est pas dans la liste" in client.get(path, query_string={"code": "AAAA-BBBB"}).text


def test_a_secret_tells_no_name_and_a_public_vote_does(client: FlaskClient, past: World):
    secret = client.get(f"/decisions/{decided(past, 'majority', ['for'] * 4 + ['against'], ballots='secret')}").text
    assert "Ann0" not in secret
    public = client.get(f"/decisions/{decided(past, 'majority', ['for'] * 4 + ['against'])}").text
    assert "Ann0" in public
    assert REASON in public


def test_fewer_than_five_are_never_broken_down(client: FlaskClient, past: World):
    decision = decided(past, "majority", ["for", "for", "against"], silent=3, ballots="secret")
    page = client.get(f"/decisions/{decision}").text
    assert "Moins de cinq voix" in page
    assert "2 pour" not in page
    assert "Pour</th>" not in page
    code = client.get(f"/decisions/{decision}/recus").text
    assert "3 voix comptées sans être détaillées" in code


def test_a_receipt_of_a_secret_vote_is_not_shown_again(app: Flask, past: World):
    decision = decided(past, "majority", ["for"] * 5, ballots="secret")
    assert "Votre réponse est enregistrée" not in as_(app, "Ann0").get(f"/decisions/{decision}/recu").text


def test_colleges_are_counted_apart(client: FlaskClient, past: World):
    members = people(past, 4)
    past.structure("Les outils du pays", members[3])
    decision = open_question(past, colleges=["residents", "associations"], combine="proportional")
    answer(past, decision, dict(zip(members, ["for", "for", "against", "against"], strict=True)))
    close(past, decision)
    page = client.get(f"/decisions/{decision}").text
    assert "voix sur" in told(page)
    assert "une fois les collèges réunis selon leur poids" in told(page)
    assert "Le compte, collège par collège" in page
    assert "Associations" in page


def test_a_college_without_enough_voices_is_named(client: FlaskClient, past: World):
    members = people(past, 4)
    past.structure("Les outils du pays", members[3])
    decision = open_question(past, colleges=["residents", "associations"], college_quorum=1)
    answer(past, decision, dict.fromkeys(members[:3], "for"))
    close(past, decision)
    assert "il en manque dans « Associations »" in told(client.get(f"/decisions/{decision}").text)


def test_what_follows_is_written_by_who_runs_it(app: Flask, client: FlaskClient, past: World):
    decision = decided(past, "majority", ["for"] * 5)
    text = "L’outilthèque ouvre en novembre\u00a0; Karim tient les clefs."
    assert post(as_(app, "Ines"), f"/decisions/{decision}/conclusion", {"text": text}).status_code == 303
    assert "Karim tient les clefs" in client.get(f"/decisions/{decision}").text


def test_a_gate_says_where_the_proposal_goes(app: Flask, client: FlaskClient, past: World):
    past.later(days=-60)
    idea = past.ready_idea(past.person("Alice"))
    board = [past.person(name, Role.STEERING) for name in ("Ines", "Jean", "Karim")]
    ines, gate = as_(app, "Ines"), past.gate(idea)
    path = f"/propositions/{idea}/decider/{gate}"
    page = ines.get(path).text
    assert "Si c’est adopté" in page
    assert "La proposition passe à l’étape «\u00a0Groupe de travail\u00a0»." in page
    assert "3 voix" in page
    past.do(decisions.open_gate, board[0], idea, gate, "Cette idée devient-elle un groupe de travail ?")
    refused = post(ines, path, {"question": "Cette idée devient-elle un groupe ?"})
    assert refused.status_code == 422
    assert "Une décision est déjà ouverte" in refused.text
    for who in board:
        past.do(ballots.answer, who, 1, "for")
    close(past, 1)
    assert told(client.get("/decisions/1").text).endswith("La proposition passe à l’étape « Groupe de travail ».")


def test_a_gate_that_is_not_ready_is_not_opened(app: Flask, site: World):
    idea = site.idea(site.person("Alice"))
    chair(site)
    page = post(as_(app, "Ines"), f"/propositions/{idea}/decider/{site.gate(idea)}", {"question": "On y va, alors ?"})
    assert page.status_code == 422


@pytest.mark.parametrize("sent", [
    {"method": "majority", "threshold": "at_least 2/3"},
    {"method": "majority_judgment", "options": "\n".join(PLACES)},
    {"method": "approval", "options": "\n".join(PLACES), "ballots": "secret"},
    {"method": "schulze", "options": "\n".join(PLACES)},
    {"method": "consent"},
])
def test_a_question_is_asked_from_its_form(app: Flask, client: FlaskClient, site: World, sent: dict[str, str]):
    people(site)
    chair(site)
    asked = {"question": "Où installer l’outilthèque\u00a0?", "by": "members", "days": "10", "quorum": "1/4",
             "ballots": "public", "results": "at_close", "threshold": "more_than 1/2", **sent}
    answered = post(as_(app, "Ines"), "/decisions/nouvelle", asked)
    assert answered.status_code == 303
    page = client.get(answered.headers["Location"]).text
    assert "Où installer" in page
    if "options" in sent:
        assert PLACES[1] in page


@pytest.mark.parametrize(("sent", "said"), [
    ({"question": ""}, "Écrivez quelques mots ici."),
    ({"method": "approval"}, "Donnez au moins une option"),
    ({"method": "approval", "options": "Un lieu\nUn lieu"}, "Deux options sont identiques."),
    ({"days": "2"}, "au moins 7 jours"),
    ({"by": "steering", "ballots": "secret"}, "Un vote secret demande au moins 5 voix"),
])
def test_a_question_that_cannot_be_asked_is_told_why(app: Flask, site: World, sent: dict[str, str], said: str):
    chair(site)
    asked = {"question": "Où installer l’outilthèque\u00a0?", "by": "members", "method": "majority", "days": "10",
             "quorum": "", "ballots": "public", "results": "at_close", "threshold": "more_than 1/2", **sent}
    page = post(as_(app, "Ines"), "/decisions/nouvelle", asked)
    assert page.status_code == 422
    assert said in page.text


def test_a_member_does_not_ask_questions(app: Flask, site: World):
    people(site)
    assert as_(app, "Ann0").get("/decisions/nouvelle").status_code == 403


def test_an_election_held_elsewhere_is_recorded(app: Flask, client: FlaskClient, site: World):
    chair(site)
    ines, path = as_(app, "Ines"), "/decisions/ailleurs"
    told_of = {"question": "Élection du bureau de l’association", "url": "https://vote.example.org/elections/x",
               "digest": "Ab3xK9", "held_on": site.now.date().isoformat(),
               "result": "Alice Martin, par 40 voix sur 62."}
    assert "https://" in post(ines, path, {**told_of, "url": "http://vote.example.org"}).text
    made = post(ines, path, told_of)
    assert made.status_code == 303
    page = client.get(made.headers["Location"]).text
    for each in ("https://vote.example.org/elections/x", "Ab3xK9", "Alice Martin", "Ines"):
        assert each in page


def test_delegations_say_what_the_charter_lets(app: Flask, site: World):
    people(site)
    page = as_(app, "Ann0").get("/mon-espace/delegations").text
    assert "personne ne vote pour quelqu’un d’autre" in page
    assert "Confier ma voix" not in page


def test_a_result_in_english(app: Flask, client: FlaskClient, past: World):
    decision = decided(past, "majority", ["for"] * 4 + ["against", "abstain"])
    client.set_cookie("lang", "en")
    assert 'lang="en"' in client.get(f"/decisions/{decision}").text


def test_the_list_shows_closed_ones_page_by_page(client: FlaskClient, past: World):
    people(past, 1)
    made = [open_question(past, question=f"Une question, la {n}e") for n in range(22)]
    past.later(days=9)
    for decision in made:
        past.do(decisions.close_if_due, None, decision)
    first = client.get("/decisions").text
    assert first.count("Quorum non atteint") == 20
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    assert client.get(following.group(1)).text.count("Quorum non atteint") == 2


def test_what_is_not_there_is_404(client: FlaskClient, site: World):
    assert client.get("/decisions/12").status_code == 404
