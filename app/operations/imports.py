"""What another platform exported, brought in some hundreds of rows at a time: each batch is whole or is not at all.

Nobody is told of it and nothing is supported, joined or decided by it: contents enter under the names of their
authors of elsewhere (`Source`), at the stage that the table of states says. `Imported` knows each by its identifier,
so that a second run, or two at once, creates nothing twice.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.models.discussion import Comment
from app.models.proposals import Proposal, ProposalPlace, Revision
from app.models.sources import Imported, Source
from app.models.spaces import Space
from app.operations._imports import (
    Origin,
    Placed,
    Sorted,
    first_of_each,
    sort_comments,
    sort_proposals,
    table_faults,
    text_field,
)
from app.operations._imports_texts import Name, author_of, cleaned, closing_reason, fields_of, rendered
from app.operations._references import references_for
from app.operations._steps import count
from app.operations._work import Work, operation
from app.outside import markdown
from app.outside.decidim import CommentRow, Fault, Limits, Place, ProposalRow
from app.queries import imports as read
from app.queries import search
from app.queries.charters import in_force
from app.queries.dialect import upsert
from app.rules import limits
from app.rules.charter import Charter
from app.rules.happenings import ContentsImported
from app.rules.kinds import Stance, Status, Subject
from app.rules.names import folded

__all__ = ["LIMITS", "Done", "Origin", "bring_comments", "bring_proposals", "first_of_each", "sort_comments",
           "sort_proposals", "table_faults"]
# The widths of our columns; a longer title or comment refuses its row, since cutting it would change what was said.
LIMITS = Limits(title=limits.TITLE, comment=limits.COMMENT, short=limits.TITLE)
STANCES = {1: Stance.FOR, -1: Stance.AGAINST, 0: Stance.NEUTRAL}
EXCERPT = 240


@dataclass(frozen=True, slots=True)
class Done:
    """Of one batch."""

    created: int
    existing: int
    faults: tuple[Fault, ...]


@operation
def bring_proposals(work: Work, origin: Origin, rows: Sequence[ProposalRow]) -> Done:
    found = sort_proposals(work.session, origin, rows)
    if found.fresh:
        _enter_proposals(work, origin, found.fresh)
        work.say(ContentsImported(space_id=origin.space_id, subject_id=origin.space_id, proposals=len(found.fresh),
                                  comments=0))
    return _done(found)


@operation
def bring_comments(work: Work, origin: Origin, rows: Sequence[CommentRow], firsts: Mapping[str, str]) -> Done:
    """All of the first level, or all replies: those need the ids of the others."""
    found = sort_comments(work.session, origin, rows, firsts)
    if found.fresh:
        _enter_comments(work, origin, found.fresh)
        work.say(ContentsImported(space_id=origin.space_id, subject_id=origin.space_id, proposals=0,
                                  comments=len(found.fresh)))
    return _done(found)


def _done(found: Sorted[Any]) -> Done:
    return Done(len(found.fresh), found.existing, tuple(found.faults))


class _Entering(NamedTuple):
    """A proposal ready to be entered: its texts by field, and as they are shown; `main` is its own text's field."""

    row: ProposalRow
    place: Place
    main: str
    fields: dict[str, str]
    html: dict[str, str]

    @property
    def status(self) -> Status:
        return Status(self.place.status)


def _entering(origin: Origin, charter: Charter, row: ProposalRow, place: Place) -> _Entering:
    main = text_field(charter, place)
    fields = fields_of(row, main, Status(place.status), origin.label)
    return _Entering(row, place, main, fields, rendered(fields))


def _enter_proposals(work: Work, origin: Origin, fresh: Sequence[tuple[ProposalRow, Place]]) -> None:
    charter_id, charter = in_force(work.session, origin.space_id)
    new = [_entering(origin, charter, row, place) for row, place in fresh]
    names = _sources(work, origin, [each.row for each in new])
    themes = read.themes(work.session)
    communes = read.communes(work.session, {folded(each.row.scope) for each in new if each.row.scope})
    space = work.session.get_one(Space, origin.space_id)
    codes = references_for(work, space, [(each.place.track, _when(work, each.row.published_at)) for each in new])
    ids = _insert(work, Proposal, [{
        **_values(work, origin, each), "reference": code, "charter_id": charter_id,
        "source_id": names[author_of(each.row, origin.label)],
        "theme_id": themes.get(folded(each.row.category)),
        "where_text": each.row.address or ("" if folded(each.row.scope) in communes else each.row.scope),
    } for each, code in zip(new, codes, strict=True)])
    known = list(zip(ids, new, strict=True))
    _insert(work, Revision, [_revision(work, proposal_id, each) for proposal_id, each in known])
    _insert(work, ProposalPlace, [{"proposal_id": proposal_id, "place_id": communes[folded(each.row.scope)]}
                                  for proposal_id, each in known if folded(each.row.scope) in communes])
    search.keep(work.session, work.now, Subject.PROPOSAL, *ids)
    _remember(work, origin, Subject.PROPOSAL, [(each.row.external_id, each.row.url) for each in new], ids)
    _count(work, origin, [each.place for each in new])


