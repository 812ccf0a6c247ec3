"""The territory's pages, and the command that brings its communes."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.kinds import SpaceKind
from app.proposals.service import proposals
from app.territory import service as spaces
from app.territory.reference import PlaceRef
from app.territory.rules import parse_places
from app.territory.views.map import drawn
from tests.build import CHARTERS, FIELDS, World

FRENCH = {"Accept-Language": "fr"}
SHIPPED = Path(__file__).parents[2] / "app" / "data" / "territory" / "hautes-alpes.csv"
HEAD = "code;nom;population;code_groupe;nom_groupe;latitude;longitude\n"


def read(client: FlaskClient, path: str) -> str:
    answer = client.get(path, headers=FRENCH)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("path", [
    "/communes/99999", "/communes/x", "/themes/rien", "/appels/rien", "/appels/hautes-alpes"])
def test_what_is_not_there(client: FlaskClient, site: World, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/communes/05061", "/themes/locaux"])
def test_they_take_no_other_question_than_the_page(client: FlaskClient, site: World, path: str) -> None:
    assert client.get(f"{path}?tri=soutenus").status_code == 400
    assert client.get(f"{path}?page=forged").status_code == 200


def test_the_territory_before_its_communes(opened: Flask, client: FlaskClient) -> None:
    assert "flask territory import" in read(client, "/territoire")


def test_it_says_what_is_alive_and_where(client: FlaskClient, site: World) -> None:
    alice = site.person("Alice")
    assert "6 communes où rien n’est encore écrit" in read(client, "/territoire")
    site.need(alice, town="Embrun")
    site.idea(alice, town="Embrun")
    page = read(client, "/territoire")
    assert "1 besoin, 1 projet" in page
    assert "5 communes où rien n’est encore écrit" in page


def test_communes_are_drawn_where_their_centre_is_known(client: FlaskClient, site: World) -> None:
    assert 'class="map"' not in read(client, "/territoire")
    places, faults = parse_places(SHIPPED.read_text())
    assert not faults
    site.do(spaces.replace, None, places)
    page = read(client, "/territoire")
    drawing = page[page.index('class="map"'):page.index('class="legend')]
    assert drawing.count("<circle") == len(places)
    assert 'role="group"' in drawing


def test_a_commune_shows_what_is_written_for_it(client: FlaskClient, site: World) -> None:
    alice = site.person("Alice")
    assert "Personne n’a encore rien écrit" in read(client, "/communes/05061")
    site.need(alice, "Un besoin à Gap", town="Gap")
    site.need(alice, "Un besoin à Embrun", town="Embrun")
    page = read(client, "/communes/05061")
    assert "Un besoin à Gap" in page
    assert "Un besoin à Embrun" not in page


def test_a_retired_commune_still_has_its_page(client: FlaskClient, site: World) -> None:
    site.need(site.person("Alice"), "Un besoin à Embrun", town="Embrun")
    places, _faults = parse_places(HEAD + "05061;Gap;40000;;;;\n")
    site.do(spaces.replace, None, places)
    page = read(client, "/communes/05046")
    assert "n’est plus dans la liste" in page
    assert "Un besoin à Embrun" in page


def test_a_theme_shows_what_is_written_under_it(client: FlaskClient, site: World) -> None:
    site.idea(site.person("Alice"), "Une outilthèque à Gap")
    assert "Une outilthèque à Gap" in read(client, "/themes/locaux")


@pytest.mark.parametrize(("opens", "closes", "words", "can"), [
    (-3, 3, "Ouvert jusqu’au", True), (-3, -1, "Terminé le", False), (1, 3, "Ouvre le", False)])
def test_a_call_says_its_dates_and_takes_answers_while_it_is_open(
        client: FlaskClient, site: World, opens: int, closes: int, words: str, can: bool) -> None:
    space_id = site.do(
        spaces.open_space, None, "hiver", SpaceKind.CALL, {"fr": "L’hiver ensemble"}, {"fr": "Un.\n\nDeux."},
        "Europe/Paris", (CHARTERS / "default.toml").read_text(), opens_at=site.now + timedelta(days=opens),
        closes_at=site.now + timedelta(days=closes), theme_needed=False)
    page = read(client, "/appels/hiver")
    assert words in page
    assert "<p>Un.</p><p>Deux.</p>" in page
    assert (f"espace={space_id}" in page) == can


def test_a_call_shows_what_was_handed_in_to_it_only(client: FlaskClient, site: World) -> None:
    alice = site.person("Alice")
    space_id = site.do(
        spaces.open_space, None, "hiver", SpaceKind.CALL, {"fr": "L’hiver ensemble"}, {}, "Europe/Paris",
        (CHARTERS / "default.toml").read_text(), closes_at=site.now + timedelta(days=9), theme_needed=False)
    site.idea(alice, "Une idée du territoire")
    site.do(proposals.submit, alice, space_id, "project", proposals.Text(
        title="La soupe du jeudi", lang="fr", fields=FIELDS, place_ids=(site.places["Gap"],)))
    page = read(client, "/appels/hiver")
    assert "La soupe du jeudi" in page
    assert "Une idée du territoire" not in page


def _place(number: int, latitude: int | None, longitude: int | None) -> PlaceRef:
    return PlaceRef(number, str(number), f"Commune {number}", f"commune {number}", 100 - number, "", "", latitude,
                    longitude, False)


def test_nothing_is_drawn_without_a_centre() -> None:
    assert drawn([_place(1, None, None)], {}) is None


def test_one_commune_alone_is_drawn() -> None:
    made = drawn([_place(1, 44_500_000, 6_000_000)], {1: 3})
    assert made is not None
    assert len(made.dots) == 1


def test_north_is_up_east_is_right_and_discs_grow() -> None:
    made = drawn([_place(1, 45_000_000, 6_000_000), _place(2, 44_000_000, 7_000_000)], {2: 9})
    assert made is not None
    north, south = made.dots
    assert (north.alive, south.alive) == (0, 9)
    assert north.y < south.y
    assert north.x < south.x
    assert north.size < south.size
    assert all(0 <= dot.x <= made.width and 0 <= dot.y <= made.height for dot in made.dots)


def test_the_command_brings_the_communes(app: Flask, site: World, tmp_path: Path) -> None:
    file = tmp_path / "communes.csv"
    file.write_text(HEAD + "05061;Gap;40 000;200;Gap-Tallard;44,55;6,08\n05001;Abriès;300;;;;\n", encoding="utf-8-sig")
    done = app.test_cli_runner().invoke(args=["territory", "import", str(file)])
    assert done.exit_code == 0, done.output
    assert "2 communes\u00a0: 1 ajoutées, 1 modifiées, 0 inchangées, 5 mises en retrait." in done.output


def test_the_command_tells_every_fault_with_its_line_and_writes_nothing(
        app: Flask, client: FlaskClient, site: World, tmp_path: Path) -> None:
    file = tmp_path / "communes.csv"
    file.write_text(HEAD + "05061;Gap;beaucoup;;;;\n05001;;300;;;91;6\n05061;Gap;3;;;;\n05099;Neuve;3;;;;\n")
    done = app.test_cli_runner().invoke(args=["territory", "import", str(file)])
    assert done.exit_code == 1
    for line in ("ligne 2\u00a0: population illisible", "ligne 3\u00a0: la commune n’a pas de nom",
                 "ligne 3\u00a0: latitude illisible", "ligne 4\u00a0: le code 05061 est déjà à la ligne 2"):
        assert line in done.stderr
    assert client.get("/communes/05099").status_code == 404


def test_the_command_refuses_latin_1_with_a_sentence(app: Flask, site: World, tmp_path: Path) -> None:
    file = tmp_path / "communes.csv"
    file.write_bytes((HEAD + "05001;Abriès;300;;;;\n").encode("latin-1"))
    done = app.test_cli_runner().invoke(args=["territory", "import", str(file)])
    assert done.exit_code == 1
    assert "UTF-8" in done.stderr


def test_the_command_needs_a_territory(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "communes.csv"
    file.write_text(HEAD + "05061;Gap;40000;;;;\n")
    done = app.test_cli_runner().invoke(args=["territory", "import", str(file)])
    assert done.exit_code == 1
    assert "flask site init" in done.stderr


def test_the_command_sets_the_letters_of_the_codes_to_come(app: Flask, client: FlaskClient, site: World) -> None:
    alice, run = site.person("Alice"), app.test_cli_runner()
    site.need(alice, "Un besoin d’avant")
    assert "sans I, ni O, ni U" in run.invoke(args=["territory", "code", "ISE"]).output
    assert "aucun espace" in run.invoke(args=["territory", "code", "GA", "--space", "nulle-part"]).output
    assert run.invoke(args=["territory", "code", "ga"]).exit_code == 0
    site.need(alice, "Un besoin d’après")
    page = read(client, "/besoins")
    assert "GA-N-" in page
    assert "HA-N-" in page
