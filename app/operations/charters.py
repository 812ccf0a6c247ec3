"""New rules: put to the decision that the rules in force ask for."""

import sqlalchemy as sa

from app.models.charters import CharterDraft
from app.models.decisions import Decision
from app.models.spaces import Space
from app.operations._decisions import Spec, open_decision
from app.operations._stage import today
from app.operations._steps import allow
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.queries.charters import in_force
from app.queries.loading import existing
from app.queries.register import register_of
from app.rules import limits
from app.rules.charter import added, check, digest, parse
from app.rules.happenings import CharterProposed
from app.rules.kinds import DecisionKind, DraftState
from app.rules.permissions import Action


@operation
def propose(work: Work, draft_id: int, reason: str, lang: str = "fr") -> int:
    """Refused while a fault is left, or where the register could not meet the new rules. The decision's id."""
    allow(work, Action.CHARTER_PROPOSE)
    draft = existing(work.session, CharterDraft, draft_id, with_for_update=True)
    space = work.session.get_one(Space, draft.space_id, with_for_update={"key_share": True})
    if draft.state is not DraftState.WRITING:
        raise Refused("draft_is_proposed")
    if draft.base_id != space.charter_id:
        raise Refused("rules_changed_meanwhile")
    if faults := check(draft.text):
        raise Refused("charter_invalid", faults=len(faults))
    charter, (charter_id, rules) = parse(draft.text), in_force(work.session, space.id)
    if digest(rules) == digest(charter):
        raise Refused("nothing_changed")
    meets, met = (register_of(work.session, space.id, today(work, space.id), each) for each in (charter, rules))
    if faults := added(charter, meets, rules, met):
        raise Refused("charter_invalid", faults=len(faults))
    if work.session.scalar(sa.select(Decision.id).where(
            Decision.space_id == space.id, Decision.kind == DecisionKind.CHARTER, Decision.closed_at.is_(None))):
        raise Refused("decision_is_open_already")
    name = charter.names.said(lang)
    question = f"Adopter «\u00a0{name}\u00a0»\u00a0?" if lang == "fr" else f"Adopt “{name}”?"
    decision_id = open_decision(work, Spec(
        space_id=space.id, kind=DecisionKind.CHARTER, charter_id=charter_id, rule=rules.changes, question=question,
        details=checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST), lang=lang,
        draft_id=draft_id, facilitator_id=work.me))
    draft.state = DraftState.PROPOSED
    work.say(CharterProposed(space_id=space.id, subject_id=space.id, draft_id=draft_id, digest=digest(charter),
                             decision_id=decision_id))
    return decision_id

