"""What people change about themselves; roles; leaving for good."""

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import LoginSession, Person
from app.accounts.queries import own
from app.accounts.queries.accounts import actor_of
from app.accounts.service import erasure, roles, signing_in
from app.accounts.service.shared import Profile
from app.core import limits
from app.core.kinds import PersonState, Role
from app.core.unit_of_work import Refused
from app.discussion.models import Comment
from app.groups.models import Group, GroupMember
from app.journal.models import Event
from app.notifications.models import Mail
from app.proposals.models import Carrier, Proposal, Support
from app.proposals.service import proposals
from tests.build import World

KEY = "k" * 40
LONG = "quatre mots sans rapport"


def opened(world: World, who: str = "alice@example.org") -> int:
    """A session for somebody who has an account; its id."""
    code = world.do(signing_in.print_code, None, who, KEY, 15)
    world.do(signing_in.enter_code, None, who, code, KEY, "Firefox")
    with world.make_session() as session:
        return int(session.query(LoginSession.id).order_by(LoginSession.id.desc()).first()[0])


@pytest.mark.parametrize(("password", "code"), [
    ("onze signes", "password_is_short"), ("azertyuiop123", "password_is_common"), ("a" * 20, "password_is_common"),
    ("123456789012", "password_is_common"), ("alice@example.org", "password_is_common"), ("x" * 129, "too_long"),
])
def test_a_password_that_will_not_do(world: World, password: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        world.do(roles.set_password, world.person("Alice"), password, "", 0)


def test_a_password_is_kept_as_argon2id(world: World, session: Session) -> None:
    alice = world.person("Alice")
    world.do(roles.set_password, alice, LONG, "", 0)
    kept = session.get_one(Person, alice).password_hash
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")  # OWASP, Password Storage Cheat Sheet


def test_changing_it_needs_the_present_one(world: World) -> None:
    alice = world.person("Alice")
    world.do(roles.set_password, alice, LONG, "", 0)
    with pytest.raises(Refused, match="wrong_current_password"):
        world.do(roles.set_password, alice, LONG + " bis", "autre chose", 0)
    world.do(roles.set_password, alice, LONG + " bis", LONG, 0)


def test_who_just_came_in_by_code_may_change_a_forgotten_one(world: World) -> None:
    alice = world.person("Alice")
    world.do(roles.set_password, alice, LONG, "", 0)
    here = opened(world)
    world.do(roles.set_password, alice, LONG + " bis", "", here)
    world.later(minutes=20)
    with pytest.raises(Refused, match="wrong_current_password"):
        world.do(roles.set_password, alice, LONG + " ter", "", here)


def test_other_browsers_are_signed_out_and_the_person_is_told(world: World, session: Session) -> None:
    alice = world.person("Alice")
    opened(world)
    here = opened(world)
    world.do(roles.set_password, alice, LONG, "", here)
    still = session.query(LoginSession.id).filter_by(revoked_at=None).all()
    assert [row.id for row in still] == [here]
    assert session.query(Mail.kind).all() == [("password_changed",)]


def test_the_new_address_needs_its_own_code(world: World, session: Session) -> None:
    alice = world.person("Alice")
    here = opened(world)
    world.do(signing_in.ask_code, None, "new@example.org", "fr", KEY)
    code = session.query(Mail).filter_by(kind="code").one().params["code"]
    assert world.do(signing_in.confirm, alice, "new@example.org", code, KEY, here) == "code_is_wrong"


def test_a_browser_left_open_does_not_give_the_account_away(world: World, session: Session) -> None:
    """ASVS 7.5.1: who has a password proves it, or has just signed in, before the address changes."""
    alice = world.person("Alice")
    here = opened(world)
    world.do(roles.set_password, alice, LONG, "", here)
    world.later(minutes=20)
    for current in ("", LONG + "x"):
        with pytest.raises(Refused, match="wrong_current_password"):
            world.do(signing_in.ask, alice, "new@example.org", "fr", KEY, current, here)
    assert session.query(Mail).filter_by(kind="address_code").count() == 0
    session.rollback()
    assert world.do(signing_in.ask, alice, "new@example.org", "fr", KEY, LONG, here).what == "code"
    just = opened(world)
    assert world.do(signing_in.ask, alice, "other@example.org", "fr", KEY, "", just).what == "code"


def test_other_browsers_are_signed_out_once_the_address_is_changed(world: World, session: Session) -> None:
    alice = world.person("Alice")
    opened(world)
    here = opened(world)
    world.do(signing_in.ask, alice, "new@example.org", "fr", KEY)
    code = session.query(Mail).filter_by(kind="address_code").one().params["code"]
    session.rollback()
    assert world.do(signing_in.confirm, alice, "new@example.org", code, KEY, here) is None
    assert [row.id for row in session.query(LoginSession.id).filter_by(revoked_at=None)] == [here]


def test_the_old_address_is_told(world: World, session: Session) -> None:
    alice = world.person("Alice")
    here = opened(world)
    world.do(signing_in.ask, alice, "new@example.org", "fr", KEY)
    code = session.query(Mail).filter_by(kind="address_code").one().params["code"]
    session.rollback()
    assert world.do(signing_in.confirm, alice, "new@example.org", code, KEY, here) is None
    assert session.get_one(Person, alice).email_key == "new@example.org"
    assert session.query(Mail.to_address).filter_by(kind="address_changed").all() == [("alice@example.org",)]


def test_an_address_that_is_taken_stays_with_who_has_it(world: World, session: Session) -> None:
    alice, _bob = world.person("Alice"), world.person("Bob")
    here = opened(world)
    world.do(signing_in.ask, alice, "bob@example.org", "fr", KEY)
    code = session.query(Mail).filter_by(kind="address_code").one().params["code"]
    assert world.do(signing_in.confirm, alice, "bob@example.org", code, KEY, here) == "address_is_taken"


def test_a_code_for_anothers_change_does_not_serve(world: World, session: Session) -> None:
    alice, bob = world.person("Alice"), world.person("Bob")
    here = opened(world)
    world.do(signing_in.ask, bob, "new@example.org", "fr", KEY)
    code = session.query(Mail).filter_by(kind="address_code").one().params["code"]
    assert world.do(signing_in.confirm, alice, "new@example.org", code, KEY, here) == "code_is_over"


def test_what_others_ask_for_does_not_stand_in_the_way_of_a_new_address(world: World, session: Session) -> None:
    alice, bob = world.person("Alice"), world.person("Bob")
    here = opened(world)
    world.do(signing_in.ask, alice, "new@example.org", "fr", KEY)
    code = session.query(Mail).filter_by(kind="address_code").one().params["code"]
    session.rollback()
    for _ in range(limits.CODES_OF_A_PERSON):
        assert world.do(signing_in.ask, bob, "new@example.org", "fr", KEY).what == "code"
    assert world.do(signing_in.ask, bob, "another@example.org", "fr", KEY).what == "nothing"
    assert world.do(signing_in.confirm, alice, "new@example.org", code, KEY, here) is None


def test_only_an_operator_gives_roles(world: World) -> None:
    with pytest.raises(Refused, match="not_your_role"):
        world.do(roles.grant, world.person("Alice"), world.person("Bob"), Role.MODERATOR)


@pytest.mark.parametrize("role", [Role.CARRIER, Role.REPRESENTATIVE, Role.VISITOR])
def test_some_roles_are_not_given(world: World, role: Role) -> None:
    with pytest.raises(Refused, match="role_is_not_given"):
        world.do(roles.grant, None, world.person("Bob"), role)


def test_a_role_is_given_once_and_taken_away_at_once(world: World, session: Session) -> None:
    bob = world.person("Bob")
    assert world.do(roles.grant, world.person("Olga", Role.OPERATOR), bob, Role.MODERATOR)
    assert not world.do(roles.grant, None, bob, Role.MODERATOR)
    assert Role.MODERATOR in actor_of(session, bob).roles
    session.rollback()
    assert world.do(roles.revoke, None, bob, Role.MODERATOR)
    assert not world.do(roles.revoke, None, bob, Role.MODERATOR)
    assert Role.MODERATOR not in actor_of(session, bob).roles
    told = [row.kind for row in session.query(Event.kind).order_by(Event.id) if row.kind.startswith("role.")]
    assert told == ["role.granted", "role.revoked"]


def test_erasing_empties_the_person_and_keeps_the_texts(world: World, session: Session) -> None:
    alice = world.person("Alice", Role.MODERATOR)
    need = world.need(alice)
    opened(world)
    world.do(erasure.erase, alice)
    person = session.get_one(Person, alice)
    assert (person.state, person.email, person.first_name, person.display_name) == (
        PersonState.ERASED, None, "", "Ancien participant")
    assert session.get_one(Proposal, need).title == "Garder les enfants le soir à Embrun"
    assert session.query(LoginSession).count() == 0
    assert actor_of(session, alice).person_id is None


def test_erasing_leaves_groups_and_carrying(world: World, session: Session) -> None:
    alice = world.person("Alice")
    project = world.group_project(alice)
    before = session.query(Group).filter_by(proposal_id=project).one().members
    carriers = session.get_one(Proposal, project).carriers
    session.rollback()
    world.do(erasure.erase, alice)
    session.expire_all()
    assert session.query(Group).filter_by(proposal_id=project).one().members == before - 1
    assert session.get_one(Proposal, project).carriers == carriers - 1
    assert session.query(GroupMember).filter_by(person_id=alice, until_at=None).count() == 0
    assert session.query(Carrier).filter_by(person_id=alice, left_at=None).count() == 0


def test_a_support_stays_counted_after_erasing(world: World, session: Session) -> None:
    need, bob = world.need(world.person("Alice")), world.person("Bob")
    world.do(proposals.support, bob, need)
    world.do(erasure.erase, bob)
    assert session.get_one(Proposal, need).supports == session.query(Support).count()


def test_the_journal_holds_no_name(world: World, session: Session) -> None:
    alice = world.person("Alice", Role.MODERATOR)
    world.do(roles.change_profile, alice, Profile(first_name="Zébulon"))
    world.need(alice)
    world.do(erasure.erase, alice)
    told = " ".join(str(event.data) for event in session.query(Event))
    assert "Zébulon" not in told
    assert "alice@example.org" not in told


def test_the_address_is_free_again_after_erasing(world: World) -> None:
    world.do(erasure.erase, world.person("Alice"))
    again = world.do(signing_in.enter_person, None, "alice@example.org", Profile(first_name="Alice"), "fr")
    assert again != world.people["Alice"]


def test_ones_own_data_holds_nobody_elses(world: World, session: Session) -> None:
    alice, bob = world.person("Alice"), world.person("Bob")
    world.need(bob)
    need = world.need(alice, "Un four à pain à Tallard")
    told = own.everything(session, alice, world.now)
    assert [row["id"] for row in told["proposals"]] == [need]
    assert "bob@example.org" not in str(told)


def test_what_waits_is_nothing_for_a_visitor(session: Session, world: World) -> None:
    assert own.to_do(session, actor_of(session, None), world.now) == []


def test_what_is_ready_waits_for_the_committee(world: World, session: Session) -> None:
    idea = world.ready_idea(world.person("Alice"))
    from app.core import unit_of_work as _work
    from app.proposals.service import journey as _journey

    @_work.operation
    def look(work: _work.Work) -> None:
        _journey.advance(work, idea)

    world.do(look, None)
    chair = world.person("Chair", Role.STEERING)
    kinds = [item.kind for item in own.to_do(session, actor_of(session, chair), world.now)]
    assert "ready" in kinds
    alice = own.to_do(session, actor_of(session, world.person("Alice")), world.now)
    assert "ready" not in [item.kind for item in alice]


def test_a_question_waits_for_who_carries(world: World, session: Session) -> None:
    alice, bob = world.person("Alice"), world.person("Bob")
    idea = world.idea(alice)
    world._add(Comment(space_id=world.space_id, proposal_id=idea, author_id=bob, stance="question", body="Où ?",
                       html="", lang="fr", needs_answer=True, created_at=world.now))
    items = own.to_do(session, actor_of(session, alice), world.now)
    assert [(item.kind, item.number) for item in items] == [("questions", idea)]
    assert own.to_do(session, actor_of(session, bob), world.now) == []
