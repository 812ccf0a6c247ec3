"""New rules in preparation: one draft of a space at a time, written by its committee."""

import sqlalchemy as sa

from app.models.charters import Charter, CharterDraft
from app.models.spaces import Space
from app.operations._steps import allow
from app.operations._work import Refused, Work, operation
from app.queries.loading import existing
from app.rules.charter.reading import LONGEST
from app.rules.kinds import DraftState
from app.rules.permissions import Action


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
        raise Refused("draft_is_proposed")
    if draft.number != number:
        raise Refused("changed_meanwhile")
    if len(text) > LONGEST:
        raise Refused("too_long", field="text", most=LONGEST)
    draft.text, draft.number, draft.updated_at = text, draft.number + 1, work.now
    return draft.number


@operation
def drop(work: Work, draft_id: int) -> None:
    allow(work, Action.CHARTER_PROPOSE)
    draft = existing(work.session, CharterDraft, draft_id, with_for_update=True)
    if draft.state is not DraftState.WRITING:
        raise Refused("draft_is_proposed")
    draft.state = DraftState.DROPPED
