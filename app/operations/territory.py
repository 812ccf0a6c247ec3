"""The list of communes, replaced as a whole: entered, corrected, retired; never deleted, since old texts name them."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.models.spaces import Space
from app.operations._places import Replaced, replace_places
from app.operations._work import Refused, Work, operation
from app.rules.kinds import SpaceKind
from app.rules.territory import PlaceRow

__all__ = ["Replaced", "replace"]


@operation
def replace(work: Work, rows: Sequence[PlaceRow]) -> Replaced:
    space_id = work.session.scalar(
        sa.select(Space.id).where(Space.kind == SpaceKind.TERRITORY).order_by(Space.id).limit(1))
    if space_id is None:
        raise Refused("no_territory_yet" if rows else "no_places")
    return replace_places(work, space_id, rows)
