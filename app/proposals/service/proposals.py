"""Needs and projects: sent, changed, supported, withdrawn, woken. Merged: in merging.py."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.accounts.models import Person
from app.core import limits
from app.core.database import upsert
from app.core.kinds import ContentState, LinkKind, MandateState, Status, Subject
from app.core.loading import allow, move_counter, one_at_a_time, proposal_for
from app.core.permissions import Action
from app.core.refusals import CHANGED_MEANWHILE, NO_MANDATE
from app.core.unit_of_work import Refused, Work, operation
from app.governance.gates import is_dormant
from app.notifications.service import write_follow
from app.proposals import refusals
from app.proposals.events import (
    ProposalDormant,
    ProposalLocated,
    ProposalPublished,
    ProposalWithdrawn,
    SupportConfirmed,
    SupportGiven,
    SupportWithdrawn,
)
from app.proposals.models import Amendment, Draft, Proposal, Support
from app.proposals.rules import Wording, only_easy
from app.proposals.service.carrying import end, split_off, write_link
from app.proposals.service.journey import advance, touch, zone_of
from app.proposals.service.texts import checked, checked_fields, easy_note, set_places, with_easy
from app.proposals.service.writing import Change, Text, first_carrier, new_proposal, new_version, open_space, wording
from app.search import queries as search
from app.structures.models import Mandate, Structure
from app.territory.models import Place, Space
from app.territory.queries.charters import charter_by_id, in_force
from app.territory.rules import WORLD, Spot, box_of

PER_DAY = 10


@operation
def submit(work: Work, space_id: int, track: str, text: Text, draft_id: int | None = None,
           answers: Sequence[int] = ()) -> int:
    """From a form to a public proposal, in one go. Returns its id. A draft is published once, whatever the pages."""
    allow(work, Action.PROPOSAL_SUBMIT)
    origin = _taken(work, draft_id) if draft_id is not None else None
    space = open_space(work, space_id)
    charter_id, charter = in_force(work.session, space_id)
    if track not in charter.tracks:
        raise Refused(refusals.UNKNOWN_TRACK)
    stage = next(iter(charter.tracks[track].stages.values()))
    _not_too_many(work, charter.limits.open_proposals)
    _check_structure(work, text.structure_id)
    proposal = new_proposal(work, space, track, stage, charter_id, text)
    first_carrier(work, proposal)
    if origin is not None:
        _comes_from(work, proposal, origin)
    work.say(ProposalPublished(space_id=space_id, subject_id=proposal.id, track=track, stage=stage.key))
    for need_id in answers:
        _answer(work, proposal, need_id)
    advance(work, proposal.id)
    return proposal.id


def _not_too_many(work: Work, most_open: int) -> None:
    """A flood of one day, and the charter's ceiling of what one person has open."""
    one_at_a_time(work, "proposals", work.me)
    since = work.now - timedelta(days=1)
    sent = work.session.scalar(sa.select(sa.func.count()).select_from(Proposal).where(
        Proposal.author_id == work.me, Proposal.published_at > since)) or 0
    if sent >= PER_DAY:
        raise Refused(refusals.TOO_MANY_PROPOSALS, most=PER_DAY)
    still = work.session.scalar(sa.select(sa.func.count()).select_from(Proposal).where(
        Proposal.author_id == work.me, Proposal.status == Status.OPEN)) or 0
    if still >= most_open:
        raise Refused(refusals.TOO_MANY_OPEN, most=most_open)


def _check_structure(work: Work, structure_id: int | None) -> None:
    """Speaking for a structure needs an active mandate."""
    if structure_id is not None and _college(work, work.me, structure_id) is None:
        raise Refused(NO_MANDATE, field="structure")


def _college(work: Work, person_id: int, structure_id: int) -> str | None:
    return work.session.scalar(
        sa.select(Structure.college).join(Mandate, Mandate.structure_id == Structure.id)
        .where(Structure.id == structure_id, Mandate.person_id == person_id, Mandate.state == MandateState.ACTIVE))


def _answer(work: Work, proposal: Proposal, need_id: int) -> None:
    """What is not there any more, or was hidden meanwhile, is left out: the text is published all the same."""
    need = work.session.get(Proposal, need_id)
    if need is None or need.state is ContentState.HIDDEN:
        return
    if need.id == proposal.id or need.track == proposal.track:
        raise Refused(refusals.NOT_A_NEED, field="answers")
    write_link(work, proposal, need, LinkKind.ANSWERS_NEED)


def _taken(work: Work, draft_id: int) -> sa.Row[int | None, int | None]:
    """Gone from now on: whoever publishes it at the same moment waits here, and finds it no more."""
    draft = work.session.execute(sa.delete(Draft).where(Draft.id == draft_id, Draft.person_id == work.me)
                                 .returning(Draft.amendment_id, Draft.split_from_id)).one_or_none()
    if draft is None:
        raise Refused(refusals.DRAFT_IS_GONE)
    return draft


