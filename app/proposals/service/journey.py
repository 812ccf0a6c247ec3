"""Speakable references: drawn from a sequence of the database, in the transaction that publishes, and never again."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.core.calendar import civil_day
from app.core.database import upsert
from app.core.kinds import (
    Answer,
    ConsentStep,
    DecisionKind,
    GroupKind,
    GroupRole,
    LinkKind,
    OutcomeKind,
    SpaceKind,
    Status,
    Subject,
)
from app.core.loading import count
from app.core.unit_of_work import Refused, Work
from app.decisions.models import Decision
from app.experiments.models import Outcome
from app.governance.charter.editing import canonical
from app.governance.charter.model import Charter, Feature, Field, Gate, Stage
from app.governance.charter.words import spoken
from app.governance.gates import Report, evaluate, open_gates
from app.governance.refusals import NOT_A_LIKELY_DAY
from app.governance.tally.settings import Outcome as Counted
from app.groups.events import GroupBorn, GroupJoined
from app.groups.models import Group, GroupMember
from app.proposals import refusals
from app.proposals.events import GateReady, PassageMade, ProposalCompleted, ProposalWoken
from app.proposals.models import Carrier, GateAnswer, Link, Passage, Preparation, Proposal, Support
from app.proposals.queries.proposals import revision_fields
from app.proposals.queries.steering import facts_of
from app.proposals.rules import GROUP, Reference, code_from, kind_letter
from app.proposals.service.texts import add_revision, asked_on, excerpt
from app.search import queries as search
from app.territory.models import ReferenceCount, Space
from app.territory.queries.charters import charter_by_id, in_force

FIRST_YEAR = 2000  # what an import dates before it is written under it


def reference_for(work: Work, space: Space, track: str) -> str:
    """Of a proposal published now. Who publishes at the same time waits: no number is skipped, none is given twice."""
    return references_for(work, space, [(track, work.now)])[0]


def references_for(work: Work, space: Space, published: Sequence[tuple[str, datetime]]) -> list[str]:
    """For (track, moment), in that order: the year is that of the place where it was published."""
    tracks = in_force(work.session, space.id)[1].tracks
    return draw(work, space, [(kind_letter(track, tracks), at) for track, at in published])


def one_for(work: Work, space_id: int, letter: str) -> str:
    """Of a decision or of a group born now."""
    return draw(work, work.session.get_one(Space, space_id), [(letter, work.now)])[0]


def draw(work: Work, space: Space, wanted: Sequence[tuple[str, datetime]]) -> list[str]:
    """For (letter, moment). The counters are moved in one order, so that two imports never wait for each other."""
    code, zone = _code(work, space), ZoneInfo(space.timezone)
    kinds = [(letter, max(at.astimezone(zone).year, FIRST_YEAR)) for letter, at in wanted]
    asked = Counter(kinds)
    free = {kind: _move(work, code, *kind, asked[kind]) - asked[kind] + 1 for kind in sorted(asked)}
    given = []
    for kind in kinds:
        given.append(str(Reference(code, *kind, free[kind])))
        free[kind] += 1
    return given


def _move(work: Work, code: str, letter: str, year: int, by: int) -> int:
    """The last number given, after these."""
    row = upsert(work.session, ReferenceCount).values(code=code, letter=letter, year=year, last=by)
    last: int = work.session.execute(row.on_conflict_do_update(
        index_elements=["code", "letter", "year"], set_={"last": ReferenceCount.__table__.c.last + by})
        .returning(ReferenceCount.__table__.c.last)).scalar_one()
    return last


def _code(work: Work, space: Space) -> str:
    """A call without a code of its own writes under the territory's."""
    if space.code:
        return space.code
    home = sa.select(Space.code).where(Space.kind == SpaceKind.TERRITORY, Space.code != "").order_by(Space.id).limit(1)
    return work.session.scalar(home) or code_from(space.slug)


