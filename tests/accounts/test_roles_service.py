"""Roles given to people and to addresses: who may, who stays, and what waits."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.queries import own, roles as read
from app.accounts.queries.accounts import actor_of
from app.accounts.service import erasure, roles, signing_in
from app.accounts.service.shared import Profile
from app.core.kinds import PersonState, Role
from app.core.unit_of_work import Refused
from app.journal.models import Event
from app.notifications.models import Mail
from app.site.service import upkeep
from app.territory.models import Membership, RoleInvitation
from tests.build import World

KEY, ADDRESS = "k" * 40, "Zoe@Example.org"


@pytest.fixture
def olga(world: World) -> int:
    return world.person("Olga", Role.OPERATOR)


def arrive(world: World, session: Session, email: str = "zoe@example.org") -> int:
    """By the usual way: a code, then a name."""
    world.do(signing_in.ask_code, None, email, "fr", KEY)
    session.rollback()
    code = session.query(Mail).filter_by(kind="code", to_address=email).order_by(Mail.id.desc()).first().params["code"]
    session.rollback()
    entered = world.do(signing_in.enter_code, None, email, code, KEY, "Firefox")
    if entered.welcome is not None:
        world.do(signing_in.sign_up, None, entered.welcome, email, Profile(first_name="Zoé"), locale="fr", label="")
    found: int = session.query(Person.id).filter_by(email_key=email).scalar()
    return found


@pytest.mark.parametrize("role", [Role.STEERING, Role.MODERATOR, Role.MEMBER, Role.RELAY, Role.FACILITATOR, None])
def test_nobody_else_invites_or_cancels(world: World, olga: int, session: Session, role: Role | None):
    bob = world.person("Bob", *([role] if role else []))
    world.do(roles.invite, olga, ADDRESS, Role.STEERING, "fr")
    for act in ((roles.invite, "x@example.org", Role.STEERING, "fr"), (roles.cancel, 1)):
        with pytest.raises(Refused, match="not_your_role"):
            world.do(act[0], bob, *act[1:])
    assert session.query(RoleInvitation).count() == 1


@pytest.mark.parametrize(("email", "role", "code"), [
    ("nobody", Role.STEERING, "not_an_address"), ("bob@example.org", Role.STEERING, "already_has_an_account"),
    (ADDRESS.upper(), Role.STEERING, "already_invited"), (ADDRESS, Role.CARRIER, "role_is_not_given")])
def test_what_is_no_invitation(world: World, olga: int, email: str, role: Role, code: str):
    world.person("Bob")
    world.do(roles.invite, olga, ADDRESS, Role.STEERING, "fr")
    with pytest.raises(Refused, match=code):
        world.do(roles.invite, olga, email, role, "fr")


@pytest.mark.parametrize(("role", "code"), [
    (Role.STEERING, "last_of_the_committee"), (Role.OPERATOR, "last_operator")])
def test_the_last_one_stays(world: World, session: Session, role: Role, code: str):
    alice, bob = world.person("Alice", role), world.person("Bob", role)
    session.query(Person).filter_by(id=bob).update({"state": PersonState.SUSPENDED})
    session.commit()
    with pytest.raises(Refused, match=code):
        world.do(roles.revoke, None, alice, role)
    assert read.lonely(session, alice) == [role]
    session.rollback()
    world.do(roles.grant, None, world.person("Carl"), role)
    assert world.do(roles.revoke, None, alice, role)


def test_two_who_leave_at_once_do_not_both_leave(world: World, session: Session):
    both = [world.person("Alice", Role.STEERING), world.person("Bob", Role.STEERING)]

    def leave(person: int) -> str:
        try:
            world.do(roles.revoke, None, person, Role.STEERING)
        except Refused as refused:
            return refused.code
        return "left"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(leave, both)) == ["last_of_the_committee", "left"]
    assert session.query(Membership).filter_by(role=Role.STEERING, revoked_at=None).count() == 1


def test_the_role_is_found_at_the_first_sign_in(world: World, olga: int, session: Session):
    world.do(roles.invite, olga, ADDRESS, Role.STEERING, "fr")
    zoe = arrive(world, session)
    assert Role.STEERING in actor_of(session, zoe).roles
    assert session.query(Membership).filter_by(person_id=zoe).one().granted_by == olga
    assert session.query(RoleInvitation).count() == 0
    told = [(row.kind, row.data) for row in session.query(Event).order_by(Event.id) if row.kind.startswith("role.")]
    assert [kind for kind, _data in told] == ["role.invited", "role.granted"]
    assert "example.org" not in str(told)


def test_another_address_proved_finds_it_too(world: World, olga: int, session: Session):
    world.do(roles.invite, olga, ADDRESS, Role.MODERATOR, "fr")
    bob = world.person("Bob")
    world.do(signing_in.ask, bob, "zoe@example.org", "fr", KEY)
    assert actor_of(session, bob).roles == {Role.PARTICIPANT}, "asked is not proved"
    code = session.query(Mail).filter_by(kind="address_code").one().params["code"]
    session.rollback()
    assert world.do(signing_in.confirm, bob, "zoe@example.org", code, KEY, 0) is None
    assert Role.MODERATOR in actor_of(session, bob).roles


@pytest.mark.parametrize("end", ["late", "cancelled", "withdrawn", "suspended", "erased"])
def test_r17_an_invitation_that_is_over_gives_nothing(world: World, olga: int, session: Session, end: str):
    world.person("Otto", Role.OPERATOR)
    world.do(roles.invite, olga, ADDRESS, Role.OPERATOR, "fr")
    if end == "late":
        world.later(days=14, seconds=1)
    elif end == "cancelled":
        assert world.do(roles.cancel, olga, session.query(RoleInvitation.id).scalar())
    elif end == "withdrawn":
        world.do(roles.revoke, world.people["Otto"], olga, Role.OPERATOR)
    elif end == "suspended":
        session.query(Person).filter_by(id=olga).update({"state": PersonState.SUSPENDED})
        session.commit()
    else:
        world.do(erasure.erase, olga)
    session.rollback()
    letters = session.query(Mail).filter_by(kind="role_invited").count()
    assert letters == (1 if end in ("late", "suspended") else 0), "a letter that has not left is called back"
    session.rollback()
    assert actor_of(session, arrive(world, session)).roles == {Role.PARTICIPANT}


def test_an_address_is_not_kept_after_its_time(world: World, olga: int, session: Session):
    world.do(roles.invite, olga, ADDRESS, Role.STEERING, "fr")
    told = own.everything(session, olga, world.now)["roles_offered"]
    assert [row["role"] for row in told] == ["steering"]
    assert "zoe" not in str(told).casefold(), "somebody else's address is not one's own data"
    session.rollback()
    world.later(days=15)
    world.do(upkeep.purge, None)
    assert session.query(RoleInvitation).count() == 0


def test_a_name_is_found_by_what_it_shows(world: World, session: Session):
    hidden = world.person("Hélène")
    session.query(Person).filter_by(id=hidden).update({"last_name": "Secret"})
    session.commit()
    assert [one.id for one in read.by_name(session, "helene")] == [hidden]
    assert read.by_name(session, "secret") == read.by_name(session, " ") == read.by_name(session, "%") == []
