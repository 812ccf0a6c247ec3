"""From the outbox to people, on both databases: once each, never the actor, nothing of what is hidden."""

import pytest
import sqlalchemy as sa

from app.accounts.models import Person
from app.core.kinds import ContentState, Ground, Role, Stance, Subject, Verdict
from app.discussion import service as discussion
from app.discussion.service import post
from app.journal.models import Event, Outbox
from app.moderation import service as moderation
from app.notifications import queries as read, service as delivery
from app.notifications.models import Follow, Mail, Notification
from app.proposals.models import Proposal
from app.proposals.service import carrying, proposals
from app.territory.models import Membership
from tests.build import World

WHY = "Le message vise une personne et non ses idées."


def deliver_all(world: World) -> None:
    with world.make_session() as session:
        due = read.due_events(session, world.now, 1_000)
    for event_id in due:
        world.do(delivery.deliver, None, event_id, "fr")


def told(world: World, kind: str) -> dict[str, str]:
    """Who was told of that kind, and why."""
    with world.make_session() as session:
        rows = session.execute(
            sa.select(Person.display_name, Notification.why).join(Person, Person.id == Notification.person_id)
            .join(Event, Event.id == Notification.event_id).where(Event.kind == kind))
        return {row.display_name: row.why for row in rows}


def mails(world: World) -> list[tuple[str, str]]:
    with world.make_session() as session:
        return [(row.kind, row.to_address) for row in session.scalars(sa.select(Mail).order_by(Mail.id))]


@pytest.fixture
def idea(world: World) -> int:
    """Alice's; Bob follows it. What happened so far has been told."""
    idea = world.idea(world.person("Alice"))
    world.do(delivery.follow, world.person("Bob"), Subject.PROPOSAL, idea)
    deliver_all(world)
    return idea


def comment(world: World, by: str, idea: int, text: str = "Bonjour") -> int:
    return world.do(post, world.person(by), idea, Stance.FOR, text, "fr")


def test_carriers_and_followers_hear_and_the_actor_does_not(world, idea):
    comment(world, "Bob", idea)
    deliver_all(world)
    assert told(world, "comment.posted") == {"Alice": "carrier"}


def test_who_is_tied_twice_is_told_once(world, idea, session):
    world.do(delivery.follow, world.person("Alice"), Subject.PROPOSAL, idea)
    comment(world, "Charlie", idea)
    deliver_all(world)
    assert told(world, "comment.posted") == {"Alice": "carrier", "Bob": "follower"}


def test_the_author_of_the_parent_hears_of_the_answer(world, idea):
    first = comment(world, "Charlie", idea)
    world.do(delivery.unfollow, world.person("Charlie"), Subject.PROPOSAL, idea)
    deliver_all(world)
    world.do(discussion.reply, world.person("Alice"), first, "Merci", "fr")
    deliver_all(world)
    assert told(world, "comment.posted")["Charlie"] == "parent"


def test_the_outbox_is_empty_afterwards(world, idea, session):
    comment(world, "Bob", idea)
    deliver_all(world)
    assert session.scalar(sa.select(sa.func.count()).select_from(Outbox)) == 0


def test_delivering_twice_tells_once(world, idea, session):
    comment(world, "Bob", idea)
    event_id = session.scalar(sa.select(sa.func.max(Outbox.event_id)))
    assert world.do(delivery.deliver, None, event_id, "fr") == 1
    assert world.do(delivery.deliver, None, event_id, "fr") is None
    assert len(told(world, "comment.posted")) == 1


def test_eight_workers_at_once_tell_once(world, idea, session):
    from concurrent.futures import ThreadPoolExecutor

    comment(world, "Bob", idea)
    event_id = session.scalar(sa.select(sa.func.max(Outbox.event_id)))
    session.rollback()
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: world.do(delivery.deliver, None, event_id, "fr"), range(8)))
    assert [heard for heard in done if heard is not None] == [1]


def test_a_failure_waits_longer_and_longer(world, idea, session):
    comment(world, "Bob", idea)
    event_id = session.scalar(sa.select(sa.func.max(Outbox.event_id)))
    session.rollback()
    waits = []
    for _ in range(3):
        world.do(delivery.put_off, None, event_id)
        session.rollback()
        waits.append((session.get_one(Outbox, event_id).next_try_at - world.now).total_seconds())
    session.rollback()
    assert waits == [2, 4, 8]
    assert world.do(delivery.deliver, None, event_id, "fr") is None
    world.later(seconds=9)
    assert world.do(delivery.deliver, None, event_id, "fr") == 1


def test_an_erased_or_suspended_person_gets_nothing(world, idea, session):
    session.execute(sa.text("UPDATE person SET state = 'suspended' WHERE display_name = 'Bob'"))
    session.commit()
    comment(world, "Charlie", idea)
    deliver_all(world)
    assert "Bob" not in told(world, "comment.posted")


def test_who_stopped_following_before_delivery_gets_nothing(world, idea):
    comment(world, "Charlie", idea)
    world.do(delivery.unfollow, world.person("Bob"), Subject.PROPOSAL, idea)
    deliver_all(world)
    assert told(world, "comment.posted") == {"Alice": "carrier"}


