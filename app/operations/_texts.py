"""What people wrote, checked against the charter's form and rendered once."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from app.models.proposals import Proposal, ProposalPlace, Revision
from app.models.spaces import Place
from app.operations._work import Refused, Work
from app.outside import markdown
from app.rules import limits
from app.rules.charter import Field, Stage

MARKS = frozenset(
    chr(n) for n in (*range(9), 11, 12, *range(14, 32), 127, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)


def checked(text: str, field: str, *, most: int, least: int = 0) -> str:
    """Trimmed; refused with its field when too long, too short, or holding control or direction signs."""
    text = text.strip()
    if MARKS & set(text):
        raise Refused("not_acceptable_text", field=field)
    if len(text) > most:
        raise Refused("too_long", field=field, most=most)
    if len(text) < least:
        raise Refused("too_short" if text else "is_needed", field=field, least=least)
    return text


def checked_fields(stage: Stage, given: Mapping[str, str]) -> dict[str, str]:
    """Only the fields of this stage's form; the ones it needs must be there."""
    return {field.key: _one(field, given.get(field.key, "")) for field in stage.fields}


def _one(field: Field, text: str) -> str:
    return checked(text, field.key, most=field.max or limits.FIELD, least=1 if field.required else 0)


def add_revision(work: Work, proposal_id: int, number: int, title: str, fields: dict[str, str], note: str = "",
                 *, minor: bool = False, amendment_id: int | None = None) -> None:
    html = {key: markdown.rendered(text) for key, text in fields.items() if text}
    work.session.add(
        Revision(
            proposal_id=proposal_id,
            number=number,
            title=title,
            fields=fields,
            html=html,
            note=note,
            minor=minor,
            amendment_id=amendment_id,
            author_id=work.actor_id,
            created_at=work.now,
        )
    )


def excerpt(fields: Mapping[str, str]) -> str:
    first = next((text for text in fields.values() if text), "")
    return markdown.plain(first, 240)


def set_places(work: Work, proposal: Proposal, place_ids: Sequence[int]) -> None:
    """Replace the communes it is about; each must exist."""
    wanted = set(place_ids)
    known = set(work.session.scalars(sa.select(Place.id).where(Place.id.in_(wanted))))
    if wanted - known or len(wanted) > limits.PLACES:
        raise Refused("unknown_place", field="places")
    work.session.execute(sa.delete(ProposalPlace).where(ProposalPlace.proposal_id == proposal.id))
    work.session.add_all(ProposalPlace(proposal_id=proposal.id, place_id=place_id) for place_id in sorted(wanted))