# What the present stage of a proposal opens, and which day it is in its place.

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


def opens(work: Work, proposal: Proposal, feature: Feature) -> None:
    """Refused where the charter does not open that at the present stage."""
    charter = charter_by_id(work.session, proposal.charter_id)
    if feature not in charter.tracks[proposal.track].stages[proposal.stage].features:
        raise Refused(refusals.NOT_AT_THIS_STAGE)


def zone_of(work: Work, space_id: int) -> ZoneInfo:
    return ZoneInfo(work.session.get_one(Space, space_id).timezone)


def today(work: Work, space_id: int) -> date:
    return civil_day(work.now, zone_of(work, space_id))


def checked_day(day: date, field: str) -> date:
    """A day of our time: 1 March 0202 is a slip of the hand."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Refused(NOT_A_LIKELY_DAY, field=field)
    return day


# What was prepared for a stage becomes a version of the text when the stage is reached.

NOTES = {"fr": "Ce qui était préparé pour cette étape", "en": "What was prepared for this stage"}


def publish_prepared(work: Work, proposal: Proposal, stage: Stage) -> None:
    """Signed by who wrote it last. What the text says already, or what the form does not take any more, stays aside."""
    row = work.session.get(Preparation, proposal.id)
    if row is None:
        return
    work.session.flush()
    work.session.refresh(proposal)  # the passage moved it in SQL
    said = revision_fields(work.session, proposal.id, proposal.version)
    new = {field.key: row.fields[field.key] for field in stage.fields
           if not (said.get(field.key) or "").strip() and _fits(field, row.fields.get(field.key, ""))}
    left = {key: text for key, text in row.fields.items() if key not in new}
    row.fields, row.number = left, row.number + 1
    if new:
        _add(work, proposal, said | new, row.updated_by)
    if not left:
        work.session.delete(row)


def _fits(field: Field, text: str) -> bool:
    return bool(text) and canonical(field, text) == text and (len(text) <= field.max or not field.is_text)


def _add(work: Work, proposal: Proposal, fields: dict[str, str], by: int) -> None:
    number = proposal.version + 1
    revision = add_revision(work, proposal, number, proposal.title, fields, NOTES[spoken(proposal.lang)])
    revision.author_id = by
    proposal.version = proposal.meaning_since = number
    proposal.excerpt = excerpt(asked_on(work, proposal), fields)
    work.session.flush()
    work.session.execute(sa.update(Support).where(Support.proposal_id == proposal.id, Support.person_id == by)
                         .values(version=number).execution_options(synchronize_session=False))
    search.keep(work.session, work.now, Subject.PROPOSAL, proposal.id)
    work.say(ProposalCompleted(space_id=proposal.space_id, subject_id=proposal.id, version=number, person_id=by))


# How a proposal moves: the figures are gathered, the charter is asked, the passage is recorded with its report.
#
# Every operation that changes a figure of a gate ends with `advance`. Whoever comes second finds nothing left to do.

ADOPTED = (Counted.ADOPTED.value, ConsentStep.ADOPTED_WITH_RESERVATIONS.value)
COVERING = (OutcomeKind.CONTINUED, OutcomeKind.SCALED)
MOST_MOVES = 3  # a passage may open the next gate at once; a charter that loops must not hang the service


def advance(work: Work, proposal_id: int) -> None:
    """Take the automatic gates that are open now, and start or stop the answer clock of the decided ones."""
    for _ in range(MOST_MOVES):
        work.session.flush()  # the figures are read by SQL
        if not _advance_once(work, proposal_id):
            return


def _advance_once(work: Work, proposal_id: int) -> bool:
    proposal = work.session.get_one(Proposal, proposal_id, populate_existing=True)
    if proposal.status not in (Status.OPEN, Status.CLOSED):  # a closed one may go back to work (adapted)
        return False
    charter = charter_by_id(work.session, proposal.charter_id)
    ready = False
    for gate, report in reports(work, proposal, charter):
        if gate.decision is None and report.met:
            return move(work, proposal, charter, gate, report)
        if report.met and (adopted := _adopted(work, proposal, gate)) is not None:
            return _pass(work, proposal, charter, gate, report, adopted)
        ready = ready or (gate.decision is not None and report.met)
    _clock(work, proposal, ready, charter)
    return False


def _adopted(work: Work, proposal: Proposal, gate: Gate) -> int | None:
    """A decision that opened this gate while the proposal stood at this stage, and has not let it through yet."""
    return work.session.scalar(sa.select(Decision.id).where(
        Decision.proposal_id == proposal.id, Decision.gate == gate.key, Decision.closed_at >= proposal.stage_since,
        Decision.kind.in_((DecisionKind.GATE, DecisionKind.APPEAL)), Decision.outcome.in_(ADOPTED),
        sa.not_(sa.exists().where(GateAnswer.decision_id == Decision.id))).order_by(Decision.id.desc()).limit(1))


def _pass(work: Work, proposal: Proposal, charter: Charter, gate: Gate, report: Report, decision_id: int) -> bool:
    answer_id: int = work.session.execute(sa.insert(GateAnswer).returning(GateAnswer.id).values(
        space_id=proposal.space_id, proposal_id=proposal.id, gate=gate.key, answer=Answer.PROMOTED, reason="",
        method=gate.decision.method.value if gate.decision else "", report=report.to_json(), decision_id=decision_id,
        charter_id=proposal.charter_id, decided_by=work.actor_id, decided_at=work.now)).scalar_one()
    return move(work, proposal, charter, gate, report, answer_id, decision_id)


def reports(work: Work, proposal: Proposal, charter: Charter) -> list[tuple[Gate, Report]]:
    """Each gate out of the present stage, with its report now."""
    gates = open_gates(charter, proposal.track, proposal.stage)
    if not gates:
        return []
    zone = ZoneInfo(work.session.get_one(Space, proposal.space_id).timezone)
    facts = facts_of(work.session, proposal.id)
    return [(gate, evaluate(gate, facts, work.now, zone)) for gate in gates]


def _clock(work: Work, proposal: Proposal, ready: bool, charter: Charter) -> None:
    if ready and proposal.ready_since is None:
        proposal.ready_since = work.now
        gates = [g for g in open_gates(charter, proposal.track, proposal.stage) if g.decision is not None]
        work.say(GateReady(space_id=proposal.space_id, subject_id=proposal.id, gate=gates[0].key))
    elif not ready and proposal.ready_since is not None:
        proposal.ready_since = None


def move(work: Work, proposal: Proposal, charter: Charter, gate: Gate, report: Report,
         answer_id: int | None = None, decision_id: int | None = None) -> bool:
    """Compare-and-set the stage; the proposal is judged from now on by the charter in force now."""
    charter_id, rules = in_force(work.session, proposal.space_id)
    if gate.to_stage not in rules.tracks.get(proposal.track, charter.tracks[proposal.track]).stages:
        charter_id, rules = proposal.charter_id, charter
    stage = rules.tracks[proposal.track].stages[gate.to_stage]
    from_stage, status = proposal.stage, Status.CLOSED if stage.final else Status.OPEN
    outcome = _declared(work, proposal.id) if stage.final else None
    moved = work.session.execute(
        sa.update(Proposal).where(Proposal.id == proposal.id, Proposal.stage == from_stage).returning(Proposal.id)
        .values(stage=gate.to_stage, status=status, stage_since=work.now, ready_since=None, charter_id=charter_id,
                active_at=work.now, outcome=outcome).execution_options(synchronize_session=False)).scalar_one_or_none()
    if moved is None:
        return False
    _record(work, proposal, gate, from_stage, report, answer_id, decision_id)
    for name, by in ((from_stage, -1), (gate.to_stage, 1)):
        count(work, proposal.space_id, f"stage:{proposal.track}:{name}", by)
    publish_prepared(work, proposal, stage)
    if "group" in stage.features:
        _born(work, proposal)
    if outcome in COVERING:
        _cover(work, proposal)
    return True


def _declared(work: Work, proposal_id: int) -> OutcomeKind | None:
    """How its last trial ended; None for what was never tried (a need)."""
    return work.session.scalar(sa.select(Outcome.kind).where(Outcome.proposal_id == proposal_id)
                               .order_by(Outcome.number.desc()).limit(1))


def _cover(work: Work, proposal: Proposal) -> None:
    """What it answers may be covered now: the needs' own gates say."""
    for need_id in work.session.scalars(sa.select(Link.to_id).where(
            Link.from_id == proposal.id, Link.kind == LinkKind.ANSWERS_NEED).order_by(Link.to_id)).all():
        advance(work, need_id)


