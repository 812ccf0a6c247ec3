"""The place of a proposal said more closely: a name, and a point within the territory. Neither is asked for."""

import sqlalchemy as sa

from app.models.spaces import Place
from app.operations._steps import proposal_for
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.rules import limits
from app.rules.happenings import ProposalLocated
from app.rules.permissions import Action
from app.rules.spots import WORLD, Spot, box_of


@operation
def locate(work: Work, proposal_id: int, where_text: str, spot: Spot | None) -> bool:
    """Replaces both; None takes the point away. True where anything changed. The journal does not say where."""
    proposal = proposal_for(work, Action.PROPOSAL_EDIT, proposal_id)
    said = checked(where_text, "where_text", most=limits.SHORT)
    if spot is not None and not WORLD.holds(spot):
        raise Refused("not_on_earth", field="latitude")
    if spot is not None and not _within(work, spot):
        raise Refused("out_of_territory", field="latitude")
    latitude, longitude = spot or (None, None)
    if (proposal.where_text, proposal.latitude, proposal.longitude) == (said, latitude, longitude):
        return False
    proposal.where_text, proposal.latitude, proposal.longitude = said, latitude, longitude
    work.say(ProposalLocated(space_id=proposal.space_id, subject_id=proposal_id))
    return True


def _within(work: Work, spot: Spot) -> bool:
    """The bounds of the communes' centres, widened; a territory whose centres are not known refuses nothing."""
    centres = work.session.execute(sa.select(Place.latitude, Place.longitude).where(
        Place.retired_at.is_(None), Place.latitude.is_not(None))).all()
    box = box_of([Spot(row.latitude, row.longitude) for row in centres])
    return box is None or box.widened().holds(spot)