def _comes_from(work: Work, proposal: Proposal, draft: sa.Row[int | None, int | None]) -> None:
    """What was a declined suggestion, or a part of a proposal, says so."""
    if draft.split_from_id is not None:
        split_off(work, proposal, work.session.get_one(Proposal, draft.split_from_id))
    if draft.amendment_id is None:
        return
    amendment = work.session.get_one(Amendment, draft.amendment_id)
    amendment.became_id = proposal.id
    origin = work.session.get_one(Proposal, amendment.proposal_id)
    write_link(work, proposal, origin, LinkKind.INSPIRED_BY)


@operation
def revise(work: Work, proposal_id: int, text: Text, note: str, seen: int, *, minor: bool = False) -> int:
    """A new version. `seen` is the version the person edited: somebody else's newer one is never overwritten. Their
    draft of it, if there was one, has done its work.
    `minor`: a small correction, which keeps every support; it needs no reason, and the rule says if it is one. So is
    a change to the easy-to-read summary alone."""
    proposal = proposal_for(work, Action.PROPOSAL_EDIT, proposal_id)
    if proposal.version != seen:
        raise Refused(CHANGED_MEANWHILE)
    charter = charter_by_id(work.session, proposal.charter_id)
    fields = checked_fields(charter.tracks[proposal.track].stages[proposal.stage], text.fields)
    title = checked(text.title, "title", most=limits.TITLE, least=limits.TITLE_LEAST)
    if not (text.place_ids or text.whole_territory):
        raise Refused(refusals.PLACE_IS_NEEDED, field="places")
    theme_id = text.theme_id or proposal.theme_id
    before = wording(work, proposal, seen)
    fields = {key: text for key, text in fields.items() if text or key in before.fields}  # left empty is not a change
    said = Wording(title, with_easy({**before.fields, **fields}, text.easy_summary),
                   (tuple(sorted(set(text.place_ids))), text.whole_territory, proposal.where_text, theme_id))
    easy = only_easy(before, said)
    change = _change(note or easy_note(proposal) if easy else note, minor=minor or easy)
    number = new_version(work, proposal, said, change)
    proposal.whole_territory, proposal.theme_id = text.whole_territory, theme_id
    set_places(work, proposal, text.place_ids)
    work.session.execute(sa.delete(Draft).where(Draft.proposal_id == proposal_id, Draft.person_id == work.me))
    search.keep(work.session, work.now, Subject.PROPOSAL, proposal_id)
    advance(work, proposal_id)
    return number


def _change(note: str, *, minor: bool) -> Change:
    if not minor and not note.strip():
        raise Refused(refusals.NOTE_IS_NEEDED, field="note")
    return Change(checked(note, "note", most=limits.SHORT, least=0 if minor else 3), minor)


@operation
def support(work: Work, proposal_id: int, structure_id: int | None = None) -> bool:
    """Once for each person, whoever clicks twice. True when it is new."""
    proposal = proposal_for(work, Action.PROPOSAL_SUPPORT, proposal_id)
    charter = charter_by_id(work.session, proposal.charter_id)
    if "support" not in charter.tracks[proposal.track].stages[proposal.stage].features:
        raise Refused(refusals.NO_SUPPORT_AT_THIS_STAGE)
    college = _college(work, work.me, structure_id) if structure_id is not None else ""
    if college is None:
        raise Refused(NO_MANDATE, field="structure")
    zone = ZoneInfo(work.session.get_one(Space, proposal.space_id).timezone)
    added = work.session.scalar(upsert(work.session, Support).values(
        proposal_id=proposal_id, person_id=work.me, space_id=proposal.space_id, structure_id=structure_id,
        place_id=sa.select(Person.place_id).where(Person.id == work.me).scalar_subquery(), college=college,
        version=proposal.version, given_on=work.now.astimezone(zone).date(),
    ).on_conflict_do_nothing().returning(Support.person_id))
    if added is None:
        return _own(work, proposal)
    touch(work, proposal)
    move_counter(work, proposal_id, "supports", 1)
    write_follow(work, work.me, Subject.PROPOSAL, proposal_id)
    work.say(SupportGiven(space_id=proposal.space_id, subject_id=proposal_id, version=proposal.version))
    advance(work, proposal_id)
    return True


def _own(work: Work, proposal: Proposal) -> bool:
    """A support that came with a merge is its person's own once they give it here. Never a new one."""
    work.session.execute(
        sa.update(Support).where(Support.proposal_id == proposal.id, Support.person_id == work.me,
                                 Support.merge_id.is_not(None))
        .values(merge_id=None, version=proposal.version).execution_options(synchronize_session=False))
    return False


