"""What a proposal's page reads: a fixed number of statements, whatever the number of supporters or versions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person
from app.core.database import existing_row
from app.core.kinds import AmendmentStatus, ContentState, MandateState, Status, Subject, Visibility
from app.discussion.models import Comment
from app.journal.models import Event
from app.paper.models import PaperEntry
from app.proposals.models import (
    Amendment,
    AmendmentSupport,
    Carrier,
    Draft,
    GateAnswer,
    Imported,
    Link,
    Merge,
    Passage,
    Preparation,
    Proposal,
    ProposalPlace,
    Revision,
    Source,
    Support,
)
from app.proposals.queries.lists import leads_to
from app.proposals.rules import read
from app.search import queries as search
from app.structures.models import Mandate, Structure
from app.territory.models import Place, Space, Theme

Rows = Sequence[Any]
NOT_NEWS = ("support.given", "support.withdrawn", "support.confirmed", "comment.posted", "comment.edited",
            "amendment.made", "amendment.settled", "amendment.supported", "amendment.unsupported", "line.added",
            "line.removed", "likeness.dismissed",
            "paper.forgotten")


def revision_fields(session: Session, proposal_id: int, number: int) -> dict[str, str]:
    fields: dict[str, str] = session.scalar(sa.select(Revision.fields).where(
        Revision.proposal_id == proposal_id, Revision.number == number)) or {}
    return fields


def _supports_now() -> Any:
    """Those of the present text."""
    return (sa.select(sa.func.count()).select_from(Support)
            .where(Support.proposal_id == Proposal.id, Support.version >= Proposal.meaning_since)
            .correlate(Proposal).scalar_subquery())


def _open_amendments() -> Any:
    return (sa.select(sa.func.count()).select_from(Amendment)
            .where(Amendment.proposal_id == Proposal.id, Amendment.status == AmendmentStatus.OPEN,
                   Amendment.state == ContentState.VISIBLE).correlate(Proposal).scalar_subquery())


def page(session: Session, proposal_id: int) -> Any:
    """Everything of the head of the page in one row; Missing where there is no such proposal."""
    other, entered, imported = aliased(Proposal), aliased(Person), Imported.__table__
    return existing_row(session.execute(
        sa.select(
            Proposal.id, Proposal.reference, Proposal.space_id, Proposal.track, Proposal.stage, Proposal.status,
            Proposal.state, Proposal.latitude, Proposal.longitude,
            Proposal.charter_id, Proposal.author_id, Proposal.title, Proposal.lang, Proposal.where_text,
            Proposal.whole_territory, Proposal.version, Proposal.meaning_since, Proposal.supports,
            Proposal.comments, Proposal.carriers,
            Proposal.published_at, Proposal.stage_since, Proposal.active_at, Proposal.ready_since,
            Proposal.merged_into_id, Proposal.closing_reason, Proposal.outcome, Proposal.excerpt, Proposal.theme_id,
            Proposal.structure_id, _supports_now().label("supports_now"), _open_amendments().label("amendments"),
            sa.func.coalesce(Person.display_name, Source.name, "").label("author"),
            Structure.name.label("structure"), Structure.slug.label("structure_slug"),
            Theme.name.label("theme"), Theme.slug.label("theme_slug"),
            Space.slug.label("space_slug"), Space.kind.label("space_kind"), Space.name.label("space"),
            Space.timezone, Space.theme_needed, Revision.fields, Revision.html, other.title.label("merged_title"),
            entered.display_name.label("entered_name"), PaperEntry.id.label("paper_id"),
            imported.c.url.label("imported_url"), imported.c.system.label("imported_from"))
        .join(Space, Space.id == Proposal.space_id)
        .join(Revision, sa.and_(Revision.proposal_id == Proposal.id, Revision.number == Proposal.version))
        .outerjoin(Person, Person.id == Proposal.author_id).outerjoin(Source, Source.id == Proposal.source_id)
        .outerjoin(Structure, Structure.id == Proposal.structure_id).outerjoin(Theme, Theme.id == Proposal.theme_id)
        .outerjoin(PaperEntry, PaperEntry.proposal_id == Proposal.id)
        .outerjoin(entered, entered.id == PaperEntry.entered_by)
        .outerjoin(other, other.id == Proposal.merged_into_id)
        .outerjoin(imported, sa.and_(imported.c.kind == Subject.PROPOSAL, imported.c.subject_id == Proposal.id))
        .where(Proposal.id == proposal_id)))


def places(session: Session, proposal_id: int) -> Rows:
    return list(session.execute(
        sa.select(Place.id, Place.code, Place.name).join(ProposalPlace, ProposalPlace.place_id == Place.id)
        .where(ProposalPlace.proposal_id == proposal_id).order_by(Place.name_key, Place.id)))


def carriers(session: Session, proposal_id: int) -> Rows:
    """Accepted and invited, in the order they came."""
    return list(session.execute(
        sa.select(Carrier.id, Carrier.person_id, Carrier.accepted_at, Carrier.invited_by, Carrier.invited_at,
                  Person.display_name, Structure.name.label("structure"), Structure.slug.label("structure_slug"))
        .join(Person, Person.id == Carrier.person_id).outerjoin(Structure, Structure.id == Carrier.structure_id)
        .where(Carrier.proposal_id == proposal_id, Carrier.left_at.is_(None), Carrier.declined_at.is_(None))
        .order_by(Carrier.id)))


def links(session: Session, proposal_id: int) -> Rows:
    """Both ways: `outward` says which. Hidden ones are left out."""
    far = aliased(Proposal)
    outward = Link.from_id == proposal_id
    return list(
        session.execute(
            sa.select(
                Link.id,
                Link.kind,
                outward.label("outward"),
                far.id.label("other_id"),
                far.title,
                far.lang,
                far.track,
                far.stage,
                far.status,
                far.charter_id,
            )
            .join(far, far.id == sa.case((outward, Link.to_id), else_=Link.from_id))
            .where(sa.or_(outward, Link.to_id == proposal_id), far.state == ContentState.VISIBLE)
            .order_by(Link.id)
        )
    )


def passages(session: Session, proposal_id: int) -> Rows:
    return list(session.execute(
        sa.select(Passage.number, Passage.gate, Passage.from_stage, Passage.to_stage, Passage.report, Passage.at,
                  Passage.charter_id, GateAnswer.reason, Person.display_name.label("decided_by"))
        .outerjoin(GateAnswer, GateAnswer.id == Passage.answer_id).outerjoin(Person, Person.id == GateAnswer.decided_by)
        .where(Passage.proposal_id == proposal_id).order_by(Passage.number)))


def decisions(session: Session, proposal_id: int) -> Rows:
    """The committee's answers, newest first."""
    return list(session.execute(
        sa.select(GateAnswer.id, GateAnswer.gate, GateAnswer.answer, GateAnswer.reason, GateAnswer.decided_at,
                  GateAnswer.decision_id, GateAnswer.votes, Person.display_name.label("decided_by"))
        .outerjoin(Person, Person.id == GateAnswer.decided_by)
        .where(GateAnswer.proposal_id == proposal_id).order_by(GateAnswer.id.desc())))


