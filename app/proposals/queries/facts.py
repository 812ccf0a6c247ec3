"""The figures a gate is judged on, collected in one read."""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.kinds import CaseState, ContentState, LinkKind, MeetingState, OutcomeKind, Status
from app.decisions.models import Decision, Objection
from app.discussion.models import Comment
from app.experiments.models import Document, Indicator, Measure, Outcome, Pact, Pledge, Risk
from app.governance.consent import STANDING
from app.governance.gates import Facts
from app.groups.models import Group, GroupMember, Meeting
from app.moderation.models import Case
from app.proposals.models import Carrier, Link, Proposal, Revision, Support


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
