"""The rows of a history, each kind in one statement, by proposal."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.kinds import (
    Answer as Said,
    ContentState,
    DecisionKind,
    DecisionState,
    LinkKind,
    OutcomeKind,
    Stance,
    Status,
    Subject,
)
from app.decisions.models import Decision, DecisionFile, Objection
from app.discussion.models import Comment
from app.experiments.models import Document, Indicator, Pact, Pledge, Risk
from app.governance.charter.model import Charter, DecisionRule, Gate
from app.governance.charter.reading import rule_of
from app.governance.consent import STANDING
from app.governance.gates import FIGURES, PRESENT
from app.governance.published import ADOPTING
from app.governance.simulation.history import Answer, Event, Move, Origin, Period, Shared
from app.groups.models import Group, GroupMember
from app.journal.models import Event as EventRow
from app.moderation.models import Case
from app.proposals.models import Carrier, GateAnswer, Link, Passage, Proposal, Revision, Support
from app.proposals.queries.steering import filled
from app.territory.models import Charter as CharterRow
from app.territory.queries.charters import parsed

KINDS = ("support.given", "support.withdrawn", "link.made", "carrier.accepted", "carrier.left", "group.joined",
         "group.role_given", "group.left", "minutes.published", "indicator.set", "measure.added", "pact.saved",
         "outcome.declared", "passage.made", "content.hidden", "proposal.published", "proposal.revised",
         "proposal.completed", "proposal.corrected", "support.confirmed", "amendment.settled",
         "proposal.dormant", "proposal.woken", "proposal.withdrawn", "proposal.merged")
OTHERWISE = {"meetings": "meetings_held", "contribution_euros": "contribution_euros_cents"}
COUNTED = {figure.code for figures in (*FIGURES.values(), PRESENT) for figure in figures} | {"meetings_with_minutes"}


def charters(session: Session, space_id: int) -> dict[int, Charter]:
    rows = session.execute(sa.select(CharterRow.id, CharterRow.text).where(CharterRow.space_id == space_id))
    return {row.id: parsed(row.text) for row in rows}


def events(session: Session, space_id: int) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = defaultdict(list)
    rows = session.execute(
        sa.select(EventRow.subject_id, EventRow.at, EventRow.kind, EventRow.actor_id, EventRow.data)
        .where(EventRow.space_id == space_id, EventRow.subject_kind == Subject.PROPOSAL, EventRow.kind.in_(KINDS))
        .order_by(EventRow.seq))
    for row in rows:
        found[row.subject_id].append(Event(row.at, row.kind, row.actor_id, row.data))
    return found


def supporters(lines: Iterable[Event]) -> set[int | None]:
    """Who supports it by its own lines."""
    found: set[int | None] = set()
    for line in lines:
        if line.kind == "support.given":
            found.add(line.actor_id)
        elif line.kind == "support.withdrawn":
            found.discard(line.actor_id)
    return found


def _gate(charter: Charter | None, key: str) -> Gate | None:
    return next((gate for gate in charter.gates() if gate.key == key), None) if charter else None


def moves(session: Session, ids: Any, rules: Mapping[int, Charter]) -> dict[int, list[Move]]:
    found: dict[int, list[Move]] = defaultdict(list)
    rows = session.execute(
        sa.select(Passage.proposal_id, Passage.at, Passage.gate, Passage.to_stage, Passage.charter_id,
                  Passage.answer_id).where(Passage.proposal_id.in_(ids)).order_by(Passage.number))
    for row in rows:
        gate = _gate(rules.get(row.charter_id), row.gate)
        found[row.proposal_id].append(Move(row.at, row.gate, row.to_stage, gate.conditions if gate else (),
                                           decided=row.answer_id is not None))
    return found


def answers(session: Session, ids: Any, rules: Mapping[int, Charter]) -> dict[int, list[Answer]]:
    """Decisions that were closed, and what the committee answered in a meeting; in the order of their instants."""
    found: dict[int, list[Answer]] = defaultdict(list)
    for n, answer in (*_decided(session, ids, rules), *_met(session, ids, rules)):
        found[n].append(answer)
    return {n: sorted(each, key=lambda answer: answer.at) for n, each in found.items()}


def _decided(session: Session, ids: Any, rules: Mapping[int, Charter]) -> list[tuple[int, Answer]]:
    rows = session.execute(
        sa.select(Decision.proposal_id, Decision.closed_at, Decision.gate, Decision.kind, Decision.outcome,
                  Decision.rule, Decision.charter_id, DecisionFile.text)
        .outerjoin(DecisionFile, DecisionFile.decision_id == Decision.id)
        .where(Decision.proposal_id.in_(ids), Decision.kind.in_((DecisionKind.GATE, DecisionKind.APPEAL)),
               Decision.state == DecisionState.CLOSED).order_by(Decision.id))
    return [(row.proposal_id, Answer(
        row.closed_at, row.gate, Said.PROMOTED if row.outcome in ADOPTING else Said.DECLINED,
        _rule(row.rule, rules.get(row.charter_id)), _document(row.text), appeal=row.kind is DecisionKind.APPEAL))
        for row in rows]


def _rule(data: Mapping[str, Any], charter: Charter | None) -> DecisionRule | None:
    return rule_of(data, tuple(charter.colleges)) if charter else None


def _document(text: str | None) -> Mapping[str, Any] | None:
    """Where some ballots are withheld, the file alone cannot be counted again."""
    document: Mapping[str, Any] | None = json.loads(text) if text else None
    return document if document is not None and document["withheld"] is None else None


def _met(session: Session, ids: Any, rules: Mapping[int, Charter]) -> list[tuple[int, Answer]]:
    rows = session.execute(
        sa.select(GateAnswer.proposal_id, GateAnswer.decided_at, GateAnswer.gate, GateAnswer.answer, GateAnswer.votes,
                  GateAnswer.charter_id)
        .where(GateAnswer.proposal_id.in_(ids), GateAnswer.decision_id.is_(None)).order_by(GateAnswer.id))
    found = []
    for row in rows:
        gate = _gate(rules.get(row.charter_id), row.gate)
        found.append((row.proposal_id, Answer(row.decided_at, row.gate, row.answer, gate.decision if gate else None,
                                              votes=row.votes)))
    return found


def reports(session: Session, ids: Any) -> dict[int, dict[int, dict[str, int]]]:
    """The figures of each passage, as its report kept them."""
    found: dict[int, dict[int, dict[str, int]]] = defaultdict(dict)
    for row in session.execute(sa.select(Passage.proposal_id, Passage.number, Passage.report)
                               .where(Passage.proposal_id.in_(ids))):
        found[row.proposal_id][row.number] = {
            OTHERWISE.get(item["code"], item["code"]): item["params"]["got"]
            for item in row.report["items"] if item["code"] in COUNTED}
    return found


def supports(session: Session, ids: Any) -> dict[int, dict[int, Origin]]:
    """Of those who still support; one taken back has left no place."""
    found: dict[int, dict[int, Origin]] = defaultdict(dict)
    for row in session.execute(sa.select(Support.proposal_id, Support.person_id, Support.place_id,
                                         Support.structure_id, Support.college).where(Support.proposal_id.in_(ids))):
        found[row.proposal_id][row.person_id] = Origin(row.place_id, row.structure_id, row.college)
    return found


def members(session: Session, ids: Any) -> dict[int, dict[tuple[int, datetime], int | None]]:
    found: dict[int, dict[tuple[int, datetime], int | None]] = defaultdict(dict)
    for row in session.execute(
            sa.select(Group.proposal_id, GroupMember.person_id, GroupMember.from_at, GroupMember.structure_id)
            .join(Group, Group.id == GroupMember.group_id).where(Group.proposal_id.in_(ids))):
        found[row.proposal_id][row.person_id, row.from_at] = row.structure_id
    return found


def carriers(session: Session, ids: Any) -> dict[int, list[Any]]:
    """(person_id, structure_id, accepted_at, left_at) of all who ever carried it, its author first: who accepted in the
    moment of its publication is told apart by the order of the rows only."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(
            sa.select(Carrier.proposal_id, Carrier.person_id, Carrier.structure_id, Carrier.accepted_at,
                      Carrier.left_at).where(Carrier.proposal_id.in_(ids), Carrier.accepted_at.is_not(None))
            .order_by(Carrier.id)):
        found[row.proposal_id].append(row)
    return found


