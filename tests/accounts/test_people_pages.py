"""Signing in, one's own space and settings, and the page a person shows."""

import json
from statistics import median
from time import process_time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import HeldForm, LoginSession, Person
from app.accounts.service import roles
from app.core.kinds import Role
from app.extensions import db
from tests.build import World
from tests.web.signing import KEY, TOKEN, WHO, ask, last_code, post, sign_in, sign_up, token

ALICE = "alice@example.org"
LONG = "quatre mots sans rapport"
FIREFOX = "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0"


def rows(app: Flask, table: type) -> list:
    with app.app_context():
        found = db.session.query(table).all()
        db.session.remove()
    return found


def test_a_wrong_address_is_said_beside_the_field(client: FlaskClient, site: World) -> None:
    page = post(client, "/connexion", {"email": "pas une adresse"})
    assert page.status_code == 422
    assert "email-error" in page.text


def test_the_page_is_the_same_whether_the_address_is_known_or_not(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    known, unknown = ask(app.test_client(), ALICE), ask(app.test_client(), "nobody@example.org")
    assert (known.status_code, known.headers["Location"], known.data) == (
        unknown.status_code, unknown.headers["Location"], unknown.data)


def test_a_first_time_asks_for_a_name(app: Flask, client: FlaskClient, site: World) -> None:
    answer = sign_in(app, client, ALICE)
    assert answer.headers["Location"] == "/connexion/bienvenue"
    assert post(client, "/connexion/bienvenue", WHO).headers["Location"] == "/mon-espace"
    assert "Alice M." in client.get("/mon-espace").text


@pytest.mark.parametrize("missing", ["first_name", "adult", "agreed"])
def test_what_is_needed_at_a_first_time(app: Flask, client: FlaskClient, site: World, missing: str) -> None:
    sign_in(app, client, ALICE)
    fields = {key: value for key, value in WHO.items() if key != missing}
    assert post(client, "/connexion/bienvenue", fields).status_code == 422
    assert rows(app, Person) == []


def test_r29_unknown_fields_change_nothing(app: Flask, client: FlaskClient, site: World) -> None:
    """R29: a role, a state or an id is never read from a form."""
    sign_up(app, client, ALICE, role="operator", state="suspended", id="77", password_hash="x")
    person = rows(app, Person)[0]
    assert (person.id, person.state.value, person.password_hash) == (1, "active", None)


def test_a_commune_is_found_by_its_name(app: Flask, client: FlaskClient, site: World) -> None:
    sign_up(app, client, ALICE, place="gap")
    assert rows(app, Person)[0].place_id == site.places["Gap"]


def test_an_unknown_commune_is_refused_and_what_was_typed_stays(app: Flask, client: FlaskClient, site: World) -> None:
    sign_in(app, client, ALICE)
    page = post(client, "/connexion/bienvenue", WHO | {"place": "Atlantide"})
    assert page.status_code == 422
    assert "Atlantide" in page.text
    assert 'value="Alice"' in page.text


def test_a_wrong_code_is_refused(app: Flask, client: FlaskClient, site: World) -> None:
    ask(client, ALICE)
    code = last_code(app, ALICE)
    page = post(client, "/connexion/code", {"code": "000000" if code != "000000" else "111111"})
    assert page.status_code == 422
    assert "n’est pas le bon" in page.text


def test_a_code_typed_with_spaces_is_read(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    ask(client, ALICE)
    code = last_code(app, ALICE)
    assert post(client, "/connexion/code", {"code": f" {code[:3]} {code[3:]} "}).status_code == 303


def test_the_code_page_needs_an_address_first(client: FlaskClient, site: World) -> None:
    assert client.get("/connexion/code").headers["Location"] == "/connexion"


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x"])
def test_nobody_is_sent_to_another_site(app: Flask, client: FlaskClient, site: World, elsewhere: str) -> None:
    site.person("Alice")
    client.get("/connexion", query_string={"suite": elsewhere})
    assert sign_in(app, client, ALICE).headers["Location"] == "/mon-espace"


def test_one_comes_back_to_the_page_one_wanted(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    asked = client.get("/mon-espace/reglages").headers["Location"]
    client.get(asked)
    assert sign_in(app, client, ALICE).headers["Location"] == "/mon-espace/reglages"


def test_what_was_typed_before_signing_in_is_shown_afterwards(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    client.get("/connexion")
    held = client.post("/structures/nouvelle", data={
        "csrf_token": token(client.get("/connexion")), "name": "Les Amis du Buëch", "password": "secret"})
    assert held.headers["Location"] == "/connexion"
    assert sign_in(app, client, ALICE).headers["Location"] == "/reprendre"
    page = client.get("/reprendre").text
    assert "Les Amis du Buëch" in page
    assert "secret" not in page


def test_what_was_kept_goes_away_once_it_is_sent(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    fields = {"name": "Les Amis du Buëch", "kind": "association", "college": college(app)}
    client.post("/structures/nouvelle", data={"csrf_token": token(client.get("/connexion")), **fields})
    sign_in(app, client, ALICE)
    sent = client.post("/structures/nouvelle", data={"csrf_token": token(client.get("/reprendre")), **fields})
    assert sent.status_code == 303
    assert rows(app, HeldForm) == []


def test_what_was_kept_can_be_dropped(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    client.post("/structures/nouvelle", data={"csrf_token": token(client.get("/connexion")), "name": "Trop tôt"})
    sign_in(app, client, ALICE)
    post(client, "/reprendre/laisser", at="/reprendre")
    assert client.get("/reprendre").headers["Location"] == "/mon-espace"


def college(app: Flask) -> str:
    from app.territory.models import Charter
    from app.territory.queries.charters import charter_by_id

    with app.app_context():
        charter_id = db.session.query(Charter.id).scalar()
        key = next(iter(charter_by_id(db.session(), charter_id).colleges))
        db.session.remove()
    return key


def test_the_session_is_named_after_the_browser(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    sign_in(app, client, ALICE)
    assert "Firefox sur Android" in client.get("/mon-espace/connexions").text


def test_another_browser_can_be_signed_out(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    lost = app.test_client()
    sign_in(app, lost, ALICE)
    sign_in(app, client, ALICE)
    post(client, "/mon-espace/connexions/1/fermer", at="/mon-espace/connexions")
    assert lost.get("/mon-espace").status_code == 303
    assert client.get("/mon-espace").status_code == 200


def test_somebody_elses_session_is_not_there(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    site.person("Bob")
    bob = app.test_client()
    sign_in(app, bob, "bob@example.org")
    sign_in(app, client, ALICE)
    assert post(client, "/mon-espace/connexions/1/fermer", at="/mon-espace/connexions").status_code == 404
    assert bob.get("/mon-espace").status_code == 200


def test_signing_out_ends_the_session_on_the_server(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    sign_in(app, client, ALICE)
    cookie = client.get_cookie("cordee")
    post(client, "/deconnexion", at="/mon-espace")
    client.set_cookie("cordee", cookie.value)
    assert client.get("/mon-espace").status_code == 303


def test_the_token_is_not_kept_as_it_is(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    sign_in(app, client, ALICE)
    with client.session_transaction() as cookie:
        assert rows(app, LoginSession)[0].digest != cookie["_user_id"]


def test_a_password_opens_the_door_too(app: Flask, client: FlaskClient, site: World) -> None:
    alice = site.person("Alice")
    site.do(roles.set_password, alice, LONG, "", 0)
    answer = post(client, "/connexion/mot-de-passe", {"email": ALICE.upper(), "password": LONG})
    assert answer.headers["Location"] == "/mon-espace"


def test_r36_a_wrong_password_and_an_unknown_address_look_the_same(client: FlaskClient, site: World) -> None:
    site.do(roles.set_password, site.person("Alice"), LONG, "", 0)
    pages = [post(client, "/connexion/mot-de-passe", {"email": email, "password": "une autre phrase"})
             for email in (ALICE, "nobody@example.org")]
    assert {page.status_code for page in pages} == {422}
    bare = [KEY.sub("", TOKEN.sub("", page.text)).replace(ALICE, "X").replace("nobody@example.org", "X")
            for page in pages]
    assert bare[0] == bare[1]  # the token carries the second it was made in


def test_r36_a_wrong_password_and_an_unknown_address_take_the_same_time(client: FlaskClient, site: World) -> None:
    """S6, R36: as a ratio of processor time, since this machine may be busy. Far from 1 without it."""
    site.do(roles.set_password, site.person("Alice"), LONG, "", 0)
    csrf, times = token(client.get("/connexion/mot-de-passe")), {ALICE: [], "nobody@example.org": []}
    for _ in range(15):
        for email, taken in times.items():
            start = process_time()
            fields = {"csrf_token": csrf, "email": email, "password": "autre chose ici"}
            client.post("/connexion/mot-de-passe", data=fields)
            taken.append(process_time() - start)
    known, unknown = (median(taken) for taken in times.values())
    assert 0.4 < known / unknown < 2.5


def test_a_password_is_set_in_the_settings(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    sign_in(app, client, ALICE)
    assert post(client, "/mon-espace/mot-de-passe", {"password": "court"}).status_code == 422
    assert post(client, "/mon-espace/mot-de-passe", {"password": "azertyuiop123"}).status_code == 422
    assert post(client, "/mon-espace/mot-de-passe", {"password": LONG}).status_code == 303
    assert post(client, "/mon-espace/mot-de-passe/retirer").status_code == 303


def test_the_address_is_changed_by_a_code(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    sign_in(app, client, ALICE)
    post(client, "/mon-espace/courriel", {"email": "new@example.org"})
    done = post(client, "/mon-espace/courriel/code", {"code": last_code(app, "new@example.org")})
    assert done.status_code == 303
    assert rows(app, Person)[0].email == "new@example.org"


def test_the_profile_is_changed(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    sign_in(app, client, ALICE)
    post(client, "/mon-espace/reglages", {
        "first_name": "Alice", "last_name": "Martin", "name_choice": "full", "place": "Briancon",
        "about": "Menuisière."})
    page = app.test_client().get("/personnes/1").text
    assert "Alice Martin" in page
    assert "Briançon" in page
    assert "Menuisière." in page


def test_r20_a_name_cannot_carry_a_script(app: Flask, client: FlaskClient, site: World) -> None:
    """R20."""
    sign_up(app, client, ALICE, first_name="<script>alert(1)</script>", last_name='"><img src=x onerror=alert(1)>')
    for page in (client.get("/mon-espace"), client.get("/mon-espace/reglages"), client.get("/personnes/1")):
        assert "<script>alert" not in page.text
        assert "<img" not in page.text


def test_a_name_with_direction_marks_is_refused(app: Flask, client: FlaskClient, site: World) -> None:
    sign_in(app, client, ALICE)
    assert post(client, "/connexion/bienvenue", WHO | {"first_name": "Ali\u202ece"}).status_code == 422
    assert post(client, "/connexion/bienvenue", WHO | {"first_name": "Ali\x00ce"}).status_code == 422


def test_the_language_is_kept(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    sign_in(app, client, ALICE)
    answer = post(client, "/mon-espace/reglages/langue", {"locale": "en"}, at="/mon-espace/reglages")
    assert "lang=en" in answer.headers["Set-Cookie"]
    assert rows(app, Person)[0].locale == "en"


def test_r34_a_public_page_shows_no_address(app: Flask, client: FlaskClient, site: World) -> None:
    """R34."""
    alice = site.person("Alice")
    page = client.get(f"/personnes/{alice}")
    assert page.status_code == 200
    assert ALICE not in page.text
    assert "Set-Cookie" not in page.headers


def test_nobody_is_there_under_an_unknown_number(client: FlaskClient, site: World) -> None:
    assert client.get("/personnes/999").status_code == 404
    assert client.get(f"/personnes/{10**18}").status_code == 404


def test_r15_ones_own_data_in_a_file(app: Flask, client: FlaskClient, site: World) -> None:
    alice = site.person("Alice")
    site.need(alice)
    sign_in(app, client, ALICE)
    answer = client.get("/mon-espace/mes-donnees.json")
    told = json.loads(answer.data)
    assert told["person"]["email"] == ALICE
    assert "password_hash" not in told["person"]
    assert len(told["proposals"]) == len(told["revisions"]) == 1
    assert answer.headers["Cache-Control"] == "no-store"


def test_leaving_needs_a_tick_and_empties_the_account(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    sign_in(app, client, ALICE)
    assert post(client, "/mon-espace/effacer").status_code == 422
    assert post(client, "/mon-espace/effacer", {"sure": "y"}).status_code == 303
    assert client.get("/mon-espace").status_code == 303
    assert client.get("/personnes/1").status_code == 404


def test_own_space_begins_with_what_waits(app: Flask, client: FlaskClient, site: World) -> None:
    alice, bob = site.person("Alice"), site.person("Bob")
    idea = site.idea(bob)
    from app.proposals.service import carrying as carriers

    site.do(carriers.invite_person, bob, idea, alice)
    sign_in(app, client, ALICE)
    page = client.get("/mon-espace").text
    assert page.index("On vous invite à porter") < page.index("Mes structures")


def test_own_space_of_somebody_who_carries(app: Flask, client: FlaskClient, site: World) -> None:
    alice = site.person("Alice")
    site.need(alice)
    site.role(alice, Role.STEERING)
    site.role(alice, Role.MODERATOR)
    sign_in(app, client, ALICE)
    assert "Ce que je porte" in client.get("/mon-espace").text


@pytest.mark.parametrize("path", [
    "/mon-espace", "/mon-espace/reglages", "/mon-espace/connexions", "/mon-espace/courriel", "/mon-espace/mes-donnees",
    "/mon-espace/mes-donnees.json", "/mon-espace/effacer", "/mon-espace/mot-de-passe", "/reprendre"])
def test_a_visitor_is_asked_to_sign_in(client: FlaskClient, site: World, path: str) -> None:
    assert client.get(path).headers["Location"].startswith("/connexion")


def test_r27_every_form_needs_its_token(app: Flask, client: FlaskClient, site: World) -> None:
    """R27."""
    site.person("Alice")
    sign_in(app, client, ALICE)
    for path in ("/deconnexion", "/mon-espace/reglages", "/mon-espace/effacer", "/mon-espace/mot-de-passe",
                 "/mon-espace/connexions/fermer-les-autres", "/connexion", "/mon-espace/courriel"):
        assert client.post(path, data={"sure": "y"}).status_code == 400, path


def test_a_language_is_a_cookie_and_a_way_back(client: FlaskClient, site: World) -> None:
    answer = client.get("/langue/en", query_string={"suite": "/aide"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/aide")
    assert "lang=en" in answer.headers["Set-Cookie"]
    assert client.get("/langue/xx").status_code == 404
    assert client.get("/langue/fr", query_string={"suite": "//evil.example"}).headers["Location"] == "/"
