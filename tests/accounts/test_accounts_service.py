"""Codes, sessions and first visits: each rule on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import LoginCode, LoginSession, Person
from app.accounts.queries import accounts
from app.accounts.service import signing_in
from app.accounts.service.shared import Profile
from app.core import limits, secrets
from app.core.kinds import NameChoice, Role
from app.core.unit_of_work import Refused
from app.notifications.models import Mail
from app.site.service import upkeep
from tests.build import World

ALICE, KEY = "alice@example.org", "k" * 40
PROFILE = Profile(first_name="Alice", last_name="Martin")


def ask(world: World, email: str = ALICE) -> str:
    """Ask for a code, and read it in the mail."""
    world.do(signing_in.ask_code, None, email, "fr", KEY)
    with world.make_session() as session:
        return str(session.query(Mail).filter_by(to_address=email).order_by(Mail.id.desc()).first().params["code"])


def enter(world: World, code: str, email: str = ALICE) -> signing_in.Entered:
    return world.do(signing_in.enter_code, None, email, code, KEY, "Firefox")


def other(code: str) -> str:
    return "000000" if code != "000000" else "111111"


def test_a_code_asks_for_a_name_at_a_first_time(world: World) -> None:
    entered = enter(world, ask(world))
    assert entered.welcome is not None
    assert entered.token is None


def test_a_code_opens_a_session_for_who_is_known(world: World) -> None:
    world.person("Alice")
    assert enter(world, ask(world)).token is not None


def test_the_case_of_an_address_does_not_count(world: World) -> None:
    world.person("Alice")
    code = ask(world, "ALICE@Example.org")
    assert enter(world, code, "alice@EXAMPLE.org").token is not None


def test_the_code_is_kept_under_a_keyed_digest(world: World, session: Session) -> None:
    code = ask(world)
    row = session.query(LoginCode).one()
    assert code not in row.digest
    assert row.digest != secrets.digest(code)


def test_a_code_serves_once(world: World) -> None:
    world.person("Alice")
    code = ask(world)
    enter(world, code)
    assert enter(world, code).refused == "code_is_over"


def test_an_older_code_is_void(world: World) -> None:
    world.person("Alice")
    first = ask(world)
    second = ask(world)
    if first != second:
        assert enter(world, first).refused == "code_is_wrong"
    assert enter(world, second).token is not None


def test_a_code_of_another_address_does_not_serve(world: World) -> None:
    world.person("Alice")
    world.person("Bob")
    ask(world, "bob@example.org")
    code = ask(world)
    assert enter(world, code, "bob@example.org").refused in ("code_is_wrong", "code_is_over")


def test_a_code_is_over_after_a_quarter_of_an_hour(world: World) -> None:
    code = ask(world)
    world.later(minutes=limits.CODE_MINUTES)
    assert enter(world, code).refused == "code_is_over"


def test_six_wrong_tries_wear_a_code_out(world: World) -> None:
    """The wrong tries are kept although nothing else was written."""
    code = ask(world)
    for _ in range(limits.CODE_TRIES):
        assert enter(world, other(code)).refused == "code_is_wrong"
    assert enter(world, code).refused == "code_is_worn_out"


def test_r19_two_browsers_at_once_use_a_code_once(world: World) -> None:
    """R19: compare-and-set, on both databases."""
    world.person("Alice")
    code = ask(world)
    with ThreadPoolExecutor(4) as pool:
        entered = list(pool.map(lambda _: enter(world, code), range(4)))
    assert sum(one.token is not None for one in entered) == 1


def test_a_first_visit_becomes_an_account(world: World, session: Session) -> None:
    entered = enter(world, ask(world))
    token = world.do(signing_in.sign_up, None, entered.welcome, ALICE, PROFILE, locale="fr", label="Firefox")
    row = accounts.session_row(session, secrets.digest(token), world.now)
    assert row is not None
    assert session.get_one(Person, row.person_id).display_name == "Alice M."


def test_a_welcome_lasts_an_hour(world: World) -> None:
    entered = enter(world, ask(world))
    world.later(minutes=limits.WELCOME_MINUTES + 1)
    with pytest.raises(Refused, match="welcome_is_over"):
        world.do(signing_in.sign_up, None, entered.welcome, ALICE, PROFILE, locale="fr", label="")


def test_a_code_never_used_welcomes_nobody(world: World, session: Session) -> None:
    ask(world)
    code_id = session.query(LoginCode.id).scalar()
    with pytest.raises(Refused, match="welcome_is_over"):
        world.do(signing_in.sign_up, None, code_id, ALICE, PROFILE, locale="fr", label="")


def test_a_welcome_serves_once(world: World) -> None:
    entered = enter(world, ask(world))
    world.do(signing_in.sign_up, None, entered.welcome, ALICE, PROFILE, locale="fr", label="")
    with pytest.raises(Refused, match="already_here"):
        world.do(signing_in.sign_up, None, entered.welcome, ALICE, PROFILE, locale="fr", label="")


@pytest.mark.parametrize(("given", "shown"), [
    ({"last_name": ""}, "Alice"),
    ({"name_choice": NameChoice.FULL}, "Alice Martin"),
    ({"name_choice": NameChoice.PSEUDONYM, "pseudonym": "Marmotte"}, "Marmotte"),
])
def test_the_name_that_others_see(world: World, session: Session, given: dict, shown: str) -> None:
    who = {"first_name": " Alice ", "last_name": "Martin"} | given
    person_id = world.do(signing_in.enter_person, None, ALICE, Profile(**who), "fr")
    assert session.get_one(Person, person_id).display_name == shown


@pytest.mark.parametrize(("given", "code"), [
    ({"first_name": "  "}, "is_needed"),
    ({"first_name": "x" * 61}, "too_long"),
    ({"first_name": "Ali\u202ece"}, "not_acceptable_text"),
    ({"name_choice": NameChoice.PSEUDONYM}, "pseudonym_is_needed"),
    ({"name_choice": NameChoice.FULL, "last_name": ""}, "last_name_is_needed"),
    ({"place_id": 999}, "unknown_place"),
])
def test_a_profile_that_will_not_do(world: World, given: dict, code: str) -> None:
    with pytest.raises(Refused, match=code):
        world.do(signing_in.enter_person, None, ALICE, Profile(**({"first_name": "Alice"} | given)), "fr")


def test_entering_somebody_is_not_for_pages(world: World) -> None:
    with pytest.raises(Refused, match="not_your_role"):
        world.do(signing_in.enter_person, world.person("Bob"), ALICE, PROFILE, "fr")


def test_a_link_for_a_terminal_is_not_for_pages(world: World) -> None:
    with pytest.raises(Refused, match="not_your_role"):
        world.do(signing_in.print_link, world.person("Olga", Role.OPERATOR), ALICE, KEY)


def test_a_password_that_changed_while_it_was_compared_opens_nothing(world: World, session: Session) -> None:
    """It is compared before the transaction (it is slow on purpose)."""
    alice = world.person("Alice")
    with pytest.raises(Refused, match="wrong_password"):
        world.do(signing_in.enter_by_password, None, alice, "the hash that was seen", "Firefox")
    assert session.query(LoginSession).count() == 0


def test_a_session_ends_after_thirty_days_without_a_visit(world: World, session: Session) -> None:
    alice = world.person("Alice")
    entered = enter(world, ask(world))
    digest = secrets.digest(entered.token)
    row = accounts.session_row(session, digest, world.now)
    world.do(signing_in.touch, alice, row.id, at=world.now + timedelta(days=29))
    session.rollback()
    assert accounts.session_row(session, digest, world.now + timedelta(days=58)) is not None
    assert accounts.session_row(session, digest, world.now + timedelta(days=59, hours=1)) is None


def test_a_session_ends_after_sixty_days_in_any_case(world: World, session: Session) -> None:
    alice = world.person("Alice")
    enter(world, ask(world))
    row = session.query(LoginSession).one()
    for days in (29, 58):
        world.do(signing_in.touch, alice, row.id, at=world.now + timedelta(days=days))
    session.rollback()
    assert session.query(LoginSession).one().expires_at == world.now + timedelta(days=limits.SESSION_DAYS)


def test_a_printed_code_sends_nothing(world: World, session: Session) -> None:
    world.person("Alice")
    code = world.do(signing_in.print_code, None, ALICE, KEY, 60)
    assert session.query(Mail).count() == 0
    assert enter(world, code).token is not None


def test_old_codes_and_sessions_go_away(world: World, session: Session) -> None:
    world.person("Alice")
    enter(world, ask(world))
    world.later(days=120)
    assert world.do(upkeep.purge, None) == 3, "the count of codes too"
    assert session.query(LoginCode).count() == session.query(LoginSession).count() == 0