def fields(session: Session, ids: Any) -> dict[int, dict[int, frozenset[str]]]:
    found: dict[int, dict[int, frozenset[str]]] = defaultdict(dict)
    for row in session.execute(sa.select(Revision.proposal_id, Revision.number, Revision.fields)
                               .where(Revision.proposal_id.in_(ids))):
        found[row.proposal_id][row.number] = frozenset(
            key for key, text in (row.fields or {}).items() if text and str(text).strip())
    return found


def pacts(session: Session, ids: Any) -> dict[int, tuple[int, frozenset[str]]]:
    """Its last number, and what that one fills."""
    rows = session.execute(
        sa.select(Pact.proposal_id, Pact.number, Pact.hypothesis, Pact.population, Pact.where_text.label("pact_place"),
                  Pact.starts_on, Pact.ends_on, Pact.stop, Pact.observers).where(Pact.proposal_id.in_(ids)))
    nothing = {"fields": None, "outcome_kind": None, "covered": False, "status": Status.OPEN}
    return {row.proposal_id: (row.number, filled({**nothing, **row._mapping})) for row in rows}


def indicators(session: Session, ids: Any) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for row in session.execute(sa.select(Indicator.proposal_id, Indicator.id).where(Indicator.proposal_id.in_(ids))):
        found[row.proposal_id].append(row.id)
    return found


