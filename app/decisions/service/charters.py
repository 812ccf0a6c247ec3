"""New rules: put to the decision that the rules in force ask for."""

import sqlalchemy as sa

from app.accounts.queries.roles import holders_of
from app.accounts.service.roles import put_forward
from app.core import limits
from app.core.database import existing
from app.core.kinds import DraftState, Role
from app.core.loading import allow
from app.core.permissions import Action
from app.core.refusals import CHANGED_MEANWHILE, TOO_LONG
from app.core.unit_of_work import Refused, Work, operation
from app.decisions import refusals
from app.decisions.service.closing import proposable
from app.governance.charter.reading import LONGEST
from app.governance.rolls import ActKind
from app.proposals.service.texts import checked
from app.territory.models import Charter, CharterDraft, Space


@operation
def propose(work: Work, draft_id: int, reason: str, lang: str = "fr") -> int | None:
    """Refused while a fault is left, or where the register could not meet the new rules. The decision's id; None where
    it waits for a second member of the committee."""
    allow(work, Action.CHARTER_PROPOSE)
    _draft, space, _charter = proposable(work, draft_id)
    said = checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST)
    _result, act = put_forward(work, ActKind.CHARTER, space.id, work.me,
                               holders_of(work.session, space.id, Role.STEERING), draft_id=draft_id, reason=said,
                               lang=lang)
    return act.decision_id


# New rules in preparation: one draft of a space at a time, written by its committee.

def _live(work: Work, space_id: int) -> CharterDraft | None:
    return work.session.scalars(sa.select(CharterDraft).where(
        CharterDraft.space_id == space_id, CharterDraft.state.in_((DraftState.WRITING, DraftState.PROPOSED)))
        .order_by(CharterDraft.id.desc()).with_for_update().limit(1)).first()


@operation
def begin(work: Work, space_id: int) -> int:
    """From the rules in force; the one already there is found again."""
    allow(work, Action.CHARTER_PROPOSE)
    space = work.session.get_one(Space, space_id, with_for_update={"key_share": True})
    if (there := _live(work, space_id)) is not None:
        return there.id
    base = work.session.get_one(Charter, space.charter_id)
    draft = CharterDraft(space_id=space_id, base_id=base.id, text=base.text, created_by=work.me, created_at=work.now,
                         updated_at=work.now)
    work.session.add(draft)
    work.session.flush()  # its id is needed
    return draft.id


@operation
def save(work: Work, draft_id: int, text: str, number: int) -> int:
    """Right or wrong: a draft may have faults. Two people at once end with a choice, never with a silent loss."""
    allow(work, Action.CHARTER_PROPOSE)
    draft = existing(work.session, CharterDraft, draft_id, with_for_update=True)
    if draft.state is not DraftState.WRITING:
        raise Refused(refusals.DRAFT_IS_PROPOSED)
    if draft.number != number:
        raise Refused(CHANGED_MEANWHILE)
    if len(text) > LONGEST:
        raise Refused(TOO_LONG, field="text", most=LONGEST)
    draft.text, draft.number, draft.updated_at = text, draft.number + 1, work.now
    return draft.number


@operation
def drop(work: Work, draft_id: int) -> None:
    allow(work, Action.CHARTER_PROPOSE)
    draft = existing(work.session, CharterDraft, draft_id, with_for_update=True)
    if draft.state is not DraftState.WRITING:
        raise Refused(refusals.DRAFT_IS_PROPOSED)
    draft.state = DraftState.DROPPED