def timeline(session: Session, proposal_id: int, limit: int = 30) -> Rows:
    """The public lines of the journal about it, newest first. Single supports are figures, not news; messages are in
    the discussion, where a hidden one names nobody."""
    return list(session.execute(
        sa.select(Event.id, Event.kind, Event.data, Event.at, Event.actor_id, Person.display_name.label("actor"))
        .outerjoin(Person, Person.id == Event.actor_id)
        .where(Event.subject_kind == Subject.PROPOSAL, Event.subject_id == proposal_id,
               Event.visibility == Visibility.PUBLIC, Event.kind.not_in(NOT_NEWS))
        .order_by(Event.id.desc()).limit(limit)))


def my_ties(session: Session, person_id: int, proposal_id: int) -> Any:
    """Does this person support (and which version), follow it?"""
    from app.notifications.models import Follow

    return session.execute(sa.select(
        sa.exists().where(Support.proposal_id == proposal_id, Support.person_id == person_id).label("supports"),
        sa.exists().where(Follow.subject_kind == Subject.PROPOSAL, Follow.subject_id == proposal_id,
                          Follow.person_id == person_id).label("follows"),
        sa.select(Support.version).where(Support.proposal_id == proposal_id, Support.person_id == person_id)
        .scalar_subquery().label("version"))).one()


