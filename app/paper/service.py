"""Needs written on paper: entered by a relay for who has no account, with nothing kept but a first name."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app.accounts.service.shared import drop_first_name, home_id
from app.core import limits, texts
from app.core.database import existing_value
from app.core.kinds import Role
from app.core.loading import allow, one_at_a_time
from app.core.permissions import Action
from app.core.unit_of_work import Refused, Work, operation
from app.paper import refusals
from app.paper.models import PaperEntry
from app.proposals import rules as speakable
from app.proposals.events import PaperForgotten, ProposalPublished
from app.proposals.models import Proposal, Source
from app.proposals.queries.lists import is_drawn
from app.proposals.refusals import UNKNOWN_TRACK
from app.proposals.service.journey import advance, draw
from app.proposals.service.texts import checked
from app.proposals.service.writing import Text, first_carrier, new_proposal, open_space
from app.territory.models import Space
from app.territory.queries.charters import in_force

SYSTEM, TRACK = "paper", "need"
DIGITS = 3  # in a first name: it is a number one can be called at


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What stands on the paper besides the need. `token` is drawn with the form."""

    token: str
    first_name: str = ""
    slip: str = ""
    consented: bool = False


@operation
def enter(work: Work, space_id: int, text: Text, paper: Paper) -> int:
    """Published under the first name, or none. Who enters it carries it for that person. Returns the proposal's id; the
    same form sent twice is one need."""
    allow(work, Action.PAPER_ENTER)
    if (there := work.session.scalar(sa.select(PaperEntry.proposal_id).where(PaperEntry.token == paper.token))):
        return there
    if not paper.consented:
        raise Refused(refusals.CONSENT_IS_NEEDED, field="consent")
    name, slip = _first_name(paper.first_name), _slip(work, paper.slip)
    _not_too_many(work)
    space, (charter_id, charter) = open_space(work, space_id), in_force(work.session, space_id)
    if TRACK not in charter.tracks:
        raise Refused(UNKNOWN_TRACK)
    source = Source(system=SYSTEM, external_id=paper.token, name=name)
    work.session.add(source)
    work.session.flush()  # its id is needed
    stage = charter.tracks[TRACK].start
    proposal = new_proposal(work, space, TRACK, stage, charter_id, text, source_id=source.id)
    first_carrier(work, proposal)
    work.session.add(PaperEntry(proposal_id=proposal.id, slip=slip, token=paper.token, entered_by=work.me,
                                entered_at=work.now))
    work.say(ProposalPublished(space_id=space_id, subject_id=proposal.id, track=TRACK, stage=stage.key,
                               written_on=SYSTEM))
    advance(work, proposal.id)
    return proposal.id


def _first_name(typed: str) -> str:
    """Empty for who would not give one. Neither an address nor a number: they would be published."""
    name = texts.tidy(checked(typed, "first_name", most=limits.NAME))
    if "@" in name or sum(sign.isdecimal() for sign in name) >= DIGITS:
        raise Refused(refusals.ONLY_A_FIRST_NAME, field="first_name")
    return name


def _slip(work: Work, typed: str) -> str | None:
    """None for a paper without a code: a letter, a page of a notebook."""
    if not typed.strip():
        return None
    found = speakable.read(typed)
    if found is None or not is_drawn(work.session, typed):
        raise Refused(refusals.UNKNOWN_SLIP, field="slip")
    code = str(found.reference)
    if work.session.scalar(sa.select(PaperEntry.id).where(PaperEntry.slip == code)) is not None:
        raise Refused(refusals.SLIP_CAME_BACK, field="slip")
    return code


def _not_too_many(work: Work) -> None:
    one_at_a_time(work, "papers", work.me)
    since = work.now - timedelta(days=1)
    done = work.session.scalar(sa.select(sa.func.count()).select_from(PaperEntry).where(
        PaperEntry.entered_by == work.me, PaperEntry.entered_at > since)) or 0
    if done >= limits.PAPERS_A_DAY:
        raise Refused(refusals.TOO_MANY_PAPERS, most=limits.PAPERS_A_DAY)


@operation
def draw_slips(work: Work, number: int) -> list[str]:
    """Codes of blank sheets: each once, whether it comes back or not."""
    allow(work, Action.PAPER_ENTER)
    if not 1 <= number <= limits.SLIPS:
        raise Refused(refusals.TOO_MANY_SLIPS, field="number", most=limits.SLIPS)
    space = work.session.get_one(Space, home_id(work))
    return draw(work, space, [(speakable.SLIP, work.now)] * number)


@operation
def forget(work: Work, proposal_id: int) -> bool:
    """The first name goes, at that person's asking; the need stays, signed by nobody. True where there was one."""
    actor = allow(work, Action.PAPER_ENTER)
    entry = existing_value(work.session.scalars(sa.select(PaperEntry).where(
        PaperEntry.proposal_id == proposal_id).with_for_update()))
    if entry.entered_by != work.me and Role.STEERING not in actor.roles:
        raise Refused(refusals.NOT_YOUR_PAPER)
    proposal = work.session.get_one(Proposal, proposal_id)
    if not drop_first_name(work, entry):
        return False
    work.say(PaperForgotten(space_id=proposal.space_id, subject_id=proposal_id))
    return True
