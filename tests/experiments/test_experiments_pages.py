"""The pages of a pact, a trial and its bilan: who reads, who writes, what is refused beside its field."""

from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.kinds import OutcomeKind
from app.experiments import service as experiments
from app.experiments.models import Indicator, Pact
from app.extensions import db
from app.groups import service as groups
from app.proposals.models import Proposal
from tests.build import World
from tests.queries_count import statements
from tests.trial import HAPPENED, LESSONS, bilan, experiment, gauge, measured, project_with_group, terms
from tests.web.signing import post, sign_in

BILAN = {"kind": "stopped", "happened": HAPPENED, "lessons": LESSONS, "reusable": ""}
READ = ("pacte", "experimentation", "bilan")
WRITTEN = ("pacte/modifier", "indicateurs/nouveau", "mesures/1", "jalons/nouveau", "points/nouveau")
POINT = {"goes_well": "Les gens viennent.", "is_hard": "Le froid.", "comes_next": "Un poêle."}


def as_(app: Flask, client: FlaskClient, name: str) -> FlaskClient:
    sign_in(app, client, f"{name.lower()}@example.org")
    return client


@pytest.fixture
def project(site: World) -> int:
    """A work group, born twenty days ago."""
    site.later(days=-60)
    number = project_with_group(site)[0]
    site.later(days=20)
    return number


@pytest.fixture
def trial(site: World) -> tuple[int, int]:
    """A project being tried for some days, and its indicator."""
    site.later(days=-60)
    made = experiment(site)
    site.later(days=16)
    return made


@pytest.mark.parametrize("page", READ)
def test_everybody_reads_and_no_token_is_given(client: FlaskClient, site: World, trial, page: str):
    answer = client.get(f"/propositions/{trial[0]}/{page}")
    assert answer.status_code == 200
    assert "csrf_token" not in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("page", [*READ, *WRITTEN])
def test_of_nothing(app: Flask, client: FlaskClient, site: World, page: str):
    site.person("Alice")
    as_(app, client, "Alice")
    assert client.get(f"/propositions/99/{page}").status_code == 404


@pytest.mark.parametrize("page", WRITTEN)
def test_a_visitor_is_asked_to_sign_in(client: FlaskClient, site: World, trial, page: str):
    assert "/connexion" in client.get(f"/propositions/{trial[0]}/{page}").headers["Location"]


def test_an_idea_has_pages_that_say_what_comes(client: FlaskClient, site: World):
    idea = site.idea(site.person("Alice"))
    assert "n’est pas encore écrit" in client.get(f"/propositions/{idea}/pacte").text
    assert "n’a pas commencé" in client.get(f"/propositions/{idea}/experimentation").text
    assert "Pas encore de bilan" in client.get(f"/propositions/{idea}/bilan").text


def test_the_pact_says_what_is_missing(app: Flask, client: FlaskClient, site: World, project: int):
    assert "Il manque encore 7 points" in client.get(f"/propositions/{project}/pacte").text
    site.do(experiments.save, site.people["Alice"], project, terms(site, stop="", where_text="Gap"), 0)
    site.do(experiments.add_indicator, site.people["Alice"], project, gauge())
    assert "Il manque encore un point" in client.get(f"/propositions/{project}/pacte").text


def test_writing_the_pact(app: Flask, client: FlaskClient, site: World, project: int):
    as_(app, client, "Alice")
    path = f"/propositions/{project}/pacte/modifier"
    given = {"hypothesis": "Si l’on prête, alors on répare.", "starts_on": "2030-01-01", "ends_on": "30/06/2030",
             "number": "0"}
    assert post(client, path, given).status_code == 303
    assert "alors on répare" in client.get(f"/propositions/{project}/pacte").text
    assert 'name="number" value="1"' in client.get(path).text


def test_somebody_else_s_pact_is_shown_and_nothing_is_lost(app: Flask, client: FlaskClient, site: World, project: int):
    site.do(experiments.save, site.people["Zoe"], project, terms(site, hypothesis="Le texte de Zoe."), 0)
    as_(app, client, "Alice")
    path = f"/propositions/{project}/pacte/modifier"
    page = post(client, path, {"hypothesis": "Le texte d’Alice.", "number": "0"})
    assert page.status_code == 422
    assert "Le texte de Zoe." in page.text
    assert "Le texte d’Alice." in page.text
    assert 'name="number" value="1"' in page.text
    with site.make_session() as session:
        assert session.get_one(Pact, project).hypothesis == "Le texte de Zoe."


