"""Following as a step of other acts: who writes, carries, comments or supports hears what comes next."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import MeetingAnswer, Person, StaffAct
from app.core import limits
from app.core.database import existing, upsert
from app.core.events import KINDS, Hearing, hearers
from app.core.kinds import ContentState, MailState, PersonState, Subject
from app.core.loading import allow, not_hidden
from app.core.permissions import Action
from app.core.unit_of_work import Refused, Work, operation
from app.decisions.models import Decision, Note
from app.discussion.models import Comment, ThreadMute
from app.groups.models import Group
from app.journal.models import Event, Outbox
from app.moderation.models import VerdictRow
from app.notifications import refusals
from app.notifications.models import Follow, Mail, Notification
from app.notifications.queries import Told, is_due, people_who
from app.proposals.models import Amendment, Debate, GateAnswer, Proposal
from app.structures.models import Structure
from app.territory.models import Space


def write_follow(work: Work, person_id: int, kind: Subject, subject_id: int) -> None:
    """Once: who follows already keeps the older date."""
    row = upsert(work.session, Follow).values(
        person_id=person_id, subject_kind=kind, subject_id=subject_id, since=work.now)
    work.session.execute(row.on_conflict_do_nothing())


# Following and unfollowing, and what was read of the news.

FOLLOWABLE: dict[Subject, type[Proposal | Group | Structure | Space]] = {
    Subject.PROPOSAL: Proposal, Subject.GROUP: Group, Subject.STRUCTURE: Structure, Subject.SPACE: Space}


@operation
def follow(work: Work, kind: Subject, subject_id: int) -> None:
    """Twice is once. What is not there, or is hidden, cannot be followed."""
    allow(work, Action.FOLLOW)
    if kind not in FOLLOWABLE:
        raise Refused(refusals.NOT_FOLLOWABLE)
    thing = existing(work.session, FOLLOWABLE[kind], subject_id)
    if isinstance(thing, Group) and thing.proposal_id is not None:
        thing = work.session.get_one(Proposal, thing.proposal_id)
    if isinstance(thing, Proposal):
        not_hidden(work, thing)
    write_follow(work, work.me, kind, subject_id)


@operation
def unfollow(work: Work, kind: Subject, subject_id: int) -> None:
    """Always possible, even from what is gone since."""
    allow(work, Action.FOLLOW)
    work.session.execute(sa.delete(Follow).where(
        Follow.person_id == work.me, Follow.subject_kind == kind, Follow.subject_id == subject_id))


@operation
def mark_read(work: Work, kind: Subject, subject_id: int) -> None:
    """One group of one's own news."""
    _read(work, Notification.subject_kind == kind, Notification.subject_id == subject_id)


@operation
def mark_all_read(work: Work, up_to: int) -> None:
    """Up to what the page showed: news that came in since stay unread."""
    _read(work, Notification.id <= up_to)


def _read(work: Work, *which: sa.ColumnElement[bool]) -> None:
    allow(work, Action.NOTIFICATION_READ)
    work.session.execute(
        sa.update(Notification).where(Notification.person_id == work.me, Notification.read_at.is_(None), *which)
        .values(read_at=work.now).execution_options(synchronize_session=False))


# What a mail about an event needs to say: kept in the mail's row until it is sent, then emptied.

SAID = ("role", "content", "closes_on", "until", "change", "act", "answer", "needed")


