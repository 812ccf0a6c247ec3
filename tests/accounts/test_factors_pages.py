"""The second factor at the doors of the web: what is closed before it, and what asks for it again."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import LoginSession
from app.accounts.service import factors
from app.core.kinds import Role
from app.core.permissions import ALLOWED, Action
from app.extensions import db
from app.site.models import Site
from app.territory.models import Membership
from tests.build import World
from tests.factors import of_app, opened, with_totp
from tests.web.signing import key_of, post, sign_in, token
from tests.web.test_matrix import routes

ALICE, OLGA = "alice@example.org", "olga@example.org"
DOOR, SAFETY = "/connexion/second-facteur", "/mon-espace/securite"
CODES = re.compile(r'<span class="code">([2-9A-Z-]+)</span>')
EARLIER = timedelta(minutes=5)  # an application that was put into service then: the present code is still good


def enrolled(app: Flask, site: World, name: str, *roles: Role) -> pyotp.TOTP:
    who = site.person(name, *roles)
    return with_totp(site, who, of_app(app), opened(site, who), at=datetime.now(UTC) - EARLIER)


def code(made: pyotp.TOTP) -> str:
    return made.at(datetime.now(UTC))


def change(app: Flask, *statements: sa.Update) -> None:
    with app.app_context():
        for statement in statements:
            db.session.execute(statement)
        db.session.commit()
        db.session.remove()


def long_ago(app: Flask) -> None:
    """The days of grace are over."""
    year = datetime.now(UTC) - timedelta(days=365)
    change(app, sa.update(Site).values(second_factor_since=None), sa.update(Membership).values(granted_at=year))


def last_time(app: Flask, minutes: int) -> None:
    change(app, sa.update(LoginSession).where(LoginSession.strong_at.is_not(None))
           .values(strong_at=datetime.now(UTC) - timedelta(minutes=minutes)))


def action_of(app: Flask, path: str) -> Action:
    endpoint, _given = app.url_map.bind("localhost").match(path, method="GET")
    action: Action = app.view_functions[endpoint].action  # type: ignore[attr-defined]
    return action


# Before it is shown


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_page_that_asks_is_nobodys_without_half_a_sign_in(client: FlaskClient, site: World, method: str) -> None:
    data = {"csrf_token": token(client.get("/connexion")), "code": "123456"} if method == "POST" else None
    answer = client.open(DOOR, method=method, data=data)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/connexion")


def test_nothing_of_ones_own_is_open_before_it(app: Flask, client: FlaskClient, site: World) -> None:
    enrolled(app, site, "Alice", Role.OPERATOR)
    assert sign_in(app, client, ALICE).headers["Location"] == DOOR
    own = [path for path in routes(app, "GET") if Role.VISITOR not in ALLOWED[action_of(app, path)]]
    assert len(own) > 30
    for path in own:
        assert client.get(path).headers["Location"].startswith("/connexion?suite="), path
    assert "Alice" not in client.get("/").text


def test_a_wrong_code_is_refused_beside_the_field(app: Flask, client: FlaskClient, site: World) -> None:
    enrolled(app, site, "Alice")
    sign_in(app, client, ALICE)
    page = post(client, DOOR, {"code": "000000"})
    assert page.status_code == 422
    assert "code-error" in page.text
    assert client.get("/mon-espace").status_code == 303


def test_after_six_wrong_ones_one_begins_at_the_beginning(app: Flask, client: FlaskClient, site: World) -> None:
    made = enrolled(app, site, "Alice")
    sign_in(app, client, ALICE)
    answers = [post(client, DOOR, {"code": "000000"}).status_code for _ in range(6)]
    assert answers == [422] * 6
    assert post(client, DOOR, {"code": code(made)}).headers["Location"] == "/connexion"
    assert client.get(DOOR).headers["Location"] == "/connexion"


def test_the_right_one_opens_and_goes_where_one_was_going(app: Flask, client: FlaskClient, site: World) -> None:
    made = enrolled(app, site, "Alice")
    client.get("/connexion?suite=/brouillons")
    sign_in(app, client, ALICE)
    assert post(client, DOOR, {"code": code(made)}).headers["Location"] == "/brouillons"
    assert client.get("/mon-espace").status_code == 200


def test_whoever_turns_back_leaves_nothing_half_open(app: Flask, client: FlaskClient, site: World) -> None:
    enrolled(app, site, "Alice")
    sign_in(app, client, ALICE)
    post(client, "/deconnexion", at=DOOR)
    with app.app_context():
        assert db.session.scalar(sa.select(LoginSession.revoked_at).order_by(LoginSession.id.desc())) is not None
        db.session.remove()
    assert client.get(DOOR).headers["Location"] == "/connexion"


def test_who_has_none_enters_as_before(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    assert sign_in(app, client, ALICE).headers["Location"] == "/mon-espace"


# Having one


def put_in_service(client: FlaskClient) -> pyotp.TOTP:
    post(client, f"{SAFETY}/application/commencer", at=SAFETY)
    page = client.get(f"{SAFETY}/application")
    shared = re.search(r'class="shared-key">([^<]+)<', page.text)
    assert shared
    made = pyotp.TOTP(shared[1].replace(" ", ""))
    answer = post(client, f"{SAFETY}/application", {"code": made.now()})
    assert answer.headers["Location"] == f"{SAFETY}/codes-de-secours"
    return made


def test_an_application_then_codes_that_are_shown_once(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    sign_in(app, client, ALICE)
    put_in_service(client)
    assert client.get(f"{SAFETY}/application").status_code == 303  # the key is not shown any more
    page = client.get(f"{SAFETY}/codes-de-secours")
    sent = {"csrf_token": token(page), "act_key": key_of(page)}
    shown = client.post(f"{SAFETY}/codes-de-secours", data=sent)
    assert len(CODES.findall(shown.text)) == 10
    assert shown.headers["Cache-Control"] == "no-store"
    again = client.post(f"{SAFETY}/codes-de-secours", data=sent)
    assert (again.status_code, CODES.findall(again.text)) == (303, [])
    assert not CODES.findall(client.get(f"{SAFETY}/codes-de-secours").text)


def test_a_printed_sheet_from_the_first_code_to_the_next_sign_in(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    sign_in(app, client, ALICE)
    codes = CODES.findall(post(client, f"{SAFETY}/feuille", at=SAFETY).text)
    assert len(codes) == 30
    assert post(client, f"{SAFETY}/feuille/activer", {"code": codes[4]}, at=SAFETY).status_code == 422
    assert post(client, f"{SAFETY}/feuille/activer", {"code": codes[0]}, at=SAFETY).status_code == 303
    other = app.test_client()
    sign_in(app, other, ALICE)
    assert "n°\u00a02 de la feuille 1" in other.get(DOOR).text
    assert post(other, DOOR, {"code": codes[1]}).headers["Location"] == "/mon-espace"


# The team


def refused(answer: TestResponse) -> bool:
    return answer.status_code == 403 and "une seconde preuve" in answer.text


def test_during_the_days_of_grace_a_banner_says_until_when(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Olga", Role.OPERATOR)
    site.person("Alice")
    sign_in(app, client, OLGA)
    assert "demande une seconde preuve avant le" in client.get("/qui-fait-quoi").text
    other = app.test_client()
    sign_in(app, other, ALICE)
    assert "seconde preuve" not in other.get("/").text


def test_after_them_the_role_is_asleep_until_one_is_there(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Olga", Role.OPERATOR)
    site.person("Bob")
    sign_in(app, client, OLGA)
    page = client.get("/qui-fait-quoi")
    long_ago(app)
    assert refused(client.get("/qui-fait-quoi"))
    sent = {"csrf_token": token(page), "role": "relay", "who": "bob@example.org", "person": "2"}
    assert refused(client.post("/qui-fait-quoi/confier", data=sent))
    assert client.get("/mon-espace").status_code == 200  # still a member like any other
    assert "Le délai est passé" in client.get(SAFETY).text
    put_in_service(client)
    assert client.get("/qui-fait-quoi").status_code == 200


def test_a_site_that_does_not_ask_asks_nobody(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Olga", Role.OPERATOR)
    sign_in(app, client, OLGA)
    long_ago(app)
    for told in ({"second_factor": False}, {"mode": "demo"}):
        app.config["CORDEE"] = replace(app.config["CORDEE"], **told)
        page = client.get("/qui-fait-quoi")
        assert (page.status_code, "seconde preuve avant" in page.text) == (200, False)


# Again, before what is grave


def inside(app: Flask, client: FlaskClient, site: World, *roles: Role) -> pyotp.TOTP:
    made = enrolled(app, site, "Olga", *roles)
    sign_in(app, client, OLGA)
    post(client, DOOR, {"code": code(made)})
    return made


def test_what_is_grave_asks_again_after_a_quarter_of_an_hour(app: Flask, client: FlaskClient, site: World) -> None:
    inside(app, client, site)
    path = "/mon-espace/mes-donnees.json"
    assert client.get(path).status_code == 200
    last_time(app, 16)
    assert client.get("/mon-espace").status_code == 200
    assert client.get(path).headers["Location"].startswith(f"{DOOR}?suite=")
    recovery = site.do(factors.draw_recovery, site.people["Olga"])[0]
    page = client.get(path, follow_redirects=True)
    assert "important" in page.text
    answer = client.post(DOOR, data={"csrf_token": token(page), "code": recovery})
    assert answer.headers["Location"] == path
    assert client.get(path).status_code == 200


def test_what_was_typed_is_kept_meanwhile(app: Flask, client: FlaskClient, site: World) -> None:
    inside(app, client, site, Role.OPERATOR)
    recovery = site.do(factors.draw_recovery, site.people["Olga"])[0]
    page = client.get("/apparence")
    last_time(app, 16)
    sent = {"csrf_token": token(page), "name": "Le Grand Buëch", "act_key": key_of(page)}
    assert client.post("/apparence/nom", data=sent).headers["Location"] == DOOR
    assert post(client, DOOR, {"code": recovery}).headers["Location"] == "/reprendre"
    assert "Le Grand Buëch" in client.get("/reprendre").text


def test_a_button_alone_leads_back_to_its_page(app: Flask, client: FlaskClient, site: World) -> None:
    inside(app, client, site)
    page = client.get("/mon-espace/connexions")
    last_time(app, 16)
    answer = client.post("/mon-espace/connexions/fermer-les-autres", data={"csrf_token": token(page)},
                         headers={"Referer": "http://localhost/mon-espace/connexions"})
    assert answer.headers["Location"] == f"{DOOR}?suite=/mon-espace/connexions"


def test_who_has_no_second_factor_is_not_asked(app: Flask, client: FlaskClient, site: World) -> None:
    site.person("Alice")
    sign_in(app, client, ALICE)
    assert client.get("/mon-espace/mes-donnees.json").status_code == 200


def test_removing_the_last_one(app: Flask, client: FlaskClient, site: World) -> None:
    inside(app, client, site)
    path = f"{SAFETY}/application/retirer"
    assert "votre seule seconde preuve" in client.get(path).text
    assert post(client, path).headers["Location"] == SAFETY
    assert sign_in(app, app.test_client(), OLGA).headers["Location"] == "/mon-espace"


# Lost


def test_only_the_team_sees_the_way_back_of_others(app: Flask, client: FlaskClient, site: World) -> None:
    enrolled(app, site, "Alice")
    number = site.people["Alice"]
    site.person("Bob")
    sign_in(app, client, "bob@example.org")
    assert client.get(f"/personnes/{number}/second-facteur").status_code == 403
    assert "second-facteur" not in client.get(f"/personnes/{number}").text


def test_two_of_the_team_ask_and_agree(app: Flask, client: FlaskClient, site: World) -> None:
    enrolled(app, site, "Alice")
    site.person("Olga", Role.OPERATOR)
    site.person("Mona", Role.MODERATOR)
    number = site.people["Alice"]
    sign_in(app, client, OLGA)
    path = f"/personnes/{number}/second-facteur"
    assert path in client.get(f"/personnes/{number}").text
    assert post(client, path).status_code == 303
    assert post(client, path).status_code == 422  # it waits already
    other = app.test_client()
    sign_in(app, other, "mona@example.org")
    assert "seconde preuve perdue de Alice" in other.get("/a-plusieurs").text
    post(other, "/a-plusieurs/1/accord", at="/a-plusieurs/1")
    assert sign_in(app, app.test_client(), ALICE).headers["Location"] == "/mon-espace"


def test_from_the_terminal(app: Flask, client: FlaskClient, site: World) -> None:
    enrolled(app, site, "Alice")
    runner = app.test_cli_runner()
    assert "taken away" in runner.invoke(args=["people", "reset-factor", ALICE]).output
    assert "there was none" in runner.invoke(args=["people", "reset-factor", ALICE]).output
    assert sign_in(app, client, ALICE).headers["Location"] == "/mon-espace"


@pytest.mark.parametrize(("path", "ask"), [
    (f"{SAFETY}/application/commencer", "post"), (f"{SAFETY}/feuille", "post"), (f"{SAFETY}/cles/ajouter", "get")])
def test_a_first_one_asks_to_sign_in_again(app: Flask, client: FlaskClient, site: World, path: str, ask: str):
    """A browser that was left open, or a cookie that was stolen, locks nobody out of their account."""
    site.person("Alice")
    sign_in(app, client, ALICE)
    given = {"csrf_token": token(client.get(SAFETY)), "act_key": "k" * 32}
    change(app, sa.update(LoginSession).values(created_at=datetime.now(UTC) - timedelta(minutes=16)))
    answer = client.post(path, data=given) if ask == "post" else client.get(path)
    assert answer.headers["Location"].startswith("/connexion?suite=")
    assert client.get(SAFETY).status_code == 303, "that session is over"
    assert "connectez-vous de nouveau" in client.get("/connexion").text
