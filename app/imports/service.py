"""The words that come with an import: whose name is shown, what is said of the supports and of the answer."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.events import ContentsImported
from app.core import limits, markup
from app.core.database import upsert
from app.core.kinds import Stance, Status, Subject
from app.core.loading import count
from app.core.texts import folded
from app.core.unit_of_work import Work, operation
from app.discussion.models import Comment
from app.governance.charter.model import Charter, Feature, FieldKind, Stage
from app.imports import queries as read
from app.imports.decidim.objects import Place, place_of
from app.imports.decidim.rows import CommentRow, Fault, Limits, ProposalRow
from app.proposals.models import Imported, Proposal, ProposalPlace, Revision, Source
from app.proposals.service.journey import references_for
from app.proposals.service.texts import MARKS
from app.search import queries as search
from app.territory.models import Space
from app.territory.queries.charters import in_force

_GONE = re.compile(f"[{re.escape(''.join(sorted(MARKS)))}]")
_ADDRESS = re.compile(r"[^@\s]@[^@\s]+?\.[^@\s]")
# Neither is a field of a form: the page shows them after those, and a new version keeps them.
SUPPORTS, ANSWER = "imported_supports", "imported_answer"
FRENCH = {
    "supports": "{n} soutiens reçus sur {label} avant l’import. Ils ne comptent pas ici.",
    "support": "Un soutien reçu sur {label} avant l’import. Il ne compte pas ici.",
    "answer": "# Réponse reçue sur {label}",
    "over": "Cette proposition était close sur {label}, sans explication.",
    "withdrawn": "Son auteur ou autrice l’avait retirée sur {label}.",
}
ENGLISH = {
    "supports": "{n} supports received on {label} before the import. They do not count here.",
    "support": "One support received on {label} before the import. It does not count here.",
    "answer": "# Answer received on {label}",
    "over": "This proposal was closed on {label}, without an explanation.",
    "withdrawn": "Its author had withdrawn it on {label}.",
}


class Name(NamedTuple):
    """An author of elsewhere: a name to show, never a login."""

    external_id: str
    name: str


def cleaned(text: str) -> str:
    """As it was written, without the control and direction signs that no form takes either."""
    return _GONE.sub("", text).strip()


def author_of(row: ProposalRow | CommentRow, label: str) -> Name:
    """A group when it spoke as one, else the person. Where no name is given, the name of the platform stands."""
    group = cleaned(row.group_name) if isinstance(row, CommentRow) else ""
    if group:
        return Name(f"group:{group}"[: limits.SHORT], group[: limits.TITLE])
    name = cleaned(row.author_name)
    if _ADDRESS.search(name):  # an address is no name to show
        name = ""
    key = row.author_external_id or (f"name:{name}" if name else "")
    return Name(key[: limits.SHORT], (name or label)[: limits.TITLE])


def _said(lang: str, key: str, label: str, n: int = 0) -> str:
    words = ENGLISH if lang.startswith("en") else FRENCH
    return words[key].format(label=label, n=n)


def fields_of(row: ProposalRow, key: str, status: Status, label: str) -> dict[str, str]:
    """The text in the stage's long field. Supports given elsewhere are told in words, so that nothing counts them."""
    fields = {key: cleaned(row.text)}
    if row.supports:
        fields[SUPPORTS] = _said(row.lang, "supports" if row.supports > 1 else "support", label, row.supports)
    if row.answer and not _is_reason(row, status):
        fields[ANSWER] = f"{_said(row.lang, 'answer', label)}\n\n{cleaned(row.answer)}"
    return fields


def _is_reason(row: ProposalRow, status: Status) -> bool:
    """Is the whole answer said by the closing reason, which pages show of what was withdrawn?"""
    return status is Status.WITHDRAWN and len(row.answer) <= limits.REASON


def closing_reason(row: ProposalRow, status: Status, label: str) -> str:
    """Why it is over: the answer received, else one sentence."""
    if status not in (Status.WITHDRAWN, Status.CLOSED):
        return ""
    return (markup.plain(cleaned(row.answer), limits.REASON)
            or _said(row.lang, "withdrawn" if row.withdrawn else "over", label))


def rendered(fields: Mapping[str, str]) -> dict[str, str]:
    return {key: markup.rendered(text) for key, text in fields.items() if text}


# Before anything is brought in: what is here already, what cannot enter and why. Reads only: a rehearsal uses it.

T = TypeVar("T")
ENTERED = (Status.OPEN, Status.DORMANT, Status.WITHDRAWN, Status.CLOSED)
OVER = (Status.WITHDRAWN, Status.CLOSED)


@dataclass(frozen=True, slots=True)
class Origin:
    """`system` says whose identifiers these are, `label` is the name shown for it, `table` where each state goes."""

    space_id: int
    system: str
    label: str
    table: Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class Placed:
    """A comment and where it goes; without a parent it is of the first level."""

    row: CommentRow
    proposal_id: int
    parent_id: int | None = None


@dataclass(slots=True)
class Sorted(Generic[T]):
    """What a batch holds: what can enter, how many are here already, what is refused."""

    fresh: list[T] = field(default_factory=list)
    existing: int = 0
    faults: list[Fault] = field(default_factory=list)


