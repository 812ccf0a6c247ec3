"""What a mail about an event needs to say: kept in the mail's row until it is sent, then emptied."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.decisions import Decision, Note
from app.models.journal import Event
from app.models.moderation import VerdictRow
from app.models.people import Person
from app.models.proposals import GateAnswer, Proposal
from app.models.starters import Debate
from app.models.together import MeetingAnswer, StaffAct
from app.rules.kinds import Subject

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
