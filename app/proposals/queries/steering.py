"""The figures a gate is judged on, collected in one read."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import sqlalchemy.orm
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.calendar import due_day, start_of
from app.core.kinds import Answer, CaseState, ContentState, DecisionState, LinkKind, MeetingState, OutcomeKind, Status
from app.decisions.models import Decision, Objection
from app.discussion.models import Comment
from app.experiments.models import Document, Indicator, Measure, Outcome, Pact, Pledge, Risk
from app.governance.charter.model import Charter, ConditionKind, Gate, Stage
from app.governance.consent import STANDING
from app.governance.gates import Facts, evaluate, open_gates
from app.groups.models import Group, GroupMember, Meeting
from app.moderation.models import Case
from app.proposals.models import Carrier, GateAnswer, Link, Proposal, Revision, Support
from app.structures.models import Structure
from app.territory.models import Space
from app.territory.queries.charters import in_use


def _one(column: Any, *where: Any, of: Any = None) -> Any:
    statement = sa.select(column).where(*where)
    return (statement.select_from(of) if of is not None else statement).scalar_subquery()


def _distinct(column: Any) -> Any:
    return sa.func.count(sa.distinct(column))


def _people() -> dict[str, Any]:
    there = (Carrier.proposal_id == Proposal.id, Carrier.accepted_at.is_not(None), Carrier.left_at.is_(None))
    given = Support.proposal_id == Proposal.id
    now = (given, Support.version >= Proposal.meaning_since)
    member = sa.join(GroupMember, Group, Group.id == GroupMember.group_id)
    joined = (Group.proposal_id == Proposal.id, GroupMember.until_at.is_(None))
    return {
        "support_places": _one(_distinct(Support.place_id), given),
        "support_structures": _one(_distinct(Support.structure_id), given),
        "support_colleges": _one(_distinct(sa.func.nullif(Support.college, "")), given),
        "supports_now": _one(sa.func.count(), *now, of=Support),
        "support_places_now": _one(_distinct(Support.place_id), *now),
        "support_structures_now": _one(_distinct(Support.structure_id), *now),
        "support_colleges_now": _one(_distinct(sa.func.nullif(Support.college, "")), *now),
        "carriers": _one(sa.func.count(), *there, of=Carrier),
        "carrier_structures": _one(_distinct(Carrier.structure_id), *there),
        "members": _one(sa.func.count(), *joined, of=member),
        "member_structures": _one(_distinct(GroupMember.structure_id), *joined, of=member),
    }


def _work() -> dict[str, Any]:
    held = (Group.proposal_id == Proposal.id, Meeting.state == MeetingState.HELD)
    meetings = sa.join(Meeting, Group, Group.id == Meeting.group_id)
    mine = Indicator.proposal_id == Proposal.id
    return {
        "meetings_held": _one(sa.func.count(), *held, of=meetings),
        "meetings_with_minutes": _one(sa.func.count(Meeting.minutes_at), *held, of=meetings),
        "indicators": _one(sa.func.count(), mine, of=Indicator),
        "indicators_measured": _one(_distinct(Measure.indicator_id), mine,
                                    of=sa.join(Measure, Indicator, Indicator.id == Measure.indicator_id)),
        "unanswered": _one(sa.func.count(), Comment.proposal_id == Proposal.id, Comment.needs_answer.is_(True),
                           Comment.state == ContentState.VISIBLE, of=Comment),
        "open_cases": _one(sa.func.count(), Case.proposal_id == Proposal.id, Case.state == CaseState.OPEN, of=Case),
    }


def _sharing() -> dict[str, Any]:
    """Risks that somebody holds, what is pledged and not taken back, objections that stand."""
    held = (Risk.proposal_id == Proposal.id, Risk.accepted_at.is_not(None), Risk.removed_at.is_(None))
    given = (Pledge.proposal_id == Proposal.id, Pledge.withdrawn_at.is_(None))
    standing = (Decision.proposal_id == Proposal.id, Decision.closed_at.is_(None), Objection.state.in_(STANDING))
    return {
        "risks_shared": _one(sa.func.count(), *held, of=Risk),
        "contribution_hours": _one(sa.func.coalesce(sa.func.sum(Pledge.hours), 0), *given),
        "contribution_euros_cents": _one(sa.func.coalesce(sa.func.sum(Pledge.cents), 0), *given),
        "contribution_structures": _one(_distinct(Pledge.structure_id), *given),
        "open_objections": _one(sa.func.count(), *standing,
                                of=sa.join(Objection, Decision, Decision.id == Objection.decision_id)),
    }


def _documents() -> Any:
    """Their kinds, joined, each as often as it is there: one value of the same statement on either database."""
    return _one(sa.func.aggregate_strings(sa.cast(Document.kind, sa.String), ","), Document.proposal_id == Proposal.id,
                Document.removed_at.is_(None))


def _texts() -> dict[str, Any]:
    any_outcome = sa.alias(Outcome.__table__)
    latest = (sa.select(sa.func.max(any_outcome.c.number)).where(any_outcome.c.proposal_id == Proposal.id)
              .correlate(Proposal).scalar_subquery())
    answering = sa.alias(Proposal.__table__)
    covers = sa.select(Link.id).join(answering, answering.c.id == Link.from_id).where(
        Link.to_id == Proposal.id, Link.kind == LinkKind.ANSWERS_NEED, answering.c.status == Status.CLOSED,
        answering.c.outcome.in_([OutcomeKind.CONTINUED, OutcomeKind.SCALED])).correlate(Proposal)
    return {
        "fields": _one(Revision.fields, Revision.proposal_id == Proposal.id, Revision.number == Proposal.version),
        "hypothesis": _one(Pact.hypothesis, Pact.proposal_id == Proposal.id),
        "population": _one(Pact.population, Pact.proposal_id == Proposal.id),
        "pact_place": _one(Pact.where_text, Pact.proposal_id == Proposal.id),
        "starts_on": _one(Pact.starts_on, Pact.proposal_id == Proposal.id),
        "ends_on": _one(Pact.ends_on, Pact.proposal_id == Proposal.id),
        "stop": _one(Pact.stop, Pact.proposal_id == Proposal.id),
        "observers": _one(Pact.observers, Pact.proposal_id == Proposal.id),
        "outcome_kind": _one(Outcome.kind, Outcome.proposal_id == Proposal.id, Outcome.number == latest),
        "outcome_at": _one(Outcome.declared_at, Outcome.proposal_id == Proposal.id, Outcome.number == latest),
        "covered": sa.exists(covers),
    }


def filled(row: Mapping[str, Any]) -> frozenset[str]:
    """Keys of what is written: the form's fields, the pact's, and the outcome: the one declared in this stage, or the
    one that closed it. That of an earlier trial says nothing about this one."""
    names = {key for key, text in (row["fields"] or {}).items() if text and str(text).strip()}
    pact = {"pact_hypothesis": row["hypothesis"], "pact_population": row["population"], "pact_place": row["pact_place"],
            "pact_stop": row["stop"], "pact_observers": row["observers"],
            "pact_dates": row["starts_on"] and row["ends_on"]}
    names |= {key for key, text in pact.items() if text}
    kind, closed = row["outcome_kind"], row["status"] is Status.CLOSED
    if kind is not None and (closed or row["outcome_at"] >= row["stage_since"]):
        names |= {"outcome_kind", "outcome_lessons", f"outcome_{kind.value}"}
    return frozenset(names | ({"covered_by"} if row["covered"] else set()))


def facts_of(session: Session, proposal_id: int) -> Facts:
    """One statement, whatever the number of supporters, comments or meetings; a second for the roles held."""
    return facts_of_many(session, [proposal_id])[proposal_id]


@functools.cache
def _statements() -> tuple[Any, Any]:
    """Built once: putting the thirty figures together took longer than asking for them."""
    ids: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
    columns = _people() | _work() | _sharing() | _texts() | {"documents": _documents()}
    figures = sa.select(Proposal.id, Proposal.supports, Proposal.stage_since, Proposal.status,
                        *(c.label(name) for name, c in columns.items())).where(Proposal.id.in_(ids))
    roles = (sa.select(Group.proposal_id, GroupMember.role).join(Group, Group.id == GroupMember.group_id)
             .where(Group.proposal_id.in_(ids), GroupMember.until_at.is_(None)).distinct())
    return figures, roles


@functools.cache
def _names() -> tuple[str, ...]:
    return tuple(_people() | _work() | _sharing())


def facts_of_many(session: Session, ids: Sequence[int]) -> dict[int, Facts]:
    """The same two statements for a whole list. KeyError where one is not there."""
    figures, held_roles = _statements()
    rows = session.execute(figures, {"ids": list(ids)}).mappings()
    roles: dict[int, set[str]] = {}
    for held in session.execute(held_roles, {"ids": list(ids)}):
        roles.setdefault(held.proposal_id, set()).add(held.role.value)
    return {row["id"]: _facts(row, roles.get(row["id"], set())) for row in rows}


def _facts(row: Any, roles: set[str]) -> Facts:
    return Facts(
        supports=row["supports"], stage_since=row["stage_since"], filled=filled(row),
        roles_held=frozenset(roles), documents=frozenset((row["documents"] or "").split(",")) - {""},
        **{name: row[name] for name in _names()},
    )


# The committee's queue: a fixed number of statements, whether four things wait or four hundred.

Rows = Sequence[Any]
READY = 60
WAITING = 20
ANSWERED = 15
LATELY = timedelta(days=60)
SOON = timedelta(days=30)  # before it falls asleep

_HEAD = (Proposal.id, Proposal.title, Proposal.lang, Proposal.track, Proposal.stage, Proposal.charter_id,
         Proposal.status, Proposal.ready_since, Proposal.stage_since, Proposal.active_at, Proposal.supports,
         Proposal.comments, Space.timezone)
_ALIVE = (Proposal.status == Status.OPEN, Proposal.state == ContentState.VISIBLE)


def answering(charters: Mapping[int, Charter]) -> list[tuple[int, str, Stage]]:
    """(charter, track, stage) where a gate that people open leads out."""
    return [(number, track.key, track.stages[gate.from_stage]) for number, charter in charters.items()
            for track in charter.tracks.values() for gate in track.gates if gate.decision is not None]


def _at(place: tuple[int, str, Stage]) -> sa.ColumnElement[bool]:
    number, track, stage = place
    return sa.and_(Proposal.charter_id == number, Proposal.track == track, Proposal.stage == stage.key)


def ready(session: Session, places: list[tuple[int, str, Stage]], after: tuple[datetime, int] | None = None) -> Rows:
    """Every condition holds; who has waited longest comes first. One more than a page, to know."""
    if not places:
        return ()
    there = [Proposal.ready_since.is_not(None), *_ALIVE, sa.or_(*map(_at, places))]
    if after is not None:
        there.append(sa.or_(Proposal.ready_since > after[0],
                            sa.and_(Proposal.ready_since == after[0], Proposal.id > after[1])))
    return session.execute(sa.select(*_HEAD).join(Space, Space.id == Proposal.space_id).where(*there)
                           .order_by(Proposal.ready_since, Proposal.id).limit(READY + 1)).all()


def waiting(session: Session, places: list[tuple[int, str, Stage]], now: datetime) -> Rows:
    """Not ready, and about to fall asleep: somebody may help."""
    there = [sa.and_(_at(place), Proposal.active_at <= now - timedelta(days=place[2].dormant_after_days) + SOON)
             for place in places if place[2].dormant_after_days is not None]
    if not there:
        return ()
    return session.execute(
        sa.select(*_HEAD).join(Space, Space.id == Proposal.space_id)
        .where(Proposal.ready_since.is_(None), *_ALIVE, sa.or_(*there))
        .order_by(Proposal.active_at, Proposal.id).limit(WAITING)).all()


def answered(session: Session, now: datetime) -> Rows:
    return session.execute(
        sa.select(GateAnswer.id, GateAnswer.gate, GateAnswer.answer, GateAnswer.reason, GateAnswer.decided_at,
                  GateAnswer.decision_id,
                  Person.display_name.label("decided_by"), Proposal.id.label("proposal_id"), Proposal.title,
                  Proposal.lang)
        .join(Proposal, Proposal.id == GateAnswer.proposal_id).outerjoin(Person, Person.id == GateAnswer.decided_by)
        .where(GateAnswer.decided_at > now - LATELY,
               Proposal.state == ContentState.VISIBLE)
        .order_by(GateAnswer.id.desc()).limit(ANSWERED)).all()


def carriers(session: Session, ids: Sequence[int]) -> dict[int, list[Any]]:
    """Who carries each: names and structures, in the order they accepted."""
    rows = session.execute(
        sa.select(Carrier.proposal_id, Carrier.person_id, Person.display_name, Structure.name.label("structure"))
        .join(Person, Person.id == Carrier.person_id).outerjoin(Structure, Structure.id == Carrier.structure_id)
        .where(Carrier.proposal_id.in_(ids), Carrier.accepted_at.is_not(None), Carrier.left_at.is_(None))
        .order_by(Carrier.accepted_at, Carrier.id))
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.proposal_id, []).append(row)
    return found


def last_answers(session: Session, ids: Sequence[int]) -> dict[int, Any]:
    """What was last answered on each, if it was; and how often it was put off since its conditions hold."""
    last = (sa.select(sa.func.max(GateAnswer.id)).where(GateAnswer.proposal_id.in_(ids))
            .group_by(GateAnswer.proposal_id))
    again = sa.orm.aliased(GateAnswer)
    put_off = (sa.select(sa.func.count()).select_from(again).where(
        again.proposal_id == GateAnswer.proposal_id, again.answer == Answer.POSTPONED, again.gate == GateAnswer.gate,
        again.decided_at >= Proposal.ready_since).scalar_subquery())
    rows = session.execute(sa.select(GateAnswer.proposal_id, GateAnswer.answer, GateAnswer.decided_at, GateAnswer.gate,
                                     put_off.label("put_off"))
                           .join(Proposal, Proposal.id == GateAnswer.proposal_id).where(GateAnswer.id.in_(last)))
    return {row.proposal_id: row for row in rows}


def asked(session: Session, ids: Sequence[int]) -> dict[int, Any]:
    """The decision that is open on each."""
    rows = session.execute(sa.select(Decision.proposal_id, Decision.id, Decision.closes_on).where(
        Decision.proposal_id.in_(ids), Decision.state == DecisionState.OPEN))
    return {row.proposal_id: row for row in rows}


def postponed(session: Session, proposal_id: int, gate: str, since: datetime) -> int:
    """How often its answer was put off since all its conditions hold."""
    return session.scalar(sa.select(sa.func.count()).select_from(GateAnswer).where(
        GateAnswer.proposal_id == proposal_id, GateAnswer.gate == gate, GateAnswer.answer == Answer.POSTPONED,
        GateAnswer.decided_at >= since)) or 0


# What time alone has changed since somebody last acted. Read-only: the jobs then ask the operations.

PAGE = 200
DAY = timedelta(hours=25)  # the longest day of the year: what is found here is asked again in civil days


def come_of_age(session: Session, now: datetime) -> list[int]:
    """Open proposals that a condition of time kept waiting, and nothing does any more. What the committee declined
    after that day is not brought back by itself: somebody has to change something first."""
    charters = in_use(session)
    there = [_due_at(key, track, gate, now) for key, charter in charters.items()
             for track in charter.tracks for gate in charter.tracks[track].gates if _days(gate) is not None]
    return [row.id for rows in _pages(session, there) for row in _ripe(session, rows, charters, now)]


def _days(gate: Gate) -> int | None:
    return next((c.figures["days"] for c in gate.conditions if c.kind is ConditionKind.OPEN_FOR), None)


def _least(gate: Gate, kind: ConditionKind) -> int:
    return next((c.figures.get("at_least", 0) for c in gate.conditions if c.kind is kind), 0)


def _due_at(charter_id: int, track: str, gate: Gate, now: datetime) -> sa.ColumnElement[bool]:
    """Old enough, with the figures that its row holds: thousands of imported ideas are not looked into each time."""
    return sa.and_(
        Proposal.charter_id == charter_id, Proposal.track == track, Proposal.stage == gate.from_stage,
        Proposal.stage_since <= now - timedelta(days=_days(gate) or 0) + DAY,
        Proposal.supports >= _least(gate, ConditionKind.SUPPORTS),
        Proposal.carriers >= _least(gate, ConditionKind.CARRIERS))


def _pages(session: Session, there: list[sa.ColumnElement[bool]]) -> Iterator[Rows]:
    declined = sa.select(sa.func.max(GateAnswer.decided_at)).where(
        GateAnswer.proposal_id == Proposal.id, GateAnswer.answer == Answer.DECLINED).scalar_subquery()
    after = 0
    while there:
        rows = session.execute(
            sa.select(Proposal.id, Proposal.track, Proposal.stage, Proposal.charter_id, Proposal.stage_since,
                      Space.timezone, sa.type_coerce(declined, GateAnswer.decided_at.type).label("declined_at"))
            .join(Space, Space.id == Proposal.space_id)
            .where(Proposal.status == Status.OPEN, Proposal.ready_since.is_(None), Proposal.id > after, sa.or_(*there))
            .order_by(Proposal.id).limit(PAGE)).all()
        yield rows
        if len(rows) < PAGE:
            return
        after = rows[-1].id


def _ripe(session: Session, rows: Rows, charters: dict[int, Charter], now: datetime) -> list[Any]:
    facts = facts_of_many(session, [row.id for row in rows]) if rows else {}
    return [row for row in rows if any(
        _opens(gate, row, facts[row.id], now)
        for gate in open_gates(charters[row.charter_id], row.track, row.stage))]


def _opens(gate: Gate, row: Any, facts: Facts, now: datetime) -> bool:
    zone, days = ZoneInfo(row.timezone), _days(gate)
    if days is None or not evaluate(gate, facts, now, zone).met:
        return False
    came = start_of(due_day(row.stage_since, days, zone), zone)
    return gate.decision is None or row.declined_at is None or row.declined_at < came


def untouched(session: Session, now: datetime) -> list[int]:
    """Open proposals past (or nearly) their stage's delay without an act; the oldest first."""
    there = [
        sa.and_(Proposal.charter_id == key, Proposal.track == track.key, Proposal.stage == stage.key,
                Proposal.active_at <= now - timedelta(days=stage.dormant_after_days) + DAY)
        for key, charter in in_use(session).items() for track in charter.tracks.values()
        for stage in track.stages.values() if stage.dormant_after_days is not None]
    if not there:
        return []
    return list(session.scalars(
        sa.select(Proposal.id).where(Proposal.status == Status.OPEN, Proposal.ready_since.is_(None), sa.or_(*there))
        .order_by(Proposal.active_at, Proposal.id).limit(PAGE)))