def unfit(charter: Charter, state: str, place: Place, line: int = 0) -> Fault | None:
    """Why the charter of the space cannot take what the table of states says of this state."""
    track = charter.tracks.get(place.track)
    told: dict[str, str | int] = {"state": state, **place._asdict()}
    if track is None:
        return Fault(line, "state_track_absent", told | {"known": ", ".join(charter.tracks)})
    stage = track.stages.get(place.stage)
    if stage is None:
        return Fault(line, "state_stage_absent", told | {"known": ", ".join(track.stages)})
    if place.status not in ENTERED:
        return Fault(line, "state_status_absent", told | {"known": ", ".join(ENTERED)})
    return _unfit_stage(charter, stage, place, line, told)


def _unfit_stage(charter: Charter, stage: Stage, place: Place, line: int, told: dict[str, str | int]) -> Fault | None:
    if Feature.GROUP in stage.features:
        return Fault(line, "state_stage_group", told)
    if stage.final and place.status not in OVER:
        return Fault(line, "state_stage_final", told)
    return None if text_field(charter, place) else Fault(line, "state_stage_no_text", told)


def text_field(charter: Charter, place: Place) -> str:
    """The first long field of the stage's form; a stage without a form shows those of the stages before it."""
    stages = charter.tracks[place.track].stages
    forms = (stages[place.stage], *stages.values())
    return next((each.key for stage in forms for each in stage.fields if each.kind is FieldKind.LONG), "")


def table_faults(session: Session, space_id: int, table: Mapping[str, Place], states: Collection[str]) -> list[Fault]:
    """One for each state of the file whose place the charter in force does not have; asked before any writing."""
    charter = in_force(session, space_id)[1]
    used = [(state, place_of(state, 0, table)) for state in sorted(states)]
    found = (unfit(charter, state, place) for state, place in used if isinstance(place, Place))
    return [fault for fault in found if fault is not None]


def sort_proposals(session: Session, origin: Origin, rows: Sequence[ProposalRow]) -> Sorted[tuple[ProposalRow, Place]]:
    charter = in_force(session, origin.space_id)[1]
    here = read.imported(session, origin.system, Subject.PROPOSAL, [row.external_id for row in rows])
    found: Sorted[tuple[ProposalRow, Place]] = Sorted()
    for row in rows:
        place = place_of(row.state, row.line, origin.table)
        if row.external_id in here:
            found.existing += 1
        elif isinstance(place, Fault):
            found.faults.append(place)
        elif not cleaned(row.headline):
            found.faults.append(Fault(row.line, "title_empty"))
        elif (fault := unfit(charter, row.state, place, row.line)) is not None:
            found.faults.append(fault)
        else:
            found.fresh.append((row, place))
    return found


def sort_comments(session: Session, origin: Origin, rows: Sequence[CommentRow], firsts: Mapping[str, str],
                  foreseen: Collection[str] = ()) -> Sorted[Placed]:
    """`firsts`: the first-level comment each reply is under. `foreseen`: those a rehearsal would have brought in."""
    here = read.imported(session, origin.system, Subject.COMMENT, [row.external_id for row in rows])
    proposals = read.imported(session, origin.system, Subject.PROPOSAL, {row.proposal_external_id for row in rows})
    parents = read.first_levels(session, origin.system, {firsts.get(row.external_id, "") for row in rows})
    found: Sorted[Placed] = Sorted()
    for row in rows:
        first = firsts.get(row.external_id, "")
        if row.external_id in here:
            found.existing += 1
        elif row.proposal_external_id not in proposals:
            found.faults.append(Fault(row.line, "proposal_missing", {"id": row.proposal_external_id}))
        elif not cleaned(row.body):
            found.faults.append(Fault(row.line, "body_empty"))
        elif not row.parent_external_id:
            found.fresh.append(Placed(row, proposals[row.proposal_external_id]))
        elif first in parents:
            found.fresh.append(Placed(row, *parents[first]))
        elif first in foreseen:
            found.fresh.append(Placed(row, 0))
        else:
            found.faults.append(Fault(row.line, "parent_missing", {"id": row.parent_external_id}))
    return found


def first_of_each(answers: Mapping[str, str]) -> dict[str, str]:
    """From « which comment each reply answers » to the first-level comment above each reply, "" where they turn in
    a ring. Each is walked once, whatever the depth."""
    found: dict[str, str] = {}
    for reply in answers:
        path, at = [reply], answers[reply]
        passed = {reply}
        while at in answers and at not in found and at not in passed:
            passed.add(at)
            path.append(at)
            at = answers[at]
        first = found.get(at, "" if at in passed else at)
        found.update(dict.fromkeys(path, first))
    return found


# What another platform exported, brought in some hundreds of rows at a time: each batch is whole or is not at all.
#
# Nobody is told of it and nothing is supported, joined or decided by it: contents enter under the names of their
# authors of elsewhere (`Source`), at the stage that the table of states says. `Imported` knows each by its identifier,
# so that a second run, or two at once, creates nothing twice.

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
        "active_at": since, "excerpt": markup.first_words(each.html.get(each.main, ""), EXCERPT),
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
        "body": cleaned(placed.row.body), "html": markup.rendered(cleaned(placed.row.body)), "lang": placed.row.lang,
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
