"""What happened in a space, collected for a simulation: a fixed number of statements, whatever there is."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.decisions import DecisionFile
from app.models.discussion import Comment
from app.models.experiments import Pact
from app.models.groups import Group, GroupMember
from app.models.journal import Event as EventRow
from app.models.moderation import Case
from app.models.proposals import Carrier, GateAnswer, Link, Passage, Proposal, Revision, Support
from app.rules.kinds import Answer as Said
from app.rules.kinds import ContentState, LinkKind, OutcomeKind, Status, Subject
from app.rules.simulate import Answer, History, Known, Move, Story, fold
from app.rules.simulate.history import Event

Rows = Sequence[Any]
FIGURES = ("support.", "carrier.", "group.", "minutes.", "indicator.", "measure.", "proposal.revised", "pact.",
           "outcome.", "passage.", "proposal.published", "link.", "comment.", "content.", "report.")
GONE = (Status.WITHDRAWN, Status.MERGED)


def history_of(session: Session, space_id: int, now: datetime) -> History:
    """Imported texts, which nothing ever happened to, are left out."""
    proposals = session.execute(
        sa.select(Proposal.id, Proposal.title, Proposal.lang, Proposal.track, Proposal.published_at, Proposal.status,
                  Proposal.active_at).where(Proposal.space_id == space_id, Proposal.author_id.is_not(None),
                                            Proposal.state == ContentState.VISIBLE).order_by(Proposal.id)).all()
    ids = [row.id for row in proposals]
    events, known = _events(session, space_id), _known(session, ids)
    moves, answers = _moves(session, ids), _answers(session, ids)
    return History(tuple(Story(
        row.id, row.title, row.track, row.published_at, fold(events[row.id], known[row.id]), tuple(moves[row.id]),
        tuple(answers[row.id]), row.active_at if row.status in GONE else None, row.lang) for row in proposals), now)


def _events(session: Session, space_id: int) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = defaultdict(list)
    rows = session.execute(
        sa.select(EventRow.subject_id, EventRow.at, EventRow.kind, EventRow.actor_id, EventRow.data)
        .where(EventRow.space_id == space_id, EventRow.subject_kind == Subject.PROPOSAL,
               sa.or_(*(EventRow.kind.startswith(kind) for kind in FIGURES))).order_by(EventRow.seq))
    for row in rows:
        found[row.subject_id].append(Event(row.at, row.kind, row.actor_id, row.data))
    return found


def _moves(session: Session, ids: list[int]) -> dict[int, list[Move]]:
    found: dict[int, list[Move]] = defaultdict(list)
    for row in session.execute(sa.select(Passage.proposal_id, Passage.at, Passage.gate, Passage.to_stage)
                               .where(Passage.proposal_id.in_(ids)).order_by(Passage.number)):
        found[row.proposal_id].append(Move(row.at, row.gate, row.to_stage))
    return found


def _answers(session: Session, ids: list[int]) -> dict[int, list[Answer]]:
    found: dict[int, list[Answer]] = defaultdict(list)
    rows = session.execute(
        sa.select(GateAnswer.proposal_id, GateAnswer.decided_at, GateAnswer.gate, GateAnswer.answer, GateAnswer.votes,
                  DecisionFile.text).outerjoin(DecisionFile, DecisionFile.decision_id == GateAnswer.decision_id)
        .where(GateAnswer.proposal_id.in_(ids), GateAnswer.answer != Said.POSTPONED).order_by(GateAnswer.id))
    for row in rows:
        document = json.loads(row.text) if row.text else None
        kept = document if document is not None and document["withheld"] is None else None
        found[row.proposal_id].append(
            Answer(row.decided_at, row.gate, row.answer is Said.PROMOTED, kept, row.votes))
    return found


def _known(session: Session, ids: list[int]) -> dict[int, Known]:
    supports, members = _supports(session, ids), _members(session, ids)
    fields, pacts = _fields(session, ids), _pacts(session, ids)
    waiting, cases, covered = _waiting(session, ids), _cases(session, ids), _covered(session, ids)
    authors = _authors(session, ids)
    return {n: Known(supports[n], members[n], fields[n], pacts.get(n, frozenset()), tuple(waiting[n]),
                     tuple(cases[n]), covered.get(n), authors.get(n)) for n in ids}


def _authors(session: Session, ids: list[int]) -> dict[int, tuple[int, int | None]]:
    """Who carries it from its publication: no line of the journal says so apart."""
    rows = session.execute(
        sa.select(Carrier.proposal_id, Carrier.person_id, Carrier.structure_id)
        .join(Proposal, Proposal.id == Carrier.proposal_id)
        .where(Carrier.proposal_id.in_(ids), Carrier.accepted_at == Proposal.published_at))
    return {row.proposal_id: (row.person_id, row.structure_id) for row in rows}


def _supports(session: Session, ids: list[int]) -> dict[int, dict[int, Any]]:
    """Of those who still support; one taken back has left no place."""
    found: dict[int, dict[int, Any]] = defaultdict(dict)
    for row in session.execute(sa.select(Support.proposal_id, Support.person_id, Support.place_id,
                                         Support.structure_id, Support.college).where(Support.proposal_id.in_(ids))):
        found[row.proposal_id][row.person_id] = (row.place_id, row.structure_id, row.college)
    return found


def _members(session: Session, ids: list[int]) -> dict[int, dict[int, int | None]]:
    found: dict[int, dict[int, int | None]] = defaultdict(dict)
    for row in session.execute(
            sa.select(Group.proposal_id, GroupMember.person_id, GroupMember.structure_id)
            .join(Group, Group.id == GroupMember.group_id).where(Group.proposal_id.in_(ids))):
        found[row.proposal_id][row.person_id] = row.structure_id
    return found


def _fields(session: Session, ids: list[int]) -> dict[int, dict[int, frozenset[str]]]:
    found: dict[int, dict[int, frozenset[str]]] = defaultdict(dict)
    for row in session.execute(sa.select(Revision.proposal_id, Revision.number, Revision.fields)
                               .where(Revision.proposal_id.in_(ids))):
        found[row.proposal_id][row.number] = frozenset(
            key for key, text in row.fields.items() if text and str(text).strip())
    return found


def _pacts(session: Session, ids: list[int]) -> dict[int, frozenset[str]]:
    """As it stands: the pact keeps no versions."""
    found = {}
    for row in session.execute(sa.select(Pact.__table__).where(Pact.proposal_id.in_(ids))):
        told = {"pact_hypothesis": row.hypothesis, "pact_population": row.population, "pact_place": row.where_text,
                "pact_stop": row.stop, "pact_observers": row.observers, "pact_dates": row.starts_on and row.ends_on}
        found[row.proposal_id] = frozenset(key for key, text in told.items() if text)
    return found


def _waiting(session: Session, ids: list[int]) -> dict[int, list[Any]]:
    """Questions that still wait; one that was answered has left no date, and counts as answered at once."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(sa.select(Comment.proposal_id, Comment.created_at).where(
            Comment.proposal_id.in_(ids), Comment.needs_answer.is_(True), Comment.state == ContentState.VISIBLE)):
        found[row.proposal_id].append((row.created_at, None))
    return found


def _cases(session: Session, ids: list[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(sa.select(Case.proposal_id, Case.opened_at, Case.closed_at)
                               .where(Case.proposal_id.in_(ids))):
        found[row.proposal_id].append((row.opened_at, row.closed_at))
    return found


def _covered(session: Session, ids: list[int]) -> dict[int, datetime]:
    """When a project that answers it reached its end, and goes on."""
    ended = sa.func.min(Passage.at)
    rows = session.execute(
        sa.select(Link.to_id, sa.type_coerce(ended, Passage.at.type).label("at"))
        .join(Proposal, Proposal.id == Link.from_id).join(Passage, Passage.proposal_id == Proposal.id)
        .where(Link.to_id.in_(ids), Link.kind == LinkKind.ANSWERS_NEED, Proposal.status == Status.CLOSED,
               Proposal.outcome.in_((OutcomeKind.CONTINUED, OutcomeKind.SCALED)),
               Passage.to_stage == Proposal.stage).group_by(Link.to_id))
    return {row.to_id: row.at for row in rows}
