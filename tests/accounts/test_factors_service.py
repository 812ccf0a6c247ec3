"""The second factor: refusals first, each code once, the ways back, and what is told to whom. On both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import rules
from app.accounts.credentials import FactorKey
from app.accounts.models import LoginSession, OneUseCode, Passkey, Person, SignInCount, TotpFactor
from app.accounts.queries import accounts, own
from app.accounts.queries.accounts import WITHOUT, actor_of
from app.accounts.service import erasure, factors, roles, signing_in
from app.core import secrets
from app.core.kinds import Role, Visibility
from app.core.unit_of_work import Refused, Work
from app.governance.rolls import Result
from app.journal.models import Event
from app.notifications.models import Mail
from app.site.service.opening import _revoke_all
from tests.build import World
from tests.factors import KEY, opened, with_sheet, with_totp

WRONG = "000000"


@pytest.fixture
def key(tmp_path: Path) -> FactorKey:
    return FactorKey.of(tmp_path / "instance")


def strong(session: Session, number: int) -> bool:
    session.rollback()
    return session.get_one(LoginSession, number, populate_existing=True).strong_at is not None


def show(world: World, who: int, number: int, typed: str, key: FactorKey, at: datetime | None = None,
         device: str = "") -> str | None:
    answer: str | None = world.do(factors.show, who, number, typed, key, KEY, device, at=at)
    return answer


def kinds(session: Session, table: type, who: int) -> list[str]:
    session.rollback()
    column = Mail.person_id if table is Mail else Event.subject_id
    return list(session.scalars(sa.select(table.kind).where(column == who, table.kind.like("factor%"))
                                .order_by(table.id)))


# Having one


def test_an_application_is_worth_nothing_before_its_first_code(world: World, session: Session, key: FactorKey) -> None:
    alice = world.person("Alice")
    here = opened(world, alice)
    world.do(factors.begin_totp, alice, key)
    assert world.do(factors.confirm_totp, alice, WRONG, key, here, KEY) == "factor_code_is_wrong"
    assert not accounts.has_second_factor(session, alice)
    assert show(world, alice, here, WRONG, key) == "factor_code_is_wrong"
    assert not strong(session, here)


def test_another_persons_session_is_not_there(world: World, key: FactorKey) -> None:
    alice, bob = world.person("Alice"), world.person("Bob")
    here = opened(world, alice)
    world.do(factors.begin_totp, bob, key)
    with pytest.raises(Refused, match="sign_in_first"):
        world.do(factors.confirm_totp, bob, WRONG, key, here, KEY)
    with pytest.raises(Refused, match="sign_in_first"):
        show(world, bob, here, WRONG, key)


def test_one_that_is_in_force_is_not_replaced_by_a_press(world: World, key: FactorKey) -> None:
    alice = world.person("Alice")
    with_totp(world, alice, key, opened(world, alice))
    with pytest.raises(Refused, match="factor_is_there"):
        world.do(factors.begin_totp, alice, key)


def test_the_secret_is_not_in_the_database(world: World, session: Session, key: FactorKey) -> None:
    alice = world.person("Alice")
    made = with_totp(world, alice, key, opened(world, alice))
    assert made.secret.encode() not in session.scalars(sa.select(TotpFactor.sealed)).one()


def test_having_one_closes_what_is_open_elsewhere_and_says_so(world: World, session: Session, key: FactorKey) -> None:
    alice = world.person("Alice")
    elsewhere, here = opened(world, alice), opened(world, alice)
    with_totp(world, alice, key, here)
    assert session.get_one(LoginSession, elsewhere).revoked_at is not None
    assert strong(session, here)
    assert kinds(session, Mail, alice) == ["factor_added"]
    assert kinds(session, Event, alice) == []  # nobody else's business


def test_the_journal_tells_the_team_of_its_own(world: World, session: Session, key: FactorKey) -> None:
    olga = world.person("Olga", Role.OPERATOR)
    with_totp(world, olga, key, opened(world, olga))
    world.do(factors.remove_totp, olga)
    rows = session.execute(sa.select(Event.kind, Event.visibility, Event.data).where(Event.kind.like("factor%"))
                           .order_by(Event.seq)).all()
    assert [(row.kind, row.visibility) for row in rows] == [
        ("factor.added", Visibility.STAFF), ("factor.removed", Visibility.STAFF)]
    assert all(row.data == {"factor": "totp"} for row in rows)


# Showing it


def test_a_code_opens_once(world: World, session: Session, key: FactorKey) -> None:
    alice = world.person("Alice")
    made = with_totp(world, alice, key, opened(world, alice))
    there, before = opened(world, alice), world.now
    assert show(world, alice, there, made.at(before), key) == "factor_code_was_used"  # it confirmed the application
    assert not strong(session, there)
    later = world.later(minutes=5)
    assert show(world, alice, there, made.at(later), key, at=later) is None
    assert strong(session, there)
    assert show(world, alice, opened(world, alice), made.at(later), key, at=later) == "factor_code_was_used"


def at_once(world: World, who: int, numbers: list[int], typed: str, key: FactorKey, at: datetime) -> list[str | None]:
    with ThreadPoolExecutor(len(numbers)) as pool:
        return list(pool.map(lambda n: factors.show(world.make_session, at, who, n, typed, key, KEY, ""), numbers))


@pytest.mark.parametrize("which", ["totp", "sheet", "recovery"])
def test_of_four_who_type_one_code_at_once_one_enters(world: World, session: Session, key: FactorKey,
                                                      which: str) -> None:
    alice = world.person("Alice")
    here = opened(world, alice)
    made, sheet = with_totp(world, alice, key, here), with_sheet(world, alice, key, here)
    later = world.later(minutes=5)
    code = {"totp": made.at(later), "sheet": sheet[1], "recovery": world.do(factors.draw_recovery, alice)[0]}[which]
    numbers = [opened(world, alice) for _ in range(4)]
    answers = at_once(world, alice, numbers, code, key, later)
    assert answers.count(None) == 1
    assert sum(strong(session, number) for number in numbers) == 1


def test_six_wrong_ones_in_a_row_close_the_session(world: World, session: Session, key: FactorKey) -> None:
    alice = world.person("Alice")
    made = with_totp(world, alice, key, opened(world, alice))
    there, other, later = opened(world, alice), opened(world, alice), world.later(minutes=5)
    assert [show(world, alice, there, WRONG, key, later) for _ in range(7)] == [
        *["factor_code_is_wrong"] * 6, "factor_is_worn_out"]
    with pytest.raises(Refused, match="sign_in_first"):
        show(world, alice, there, made.at(later), key, later)
    assert show(world, alice, other, made.at(later), key, later) is None


def test_right_ones_are_not_counted(world: World, key: FactorKey) -> None:
    alice = world.person("Alice")
    here = opened(world, alice)
    made = with_totp(world, alice, key, here)
    for _n in range(8):
        at = world.later(minutes=1)
        assert show(world, alice, here, made.at(at), key, at) is None


def test_guesses_of_strangers_stop_at_a_budget_that_is_not_the_owners(world: World, key: FactorKey) -> None:
    alice = world.person("Alice")
    here = opened(world, alice)
    made, codes = with_totp(world, alice, key, here), world.do(factors.draw_recovery, alice)
    world.do(signing_in.know_browser, alice, here, "device", KEY)
    later = world.later(minutes=5)
    strangers = secrets.keyed(KEY, "second-factor", "strangers", str(alice))
    there = opened(world, alice)
    assert show(world, alice, there, WRONG, key, later) == "factor_code_is_wrong"
    with world.make_session() as session:
        session.execute(sa.update(SignInCount).where(SignInCount.key == strangers)
                        .values(n=rules.GUESSES_OF_STRANGERS - 1))
        session.commit()
    assert show(world, alice, there, WRONG, key, later) == "factor_code_is_wrong"
    assert show(world, alice, opened(world, alice), made.at(later), key, later) == "factor_tries_are_spent"
    assert show(world, alice, opened(world, alice), codes[0], key, later) is None  # cannot be guessed
    assert show(world, alice, opened(world, alice), made.at(later), key, later, device="device") is None


def test_without_the_key_of_the_instance_the_other_ways_stay(world: World, key: FactorKey, tmp_path: Path) -> None:
    alice = world.person("Alice")
    made = with_totp(world, alice, key, opened(world, alice))
    codes, later = world.do(factors.draw_recovery, alice), world.later(minutes=5)
    other = FactorKey.of(tmp_path / "another")
    there = opened(world, alice)
    assert show(world, alice, there, made.at(later), other, later) == "factor_key_is_lost"
    assert show(world, alice, there, codes[3], other, later) is None


# Sheets


def test_a_sheet_is_asked_for_in_order_and_each_code_is_good_once(world: World, key: FactorKey) -> None:
    alice = world.person("Alice")
    codes = with_sheet(world, alice, key, opened(world, alice))
    there = opened(world, alice)
    for wrong in (codes[0], codes[2], codes[29]):
        assert show(world, alice, there, wrong, key) == "factor_sheet_code_is_wrong"
    assert show(world, alice, there, codes[1], key) is None
    assert show(world, alice, opened(world, alice), codes[1], key) == "factor_sheet_code_is_wrong"
    assert show(world, alice, there, codes[2].lower().replace("-", " "), key) is None


def test_somebody_elses_sheet_opens_nothing(world: World, key: FactorKey) -> None:
    alice, bob = world.person("Alice"), world.person("Bob")
    with_sheet(world, alice, key, opened(world, alice))
    codes = with_sheet(world, bob, key, opened(world, bob))
    assert show(world, alice, opened(world, alice), codes[1], key) == "factor_sheet_code_is_wrong"


def test_the_old_sheet_dies_when_the_new_one_is_used(world: World, session: Session, key: FactorKey) -> None:
    alice = world.person("Alice")
    here = opened(world, alice)
    old = with_sheet(world, alice, key, here)
    _number, lost = world.do(factors.draw_sheet, alice, key)
    number, new = world.do(factors.draw_sheet, alice, key)
    there = opened(world, alice)
    assert show(world, alice, there, lost[0], key) == "factor_sheet_code_is_wrong"  # drawn again: never in force
    assert show(world, alice, there, old[1], key) is None  # until then the old one is good
    assert show(world, alice, there, new[0], key) is None
    assert show(world, alice, there, old[2], key) == "factor_sheet_code_is_wrong"
    assert (number, accounts.sheets(session, alice)) == (3, (3, None))


def test_before_it_runs_out_a_mail_says_so_once(world: World, session: Session, key: FactorKey) -> None:
    alice = world.person("Alice")
    codes, here = with_sheet(world, alice, key, opened(world, alice)), opened(world, alice)
    with world.make_session() as other:  # the first twenty-three
        other.execute(sa.update(OneUseCode).where(OneUseCode.position < 24).values(used_at=world.now))
        other.commit()
    for code in codes[23:]:
        assert show(world, alice, here, code, key) is None
    assert [row["left"] for row in session.scalars(sa.select(Mail.params).where(Mail.kind == "sheet_ends"))] == [5, 1]
    assert accounts.has_second_factor(session, alice)  # used up is not removed
    assert show(world, alice, opened(world, alice), codes[29], key) == "factor_sheet_code_is_wrong"


# The ways back


def test_recovery_codes_come_with_a_factor_and_go_with_the_last_one(world: World, session: Session,
                                                                    key: FactorKey) -> None:
    alice = world.person("Alice")
    here = opened(world, alice)
    with pytest.raises(Refused, match="no_factor_yet"):
        world.do(factors.draw_recovery, alice)
    with_totp(world, alice, key, here)
    old, new = world.do(factors.draw_recovery, alice), world.do(factors.draw_recovery, alice)
    assert len(set(old + new)) == 20
    there = opened(world, alice)
    assert show(world, alice, there, old[0], key) == "factor_code_is_wrong"
    assert show(world, alice, there, new[0], key) is None
    assert kinds(session, Mail, alice) == ["factor_added", "factor_recovered"]
    world.do(factors.remove_totp, alice)
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(OneUseCode)) == 0
    assert not strong(session, there)


def test_codes_are_kept_as_digests(world: World, session: Session, key: FactorKey) -> None:
    alice = world.person("Alice")
    codes = with_sheet(world, alice, key, opened(world, alice)) + world.do(factors.draw_recovery, alice)
    kept = " ".join(session.scalars(sa.select(OneUseCode.digest)))
    assert not any(code.replace("-", "") in kept for code in codes)


def team(world: World, key: FactorKey) -> tuple[int, int, int]:
    """Olga lost everything; Ines and Mona are of the team."""
    olga = world.person("Olga", Role.OPERATOR)
    with_totp(world, olga, key, opened(world, olga))
    return olga, world.person("Ines", Role.STEERING), world.person("Mona", Role.MODERATOR)


def last_act(session: Session) -> int:
    number = int(session.scalar(sa.text("SELECT max(id) FROM staff_act")) or 0)
    session.rollback()
    return number


def test_nobody_takes_away_a_factor_alone(world: World, session: Session, key: FactorKey) -> None:
    olga, ines, _mona = team(world, key)
    bob = world.person("Bob")
    for who, whose, why in ((bob, olga, "not_your_role"), (olga, olga, "not_for_oneself"), (ines, bob, "no_factor")):
        with pytest.raises(Refused, match=why):
            world.do(factors.reset_factors, who, whose)
    assert world.do(factors.reset_factors, ines, olga) is Result.WAITS
    number = last_act(session)
    for who in (ines, olga, bob):  # who asked, whose it is, and anybody
        with pytest.raises(Refused):
            world.do(roles.agree, who, number)
    assert accounts.has_second_factor(session, olga)


def test_one_person_of_the_team_cannot_do_it_where_there_is_no_other(world: World, key: FactorKey) -> None:
    olga, alice = world.person("Olga", Role.OPERATOR), world.person("Alice")
    with_totp(world, alice, key, opened(world, alice))
    with pytest.raises(Refused, match="nobody_to_second"):
        world.do(factors.reset_factors, olga, alice)


def test_two_of_the_team_together(world: World, session: Session, key: FactorKey) -> None:
    olga, ines, mona = team(world, key)
    there = opened(world, olga)
    world.do(factors.reset_factors, ines, olga)
    assert world.do(roles.agree, mona, last_act(session))
    assert not accounts.has_second_factor(session, olga)
    assert session.get_one(LoginSession, there).revoked_at is not None
    assert kinds(session, Event, olga) == ["factor.added", "factor.reset"]
    assert kinds(session, Mail, olga) == ["factor_added", "factor_reset"]


def test_from_the_machine_and_from_nowhere_else(world: World, session: Session, key: FactorKey) -> None:
    olga, ines, _mona = team(world, key)
    with pytest.raises(Refused, match="not_your_role"):
        world.do(factors.reset_from_the_machine, ines, olga)
    assert world.do(factors.reset_from_the_machine, None, olga)
    assert not world.do(factors.reset_from_the_machine, None, olga)
    rows = session.execute(sa.select(Event.actor_id, Event.data).where(Event.kind == "factor.reset")).all()
    assert [(row.actor_id, row.data) for row in rows] == [(None, {"how": "machine"})]


# The team


def test_a_role_is_withheld_from_the_end_of_the_days_of_grace(world: World, session: Session) -> None:
    olga = world.person("Olga", Role.OPERATOR, Role.RELAY)
    before, after = (actor_of(session, olga, without=world.now + timedelta(days=n)) for n in (-1, 0))
    assert (Role.OPERATOR in before.roles, before.asked_since) == (True, world.now)
    assert (after.withheld, Role.OPERATOR in after.roles, Role.RELAY in after.roles) == ({Role.OPERATOR}, False, True)
    assert actor_of(session, olga).asked_since is None  # shown, or no door of the web


def test_an_operation_knows_what_the_session_may_not_use(world: World, key: FactorKey) -> None:
    """Also a second, which asks for no action of the table but for the role one held."""
    olga, ines, mona = team(world, key)
    bob, weak = world.person("Bob"), {WITHOUT: world.now}
    with pytest.raises(Refused, match="second_factor_first"):
        roles.grant(_made(world, weak), world.now, olga, bob, Role.RELAY)
    world.do(factors.reset_factors, ines, olga)
    with world.make_session() as session:
        number = last_act(session)
    with pytest.raises(Refused, match="second_factor_first"):
        roles.agree(_made(world, weak), world.now, mona, number)
    assert roles.agree(_made(world, {}), world.now, mona, number)


def _made(world: World, info: dict[str, object]) -> sa.orm.sessionmaker[Session]:
    return sa.orm.sessionmaker(world.engine, expire_on_commit=False, info=info)


def test_the_team_is_told_of_a_sign_in_from_a_browser_it_never_used(world: World, session: Session) -> None:
    olga, alice = world.person("Olga", Role.OPERATOR), world.person("Alice")
    for who in (olga, alice):
        for device in ("one", "one", "two"):
            world.do(signing_in.know_browser, who, opened(world, who), device, KEY)
    rows = session.execute(sa.select(Mail.person_id, Mail.params).where(Mail.kind == "new_sign_in")).all()
    assert [row.person_id for row in rows] == [olga, olga]
    assert all(row.params.keys() == {"browser", "at"} for row in rows)


# Leaving, taking one's data along, and a new site


def test_leaving_takes_all_of_it(world: World, session: Session, key: FactorKey) -> None:
    alice = world.person("Alice")
    here = opened(world, alice)
    with_totp(world, alice, key, here)
    with_sheet(world, alice, key, here)
    world.do(erasure.erase, alice)
    for table in (TotpFactor, OneUseCode, Passkey):
        assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_ones_data_say_what_is_there_and_no_secret(world: World, session: Session, key: FactorKey) -> None:
    alice = world.person("Alice")
    here = opened(world, alice)
    with_totp(world, alice, key, here)
    with_sheet(world, alice, key, here)
    session.add(Passkey(person_id=alice, credential_id="abc", public_key=b"\x01", transports=[], name="Clé",
                        created_at=world.now))
    session.commit()
    told = own.everything(session, alice, world.now)
    assert told["code_applications"][0].keys() == {"id", "person_id", "created_at", "confirmed_at", "last_step"}
    assert len(told["one_use_codes"]) == rules.SHEET_CODES
    assert not any("digest" in row for row in told["one_use_codes"])
    assert told["passkeys"][0]["public_key"] == "AQ=="


def test_a_site_that_opens_keeps_no_factor_of_before(world: World, session: Session, key: FactorKey) -> None:
    alice = world.person("Alice")
    with_totp(world, alice, key, opened(world, alice))
    _revoke_all(Work(session, world.now, None))
    session.flush()
    assert not accounts.has_second_factor(session, alice)
    assert session.get_one(Person, alice).password_hash is None
