"""A person's passkeys: one challenge for one answer, ten at most, nobody else's, and what is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.credentials import RelyingParty
from app.accounts.models import LoginSession, Passkey
from app.accounts.queries import accounts
from app.accounts.service import factors
from app.core import limits
from app.core.database import Missing
from app.core.kinds import Role
from app.core.secrets import draw
from app.core.unit_of_work import Refused
from app.journal.models import Event
from app.notifications.models import Mail
from tests.authenticator import Authenticator, es256
from tests.build import World

SITE = RelyingParty("cordee.example", "https://cordee.example", "Cordée")


def opened(world: World, person: int) -> int:
    """A browser of theirs."""
    digest = draw()
    world._add(LoginSession(person_id=person, digest=digest, created_at=world.now, seen_at=world.now,
                            expires_at=world.now + timedelta(days=30)))
    with world.make_session() as session:
        return int(session.scalar(sa.select(LoginSession.id).where(LoginSession.digest == digest)) or 0)


def asked(world: World, person: int, here: int) -> tuple[str, dict[str, Any]]:
    drawn = world.do(factors.draw_challenge, person, here)
    return world.do(factors.take_challenge, person, here), {"challenge": drawn}


def add(world: World, person: int, here: int, device: Authenticator, name: str = "Téléphone") -> None:
    challenge, options = asked(world, person, here)
    world.do(factors.add, person, here, SITE, challenge, device.create(options), name)


def use(world: World, person: int, here: int, device: Authenticator) -> str | None:
    challenge, options = asked(world, person, here)
    reason: str | None = world.do(factors.use, person, here, SITE, challenge, device.get(options))
    return reason


def kept(session: Session, person: int) -> list[Passkey]:
    session.rollback()  # what was written since
    return accounts.of_person(session, person)


def strong(session: Session, here: int) -> datetime | None:
    session.rollback()
    return session.get_one(LoginSession, here).strong_at


def mails(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(sa.select(Mail.kind).order_by(Mail.id)))


def lines(session: Session) -> list[str]:
    return list(session.scalars(sa.select(Event.kind).where(Event.kind.startswith("factor.")).order_by(Event.id)))


def test_a_challenge_is_taken_once(world: World) -> None:
    alice = world.person("Alice")
    here, there = opened(world, alice), opened(world, alice)
    drawn = world.do(factors.draw_challenge, alice, here)
    assert world.do(factors.take_challenge, alice, there) is None
    assert world.do(factors.take_challenge, alice, here) == drawn
    assert world.do(factors.take_challenge, alice, here) is None


def test_four_at_once_take_a_challenge_once(world: World) -> None:
    alice = world.person("Alice")
    here = opened(world, alice)
    drawn = world.do(factors.draw_challenge, alice, here)
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda _: world.do(factors.take_challenge, alice, here), range(4)))
    assert (taken.count(drawn), taken.count(None)) == (1, 3)


def test_a_challenge_lives_five_minutes_and_the_last_one_counts(world: World) -> None:
    alice = world.person("Alice")
    here = opened(world, alice)
    first, last = (world.do(factors.draw_challenge, alice, here) for _ in range(2))
    soon, late = timedelta(minutes=4, seconds=59), timedelta(minutes=5)
    assert first != world.do(factors.take_challenge, alice, here, at=world.now + soon) == last
    world.do(factors.draw_challenge, alice, here)
    assert world.do(factors.take_challenge, alice, here, at=world.now + late) is None


def test_nobody_draws_or_takes_anothers_challenge(world: World) -> None:
    alice, bob = world.person("Alice"), world.person("Bob")
    here = opened(world, alice)
    for act in (factors.draw_challenge, factors.take_challenge):
        with pytest.raises(Refused, match="sign_in_first"):
            world.do(act, bob, here)


def test_a_closed_session_has_none(world: World) -> None:
    alice = world.person("Alice")
    here = opened(world, alice)
    with pytest.raises(Refused, match="sign_in_first"):
        world.do(factors.draw_challenge, alice, here, at=world.now + timedelta(days=31))


def test_a_passkey_is_kept_and_then_opens(world: World, session: Session) -> None:
    alice, device = world.person("Alice"), Authenticator(count=3)
    here, elsewhere = opened(world, alice), opened(world, alice)
    add(world, alice, here, device, "  Téléphone  de  Léa ")
    (row,) = kept(session, alice)
    assert (row.name, row.sign_count, row.transports, row.used_at) == (
        "Téléphone de Léa", 3, ["internal", "usb"], None)
    assert strong(session, here) == world.now
    assert session.get_one(LoginSession, elsewhere).revoked_at == world.now
    assert (mails(session), lines(session)) == (["factor_added"], [])
    device.count = 4
    again = opened(world, alice)
    assert use(world, alice, again, device) is None
    (row,) = kept(session, alice)
    assert (row.sign_count, row.used_at) == (4, world.now)
    assert strong(session, again) == world.now


def test_what_the_team_does_is_in_the_journal(world: World, session: Session) -> None:
    olga, device = world.person("Olga", Role.OPERATOR), Authenticator()
    here = opened(world, olga)
    add(world, olga, here, device)
    (row,) = kept(session, olga)
    world.do(factors.remove, olga, row.id)
    assert (kept(session, olga), lines(session)) == ([], ["factor.added", "factor.removed"])


@pytest.mark.parametrize(("device", "code"), [
    (Authenticator(origin="https://cordee.exemple"), "passkey_of_another_site"),
    (Authenticator(flags=0), "passkey_is_no_answer"),
    (Authenticator(made=(None, es256()[1] | {3: -36})), "passkey_is_no_answer"),
])
def test_what_is_no_passkey_is_not_kept(world: World, session: Session, device: Authenticator, code: str) -> None:
    alice = world.person("Alice")
    with pytest.raises(Refused, match=code):
        add(world, alice, opened(world, alice), device)
    assert (kept(session, alice), mails(session)) == ([], [])


@pytest.mark.parametrize(("name", "code"), [("", "is_needed"), ("  ", "is_needed"), ("x" * 61, "too_long"),
                                            ("a\u202eb", "not_acceptable_text")])
def test_a_passkey_has_a_name(world: World, session: Session, name: str, code: str) -> None:
    alice = world.person("Alice")
    with pytest.raises(Refused, match=code) as refused:
        add(world, alice, opened(world, alice), Authenticator(), name)
    assert (refused.value.field, kept(session, alice)) == ("name", [])


def test_ten_passkeys_and_no_more(world: World, session: Session) -> None:
    alice = world.person("Alice")
    here = opened(world, alice)
    for _ in range(limits.PASSKEYS):
        add(world, alice, here, Authenticator())
    with pytest.raises(Refused, match="too_many_passkeys"):
        add(world, alice, here, Authenticator())
    assert len(kept(session, alice)) == limits.PASSKEYS


def test_one_passkey_is_of_one_account(world: World, session: Session) -> None:
    alice, bob, device = world.person("Alice"), world.person("Bob"), Authenticator()
    add(world, alice, opened(world, alice), device)
    for person in (alice, bob):
        with pytest.raises(Refused, match="passkey_is_there"):
            add(world, person, opened(world, person), device)
    assert (len(kept(session, alice)), kept(session, bob)) == (1, [])


def test_anothers_passkey_opens_nothing(world: World, session: Session) -> None:
    alice, bob, device = world.person("Alice"), world.person("Bob"), Authenticator()
    add(world, alice, opened(world, alice), device)
    here = opened(world, bob)
    assert use(world, bob, here, device) == "passkey_is_unknown"
    assert strong(session, here) is None


@pytest.mark.parametrize(("changed", "reason"), [
    ({"origin": "https://cordee.exemple"}, "passkey_of_another_site"), ({"made": es256()}, "passkey_is_no_answer"),
    ({"client": {"challenge": "AAAA"}}, "passkey_is_over")])
def test_a_wrong_answer_opens_nothing(world: World, session: Session, changed: dict[str, Any], reason: str) -> None:
    alice, device = world.person("Alice"), Authenticator()
    add(world, alice, opened(world, alice), device)
    here = opened(world, alice)
    for name, value in changed.items():
        setattr(device, name, value)
    assert use(world, alice, here, device) == reason
    assert strong(session, here) is None


def test_a_copy_is_refused_and_told(world: World, session: Session) -> None:
    olga, alice = world.person("Olga", Role.OPERATOR), world.person("Alice")
    for person in (olga, alice):
        device = Authenticator(count=9)
        add(world, person, opened(world, person), device)
        here = opened(world, person)
        device.count = 8
        assert use(world, person, here, device) == "passkey_is_copied"
        assert strong(session, here) is None
        assert kept(session, person)[0].sign_count == 9
    assert mails(session) == ["factor_added", "passkey_copied"] * 2
    assert lines(session) == ["factor.added", "factor.copied"]  # the operator's; nobody else's are in the journal


def test_a_passkey_is_renamed_and_removed_by_its_person_alone(world: World, session: Session) -> None:
    alice, bob = world.person("Alice"), world.person("Bob")
    add(world, alice, opened(world, alice), Authenticator())
    (row,) = kept(session, alice)
    for act, *given in ((factors.rename, "Volé"), (factors.remove,)):
        with pytest.raises(Missing):
            world.do(act, bob, row.id, *given)
    world.do(factors.rename, alice, row.id, "Clé du bureau")
    assert kept(session, alice)[0].name == "Clé du bureau"
    world.do(factors.remove, alice, row.id)
    assert (kept(session, alice), mails(session)) == ([], ["factor_added", "factor_removed"])
