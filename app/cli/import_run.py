"""One file brought in, or rehearsed: checked whole, then read again and written some hundreds of rows at a time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from app.operations import imports
from app.operations.imports import LIMITS, Origin
from app.outside.decidim import (
    ENCODING,
    CommentRow,
    Export,
    Fault,
    Kind,
    Place,
    ProposalRow,
    Row,
    Survey,
    Unreadable,
    batches,
    open_export,
    survey,
)

Tick = Callable[[str, int, int], None]  # what is being done, rows so far, percent of the file


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked. `source` names the platform; without it, the addresses in the file do."""

    file: Path
    space_id: int
    space: str
    table: Mapping[str, Place]
    lang: str = "fr"
    source: str = ""
    rehearse: bool = False
    force: bool = False


@dataclass(slots=True)
class Told:
    """The report. `fit` is False when nothing was taken because the file, or the table of states, is unfit."""

    read: int = 0
    created: int = 0
    existing: int = 0
    refused: list[Fault] = field(default_factory=list)
    unknown_columns: tuple[str, ...] = ()
    fit: bool = True
    kind: Kind | None = None
    system: str = ""
    named: bool = True  # is `system` the name of a platform, or only what stands for want of one?


def bring(make_session: sessionmaker[Session], wanted: Wanted, tick: Tick) -> Told:
    try:
        export = open_export(wanted.file, wanted.lang, LIMITS)
    except Unreadable as unreadable:
        return Told(refused=list(unreadable.faults), fit=False)
    found = survey(export, _ticking(export, tick, "lecture"))
    origin, named = _origin(wanted, found)
    told = Told(found.read, refused=list(found.faults), unknown_columns=found.unknown_columns, kind=found.kind,
                system=origin.system, named=named)
    told.fit = _is_fit(found, wanted.force)
    with make_session() as session:
        faults = imports.table_faults(session, wanted.space_id, wanted.table, found.states)
    if faults:
        told.refused, told.fit = faults + told.refused, False
    if told.fit:
        firsts = imports.first_of_each(found.answers)
        step = (_Rehearsal if wanted.rehearse else _Writing)(make_session, origin, firsts)
        _bring_all(step, export, bool(firsts), told, tick)
    told.refused.sort(key=lambda fault: fault.line)
    return told


def _is_fit(found: Survey, force: bool) -> bool:
    """`force` takes the good rows of a file that was cut, never those of a file in another encoding."""
    if not force:
        return found.whole
    return found.good > 0 and not any(fault.code in ENCODING for fault in found.faults)


def _origin(wanted: Wanted, found: Survey) -> tuple[Origin, bool]:
    """An identifier means something on its platform only. A file that names none is filed under the space: good for
    one such platform; a second one must be given a name."""
    name = wanted.source or found.host
    return Origin(wanted.space_id, name or f"decidim:{wanted.space}", name or "Decidim", wanted.table), bool(name)


def _bring_all(step: "_Writing", export: Export, has_replies: bool, told: Told, tick: Tick) -> None:
    for chosen in _passes(export.kind, has_replies):
        for batch in batches(_rows(export, chosen, _ticking(export, tick, step.doing))):
            done = step.take(batch)
            told.created += done.created
            told.existing += done.existing
            told.refused.extend(done.faults)


def _passes(kind: Kind, has_replies: bool) -> Sequence[Callable[[Row], bool]]:
    """Replies need the comments of the first level, which may stand after them: they are taken in a second reading."""
    if kind is Kind.PROPOSALS or not has_replies:
        return (lambda _row: True,)
    return (lambda row: not _answers(row), _answers)


def _answers(row: Row) -> bool:
    return isinstance(row, CommentRow) and bool(row.parent_external_id)


def _rows(export: Export, chosen: Callable[[Row], bool], seen: Callable[[], None]) -> Iterator[Row]:
    """The good ones; the first pass has told the others."""
    for row in export.rows():
        seen()
        if not isinstance(row, Fault) and chosen(row):
            yield row


def _ticking(export: Export, tick: Tick, doing: str) -> Callable[[], None]:
    seen = 0

    def one_more() -> None:
        nonlocal seen
        seen += 1
        tick(doing, seen, export.percent)

    return one_more


class _Writing:
    """Each batch is a transaction."""

    doing = "import"

    def __init__(self, make_session: sessionmaker[Session], origin: Origin, firsts: Mapping[str, str]) -> None:
        self._make_session, self._origin, self._firsts = make_session, origin, firsts

    def take(self, batch: Sequence[Row]) -> imports.Done:
        proposals, comments = _by_kind(batch)
        now = datetime.now(UTC)
        if proposals:
            return imports.bring_proposals(self._make_session, now, None, self._origin, proposals)
        return imports.bring_comments(self._make_session, now, None, self._origin, comments, self._firsts)


class _Rehearsal(_Writing):
    """The same questions, nothing written; what would have come is remembered by identifier, for its replies."""

    doing = "répétition"

    def __init__(self, make_session: sessionmaker[Session], origin: Origin, firsts: Mapping[str, str]) -> None:
        super().__init__(make_session, origin, firsts)
        self._foreseen: set[str] = set()
        self._answered = set(firsts.values())

    def take(self, batch: Sequence[Row]) -> imports.Done:
        proposals, comments = _by_kind(batch)
        with self._make_session() as session:
            if proposals:
                sorted_ = imports.sort_proposals(session, self._origin, proposals)
                return imports.Done(len(sorted_.fresh), sorted_.existing, tuple(sorted_.faults))
            found = imports.sort_comments(session, self._origin, comments, self._firsts, self._foreseen)
        self._foreseen.update(placed.row.external_id for placed in found.fresh
                              if placed.row.external_id in self._answered)
        return imports.Done(len(found.fresh), found.existing, tuple(found.faults))


def _by_kind(batch: Sequence[Row]) -> tuple[list[ProposalRow], list[CommentRow]]:
    return ([row for row in batch if isinstance(row, ProposalRow)],
            [row for row in batch if isinstance(row, CommentRow)])