def _values(work: Work, origin: Origin, each: _Entering) -> dict[str, Any]:
    """Published when it was; but the waiting times of this charter begin today, when people here first see it."""
    row, place, published = each.row, each.place, _when(work, each.row.published_at)
    since = work.now if each.status in (Status.OPEN, Status.DORMANT) else published
    return {
        "space_id": origin.space_id, "track": place.track, "stage": place.stage, "status": each.status,
        "title": cleaned(row.headline), "lang": row.lang, "published_at": published, "stage_since": since,
        "active_at": since, "excerpt": markdown.first_words(each.html.get(each.main, ""), EXCERPT),
        "closing_reason": closing_reason(row, each.status, origin.label)}


def _revision(work: Work, proposal_id: int, each: _Entering) -> dict[str, Any]:
    return {"proposal_id": proposal_id, "number": 1, "title": cleaned(each.row.headline), "fields": each.fields,
            "html": each.html, "note": "", "author_id": None, "created_at": _when(work, each.row.published_at)}


def _when(work: Work, moment: datetime | None) -> datetime:
    """As exported; now where the export says nothing, or names a day to come, which would stay first for ever."""
    return work.now if moment is None or moment > work.now else moment


def _count(work: Work, origin: Origin, places: Iterable[Place]) -> None:
    """The totals that pages show leave out what was withdrawn."""
    moved = Counter(key for place in places if place.status != Status.WITHDRAWN
                    for key in (f"track:{place.track}", f"stage:{place.track}:{place.stage}"))
    for key in sorted(moved):
        count(work, origin.space_id, key, moved[key])


def _enter_comments(work: Work, origin: Origin, fresh: Sequence[Placed]) -> None:
    """In the order they were written, since a discussion is shown in the order of its ids."""
    fresh = sorted(fresh, key=lambda placed: _when(work, placed.row.created_at))
    names = _sources(work, origin, [placed.row for placed in fresh])
    ids = _insert(work, Comment, [{
        "space_id": origin.space_id, "proposal_id": placed.proposal_id, "parent_id": placed.parent_id,
        "source_id": names[author_of(placed.row, origin.label)], "stance": _stance(placed),
        "body": cleaned(placed.row.body), "html": markdown.rendered(cleaned(placed.row.body)), "lang": placed.row.lang,
        "created_at": _when(work, placed.row.created_at),
    } for placed in fresh])
    search.keep(work.session, work.now, Subject.COMMENT, *ids)
    _remember(work, origin, Subject.COMMENT, [(placed.row.external_id, placed.row.root_url) for placed in fresh], ids)
    _move(work, Proposal, "comments", [placed.proposal_id for placed in fresh])
    _move(work, Comment, "replies", [placed.parent_id for placed in fresh if placed.parent_id is not None])


def _stance(placed: Placed) -> Stance:
    """Only the first level takes sides here."""
    return Stance.NEUTRAL if placed.parent_id is not None else STANCES[placed.row.alignment]


def _move(work: Work, table: Any, name: str, ids: Iterable[int]) -> None:
    """n = n + by in SQL, always in the same order, so that two writers never wait for each other."""
    columns = table.__table__.c
    moved = Counter(ids)
    if moved:
        work.session.execute(
            sa.update(table.__table__).where(columns.id == sa.bindparam("of"))
            .values({name: columns[name] + sa.bindparam("by")}),
            [{"of": each, "by": moved[each]} for each in sorted(moved)])


def _sources(work: Work, origin: Origin, rows: Sequence[ProposalRow | CommentRow]) -> dict[Name, int]:
    """The ids of the authors, entered the first time; the name first seen stays."""
    wanted = sorted({author_of(row, origin.label) for row in rows})
    first = {name.external_id: name.name for name in reversed(wanted)}
    work.session.execute(upsert(work.session, Source).values([
        {"system": origin.system, "external_id": key, "name": first[key]} for key in sorted(first)
    ]).on_conflict_do_nothing())
    known = read.sources(work.session, origin.system, first.keys())
    return {name: known[name.external_id] for name in wanted}


def _remember(work: Work, origin: Origin, kind: Subject, given: Sequence[tuple[str, str]], ids: Sequence[int]) -> None:
    _insert(work, Imported, [
        {"system": origin.system, "kind": kind, "external_id": external_id, "subject_id": subject_id, "url": url,
         "imported_at": work.now} for subject_id, (external_id, url) in zip(ids, given, strict=True)])


def _insert(work: Work, table: Any, values: Sequence[dict[str, Any]]) -> list[int]:
    """Many rows in a few statements, without an entity for each; their ids in the order given, where they have one."""
    if not values:
        return []
    columns = table.__table__.c
    statement = sa.insert(table.__table__)
    if "id" not in columns:
        work.session.execute(statement, values)
        return []
    return list(work.session.scalars(statement.returning(columns.id, sort_by_parameter_order=True), values))
