"""Steps of the acts on a suggestion: is it there and open, does it fit, what does the text become."""


import sqlalchemy as sa

from app.models.amendments import Amendment
from app.models.proposals import Proposal
from app.operations._drafting import begun, start_key
from app.operations._steps import ALIVE, not_hidden, proposal_for
from app.operations._texts import checked, fields_of
from app.operations._work import Refused, Work
from app.queries.charters import charter_by_id
from app.queries.loading import existing, existing_value
from app.rules import amending, limits
from app.rules.happenings import AmendmentSettled
from app.rules.kinds import Status
from app.rules.kinds_talk import AmendmentStatus
from app.rules.permissions import Action

OPEN = (AmendmentStatus.OPEN,)


def amendment_for(work: Work, action: Action, amendment_id: int, statuses: tuple[AmendmentStatus, ...] = OPEN,
                  alive: tuple[Status, ...] = ALIVE) -> tuple[Amendment, Proposal]:
    """The proposal is locked first, as everywhere. Unknown: Missing."""
    proposal_id: int = existing_value(work.session.execute(
        sa.select(Amendment.proposal_id).where(Amendment.id == amendment_id)))
    proposal = proposal_for(work, action, proposal_id, alive)
    amendment = existing(work.session, Amendment, amendment_id)
    not_hidden(work, amendment)
    if amendment.status not in statuses:
        raise Refused("amendment_is_settled")
    return amendment, proposal


def open_field(work: Work, proposal: Proposal, field: str) -> None:
    """A text, in a stage where people talk: a date, an amount or a choice has no paragraphs."""
    charter = charter_by_id(work.session, proposal.charter_id)
    if "comment" not in charter.tracks[proposal.track].stages[proposal.stage].features:
        raise Refused("no_amendment_at_this_stage")
    known = fields_of(charter, proposal.track).get(field)
    if known is not None and not known.is_text:
        raise Refused("no_such_field")


def fitting(work: Work, proposal: Proposal, field: str, text: str) -> str:
    """The whole field as it would be, within what the charter asks of it."""
    known = fields_of(charter_by_id(work.session, proposal.charter_id), proposal.track).get(field)
    most = (known.max if known else 0) or limits.FIELD
    return checked(text, "text", most=most, least=1 if known and known.required else 0)


def amended(work: Work, proposal: Proposal, amendment: Amendment, now: str, by_hand: str | None) -> str:
    """The field with the suggestion in it; in conflict, with what a person wrote by hand."""
    if by_hand is None:
        found = amending.merged(now, amendment.paragraph, amendment.base, amendment.text)
        if isinstance(found, amending.Conflict):
            raise Refused("amendment_conflicts")
        return fitting(work, proposal, amendment.field, found)
    written = checked(by_hand, "text", most=limits.FIELD).replace("\r\n", "\n")
    there = (amending.locate(now, amendment.paragraph, amendment.base)
             or amending.nearest(now, amendment.paragraph, amendment.base))
    whole = amending.replaced(now, there, written) if there else amending.added(now, written)
    return fitting(work, proposal, amendment.field, whole)


def settle(work: Work, amendment: Amendment, status: AmendmentStatus, version: int | None = None) -> None:
    amendment.status, amendment.settled_at, amendment.settled_by = status, work.now, work.me
    amendment.made_version = version
    work.say(AmendmentSettled(space_id=amendment.space_id, subject_id=amendment.proposal_id, state=status.value,
                              amendment_id=amendment.id, person_id=amendment.author_id, version=version))


def drafted(work: Work, proposal: Proposal, amendment: Amendment) -> int:
    """What was suggested, in the field of the same name or in the first; the rest is for its author to write."""
    key = start_key(work, proposal, amendment.field)
    told = {"title": proposal.title, key: amendment.text or amendment.rationale}
    return begun(work, proposal, told, amendment_id=amendment.id)
