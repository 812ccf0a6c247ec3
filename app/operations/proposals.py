"""Needs and projects: sent, changed, supported, withdrawn, merged, woken."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.models.people import Person
from app.models.proposals import Carrier, Draft, Link, Proposal, Support
from app.models.spaces import Space, Theme
from app.models.structures import Mandate, Structure
from app.operations._following import follow
from app.operations._journey import advance, touch
from app.operations._steps import allow, count, move_counter, proposal_for
from app.operations._texts import add_revision, checked, checked_fields, excerpt, set_places
from app.operations._work import Refused, Work, operation
from app.queries import search
from app.queries.charters import charter_by_id, in_force
from app.queries.dialect import upsert
from app.rules import limits
from app.rules.charter import Stage
from app.rules.happenings import (
    LinkMade,
    ProposalMerged,
    ProposalPublished,
    ProposalRevised,
    ProposalWithdrawn,
    SupportGiven,
    SupportWithdrawn,
)
from app.rules.kinds import LinkKind, MandateState, Status, Subject
from app.rules.permissions import Action

PER_DAY = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a proposal says, as a person typed it. `fields` are those of the stage's form."""

    title: str
    lang: str
    fields: dict[str, str] = field(default_factory=dict)
    place_ids: tuple[int, ...] = ()
    whole_territory: bool = False
    where_text: str = ""
    theme_id: int | None = None
    structure_id: int | None = None


@operation
def submit(work: Work, space_id: int, track: str, text: Text, draft_id: int | None = None,
           answers: Sequence[int] = ()) -> int:
    """From a form to a public proposal, in one go. Returns its id."""
    allow(work, Action.PROPOSAL_SUBMIT)
    space = _open_space(work, space_id)
    charter_id, charter = in_force(work.session, space_id)
    if track not in charter.tracks:
        raise Refused("unknown_track")
    stage = next(iter(charter.tracks[track].stages.values()))
    _not_too_many(work, charter.limits.open_proposals)
    proposal = _new(work, space, track, stage, charter_id, text)
    _enter_author(work, proposal)
    if draft_id is not None:
        work.session.execute(sa.delete(Draft).where(Draft.id == draft_id, Draft.person_id == work.me))
    work.say(ProposalPublished(space_id=space_id, subject_id=proposal.id, track=track, stage=stage.key))
    for need_id in answers:
        _answer(work, proposal, need_id)
    advance(work, proposal.id)
    return proposal.id


def _open_space(work: Work, space_id: int) -> Space:
    space = work.session.get_one(Space, space_id)
    if not space.opens_at <= work.now or (space.closes_at is not None and space.closes_at <= work.now):
        raise Refused("space_is_closed")
    return space


def _not_too_many(work: Work, most_open: int) -> None:
    """A flood of one day, and the charter's ceiling of what one person has open."""
    since = work.now - timedelta(days=1)
    sent = work.session.scalar(sa.select(sa.func.count()).select_from(Proposal).where(
        Proposal.author_id == work.me, Proposal.published_at > since)) or 0
    if sent >= PER_DAY:
        raise Refused("too_many_proposals", most=PER_DAY)
    still = work.session.scalar(sa.select(sa.func.count()).select_from(Proposal).where(
        Proposal.author_id == work.me, Proposal.status == Status.OPEN)) or 0
    if still >= most_open:
        raise Refused("too_many_open", most=most_open)


def _new(work: Work, space: Space, track: str, stage: Stage, charter_id: int, text: Text) -> Proposal:
    fields = checked_fields(stage, text.fields)
    title = checked(text.title, "title", most=limits.TITLE, least=limits.TITLE_LEAST)
    where = checked(text.where_text, "where_text", most=limits.SHORT)
    if not (text.place_ids or text.whole_territory):
        raise Refused("place_is_needed", field="places")
    _check_theme(work, space, track, text.theme_id)
    _check_structure(work, text.structure_id)
    proposal = Proposal(
        space_id=space.id, track=track, stage=stage.key, charter_id=charter_id, author_id=work.me, title=title,
        structure_id=text.structure_id, theme_id=text.theme_id, whole_territory=text.whole_territory, lang=text.lang,
        excerpt=excerpt(fields), where_text=where, published_at=work.now, stage_since=work.now, active_at=work.now)
    work.session.add(proposal)
    work.session.flush()  # its id is needed by what follows
    add_revision(work, proposal.id, 1, title, fields)
    set_places(work, proposal, text.place_ids)
    search.keep(work.session, work.now, Subject.PROPOSAL, proposal.id)
    for key in (f"track:{track}", f"stage:{track}:{stage.key}"):
        count(work, space.id, key)
    return proposal