def waiting(session: Session, ids: Any, carried: Mapping[int, Sequence[Any]],
            lines: Mapping[int, Sequence[Event]]) -> dict[int, list[Period]]:
    """From a question to the first reply of somebody who carries it; until it was hidden, if it is."""
    question = sa.and_(Comment.stance == Stance.QUESTION, Comment.parent_id.is_(None))
    asked = sa.select(Comment.id).where(Comment.proposal_id.in_(ids), question)
    rows = session.execute(
        sa.select(Comment.id, Comment.proposal_id, Comment.parent_id, Comment.author_id, Comment.created_at,
                  Comment.needs_answer, Comment.state)
        .where(sa.or_(Comment.id.in_(asked), Comment.parent_id.in_(asked))).order_by(Comment.id)).all()
    replies: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if row.parent_id is not None and _carries(carried.get(row.proposal_id, ()), row.author_id, row.created_at):
            replies[row.parent_id].append(row.created_at)
    found: dict[int, list[Period]] = defaultdict(list)
    for row in rows:
        ends = replies[row.id][:1] if not row.needs_answer else []
        if row.parent_id is None and (row.needs_answer or ends):
            ends += _hidden(row, lines.get(row.proposal_id, ()))
            found[row.proposal_id].append((row.created_at, min(ends, default=None)))
    return found


def _carries(there: Sequence[Any], person: int | None, at: datetime) -> bool:
    return any(one.person_id == person and one.accepted_at <= at and (one.left_at is None or at < one.left_at)
               for one in there)


def _hidden(comment: Any, lines: Sequence[Event]) -> list[datetime]:
    if comment.state is not ContentState.HIDDEN:
        return []
    return [line.at for line in lines if line.kind == "content.hidden"
            and (line.data["content"], line.data["content_id"]) == (Subject.COMMENT.value, comment.id)][-1:]


def cases(session: Session, ids: Any) -> dict[int, list[Period]]:
    """One that was opened again counts as open all along: no line is kept of the time between."""
    found: dict[int, list[Period]] = defaultdict(list)
    for row in session.execute(sa.select(Case.proposal_id, Case.opened_at, Case.closed_at)
                               .where(Case.proposal_id.in_(ids))):
        found[row.proposal_id].append((row.opened_at, row.closed_at))
    return found


def covered(session: Session, ids: Any) -> dict[int, list[Period]]:
    """Since a project that answers it reached its end, and goes on; or since it was said to answer it."""
    ended = sa.type_coerce(sa.func.max(Passage.at), Passage.at.type).label("ended")
    rows = session.execute(
        sa.select(Link.to_id, Link.created_at, ended)
        .join(Proposal, Proposal.id == Link.from_id).join(Passage, Passage.proposal_id == Proposal.id)
        .where(Link.to_id.in_(ids), Link.kind == LinkKind.ANSWERS_NEED, Proposal.status == Status.CLOSED,
               Proposal.outcome.in_((OutcomeKind.CONTINUED, OutcomeKind.SCALED)))
        .group_by(Link.id, Link.to_id, Link.created_at))
    found: dict[int, list[Period]] = defaultdict(list)
    for row in rows:
        found[row.to_id].append((max(row.created_at, row.ended), None))
    return found


# Risks held, contributions, documents and objections through time, by proposal: each kind in one statement.

def shared(session: Session, ids: Any) -> dict[int, list[Shared]]:
    found: dict[int, list[Shared]] = defaultdict(list)
    for n, one in (*_risks(session, ids), *_pledges(session, ids), *_documents(session, ids),
                   *_objections(session, ids)):
        found[n].append(one)
    return found


def _risks(session: Session, ids: Any) -> Iterator[tuple[int, Shared]]:
    rows = session.execute(sa.select(Risk.proposal_id, Risk.accepted_at, Risk.removed_at)
                           .where(Risk.proposal_id.in_(ids), Risk.accepted_at.is_not(None)))
    return ((row.proposal_id, Shared((row.accepted_at, row.removed_at), "risk")) for row in rows)


def _pledges(session: Session, ids: Any) -> Iterator[tuple[int, Shared]]:
    rows = session.execute(sa.select(Pledge.proposal_id, Pledge.pledged_at, Pledge.withdrawn_at, Pledge.hours,
                                     Pledge.cents, Pledge.structure_id).where(Pledge.proposal_id.in_(ids)))
    return ((row.proposal_id, Shared((row.pledged_at, row.withdrawn_at), "pledge", hours=row.hours, cents=row.cents,
                                     structure=row.structure_id)) for row in rows)


def _documents(session: Session, ids: Any) -> Iterator[tuple[int, Shared]]:
    rows = session.execute(sa.select(Document.proposal_id, Document.kind, Document.added_at, Document.removed_at)
                           .where(Document.proposal_id.in_(ids)))
    return ((row.proposal_id, Shared((row.added_at, row.removed_at), "document", row.kind.value)) for row in rows)


def _objections(session: Session, ids: Any) -> Iterator[tuple[int, Shared]]:
    """Until it was settled, and at most until its decision was closed."""
    rows = session.execute(
        sa.select(Decision.proposal_id, Objection.raised_at, Objection.settled_at, Objection.state, Decision.closed_at)
        .join(Decision, Decision.id == Objection.decision_id).where(Decision.proposal_id.in_(ids)))
    return ((row.proposal_id, Shared((row.raised_at, _until(row)), "objection")) for row in rows)


def _until(row: Any) -> datetime | None:
    ends = [row.closed_at, None if row.state in STANDING else row.settled_at]
    return min((at for at in ends if at is not None), default=None)