@operation
def unsupport(work: Work, proposal_id: int) -> bool:
    """Taken back; what was already recognised stays recognised."""
    proposal = proposal_for(work, Action.PROPOSAL_SUPPORT, proposal_id)
    gone = work.session.execute(sa.delete(Support).where(
        Support.proposal_id == proposal_id, Support.person_id == work.me).returning(Support.person_id)).scalar()
    if gone is None:
        return False
    move_counter(work, proposal_id, "supports", -1)
    work.say(SupportWithdrawn(space_id=proposal.space_id, subject_id=proposal_id))
    advance(work, proposal_id)
    return True


@operation
def withdraw(work: Work, proposal_id: int, reason: str) -> None:
    """By one of its carriers, with a public reason. The page stays, with the reason on it."""
    proposal = proposal_for(work, Action.PROPOSAL_WITHDRAW, proposal_id)
    said = checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST)
    end(work, proposal, Status.WITHDRAWN, said)
    work.say(ProposalWithdrawn(space_id=proposal.space_id, subject_id=proposal_id))


@operation
def wake(work: Work, proposal_id: int) -> None:
    """A dormant one is taken up again by anybody who acts; this is the button for it."""
    proposal = proposal_for(work, Action.PROPOSAL_WAKE, proposal_id, (Status.DORMANT,))
    touch(work, proposal)
    advance(work, proposal_id)


# Supporting again, once the text has changed.

@operation
def confirm(work: Work, proposal_id: int, seen: int) -> bool:
    """« Je soutiens toujours cette version ». `seen` is the version the person read: not one that came since."""
    proposal = proposal_for(work, Action.PROPOSAL_SUPPORT, proposal_id)
    mine = (Support.proposal_id == proposal_id, Support.person_id == work.me)
    if work.session.scalar(sa.select(Support.version).where(*mine)) is None:
        raise Refused(refusals.NOT_SUPPORTING)
    if not proposal.meaning_since <= seen <= proposal.version:
        raise Refused(CHANGED_MEANWHILE)
    moved = work.session.execute(
        sa.update(Support).where(*mine, Support.version < proposal.meaning_since).values(version=seen, merge_id=None)
        .returning(Support.person_id).execution_options(synchronize_session=False)).scalar()
    if moved is None:
        return False
    touch(work, proposal)
    work.say(SupportConfirmed(space_id=proposal.space_id, subject_id=proposal_id, version=seen))
    advance(work, proposal_id)
    return True


# The easy-to-read summary of a proposal, written or changed by itself.

@operation
def write(work: Work, proposal_id: int, text: str, seen: int) -> int:
    """By who carries it. A version like any other, and a small one: nobody is asked again whether they support it."""
    proposal = proposal_for(work, Action.PROPOSAL_EDIT, proposal_id)
    if proposal.version != seen:
        raise Refused(CHANGED_MEANWHILE)
    now = wording(work, proposal, seen)
    said = replace(now, fields=with_easy(now.fields, text))
    return new_version(work, proposal, said, Change(easy_note(proposal), minor=True))


# The place of a proposal said more closely: a name, and a point within the territory. Neither is asked for.

@operation
def locate(work: Work, proposal_id: int, where_text: str, spot: Spot | None) -> bool:
    """Replaces both; None takes the point away. True where anything changed. The journal does not say where."""
    proposal = proposal_for(work, Action.PROPOSAL_EDIT, proposal_id)
    said = checked(where_text, "where_text", most=limits.SHORT)
    if spot is not None and not WORLD.holds(spot):
        raise Refused(refusals.NOT_ON_EARTH, field="latitude")
    if spot is not None and not _within(work, spot):
        raise Refused(refusals.OUT_OF_TERRITORY, field="latitude")
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


# What time alone changes: a waiting condition that came of age, a proposal nobody touches any more.

@operation
def look_again(work: Work, proposal_id: int) -> None:
    """The same step as after any act: automatic gates, and the committee's clock."""
    work.session.get_one(Proposal, proposal_id, with_for_update={"key_share": True})
    advance(work, proposal_id)


@operation
def fall_asleep(work: Work, proposal_id: int) -> bool:
    """After its stage's delay without an act. What waits for an answer of the committee never sleeps: it is not the
    carriers who are late. Somebody who acted meanwhile keeps it awake."""
    proposal = work.session.get_one(Proposal, proposal_id, with_for_update={"key_share": True})
    stage = charter_by_id(work.session, proposal.charter_id).tracks[proposal.track].stages[proposal.stage]
    if proposal.status is not Status.OPEN or proposal.ready_since is not None:
        return False
    if not is_dormant(proposal.active_at, work.now, stage, zone_of(work, proposal.space_id)):
        return False
    proposal.status = Status.DORMANT
    work.say(ProposalDormant(space_id=proposal.space_id, subject_id=proposal_id))
    return True