def _record(
    work: Work, proposal: Proposal, gate: Gate, from_stage: str, report: Report, answer_id: int | None,
    decision_id: int | None,
) -> None:
    number = (
        work.session.scalar(sa.select(sa.func.max(Passage.number)).where(Passage.proposal_id == proposal.id)) or 0
    ) + 1
    work.session.execute(
        sa.insert(Passage).values(
            space_id=proposal.space_id,
            proposal_id=proposal.id,
            number=number,
            gate=gate.key,
            from_stage=from_stage,
            to_stage=gate.to_stage,
            report=report.to_json(),
            charter_id=proposal.charter_id,
            answer_id=answer_id,
            moved_by=work.actor_id,
            at=work.now,
        )
    )
    work.say(PassageMade(space_id=proposal.space_id, subject_id=proposal.id, gate=gate.key, from_stage=from_stage,
                         to_stage=gate.to_stage, passage=number, answer_id=answer_id,
                         decision_id=decision_id))


def _born(work: Work, proposal: Proposal) -> None:
    """The work group, with the carriers in it; a project that comes back finds its group again."""
    if work.session.scalar(sa.select(Group.id).where(Group.proposal_id == proposal.id)) is not None:
        return
    group = Group(reference=one_for(work, proposal.space_id, GROUP), space_id=proposal.space_id,
                  kind=GroupKind.WORK_GROUP, proposal_id=proposal.id, theme_id=proposal.theme_id,
                  name=proposal.title, members=0, created_at=work.now)
    work.session.add(group)
    work.session.flush()  # its id is needed
    search.keep(work.session, work.now, Subject.GROUP, group.id)
    work.say(GroupBorn(space_id=proposal.space_id, subject_id=proposal.id, group_id=group.id))
    for carrier in work.session.scalars(sa.select(Carrier).where(
            Carrier.proposal_id == proposal.id, Carrier.accepted_at.is_not(None), Carrier.left_at.is_(None))):
        enter(work, group, carrier.person_id, carrier.structure_id, GroupRole.MEMBER)


def enter(work: Work, group: Group, person_id: int, structure_id: int | None, role: GroupRole) -> None:
    """Somebody is in the group from now on."""
    work.session.add(GroupMember(group_id=group.id, person_id=person_id, structure_id=structure_id, role=role,
                                 from_at=work.now))
    work.session.execute(sa.update(Group).where(Group.id == group.id).values(members=Group.members + 1)
                         .execution_options(synchronize_session=False))
    if group.proposal_id is not None:
        work.say(GroupJoined(space_id=group.space_id, subject_id=group.proposal_id, group_id=group.id,
                             person_id=person_id, role=role.value))


def touch(work: Work, proposal: Proposal) -> None:
    """Somebody acted: a dormant proposal wakes."""
    proposal.active_at = work.now
    if proposal.status is Status.DORMANT:
        proposal.status = Status.OPEN
        work.say(ProposalWoken(space_id=proposal.space_id, subject_id=proposal.id))