def supporters(session: Session, proposal_id: int, after: int = 0, limit: int = 100) -> Rows:
    """Under the name each chose to show, oldest account first."""
    return list(session.execute(
        sa.select(Person.id, Person.display_name, Place.name.label("place"), Support.version)
        .join(Support, Support.person_id == Person.id).outerjoin(Place, Place.id == Support.place_id)
        .where(Support.proposal_id == proposal_id, Person.id > after).order_by(Person.id).limit(limit)))


def revisions(session: Session, proposal_id: int) -> Rows:
    """The newest first; `credited` is who suggested what a version put in."""
    suggested, credited = aliased(Amendment), aliased(Person)
    return list(session.execute(
        sa.select(Revision.number, Revision.title, Revision.note, Revision.created_at, Revision.minor,
                  Person.display_name.label("author"), suggested.id.label("amendment_id"), suggested.rationale,
                  credited.display_name.label("credited"), credited.id.label("credited_id"))
        .outerjoin(Person, Person.id == Revision.author_id)
        .outerjoin(suggested, sa.and_(suggested.id == Revision.amendment_id, suggested.state == ContentState.VISIBLE))
        .outerjoin(credited, credited.id == suggested.author_id)
        .where(Revision.proposal_id == proposal_id).order_by(Revision.number.desc())))


def revision(session: Session, proposal_id: int, number: int) -> Any:
    return existing_row(session.execute(
        sa.select(Revision.number, Revision.title, Revision.fields, Revision.html, Revision.note, Revision.minor,
                  Revision.created_at)
        .where(Revision.proposal_id == proposal_id, Revision.number == number)))


def drafts(session: Session, person_id: int) -> Rows:
    return list(session.execute(
        sa.select(Draft.id, Draft.key, Draft.number, Draft.track, Draft.fields, Draft.updated_at, Draft.expires_at,
                  Draft.proposal_id)
        .where(Draft.person_id == person_id).order_by(Draft.updated_at.desc())))


def draft(session: Session, draft_id: int, person_id: int) -> Any:
    """One's own; another person's is not there (Missing)."""
    return existing_row(session.execute(
        sa.select(Draft.id, Draft.key, Draft.space_id, Draft.track, Draft.fields, Draft.number, Draft.updated_at,
                  Draft.proposal_id)
        .where(Draft.id == draft_id, Draft.person_id == person_id)))


def edit_draft(session: Session, proposal_id: int, person_id: int) -> Any:
    """What this person began to change in a published proposal, or None."""
    return session.execute(
        sa.select(Draft.id, Draft.fields, Draft.number, Draft.updated_at)
        .where(Draft.proposal_id == proposal_id, Draft.person_id == person_id)).one_or_none()


def preparation(session: Session, proposal_id: int) -> Any:
    """What its carriers wrote ahead, and who saved it last, or None."""
    return session.execute(
        sa.select(Preparation.fields, Preparation.number, Preparation.updated_at, Person.display_name.label("by"))
        .join(Person, Person.id == Preparation.updated_by)
        .where(Preparation.proposal_id == proposal_id)).one_or_none()


def mandates(session: Session, person_id: int) -> Rows:
    """The structures this person may speak for."""
    return list(session.execute(
        sa.select(Structure.id, Structure.name).join(Mandate, Mandate.structure_id == Structure.id)
        .where(Mandate.person_id == person_id, Mandate.state == MandateState.ACTIVE).order_by(Structure.name_key)))


def spaces_open(session: Session, now: Any) -> Rows:
    return list(session.execute(
        sa.select(Space.id, Space.slug, Space.kind, Space.name, Space.closes_at, Space.theme_needed)
        .where(Space.opens_at <= now, sa.or_(Space.closes_at.is_(None), Space.closes_at > now)).order_by(Space.id)))