def test_a_plain_member_is_told_why_not(app: Flask, client: FlaskClient, site: World, project: int):
    bob = site.person("Bob")
    site.do(groups.join, bob, 1)
    as_(app, client, "Bob")
    assert "Écrire le pacte" not in client.get(f"/propositions/{project}/pacte").text
    page = post(client, f"/propositions/{project}/pacte/modifier", {"hypothesis": "Le mien.", "number": "0"})
    assert page.status_code == 422
    assert "Votre rôle ne permet pas cela" in page.text
    assert "Le mien." in page.text


@pytest.mark.parametrize(("field", "value"), [
    ("ends_on", "2029-12-31"), ("starts_on", "hier"), ("starts_on", "0001-01-01"), ("hypothesis", "x" * 9000),
    ("observers", "a\x00b")])
def test_a_pact_that_cannot_be(app: Flask, client: FlaskClient, site: World, project: int, field: str, value: str):
    as_(app, client, "Alice")
    page = post(client, f"/propositions/{project}/pacte/modifier",
                {"starts_on": "2030-01-01", "ends_on": "2030-02-01", "number": "0", field: value})
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text


def test_a_target_with_a_comma(app: Flask, client: FlaskClient, site: World, project: int):
    as_(app, client, "Alice")
    path = f"/propositions/{project}/indicateurs/nouveau"
    given = {"name": "Outils réparés", "unit": "kg", "baseline": "", "target": "1\u202f250,5"}
    assert post(client, path, given).status_code == 303
    page = client.get(f"/propositions/{project}/pacte")
    assert "250,5\u00a0kg" in page.text
    post(client, f"/propositions/{project}/indicateurs/1/retirer", at=f"/propositions/{project}/pacte")
    with site.make_session() as session:
        assert session.query(Indicator).count() == 0


@pytest.mark.parametrize("target", ["", "beaucoup", "1,2,3", "NaN", "9" * 20])
def test_a_target_that_is_no_figure_is_shown_back(app: Flask, client: FlaskClient, site: World, project, target):
    as_(app, client, "Alice")
    page = post(client, f"/propositions/{project}/indicateurs/nouveau", {"name": "Outils réparés", "target": target})
    assert page.status_code == 422
    assert 'id="target-error"' in page.text
    assert f'value="{target}"' in page.text


def test_a_measure_is_drawn_and_told(app: Flask, client: FlaskClient, site: World, trial):
    project, indicator = trial
    as_(app, client, "Alice")
    post(client, f"/propositions/{project}/mesures/{indicator}",
         {"on": site.now.date().isoformat(), "value": "12,5", "note": "Comptés au cahier"})
    page = client.get(f"/propositions/{project}/experimentation").text
    assert "<polyline" in page
    assert page.count("12,5") == 2
    assert "Comptés au cahier" in page
    assert "cible\u00a0: 40" in page


def test_the_last_of_two_measures_of_a_day_is_shown(client: FlaskClient, site: World, trial):
    measured(site, trial[1], "12")
    measured(site, trial[1], "31")
    page = client.get(f"/propositions/{trial[0]}/experimentation").text
    assert "(corrigé)" in page
    assert page.count("<circle") == 1


@pytest.mark.parametrize(("given", "field"), [
    ({"on": "2099-01-01"}, "on"), ({"on": "2020-01-01"}, "on"), ({"on": "?"}, "on"), ({"value": "douze"}, "value"),
    ({"note": "x" * 300}, "note")])
def test_a_measure_that_cannot_be(app: Flask, client: FlaskClient, site: World, trial, given: dict, field: str):
    as_(app, client, "Alice")
    path = f"/propositions/{trial[0]}/mesures/{trial[1]}"
    page = post(client, path, {"on": site.now.date().isoformat(), "value": "3", **given})
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text