def test_a_proposal_hidden_before_delivery_is_announced_to_nobody(world, idea, session):
    comment(world, "Charlie", idea)
    session.execute(sa.update(Proposal).values(state=ContentState.HIDDEN))
    session.commit()
    deliver_all(world)
    assert told(world, "comment.posted") == {}


def test_a_comment_hidden_before_delivery_is_announced_to_nobody(world, idea):
    rude = comment(world, "Charlie", idea)
    hide(world, rude)
    deliver_all(world)
    assert told(world, "comment.posted") == {}


def hide(world: World, comment_id: int) -> int:
    world.do(moderation.report, world.person("Rita"), Subject.COMMENT, comment_id, Ground.HARASSMENT, "")
    with world.make_session() as session:
        case_id = session.scalar(sa.text("SELECT max(id) FROM moderation_case"))
    mona = world.person("Mona", Role.MODERATOR)
    return world.do(moderation.judge, mona, case_id, Verdict.HIDE, Ground.HARASSMENT, WHY)


def test_the_author_of_a_hidden_content_is_told_and_mailed_with_the_reasons(world, idea, session):
    verdict = hide(world, comment(world, "Charlie", idea))
    deliver_all(world)
    assert told(world, "content.hidden") == {"Charlie": "author", "Rita": "reporter"}
    mail = session.scalar(sa.select(Mail))
    assert (mail.kind, mail.to_address) == ("content_hidden", "charlie@example.org")
    assert mail.params["reason"] == WHY
    assert mail.params["path"] == f"/moderation/verdicts/{verdict}"
    assert "Mona" not in str(mail.params)


def test_moderators_hear_of_a_report_and_nobody_else(world, idea):
    world.person("Mona", Role.MODERATOR)
    world.do(moderation.report, None, Subject.PROPOSAL, idea, Ground.FALSE, "", visitor_tag="v")
    deliver_all(world)
    assert told(world, "content.reported") == {"Mona": "moderator"}


def test_r32_a_moderator_whose_role_was_taken_hears_nothing(world, idea, session):
    world.person("Mona", Role.MODERATOR)
    world.do(moderation.report, None, Subject.PROPOSAL, idea, Ground.FALSE, "", visitor_tag="v")
    session.execute(sa.update(Membership).values(revoked_at=world.now))
    session.commit()
    deliver_all(world)
    assert told(world, "content.reported") == {}


def test_an_invitation_to_carry_is_mailed_at_once(world, idea):
    world.do(carrying.invite_person, world.person("Alice"), idea, world.person("Charlie"))
    deliver_all(world)
    assert mails(world) == [("carrier_invited", "charlie@example.org")]


def test_a_mail_is_in_the_readers_language(world, idea, session):
    world.do(carrying.invite_person, world.person("Alice"), idea, world.person("Eve", locale="en"))
    deliver_all(world)
    assert session.scalar(sa.select(Mail.locale)) == "en"


def test_the_committees_answer_is_mailed_to_the_carriers(world, session):
    from app.core.kinds import Answer
    from app.decisions.service import steering
    from tests.build import REASON

    idea = world.ready_idea(world.person("Alice"))
    deliver_all(world)
    session.execute(sa.delete(Mail))
    session.commit()
    world.do(steering.decide, world.person("Chair", Role.STEERING), idea, world.gate(idea), Answer.DECLINED, REASON)
    deliver_all(world)
    assert {address for kind, address in mails(world) if kind == "gate_declined"} == {
        "alice@example.org", "zoe@example.org", "yann@example.org"}
    assert session.scalar(sa.select(Mail.params))["reason"] == REASON


def test_followers_of_the_group_hear_of_the_proposal(world):
    from app.groups.models import Group

    idea = world.group_project(world.person("Alice"))
    with world.make_session() as session:
        group = session.scalar(sa.select(Group.id).where(Group.proposal_id == idea))
    world.do(delivery.follow, world.person("Bob"), Subject.GROUP, group)
    deliver_all(world)
    world.do(proposals.withdraw, world.person("Alice"), idea, "Nous n’avons plus le temps de la porter cette année.")
    deliver_all(world)
    assert told(world, "proposal.withdrawn")["Bob"] == "follower"


def test_followers_of_a_space_hear_of_a_new_proposal(world):
    world.do(delivery.follow, world.person("Bob"), Subject.SPACE, world.space_id)
    world.need(world.person("Alice"))
    deliver_all(world)
    assert told(world, "proposal.published") == {"Bob": "space_follower"}


def test_ten_thousand_followers_take_one_statement(world, idea, session):
    people = [{"uid": f"f{n:031x}", "first_name": "F", "last_name": "", "pseudonym": "", "name_choice": "full",
               "display_name": "F", "about": "", "state": "active", "created_at": world.now} for n in range(10_000)]
    session.execute(sa.insert(Person.__table__), people)
    everybody = sa.select(Person.id, sa.literal("proposal"), sa.literal(idea), Person.created_at)
    session.execute(sa.insert(Follow).from_select(
        ["person_id", "subject_kind", "subject_id", "since"], everybody.where(Person.first_name == "F")))
    session.commit()
    comment(world, "Bob", idea)
    event_id = session.scalar(sa.select(sa.func.max(Outbox.event_id)))
    session.rollback()
    asked = []
    sa.event.listen(session.get_bind(), "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert world.do(delivery.deliver, None, event_id, "fr") == 10_001
    assert sum("INSERT INTO notification" in statement for statement in asked) == 4
