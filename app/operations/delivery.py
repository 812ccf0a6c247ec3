"""From the outbox to people: one event, one transaction, a notification each, a mail where it must be told at once."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.models.amendments import Amendment
from app.models.delivery import Mail
from app.models.discussion import Comment, ThreadMute
from app.models.following import Notification
from app.models.journal import Event, Outbox
from app.models.people import Person
from app.models.proposals import Proposal
from app.operations._letters import letter
from app.operations._work import Work, operation
from app.queries.delivery import is_due
from app.queries.dialect import upsert
from app.queries.hearers import Told, people_who
from app.rules.audience import IN_THREAD, Hearing, hearers
from app.rules.kinds import ContentState, PersonState

LONGEST_WAIT = timedelta(hours=6)


@operation
def deliver(work: Work, event_id: int, locale: str) -> int | None:
    """How many people were told; None where another worker was there first, or it is put off. `locale`: for mails to
    people who chose no language. Taking the row out claims it; a failure puts it back with everything else."""
    claimed = work.session.execute(
        sa.delete(Outbox).where(Outbox.event_id == event_id, is_due(Outbox, work.now))
        .returning(Outbox.event_id)).scalar_one_or_none()
    if claimed is None:
        return None
    event = work.session.get_one(Event, event_id)
    told = Told(event.space_id, event.subject_kind, event.subject_id, event.data)
    heard = 0
    for hearing in hearers(event.kind, hidden=_is_hidden(work, told)):
        people = _notify(work, event, told, hearing)
        heard += len(people)
        if people and hearing.at_once:
            _mail(work, event, people, locale)
    return heard


@operation
def put_off(work: Work, event_id: int) -> None:
    """After a failure: in 2, 4, 8… seconds, six hours at most. Nothing is ever given up silently."""
    tries = work.session.execute(sa.select(Outbox.tries).where(Outbox.event_id == event_id)).scalar_one_or_none()
    if tries is None:
        return
    wait = min(timedelta(seconds=2 ** min(tries + 1, 20)), LONGEST_WAIT)
    work.session.execute(sa.update(Outbox).where(Outbox.event_id == event_id)
                         .values(tries=tries + 1, next_try_at=work.now + wait))


def _is_hidden(work: Work, told: Told) -> bool:
    """Asked when it is told, not when it happened: a content hidden meanwhile is announced to nobody."""
    comment_id, amendment_id = told.data.get("comment_id"), told.data.get("amendment_id")
    states = [sa.select(Proposal.state).where(Proposal.id == told.proposal_id)]
    if amendment_id is not None:
        states.append(sa.select(Amendment.state).where(Amendment.id == amendment_id))
    if comment_id is not None:
        states.append(sa.select(Comment.state).where(Comment.id == comment_id))
    return any(work.session.scalar(state) is ContentState.HIDDEN for state in states)


def _notify(work: Work, event: Event, told: Told, hearing: Hearing) -> list[int]:
    """One INSERT from a SELECT, however many follow; who was told by a louder relation is not told twice."""
    tied = people_who(hearing.relation, told).subquery()
    given = (sa.select(Person.id, sa.literal(event.id), sa.literal(event.subject_kind, Notification.subject_kind.type),
                       sa.literal(event.subject_id), sa.literal(hearing.relation.value),
                       sa.literal(work.now, Notification.created_at.type))
             .where(Person.id.in_(sa.select(tied.c[0])), Person.state == PersonState.ACTIVE,
                    Person.id != (event.actor_id or 0)))
    if event.kind in IN_THREAD:
        given = given.where(Person.id.not_in(
            sa.select(ThreadMute.person_id).where(ThreadMute.proposal_id == told.proposal_id)))
    row = upsert(work.session, Notification).from_select(
        ["person_id", "event_id", "subject_kind", "subject_id", "why", "created_at"], given)
    return list(work.session.scalars(row.on_conflict_do_nothing().returning(Notification.person_id)))


def _mail(work: Work, event: Event, people: list[int], locale: str) -> None:
    params = letter(work.session, event)
    rows = work.session.execute(
        sa.select(Person.id, Person.email, Person.locale).where(Person.id.in_(people), Person.email.is_not(None)))
    for row in rows:
        key = f"event-{event.id}-{row.id}"
        made: Any = upsert(work.session, Mail).values(
            person_id=row.id, to_address=row.email, kind=event.kind.replace(".", "_"), locale=row.locale or locale,
            params=params, tries=0, next_try_at=work.now, created_at=work.now, dedupe_key=key)
        work.session.execute(made.on_conflict_do_nothing())




@operation
def skip_before(work: Work, moment: datetime) -> int:
    """A load of past contents tells nobody: what happened before is in the journal, not in anybody's news."""
    old = sa.select(Event.id).where(Event.at < moment)
    return len(work.session.execute(
        sa.delete(Outbox).where(Outbox.event_id.in_(old)).returning(Outbox.event_id)).all())