def test_an_indicator_of_another_project_is_not_there(app: Flask, client: FlaskClient, site: World, trial):
    idea = site.idea(site.people["Alice"], title="Un four à pain banal")
    as_(app, client, "Alice")
    assert client.get(f"/propositions/{idea}/mesures/{trial[1]}").status_code == 404


def test_milestones_are_added_and_reached(app: Flask, client: FlaskClient, site: World, trial):
    as_(app, client, "Alice")
    here = f"/propositions/{trial[0]}/experimentation"
    post(client, f"/propositions/{trial[0]}/jalons/nouveau", {"name": "Le local est ouvert", "due_on": "2020-01-01"})
    assert "En retard" in client.get(here).text
    post(client, f"/propositions/{trial[0]}/jalons/1/atteint", at=here)
    assert "Atteint le" in client.get(here).text


def test_a_stop_criterion_that_is_met_is_shown_to_all(app: Flask, client: FlaskClient, site: World, trial):
    as_(app, client, "Alice")
    post(client, f"/propositions/{trial[0]}/points/nouveau", POINT | {"stop_met": "y"})
    other, path = app.test_client(), f"/propositions/{trial[0]}/experimentation"
    page = other.get(path).text
    assert "Un critère d’arrêt est atteint" in page
    assert "Plus de dix outils perdus." in page
    site.do(experiments.check_in, site.people["Alice"], trial[0], experiments.Answers(**POINT))
    assert "Un critère d’arrêt est atteint" not in other.get(path).text


def test_the_three_questions_are_needed(app: Flask, client: FlaskClient, site: World, trial):
    as_(app, client, "Alice")
    page = post(client, f"/propositions/{trial[0]}/points/nouveau", POINT | {"is_hard": " "})
    assert page.status_code == 422
    assert 'id="is_hard-error"' in page.text


def test_a_stop_is_a_result(app: Flask, client: FlaskClient, site: World, trial):
    measured(site, trial[1])
    as_(app, client, "Alice")
    post(client, f"/propositions/{trial[0]}/bilan", BILAN)
    page = client.get(f"/propositions/{trial[0]}/bilan").text
    assert "Arrêtée avec enseignements" in page
    assert "est un résultat" in page
    assert "<form class=\"form" not in page
    with site.make_session() as session:
        assert session.get_one(Proposal, trial[0]).outcome is OutcomeKind.STOPPED


@pytest.mark.parametrize(("given", "field"), [
    ({"kind": ""}, "kind"), ({"kind": "victory"}, "kind"), ({"lessons": "Beaucoup."}, "lessons"),
    ({"happened": ""}, "happened")])
def test_a_bilan_that_cannot_be(app: Flask, client: FlaskClient, site: World, trial, given: dict, field: str):
    as_(app, client, "Alice")
    page = post(client, f"/propositions/{trial[0]}/bilan", BILAN | given)
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text


def test_a_bilan_without_measure_says_what_is_missing(app: Flask, client: FlaskClient, site: World, trial):
    site.do(experiments.declare, site.people["Alice"], trial[0], bilan(OutcomeKind.CONTINUED))
    assert "Il manque encore une mesure" in client.get(f"/propositions/{trial[0]}/experimentation").text
    as_(app, client, "Alice")
    assert "Compléter le bilan" in client.get(f"/propositions/{trial[0]}/bilan").text


def test_somebody_outside_writes_no_bilan(app: Flask, client: FlaskClient, site: World, trial):
    site.person("Charlie")
    as_(app, client, "Charlie")
    assert 'name="lessons"' not in client.get(f"/propositions/{trial[0]}/bilan").text
    page = post(client, f"/propositions/{trial[0]}/bilan", BILAN, at="/mon-espace/reglages")
    assert page.status_code == 422
    assert "Votre rôle ne permet pas cela" in page.text


def test_as_many_statements_for_many_measures(app: Flask, client: FlaskClient, site: World, trial):
    with app.app_context():
        engine = db.engine
    counts = []
    for numbers in (range(1), range(12)):
        for n in numbers:
            site.do(experiments.add_measure, site.people["Alice"], trial[1], site.now.date(), Decimal(n))
        client.get(f"/propositions/{trial[0]}/experimentation")
        with statements(engine) as sent:
            client.get(f"/propositions/{trial[0]}/experimentation")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 9
