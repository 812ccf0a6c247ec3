"""Before anything is brought in: what is here already, what cannot enter and why. Reads only: a rehearsal uses it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from app.operations._imports_texts import cleaned
from app.outside.decidim import CommentRow, Fault, Place, ProposalRow, place_of
from app.queries import imports as read
from app.queries.charters import in_force
from app.rules.charter import Charter, Stage
from app.rules.charter.words import Feature, FieldKind
from app.rules.kinds import Status, Subject

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