def letter(session: Session, event: Event) -> dict[str, Any]:
    """The title, the address of the page, who acted, and the reasons given, where there are some."""
    told: dict[str, Any] = {"path": _path(event), "who": _name(session, event.actor_id), "title": ""}
    if event.subject_kind is Subject.PROPOSAL:
        told["title"] = session.scalar(sa.select(Proposal.title).where(Proposal.id == event.subject_id)) or ""
    if event.subject_kind is Subject.DECISION:
        told |= _decision(session, event)
    told |= {key: event.data[key] for key in SAID if key in event.data}
    if (answer_id := event.data.get("answer_id")) is not None:
        told["reason"] = session.scalar(sa.select(GateAnswer.reason).where(GateAnswer.id == answer_id)) or ""
    if (meeting := event.data.get("meeting_answer_id")) is not None:
        told |= _meeting_answer(session, event, meeting)
    if (act_id := event.data.get("act_id")) is not None:
        told |= _staff_act(session, act_id)
    if event.kind in ("content.hidden", "content.restored"):
        told |= _verdict(session, event)
    if (debate_id := event.data.get("debate_id")) is not None:
        told |= {"question": session.scalar(sa.select(Debate.question).where(Debate.id == debate_id)) or "",
                 "path": f"/debats/{debate_id}/conclure"}
    return told


def _meeting_answer(session: Session, event: Event, answer_id: int) -> dict[str, Any]:
    row = session.execute(sa.select(MeetingAnswer.reason, MeetingAnswer.why_not, MeetingAnswer.answer)
                          .where(MeetingAnswer.id == answer_id)).one()
    told = {"reason": row.why_not if event.kind.endswith("contested") else row.reason, "answer": row.answer}
    return told | ({"path": f"/comite/reponses/{answer_id}"} if event.kind.endswith("recorded") else {})


def _staff_act(session: Session, act_id: int) -> dict[str, Any]:
    row = session.execute(
        sa.select(StaffAct.role, StaffAct.reason, Person.display_name, Decision.question)
        .outerjoin(Person, Person.id == StaffAct.person_id).outerjoin(Decision, Decision.id == StaffAct.decision_id)
        .where(StaffAct.id == act_id)).one()
    return {"role": row.role, "reason": row.reason, "person": row.display_name or "", "title": row.question or "",
            "path": f"/a-plusieurs/{act_id}"}


def _path(event: Event) -> str:
    if event.subject_kind is Subject.PROPOSAL:
        return f"/propositions/{event.subject_id}"
    if event.subject_kind is Subject.DECISION:
        return f"/decisions/{event.subject_id}"
    return "/mon-espace/delegations" if event.kind.startswith("delegation.") else "/mon-espace"


def _decision(session: Session, event: Event) -> dict[str, Any]:
    """The question, and the reason of what was changed. Never an answer, nor whether there is one."""
    told = {"title": session.scalar(sa.select(Decision.question).where(Decision.id == event.subject_id)) or ""}
    if (note_id := event.data.get("note_id")) is not None:
        told["reason"] = session.scalar(sa.select(Note.reason).where(Note.id == note_id)) or ""
    return told


def _name(session: Session, person_id: int | None) -> str:
    return session.scalar(sa.select(Person.display_name).where(Person.id == person_id)) or ""


def _verdict(session: Session, event: Event) -> dict[str, Any]:
    """The latest of the case: a statement of reasons, with the way to answer. The moderator is not named."""
    row = session.execute(
        sa.select(VerdictRow.id, VerdictRow.ground, VerdictRow.explanation)
        .where(VerdictRow.case_id == event.data["case_id"], VerdictRow.at <= event.at)
        .order_by(VerdictRow.id.desc()).limit(1)).one()
    return {"who": "", "ground": row.ground.value if row.ground else "", "reason": row.explanation,
            "path": f"/moderation/verdicts/{row.id}"}


# From the outbox to people: one event, one transaction, a notification each, a mail where it must be told at once.

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
    if KINDS[event.kind].in_thread:
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


# A mail's row on its way out: taken by one worker, then sent, put off, or given up. Its content goes with it.

LEASE = timedelta(minutes=2)  # four times what one mail may take
GIVEN_UP = timedelta(days=5)  # RFC 5321, 4.5.4.1: a server that is away is waited for that long
SOONEST = timedelta(seconds=10)
TOO_OLD = "too_old"