def titles(session: Session, ids: list[int]) -> dict[int, Any]:
    """id -> (title, lang, track, stage) of the visible ones."""
    rows = session.execute(
        sa.select(Proposal.id, Proposal.title, Proposal.lang, Proposal.track, Proposal.stage, Proposal.supports,
                  Proposal.excerpt, Proposal.charter_id)
        .where(Proposal.id.in_(ids), Proposal.state == ContentState.VISIBLE, Proposal.status != Status.MERGED))
    return {row.id: row for row in rows}


def mergeable(session: Session, track: str, but: int, first: list[int], limit: int = 200) -> Rows:
    """The open ones of a track: those of `first`, then the most lively."""
    return list(session.execute(
        sa.select(Proposal.id, Proposal.title, Proposal.reference).where(
            Proposal.track == track, Proposal.id != but, Proposal.status == Status.OPEN,
            Proposal.state == ContentState.VISIBLE)
        .order_by(Proposal.id.in_(first).desc(), Proposal.active_at.desc()).limit(limit)))


# Where a proposal that was merged goes on, and since when.

CHAIN = 20  # merges one after the other; nobody makes as many, and a fault of the data must not hang a page


def goes_on(session: Session, proposal_id: int) -> int | None:
    """The last one of the chain that everybody may read; None where there is none."""
    here = proposal_id
    for _ in range(CHAIN):
        row = existing_row(session.execute(sa.select(Proposal.merged_into_id, Proposal.status, Proposal.state).where(
            Proposal.id == here)))
        if row.status is not Status.MERGED:
            return here if row.state is ContentState.VISIBLE and here != proposal_id else None
        here = row.merged_into_id
    return None


def merged(session: Session, proposal_id: int) -> Any:
    """(id, title, lang, closing_reason, merged_at, into_id) of a visible one that was merged, else None. `merged_at` is
    None where it came merged from another platform."""
    return session.execute(
        sa.select(Proposal.id, Proposal.title, Proposal.lang, Proposal.closing_reason, Merge.merged_at,
                  Proposal.merged_into_id.label("into_id"))
        .outerjoin(Merge, sa.and_(Merge.proposal_id == Proposal.id, Merge.undone_at.is_(None)))
        .where(Proposal.id == proposal_id, Proposal.status == Status.MERGED,
               Proposal.state == ContentState.VISIBLE)).one_or_none()


# What a proposal may be tied to, or made one with: what was typed, or what says nearly the same.

