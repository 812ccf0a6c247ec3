"""« Qui fait quoi »: closed to who may not give roles, said before it is done, never without its last one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.accounts.service import roles
from app.core.kinds import Role
from app.extensions import db
from app.notifications.models import Mail
from app.territory.models import Membership, RoleInvitation
from tests.web.signing import post, sign_up
from tests.web.town import Town, town

PAGE = "/qui-fait-quoi"


@pytest.fixture(scope="module")
def place(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = town(sqlite_template, tmp_path_factory.mktemp("roles"))
    there = next(made)
    there.world.person("Olga", Role.OPERATOR)
    for name, role in (("Stan", Role.STEERING), ("Mona", Role.MODERATOR), ("Mia", Role.MEMBER)):
        there.world.person(name, role)
    there.world.person("Bob", town="Embrun")
    yield there
    next(made, None)


def role_id(place: Town, person: str, role: Role) -> int:
    with place.app.app_context():
        found: int = db.session.query(Membership.id).filter_by(
            person_id=place.world.people[person], role=role, revoked_at=None).scalar()
        db.session.remove()
    return found


@pytest.mark.parametrize("name", ["Stan", "Mona", "Mia", "Bob"])
def test_the_page_is_closed_to_others(place: Town, name: str):
    client = place.enter(name)
    own = f"{PAGE}/{role_id(place, 'Mona', Role.MODERATOR)}/retirer"
    assert {client.get(PAGE).status_code, client.get(own).status_code} == {403}
    sent = {"who": "bob@example.org", "role": "operator", "person": str(place.world.people["Bob"])}
    for path in (PAGE, f"{PAGE}/confier", f"{PAGE}/inviter", own, f"{PAGE}/invitations/1/annuler"):
        assert post(client, path, sent, at="/mon-espace").status_code == 403
    assert PAGE not in client.get("/mon-espace").text


@pytest.mark.parametrize(("who", "role", "says"), [
    ("", "steering", "nécessaire"), ("Bob", "", "nécessaire"), ("Personne Du Tout", "steering", "ne montre ce nom"),
    ("bob@example.org", "carrier", "choi")])
def test_what_is_unclear_is_said_and_kept(place: Town, who: str, role: str, says: str):
    answer = post(place.enter("Olga"), PAGE, {"who": who, "role": role})
    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{who}"' in answer.text


@pytest.mark.parametrize("number", ["", "0", "9" * 40, "4000"])
def test_nobody_is_nobody(place: Town, number: str):
    sent = {"who": "bob", "role": "steering", "person": number}
    assert post(place.enter("Olga"), f"{PAGE}/confier", sent, at=PAGE).status_code == 422


@pytest.mark.parametrize("who", ["bob", "BOB@example.org"])
def test_who_is_meant_is_said_before_anything_is_done(place: Town, who: str):
    answer = post(place.enter("Olga"), PAGE, {"who": who, "role": "steering"})
    assert "Embrun" in answer.text
    assert f'name="person" value="{place.world.people["Bob"]}"' in answer.text
    assert role_id(place, "Bob", Role.STEERING) is None


def test_a_role_is_given_once_then_withdrawn(place: Town):
    olga = place.enter("Olga")
    sent = {"who": "bob", "role": "relay", "person": str(place.world.people["Bob"])}
    assert post(olga, f"{PAGE}/confier", sent, at=PAGE).location == f"{PAGE}?role=relay"
    again = post(olga, f"{PAGE}/confier", sent, at=PAGE)
    assert (again.status_code, "Bob a déjà ce rôle" in again.text) == (422, True)
    path = f"{PAGE}/{role_id(place, 'Bob', Role.RELAY)}/retirer"
    assert "ce ne sera plus possible" in olga.get(path).text
    assert role_id(place, "Bob", Role.RELAY), "looking changes nothing"
    assert post(olga, path).location == PAGE
    assert olga.get(path).status_code == 404


@pytest.mark.parametrize(("name", "role"), [("Stan", Role.STEERING), ("Olga", Role.OPERATOR)])
def test_the_last_one_is_kept_with_a_way_out(place: Town, name: str, role: Role):
    olga, path = place.enter("Olga"), f"{PAGE}/{role_id(place, name, role)}/retirer"
    page = olga.get(path).text
    assert "Donnez d’abord ce rôle" in page
    assert f"{PAGE}?role={role.value}" in page
    assert post(olga, path, at=PAGE).status_code == 409
    assert role_id(place, name, role)


def test_an_unknown_address_is_invited_and_the_role_waits(place: Town):
    olga, email = place.enter("Olga"), "Zoe@example.org"
    asked = post(olga, PAGE, {"who": email, "role": "steering"})
    assert "Personne n’a de compte à cette adresse" in asked.text
    assert email in asked.text
    sent = post(olga, f"{PAGE}/inviter", {"who": email, "role": "steering"}, at=PAGE)
    assert sent.location == f"{PAGE}?role=steering"
    with place.app.app_context():
        letter = db.session.query(Mail).filter_by(kind="role_invited").one()
        said = place.app.jinja_env.get_template("mail/role_invited/body.txt")
        with place.app.test_request_context():
            text = said.render(**letter.params, base_url="https://x.example", site_name="Cordée", lang="fr")
        db.session.remove()
    assert "Olga vous propose un rôle" in text
    assert "zoe@example.org" in olga.get(PAGE).text
    newcomer = place.app.test_client()
    sign_up(place.app, newcomer, "zoe@example.org", first_name="Zoé")
    assert newcomer.get("/comite").status_code == 200
    assert "zoe@example.org" not in olga.get(PAGE).text


def test_an_invitation_is_cancelled(place: Town):
    place.world.do(roles.invite, place.world.people["Olga"], "yann@example.org", Role.MEMBER, "fr")
    with place.app.app_context():
        number = db.session.query(RoleInvitation.id).scalar()
        db.session.remove()
    post(place.enter("Olga"), f"{PAGE}/invitations/{number}/annuler", at=PAGE)
    assert "yann@example.org" not in place.enter("Olga").get(PAGE).text


def test_many_of_one_role_are_read_page_by_page(place: Town):
    for number in range(21):
        place.world.person(f"M{number:02}", Role.MEMBER)
    olga = place.enter("Olga")
    assert "M10" not in olga.get(PAGE).text
    first = olga.get(f"{PAGE}/member").text
    assert ("M18" in first, "M20" in first, "apres=" in first) == (True, False, True)
    assert "M20" in olga.get(f"{PAGE}/member?apres={role_id(place, 'M18', Role.MEMBER)}").text
    assert place.enter("Stan").get(f"{PAGE}/member").status_code == 403


def test_ones_own_role_is_asked_twice_and_closes_the_page(place: Town):
    place.world.person("Oscar", Role.OPERATOR)
    oscar, path = place.enter("Oscar"), f"{PAGE}/{role_id(place, 'Oscar', Role.OPERATOR)}/retirer"
    assert "C’est votre propre rôle" in oscar.get(path).text
    assert post(oscar, path).location == "/mon-espace"
    assert oscar.get(PAGE).status_code == 403
