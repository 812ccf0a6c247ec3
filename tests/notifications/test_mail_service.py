"""A mail's row on its way out, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy.orm import Session

from app.accounts.service import erasure, roles, signing_in
from app.core import limits
from app.core.kinds import MailState
from app.notifications import service as delivery_mail
from app.notifications.models import Mail
from app.notifications.queries import due_mails
from app.site.service import upkeep
from tests.build import World

KEY = "k" * 40


def waiting(world: World) -> int:
    world.do(signing_in.ask_code, None, "alice@example.org", "fr", KEY)
    with world.make_session() as session:
        return int(session.query(Mail.id).scalar())


def lease(world: World, mail_id: int, tries: int = 0, **given: object) -> delivery_mail.Leased | None:
    return world.do(delivery_mail.lease, None, mail_id, tries, **given)


def test_one_of_two_workers_gets_it(world: World) -> None:
    mail_id = waiting(world)
    with ThreadPoolExecutor(2) as pool:
        got = list(pool.map(lambda _: lease(world, mail_id), range(2)))
    assert sum(one is not None for one in got) == 1


def test_a_worker_that_died_gives_it_back_soon(world: World, session: Session) -> None:
    mail_id = waiting(world)
    lease(world, mail_id)
    assert due_mails(session, world.now, 10) == []
    assert due_mails(session, world.now + delivery_mail.LEASE, 10) == [(mail_id, 1)]


def test_what_a_sent_mail_said_is_not_kept(world: World, session: Session) -> None:
    mail_id = waiting(world)
    lease(world, mail_id)
    world.do(delivery_mail.sent, None, mail_id)
    row = session.get_one(Mail, mail_id)
    assert (row.state, row.params, row.sent_at) == (MailState.SENT, {}, world.now)


def test_a_failure_waits_longer_each_time_and_ends_after_eight(world: World, session: Session) -> None:
    world.do(roles.set_password, world.person("Alice"), "quatre mots sans rapport", "", 0)
    mail_id = session.query(Mail.id).scalar()
    waits = []
    for tries in range(limits.MAIL_TRIES):
        session.rollback()
        at = session.get_one(Mail, mail_id).next_try_at
        session.rollback()
        assert lease(world, mail_id, tries, at=at) is not None
        given_up = world.do(delivery_mail.failed, None, mail_id, "SMTPDataError 451", at=at)
        session.expire_all()
        waits.append(session.get_one(Mail, mail_id).next_try_at - at)
    assert given_up
    assert waits[:3] == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert session.get_one(Mail, mail_id).state is MailState.DEAD


def test_a_code_is_tried_again_within_seconds_and_not_after_it_is_over(world: World, session: Session) -> None:
    """The server says 451; the person waits at the door. It was two minutes, then four, then eight."""
    mail_id, waits, at = waiting(world), list[int](), world.now
    for tries in range(20):
        assert lease(world, mail_id, tries, at=at) is not None
        if world.do(delivery_mail.failed, None, mail_id, "SMTPRecipientsRefused 451", at=at):
            break
        session.expire_all()
        waits.append(int((session.get_one(Mail, mail_id).next_try_at - at).total_seconds()))
        at = session.get_one(Mail, mail_id).next_try_at
        session.rollback()
    assert waits == [10, 20, 40, 80, 160, 320]
    assert sum(waits) < limits.CODE_MINUTES * 60
    assert session.get_one(Mail, mail_id, populate_existing=True).state is MailState.DEAD


def test_what_is_refused_for_ever_is_not_asked_again(world: World, session: Session) -> None:
    mail_id = waiting(world)
    lease(world, mail_id)
    assert world.do(delivery_mail.failed, None, mail_id, "SMTPRecipientsRefused 550", for_ever=True)
    row = session.get_one(Mail, mail_id)
    assert (row.state, row.params, row.fault) == (MailState.DEAD, {}, "SMTPRecipientsRefused 550")


def test_a_server_that_is_away_costs_a_mail_none_of_its_tries(world: World, session: Session) -> None:
    mail_id = waiting(world)
    for _ in range(limits.MAIL_TRIES + 2):
        assert lease(world, mail_id) is not None
        world.do(delivery_mail.put_back, None, mail_id, "TimeoutError")
    assert due_mails(session, world.now, 10) == [(mail_id, 0)]


def test_a_mail_is_given_up_after_five_days(world: World, session: Session) -> None:
    world.do(roles.set_password, world.person("Alice"), "quatre mots sans rapport", "", 0)
    mail_id = session.query(Mail.id).scalar()
    session.rollback()
    assert lease(world, mail_id, at=world.now + delivery_mail.GIVEN_UP + timedelta(seconds=1)) is None
    assert session.get_one(Mail, mail_id).fault == delivery_mail.TOO_OLD


def test_a_code_goes_before_the_news(world: World, session: Session) -> None:
    world.do(roles.set_password, world.person("Alice"), "quatre mots sans rapport", "", 0)
    world.later(minutes=1)
    world.do(signing_in.ask_code, None, "bob@example.org", "fr", KEY)
    kinds = [session.get_one(Mail, mail_id).kind for mail_id, _tries in due_mails(session, world.now, 10)]
    assert (kinds[0], len(kinds)) == ("code", 2)


def test_a_code_that_is_over_is_not_sent(world: World, session: Session) -> None:
    mail_id = waiting(world)
    assert lease(world, mail_id, at=world.now + timedelta(minutes=limits.CODE_MINUTES)) is None
    row = session.get_one(Mail, mail_id)
    assert (row.state, row.params) == (MailState.DEAD, {})


def test_an_erased_account_gets_no_mail(world: World, session: Session) -> None:
    alice = world.person("Alice")
    world.do(roles.set_password, alice, "quatre mots sans rapport", "", 0)
    world.do(erasure.erase, alice)
    assert session.query(Mail).count() == 0


def test_a_mail_to_who_is_erased_meanwhile_is_not_sent_even_if_its_row_was_left(world: World, session: Session) -> None:
    """Asked again at sending: a restore, or a worker between its two steps, may have such a row."""
    alice = world.person("Alice")
    world.do(erasure.erase, alice)
    session.add(Mail(person_id=alice, to_address="alice@example.org", kind="role_granted", locale="fr", params={},
                     tries=0, next_try_at=world.now, created_at=world.now, dedupe_key="left"))
    session.commit()
    mail_id = session.query(Mail.id).filter_by(dedupe_key="left").scalar()
    session.rollback()
    assert lease(world, mail_id) is None
    assert session.get_one(Mail, mail_id).state is MailState.DEAD


def test_the_trace_of_a_mail_goes_away_after_a_month(world: World, session: Session) -> None:
    mail_id = waiting(world)
    lease(world, mail_id)
    world.do(delivery_mail.sent, None, mail_id)
    world.later(days=limits.MAIL_DAYS + 1)
    world.do(upkeep.purge, None)
    assert session.query(Mail).count() == 0
