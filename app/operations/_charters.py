"""Rules put to a decision, and put in force: parsed, numbered, recorded."""

import sqlalchemy as sa

from app.models.charters import Charter, CharterDraft
from app.models.decisions import Decision
from app.models.spaces import Space
from app.operations._decisions import Spec, open_decision
from app.operations._stage import today
from app.operations._work import Refused, Work
from app.queries.charters import in_force
from app.queries.loading import existing
from app.queries.register import register_of
from app.rules.charter import Charter as Rules
from app.rules.charter import CharterInvalid, added, check, digest, parse
from app.rules.happenings import CharterAdopted, CharterProposed
from app.rules.kinds import DecisionKind, DraftState


def put_in_force(work: Work, space: Space, text: str, reason: str, decision_id: int | None = None) -> int:
    """A new version replaces the one in force; proposals keep theirs until their next stage."""
    try:
        charter = parse(text)
    except CharterInvalid as invalid:
        raise Refused("charter_invalid", faults=len(invalid.faults)) from invalid
    version = (work.session.scalar(
        sa.select(sa.func.max(Charter.version)).where(Charter.space_id == space.id)) or 0) + 1
    row_id: int = work.session.execute(sa.insert(Charter).returning(Charter.id).values(
        space_id=space.id, version=version, key=charter.key, text=text, digest=digest(charter), reason=reason,
        adopted_by=work.actor_id, adopted_at=work.now, decision_id=decision_id)).scalar_one()
    space.charter_id = row_id
    work.say(CharterAdopted(space_id=space.id, subject_id=space.id, charter_id=row_id, version=version,
                            digest=digest(charter), decision_id=decision_id))
    return row_id


def proposable(work: Work, draft_id: int) -> tuple[CharterDraft, Space, Rules]:
    """The draft, its space and what it says; refused where it cannot be put to the vote as it stands."""
    draft = existing(work.session, CharterDraft, draft_id, with_for_update=True)
    space = work.session.get_one(Space, draft.space_id, with_for_update={"key_share": True})
    if draft.state is not DraftState.WRITING:
        raise Refused("draft_is_proposed")
    if draft.base_id != space.charter_id:
        raise Refused("rules_changed_meanwhile")
    if faults := check(draft.text):
        raise Refused("charter_invalid", faults=len(faults))
    charter, (_id, rules) = parse(draft.text), in_force(work.session, space.id)
    if digest(rules) == digest(charter):
        raise Refused("nothing_changed")
    meets, met = (register_of(work.session, space.id, today(work, space.id), each) for each in (charter, rules))
    if faults := added(charter, meets, rules, met):
        raise Refused("charter_invalid", faults=len(faults))
    if work.session.scalar(sa.select(Decision.id).where(
            Decision.space_id == space.id, Decision.kind == DecisionKind.CHARTER, Decision.closed_at.is_(None))):
        raise Refused("decision_is_open_already")
    return draft, space, charter


def put_to_vote(work: Work, draft_id: int, reason: str, lang: str, by: int) -> int:
    """The decision's id. Checked again: it may have waited for a second."""
    draft, space, charter = proposable(work, draft_id)
    charter_id, rules = in_force(work.session, space.id)
    name = charter.names.said(lang)
    question = f"Adopter «\u00a0{name}\u00a0»\u00a0?" if lang == "fr" else f"Adopt “{name}”?"
    decision_id = open_decision(work, Spec(
        space_id=space.id, kind=DecisionKind.CHARTER, charter_id=charter_id, rule=rules.changes, question=question,
        details=reason, lang=lang, draft_id=draft_id, facilitator_id=by))
    draft.state = DraftState.PROPOSED
    work.say(CharterProposed(space_id=space.id, subject_id=space.id, draft_id=draft_id, digest=digest(charter),
                             decision_id=decision_id))
    return decision_id