@dataclass(frozen=True, slots=True)
class Leased:
    """What is needed to write and send it."""

    id: int
    to_address: str
    kind: str
    locale: str
    params: dict[str, Any]
    dedupe_key: str


@operation
def lease(work: Work, mail_id: int, tries: int) -> Leased | None:
    """Compare-and-set on the number of tries: one of two workers gets it. A worker that dies gives it back in time."""
    taken = work.session.execute(
        sa.update(Mail).where(Mail.id == mail_id, Mail.state == MailState.PENDING, Mail.tries == tries,
                              is_due(Mail, work.now))
        .values(tries=tries + 1, next_try_at=work.now + LEASE)
        .returning(Mail.to_address, Mail.kind, Mail.locale, Mail.params, Mail.dedupe_key, Mail.person_id,
                   Mail.created_at)
        .execution_options(synchronize_session=False)).first()
    if taken is None:
        return None
    if not _still_wanted(work, taken.person_id, dict(taken.params)):
        _end(work, mail_id, MailState.DEAD)
        return None
    if taken.created_at < work.now - GIVEN_UP:
        _end(work, mail_id, MailState.DEAD, TOO_OLD)
        return None
    return Leased(mail_id, taken.to_address, taken.kind, taken.locale, dict(taken.params), taken.dedupe_key)


def _still_wanted(work: Work, person_id: int | None, params: dict[str, Any]) -> bool:
    """Asked at the moment of sending: a code that is over, or an account erased meanwhile, gets no mail."""
    if (until := _until(params)) is not None and until <= work.now:
        return False
    if person_id is None:
        return True
    return work.session.scalar(sa.select(Person.state).where(Person.id == person_id)) is not PersonState.ERASED


@operation
def sent(work: Work, mail_id: int) -> None:
    """The row stays for a while as a trace; what the mail said (a code, perhaps) does not."""
    _end(work, mail_id, MailState.SENT)


@operation
def failed(work: Work, mail_id: int, fault: str, *, for_ever: bool = False) -> bool:
    """Tried again after 2, 4, 8… minutes, and given up after eight tries; a code after 10, 20, 40… seconds, as long as
    it is good; nothing after a refusal that asking again does not change. True when given up. `fault`: in one word,
    without an address, for who runs the site."""
    row = work.session.execute(sa.select(Mail.tries, Mail.params).where(
        Mail.id == mail_id, Mail.state == MailState.PENDING)).first()
    if row is None:
        return False
    until = _until(dict(row.params))
    wait = timedelta(minutes=2**row.tries) if until is None else SOONEST * 2**(row.tries - 1)
    spent = row.tries >= limits.MAIL_TRIES if until is None else work.now + wait >= until
    if for_ever or spent:
        _end(work, mail_id, MailState.DEAD, fault)
        return True
    _put_off(work, mail_id, fault=fault, next_try_at=work.now + wait)
    return False


@operation
def put_back(work: Work, mail_id: int, fault: str) -> None:
    """The server was away: no fault of the mail, and no try of its own. It goes with the others when it is back."""
    _put_off(work, mail_id, fault=fault, tries=Mail.tries - 1, next_try_at=work.now)


def _put_off(work: Work, mail_id: int, **values: Any) -> None:
    work.session.execute(sa.update(Mail).where(Mail.id == mail_id, Mail.state == MailState.PENDING)
                         .values(values).execution_options(synchronize_session=False))


def _until(params: dict[str, Any]) -> datetime | None:
    """Until when it is of use (a day: until it is over); None where it always is."""
    if (told := params.get("until")) is None:
        return None
    until = datetime.fromisoformat(str(told))
    return until if until.tzinfo else until.replace(tzinfo=UTC) + timedelta(days=1)


def _end(work: Work, mail_id: int, state: MailState, fault: str = "") -> None:
    _put_off(work, mail_id, state=state, params={}, fault=fault,
             sent_at=work.now if state is MailState.SENT else None)
