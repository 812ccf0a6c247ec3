"""A draft that comes from something already there: a declined suggestion, a part of a proposal."""

from collections.abc import Mapping
from datetime import timedelta

import sqlalchemy as sa

from app.models.proposals import Draft, Proposal, ProposalPlace
from app.models.spaces import Place
from app.operations._ceilings import one_at_a_time
from app.operations._work import Refused, Work
from app.outside.tokens import uid
from app.queries.charters import in_force
from app.rules import limits


def start_key(work: Work, origin: Proposal, key: str) -> str:
    """Where a text of that field goes in the form of the first stage: the same, else the first that takes text."""
    charter = in_force(work.session, origin.space_id)[1]
    keys = [field.key for field in charter.tracks[origin.track].start.fields if field.is_text]
    return key if key in keys else next(iter(keys), key)


def begun(work: Work, origin: Proposal, said: Mapping[str, str], *, amendment_id: int | None = None,
          split_from_id: int | None = None) -> int:
    """About the same places and theme; its person may change everything. Returns its id."""
    one_at_a_time(work, "drafts", work.me)
    kept = work.session.scalar(sa.select(sa.func.count()).select_from(Draft).where(Draft.person_id == work.me)) or 0
    if kept >= limits.DRAFTS:
        raise Refused("too_many_drafts", most=limits.DRAFTS)
    places = work.session.scalars(sa.select(Place.name).join(ProposalPlace, ProposalPlace.place_id == Place.id)
                                  .where(ProposalPlace.proposal_id == origin.id).order_by(Place.name_key))
    told = {**said, "places": ", ".join(places), "theme": origin.theme_id, "whole_territory": origin.whole_territory}
    draft = Draft(key=uid(), person_id=work.me, space_id=origin.space_id, track=origin.track, number=1,
                  amendment_id=amendment_id, split_from_id=split_from_id,
                  fields={name: value for name, value in told.items() if value}, created_at=work.now,
                  updated_at=work.now, expires_at=work.now + timedelta(days=limits.DRAFT_DAYS))
    work.session.add(draft)
    work.session.flush()  # its id is the answer
    return draft.id
