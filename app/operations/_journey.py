"""How a proposal moves: the figures are gathered, the charter is asked, the passage is recorded with its report.

Every operation that changes a figure of a gate ends with `advance`. Whoever comes second finds nothing left to do.
"""

from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.models.decisions import Decision
from app.models.experiments import Outcome
from app.models.groups import Group, GroupMember
from app.models.proposals import Carrier, GateAnswer, Link, Passage, Proposal
from app.models.spaces import Space
from app.operations._prepared import publish_prepared
from app.operations._references import one_for
from app.operations._steps import count
from app.operations._work import Work
from app.queries import search
from app.queries.charters import charter_by_id, in_force
from app.queries.facts import facts_of
from app.rules.charter import Charter, Gate
from app.rules.conditions import Report, evaluate
from app.rules.gates import open_gates
from app.rules.happenings import GateReady, GroupBorn, GroupJoined, PassageMade, ProposalWoken
from app.rules.kinds import (
    Answer,
    ConsentStep,
    DecisionKind,
    GroupKind,
    GroupRole,
    LinkKind,
    OutcomeKind,
    Status,
    Subject,
)
from app.rules.speakable import GROUP
from app.rules.tally import Outcome as Counted

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
