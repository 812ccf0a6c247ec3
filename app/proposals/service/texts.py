"""What people wrote, checked against the charter's form and rendered once; answers that are no text, kept exact."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa

from app.core import limits, markup
from app.core.refusals import IS_NEEDED, TOO_LONG, UNKNOWN_PLACE, Reason
from app.core.unit_of_work import Refused, Work
from app.governance.charter.editing import canonical, in_order, in_words
from app.governance.charter.model import Charter, Field, Stage
from app.governance.charter.words import spoken
from app.proposals import refusals
from app.proposals.models import Proposal, ProposalPlace, Revision
from app.proposals.rules import KEY as EASY
from app.territory.models import Place
from app.territory.queries.charters import charter_by_id

MARKS = frozenset(
    chr(n) for n in (*range(9), 11, 12, *range(14, 32), 127, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
EASY_NOTES = {"fr": "Résumé facile à lire", "en": "Easy-to-read summary"}


def checked(text: str, field: str, *, most: int, least: int = 0) -> str:
    """Trimmed; refused with its field when too long, too short, or holding control or direction signs."""
    text = text.strip()
    if MARKS & set(text):
        raise Refused(refusals.NOT_ACCEPTABLE_TEXT, field=field)
    if len(text) > most:
        raise Refused(TOO_LONG, field=field, most=most)
    if len(text) < least:
        raise Refused(refusals.TOO_SHORT if text else IS_NEEDED, field=field, least=least)
    return text


def checked_fields(stage: Stage, given: Mapping[str, str]) -> dict[str, str]:
    """Only the fields of this stage's form; the ones it needs must be there."""
    return {field.key: _one(field, given.get(field.key, "")) for field in stage.fields}


def checked_some(fields: Iterable[Field], given: Mapping[str, str]) -> dict[str, str]:
    """Those of these fields that were filled in; none is needed yet."""
    read = {field.key: _one(replace(field, required=False), given.get(field.key, "")) for field in fields}
    return {key: text for key, text in read.items() if text}


def _one(field: Field, text: str) -> str:
    kept = checked(text, field.key, most=field.max if field.is_text else limits.FIELD, least=1 if field.required else 0)
    read = canonical(field, kept)
    if isinstance(read, Reason):
        refused = Refused.because(read)
        refused.field = field.key
        raise refused
    return read


def asked_on(work: Work, proposal: Proposal) -> dict[str, Field]:
    """Every field of its track, by its key."""
    return fields_of(charter_by_id(work.session, proposal.charter_id), proposal.track)


def fields_of(charter: Charter, track: str) -> dict[str, Field]:
    return {field.key: field for stage in charter.tracks[track].stages.values() for field in stage.fields}


def texts_of(known: Mapping[str, Field], fields: Mapping[str, str]) -> dict[str, str]:
    """What has paragraphs, in the order of the forms; a field that no form asks any more is one. The easy-to-read
    summary stands beside them."""
    return {key: text for key, text in in_order(known, fields).items()
            if key != EASY and (key not in known or known[key].is_text)}


def with_easy(fields: Mapping[str, str], text: str | None) -> dict[str, str]:
    """None leaves the summary as it is; an empty one takes it away."""
    if text is None:
        return dict(fields)
    said = checked(text, EASY, most=limits.EASY).replace("\r\n", "\n")
    return {key: each for key, each in fields.items() if key != EASY} | ({EASY: said} if said else {})


def easy_note(proposal: Proposal) -> str:
    """What a version says that changes nothing else."""
    return EASY_NOTES[spoken(proposal.lang)]


def add_revision(work: Work, proposal: Proposal, number: int, title: str, fields: dict[str, str], note: str = "",
                 *, minor: bool = False, amendment_id: int | None = None) -> Revision:
    known = asked_on(work, proposal)
    texts = texts_of(known, fields) | {EASY: fields.get(EASY, "")}
    html = {key: markup.rendered(text) for key, text in texts.items() if text}
    revision = Revision(
        proposal_id=proposal.id, number=number, title=title, fields=fields, html=html,
        said=in_words(known, fields, proposal.lang), note=note, minor=minor, amendment_id=amendment_id,
        author_id=work.actor_id, created_at=work.now)
    work.session.add(revision)
    return revision


def excerpt(known: Mapping[str, Field], fields: Mapping[str, str]) -> str:
    first = next((text for text in texts_of(known, fields).values() if text), "")
    return markup.plain(first, 240)


def set_places(work: Work, proposal: Proposal, place_ids: Sequence[int]) -> None:
    """Replace the communes it is about; each must exist."""
    wanted = set(place_ids)
    known = set(work.session.scalars(sa.select(Place.id).where(Place.id.in_(wanted))))
    if wanted - known or len(wanted) > limits.PLACES:
        raise Refused(UNKNOWN_PLACE, field="places")
    work.session.execute(sa.delete(ProposalPlace).where(ProposalPlace.proposal_id == proposal.id))
    work.session.add_all(ProposalPlace(proposal_id=proposal.id, place_id=place_id) for place_id in sorted(wanted))