def _check_theme(work: Work, space: Space, track: str, theme_id: int | None) -> None:
    if theme_id is None:
        if space.theme_needed and track != "need":
            raise Refused("theme_is_needed", field="theme")
    elif work.session.get(Theme, theme_id) is None:
        raise Refused("unknown_theme", field="theme")


def _check_structure(work: Work, structure_id: int | None) -> None:
    """Speaking for a structure needs an active mandate."""
    if structure_id is not None and _college(work, work.me, structure_id) is None:
        raise Refused("no_mandate", field="structure")


def _college(work: Work, person_id: int, structure_id: int) -> str | None:
    return work.session.scalar(
        sa.select(Structure.college).join(Mandate, Mandate.structure_id == Structure.id)
        .where(Structure.id == structure_id, Mandate.person_id == person_id, Mandate.state == MandateState.ACTIVE))


def _enter_author(work: Work, proposal: Proposal) -> None:
    """Who writes an idea is its first carrier."""
    work.session.add(Carrier(
        space_id=proposal.space_id, proposal_id=proposal.id, person_id=work.me, structure_id=proposal.structure_id,
        invited_by=work.me, invited_at=work.now, accepted_at=work.now))
    move_counter(work, proposal.id, "carriers", 1)
    follow(work, work.me, Subject.PROPOSAL, proposal.id)


def _answer(work: Work, proposal: Proposal, need_id: int) -> None:
    need = work.session.get_one(Proposal, need_id)
    if need.id == proposal.id or need.track == proposal.track:
        raise Refused("not_a_need", field="answers")
    work.session.add(Link(space_id=proposal.space_id, from_id=proposal.id, to_id=need.id, kind=LinkKind.ANSWERS_NEED,
                          created_by=work.me, created_at=work.now))
    _say_tie(work, proposal, need, LinkKind.ANSWERS_NEED)


def _say_tie(work: Work, one: Proposal, other: Proposal, kind: LinkKind) -> None:
    """In the journal of both, so that both pages tell it."""
    for here, there in ((one, other), (other, one)):
        work.say(LinkMade(space_id=here.space_id, subject_id=here.id, other_id=there.id, link=kind.value))


@operation
def revise(work: Work, proposal_id: int, text: Text, note: str, seen: int) -> int:
    """A new version. `seen` is the version the person edited: somebody else's newer one is never overwritten."""
    proposal = proposal_for(work, Action.PROPOSAL_EDIT, proposal_id)
    if proposal.version != seen:
        raise Refused("changed_meanwhile")
    charter = charter_by_id(work.session, proposal.charter_id)
    fields = checked_fields(charter.tracks[proposal.track].stages[proposal.stage], text.fields)
    fields = _kept(work, proposal) | fields
    proposal.title = checked(text.title, "title", most=limits.TITLE, least=limits.TITLE_LEAST)
    proposal.where_text = checked(text.where_text, "where_text", most=limits.SHORT)
    if not (text.place_ids or text.whole_territory):
        raise Refused("place_is_needed", field="places")
    proposal.whole_territory, proposal.theme_id = text.whole_territory, text.theme_id or proposal.theme_id
    proposal.version, proposal.excerpt = seen + 1, excerpt(fields)
    add_revision(work, proposal_id, seen + 1, proposal.title, fields, checked(note, "note", most=limits.SHORT, least=3))
    set_places(work, proposal, text.place_ids)
    touch(work, proposal)
    search.keep(work.session, work.now, Subject.PROPOSAL, proposal_id)
    work.say(ProposalRevised(space_id=proposal.space_id, subject_id=proposal_id, version=seen + 1))
    advance(work, proposal_id)
    return seen + 1


def _kept(work: Work, proposal: Proposal) -> dict[str, str]:
    """What earlier stages' forms hold stays."""
    from app.queries.proposals import revision_fields

    return revision_fields(work.session, proposal.id, proposal.version)