MOST = 8  # offered at once: a list one reads whole
NUMBER = re.compile(r"(?:#|n[°ºo]\.?\s?|.*/propositions/)?(\d{1,12})(?:[/?#].*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """`rows` in their order. `exact`: what was typed names it. `fault`: why a code that was typed leads to none."""

    rows: Sequence[Any] = ()
    exact: bool = False
    fault: str = ""


def others(session: Session, ids: Iterable[int], but: int) -> list[Any]:
    """Those that anybody may read, in the order asked; one that was merged is not among them."""
    wanted = [n for n in dict.fromkeys(ids) if n != but]
    rows = session.execute(
        sa.select(Proposal.id, Proposal.reference, Proposal.title, Proposal.lang, Proposal.track, Proposal.stage,
                  Proposal.status, Proposal.charter_id, Proposal.excerpt, Proposal.supports, Proposal.published_at)
        .where(Proposal.id.in_(wanted), Proposal.state == ContentState.VISIBLE, Proposal.status != Status.MERGED))
    known = {row.id: row for row in rows}
    return [known[n] for n in wanted if n in known]


def asked(session: Session, row: Any, typed: str, lang: str) -> Found:
    """By its code, its number, its address; else by words."""
    if (code := read(typed)) is not None:
        there = leads_to(session, typed)
        if there is None or there[0] is not Subject.PROPOSAL:
            return Found(fault="wrong_letter" if not code.right else "not_a_proposal" if there else "unknown_code")
        return _exact(session, row, there[1])
    if (named := NUMBER.fullmatch(typed.strip())) is not None and (found := _exact(session, row, int(named[1]))).rows:
        return found
    hits = search.find(session, typed, lang, search.Only(kinds=(Subject.PROPOSAL,)), limit=MOST + 1)
    return Found(others(session, (hit.ref for hit in hits), row.id)[:MOST])


def _exact(session: Session, row: Any, number: int) -> Found:
    """One that was merged leads to the one that goes on."""
    status = session.scalar(sa.select(Proposal.status).where(Proposal.id == number))
    there = goes_on(session, number) if status is Status.MERGED else number
    if there == row.id:
        return Found(fault="itself")
    rows = others(session, [there], row.id) if there is not None and status is not None else []
    return Found(rows, exact=bool(rows), fault="" if rows else "unknown_code")


def near(session: Session, row: Any, tracks: Sequence[str] = (), limit: int = 5) -> list[Any]:
    """What says nearly the same, nearest first."""
    ids = search.alike(session, row.title, " ".join(str(text) for text in row.fields.values()), row.lang, tracks,
                       exclude=row.id, limit=limit)
    return others(session, ids, row.id)


# Suggested changes as rows: those of a proposal, one of them, and what somebody may do with it.

MOST_OPEN = 200  # shown at once, beside their paragraphs


def _columns() -> tuple[Any, ...]:
    talk = (sa.select(sa.func.count()).select_from(Comment).where(Comment.amendment_id == Amendment.id)
            .correlate(Amendment).scalar_subquery())
    return (Amendment.id, Amendment.proposal_id, Amendment.author_id, Amendment.field, Amendment.paragraph,
            Amendment.version, Amendment.base, Amendment.text, Amendment.rationale, Amendment.lang, Amendment.status,
            Amendment.state, Amendment.supports, Amendment.answer, Amendment.settled_at, Amendment.made_version,
            Amendment.became_id, Amendment.created_at, Person.display_name.label("author"), talk.label("comments"))


def _visible(*wanted: Any) -> sa.Select[Any]:
    return (sa.select(*_columns()).join(Person, Person.id == Amendment.author_id)
            .where(Amendment.state == ContentState.VISIBLE, *wanted))


def open_ones(session: Session, proposal_id: int) -> Rows:
    """The most supported first; a page puts them beside their paragraphs."""
    return session.execute(
        _visible(Amendment.proposal_id == proposal_id, Amendment.status == AmendmentStatus.OPEN)
        .order_by(Amendment.supports.desc(), Amendment.id).limit(MOST_OPEN)).all()


def settled(session: Session, proposal_id: int, before: int | None = None, limit: int = 20) -> tuple[Rows, int | None]:
    """The newest first, and the cursor of the next page."""
    wanted = _visible(Amendment.proposal_id == proposal_id, Amendment.status != AmendmentStatus.OPEN)
    if before is not None:
        wanted = wanted.where(Amendment.id < before)
    rows = session.execute(wanted.order_by(Amendment.id.desc()).limit(limit + 1)).all()
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


def one(session: Session, proposal_id: int, amendment_id: int) -> Any:
    """Hidden or not: the page asks who reads. Of another proposal, it is not there (Missing)."""
    settled_by = sa.orm.aliased(Person)
    return existing_row(session.execute(
        sa.select(*_columns(), settled_by.display_name.label("settled_by"))
        .join(Person, Person.id == Amendment.author_id).outerjoin(settled_by, settled_by.id == Amendment.settled_by)
        .where(Amendment.id == amendment_id, Amendment.proposal_id == proposal_id)))


def supported_by(session: Session, person_id: int, proposal_id: int) -> frozenset[int]:
    """Which suggestions of this proposal somebody supports."""
    return frozenset(session.scalars(
        sa.select(AmendmentSupport.amendment_id).join(Amendment, Amendment.id == AmendmentSupport.amendment_id)
        .where(AmendmentSupport.person_id == person_id, Amendment.proposal_id == proposal_id)))
