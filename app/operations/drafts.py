"""Drafts: private, many, saved while typing; two tabs on one end with a choice.

A draft is known to its page by a key drawn when the form was first shown, so that saving twice never makes two. The
draft of a change to a published proposal has the key of that proposal.
"""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.models.people import Person
from app.models.proposals import Draft, Proposal
from app.models.spaces import Space
from app.operations._ceilings import one_at_a_time
from app.operations._people import post
from app.operations._steps import allow
from app.operations._work import Refused, Work, operation
from app.queries.loading import existing, existing_row
from app.rules import limits
from app.rules.kinds import PersonState
from app.rules.permissions import Action

MOST_TEXT = 60_000


@operation
def save(work: Work, key: str, space_id: int, track: str, fields: dict[str, Any], seen: int) -> tuple[int, int]:
    """(id, number). `seen` is the number the tab last had: another tab's newer text is never overwritten. The same text
    that comes again, because its answer was lost on the way, is kept already."""
    allow(work, Action.DRAFT_WRITE)
    key = key.replace(":", "_")  # the sign of the keys that no page draws
    return _keep(work, Draft(key=key, person_id=work.me, space_id=space_id, track=track), fields, seen)


@operation
def save_edit(work: Work, proposal_id: int, fields: dict[str, Any], seen: int) -> tuple[int, int]:
    """What one of its carriers is changing in a published proposal: one for each of them, seen by nobody else.
    Published or dropped from another tab meanwhile, it begins again: what is typed is kept."""
    allow(work, Action.PROPOSAL_EDIT, proposal_id=proposal_id)
    proposal = existing(work.session, Proposal, proposal_id)
    draft = Draft(key=f"edit:{proposal_id}", person_id=work.me, space_id=proposal.space_id, track=proposal.track,
                  proposal_id=proposal_id)
    return _keep(work, draft, fields, seen)


def _keep(work: Work, begun: Draft, fields: dict[str, Any], seen: int) -> tuple[int, int]:
    if sum(len(str(value)) for value in fields.values()) > MOST_TEXT:
        raise Refused("too_long", most=MOST_TEXT)
    until = work.now + timedelta(days=limits.DRAFT_DAYS)
    draft = work.session.scalars(sa.select(Draft).where(Draft.key == begun.key, Draft.person_id == work.me)
                                 .with_for_update()).one_or_none()
    if draft is None:
        begun.fields, begun.created_at, begun.updated_at, begun.expires_at = fields, work.now, work.now, until
        return _begin(work, begun)
    if (draft.number, draft.fields) == (seen + 1, fields):
        return draft.id, draft.number
    if draft.number != seen:
        raise Refused("draft_changed_elsewhere")
    draft.fields, draft.number, draft.updated_at, draft.expires_at = fields, seen + 1, work.now, until
    draft.space_id, draft.notices = begun.space_id, 0
    return draft.id, draft.number


def _begin(work: Work, draft: Draft) -> tuple[int, int]:
    one_at_a_time(work, "drafts", draft.person_id)
    kept = work.session.scalar(sa.select(sa.func.count()).select_from(Draft).where(Draft.person_id == work.me)) or 0
    if kept >= limits.DRAFTS:
        raise Refused("too_many_drafts", most=limits.DRAFTS)
    draft.number = 1
    work.session.add(draft)
    work.session.flush()  # its id is the answer
    return draft.id, 1


@operation
def warn(work: Work, draft_id: int, locale: str) -> bool:
    """By mail, twice: fourteen days before it goes, and two. Safe to run twice: the row is claimed. `locale`: for who
    chose no language. Nothing of it is in the journal: a draft is nobody else's business."""
    draft = work.session.get_one(Draft, draft_id, with_for_update=True)
    due = sum(draft.expires_at <= work.now + timedelta(days=days) for days in limits.DRAFT_NOTICES)
    person = work.session.get_one(Person, draft.person_id)
    if draft.notices >= due or person.email is None or person.state is not PersonState.ACTIVE:
        return False
    draft.notices = due
    zone = ZoneInfo(work.session.get_one(Space, draft.space_id).timezone)
    post(work, person.email, "draft_ends", person.locale or locale, person.id,
         title=str(draft.fields.get("title") or ""), path=f"/brouillons/{draft.id}",
         until=draft.expires_at.astimezone(zone).date().isoformat())
    return True


@operation
def drop(work: Work, draft_id: int) -> None:
    """Another person's draft is not there at all (Missing)."""
    existing_row(work.session.execute(
        sa.delete(Draft).where(Draft.id == draft_id, Draft.person_id == work.me).returning(Draft.id)))