@operation
def support(work: Work, proposal_id: int, structure_id: int | None = None) -> bool:
    """Once for each person, whoever clicks twice. True when it is new."""
    proposal = proposal_for(work, Action.PROPOSAL_SUPPORT, proposal_id)
    charter = charter_by_id(work.session, proposal.charter_id)
    if "support" not in charter.tracks[proposal.track].stages[proposal.stage].features:
        raise Refused("no_support_at_this_stage")
    college = _college(work, work.me, structure_id) if structure_id is not None else ""
    if college is None:
        raise Refused("no_mandate", field="structure")
    zone = ZoneInfo(work.session.get_one(Space, proposal.space_id).timezone)
    added = work.session.scalar(upsert(work.session, Support).values(
        proposal_id=proposal_id, person_id=work.me, space_id=proposal.space_id, structure_id=structure_id,
        place_id=sa.select(Person.place_id).where(Person.id == work.me).scalar_subquery(), college=college,
        version=proposal.version, given_on=work.now.astimezone(zone).date(),
    ).on_conflict_do_nothing().returning(Support.person_id))
    if added is None:
        return False
    touch(work, proposal)
    move_counter(work, proposal_id, "supports", 1)
    follow(work, work.me, Subject.PROPOSAL, proposal_id)
    work.say(SupportGiven(space_id=proposal.space_id, subject_id=proposal_id, version=proposal.version))
    advance(work, proposal_id)
    return True


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


def _end(work: Work, proposal: Proposal, status: Status, reason: str) -> None:
    proposal.status, proposal.closing_reason, proposal.ready_since = status, reason, None
    proposal.active_at = work.now
    count(work, proposal.space_id, f"track:{proposal.track}", -1)
    count(work, proposal.space_id, f"stage:{proposal.track}:{proposal.stage}", -1)
    search.keep(work.session, work.now, Subject.PROPOSAL, proposal.id)


@operation
def withdraw(work: Work, proposal_id: int, reason: str) -> None:
    """By one of its carriers, with a public reason. The page stays, with the reason on it."""
    proposal = proposal_for(work, Action.PROPOSAL_WITHDRAW, proposal_id)
    said = checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST)
    _end(work, proposal, Status.WITHDRAWN, said)
    work.say(ProposalWithdrawn(space_id=proposal.space_id, subject_id=proposal_id))


@operation
def wake(work: Work, proposal_id: int) -> None:
    """A dormant one is taken up again by anybody who acts; this is the button for it."""
    proposal = proposal_for(work, Action.PROPOSAL_WAKE, proposal_id, (Status.DORMANT,))
    touch(work, proposal)
    advance(work, proposal_id)


@operation
def merge(work: Work, proposal_id: int, into_id: int, reason: str) -> None:
    """Goes on inside another of the same track: its carriers are invited there, each supporter counts once."""
    proposal = proposal_for(work, Action.PROPOSAL_MERGE, proposal_id)
    into = proposal_for(work, Action.PROPOSAL_MERGE, into_id)
    if proposal.id == into.id or proposal.track != into.track:
        raise Refused("not_mergeable", field="into")
    said = checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST)
    proposal.merged_into_id = into.id
    _end(work, proposal, Status.MERGED, said)
    _carry_over(work, proposal, into)
    _say_tie(work, proposal, into, LinkKind.MERGED_INTO)
    work.say(ProposalMerged(space_id=proposal.space_id, subject_id=proposal.id, into_id=into.id))
    advance(work, into.id)


def _carry_over(work: Work, proposal: Proposal, into: Proposal) -> None:
    from app.operations._carriers import invite_as_author

    work.session.add(Link(space_id=into.space_id, from_id=proposal.id, to_id=into.id, kind=LinkKind.MERGED_INTO,
                          created_by=work.me, created_at=work.now))
    there = sa.select(Support.person_id).where(Support.proposal_id == into.id)
    came = work.session.execute(
        sa.insert(Support).from_select(
            ["proposal_id", "person_id", "space_id", "place_id", "structure_id", "college", "version", "given_on"],
            sa.select(sa.literal(into.id), Support.person_id, sa.literal(into.space_id), Support.place_id,
                      Support.structure_id, Support.college, sa.literal(into.version), Support.given_on)
            .where(Support.proposal_id == proposal.id, Support.person_id.not_in(there)))
        .returning(Support.person_id)).all()
    move_counter(work, into.id, "supports", len(came))
    invite_as_author(work, proposal, into)
