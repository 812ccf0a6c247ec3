"""What the demo's projects became: the committee's answers, groups, meetings, pacts, experiments, outcomes."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import sqlalchemy as sa

from app.accounts.models import MeetingAnswer
from app.core.kinds import Answer, CommitmentState, GroupRole, OutcomeKind
from app.decisions.service import steering
from app.demo.people import Stage
from app.demo.texts import Row
from app.experiments import service as experiments
from app.governance.gates import open_gates
from app.groups import service as commitments
from app.groups.models import Commitment, Group, GroupMember
from app.proposals.models import Proposal
from app.proposals.queries.proposals import places, revision_fields
from app.proposals.service import proposals, writing
from app.territory.queries.charters import charter_by_id


def plan_works(stage: Stage) -> None:
    for row in stage.texts.projects:
        moves = {move["to"]: move for move in row.get("passages", ())}
        for to, move in moves.items():
            if to != "outcome":
                stage.at(move["days_ago"], _decide, row, move, hour=19)
        if "work_group" in moves:
            _group(stage, row, moves["work_group"]["days_ago"])
            _pact(stage, row, moves)
        if "experiment" in moves:
            _trial(stage, row, moves["experiment"]["days_ago"])


def _decide(stage: Stage, when: datetime, row: Row, move: Row) -> None:
    """By a member of the committee who does not carry it."""
    item = stage.items[row["key"]]
    carry = {c["person"] for c in row["carriers"]}
    who = next(p["key"] for p in stage.texts.people.values() if "steering" in p["roles"] and p["key"] not in carry)
    with stage.make_session() as session:
        found = session.get_one(Proposal, item)
        gates = open_gates(charter_by_id(session, found.charter_id), found.track, found.stage)
    there = [p["key"] for p in stage.texts.people.values() if "steering" in p["roles"] and p["key"] not in carry]
    hands = steering.Hands(len(there) - len(there) // 4, 0, len(there) // 4,
                           frozenset(stage.people[key] for key in there))
    gate = next(g.key for g in gates if g.decision)
    stage.do(when, steering.decide, who, item, gate, Answer.PROMOTED, move["reason"], hands)
    if (answer := stage.one(sa.select(MeetingAnswer.id).where(
            MeetingAnswer.proposal_id == item, MeetingAnswer.state == "waiting"))) is not None:
        for key in there:  # the others say the same evening that it is what they said
            if key != who:
                stage.do(when, steering.agree, key, answer)


def _group(stage: Stage, row: Row, born: float) -> None:
    for n, member in enumerate(row.get("group_member", ())):
        stage.at(born - 1, _join, row, member, hour=9 + n)
    for n, meeting in enumerate(row.get("meeting", ())):
        planned = min(max(meeting["days_ago"] + 12, 4), born - 2)
        stage.at(planned, _meet, row, n, meeting, hour=12)
        if "minutes" in meeting:
            stage.at(meeting["days_ago"] - 1, _minutes, row, n, meeting, hour=21)


def _group_id(stage: Stage, row: Row) -> int:
    found: int = stage.one(sa.select(Group.id).where(Group.proposal_id == stage.items[row["key"]]))
    return found


def _join(stage: Stage, when: datetime, row: Row, one: Row) -> None:
    """The carriers are in it from its birth; roles are given by its author."""
    group, person = _group_id(stage, row), stage.people[one["person"]]
    there = sa.select(GroupMember.id).where(
        GroupMember.group_id == group, GroupMember.person_id == person, GroupMember.until_at.is_(None)
    )
    if stage.one(there) is None:
        stage.do(when, commitments.join, one["person"], group, stage.structures.get(one.get("structure", "")))
    if one["role"] != "member":
        stage.do(when, commitments.give_role, row["author"], group, person, GroupRole(one["role"]))


def _meet(stage: Stage, when: datetime, row: Row, n: int, one: Row) -> None:
    told = commitments.Plan(
        title=one["title"],
        day=_day(stage, one["days_ago"]),
        starts=time(18, 30),
        ends=time(20, 30),
        where=one["place"],
        agenda=one["agenda"].strip(),
    )
    stage.others[f"{row['key']}:{n}"] = stage.do(when, commitments.plan, row["author"], _group_id(stage, row), told)


def _minutes(stage: Stage, when: datetime, row: Row, n: int, one: Row) -> None:
    meeting = stage.others[f"{row['key']}:{n}"]
    promised = one.get("commitments", ())
    promises = [
        commitments.Promise(stage.people[p["person"]], p["text"], _day(stage, p["due_days_ago"])) for p in promised
    ]
    said = commitments.Said(
        text=one["minutes"].strip(), present=[stage.people[key] for key in one.get("present", ())], promises=promises
    )
    stage.do(when, commitments.write, row["author"], meeting, said)
    for told in promised:
        _keep(stage, when, meeting, told)


def _keep(stage: Stage, when: datetime, meeting: int, told: Row) -> None:
    """Accepted the next day; done or dropped by its date."""
    commitment = stage.one(
        sa.select(Commitment.id).where(Commitment.meeting_id == meeting, Commitment.text == told["text"])
    )
    states = {
        "offered": (),
        "accepted": ("accepted",),
        "done": ("accepted", "done"),
        "dropped": ("accepted", "dropped"),
    }
    for n, state in enumerate(states[told["state"]]):
        stage.do(
            when + timedelta(minutes=20 + n), commitments.settle, told["person"], commitment, CommitmentState(state)
        )


def _day(stage: Stage, ago: float) -> date:
    return (stage.now - timedelta(days=ago)).date()


def _pact(stage: Stage, row: Row, moves: dict[str, Row]) -> None:
    if "pact" not in row:
        return
    written = (
        moves["experiment"]["days_ago"] + 6 if "experiment" in moves else max(moves["work_group"]["days_ago"] / 2, 1)
    )
    stage.at(written, _write_pact, row, hour=17)
    for one in row.get("indicator", ()):
        stage.at(written, _indicator, row, one, hour=18)


def _write_pact(stage: Stage, when: datetime, row: Row) -> None:
    told = row["pact"]
    terms = experiments.Terms(
        hypothesis=told["hypothesis"],
        population=told["population"],
        where_text=told["place"],
        starts_on=_day(stage, told["starts_days_ago"]),
        ends_on=_day(stage, told["ends_days_ago"]),
        stop=told["stop"],
        observers=told["observers"],
    )
    stage.do(when, experiments.save, row["author"], stage.items[row["key"]], terms, 0)


def _indicator(stage: Stage, when: datetime, row: Row, one: Row) -> None:
    baseline = Decimal(str(one["baseline"])) if "baseline" in one else None
    gauge = experiments.Gauge(name=one["name"], unit=one["unit"], baseline=baseline, target=Decimal(str(one["target"])))
    stage.others[f"{row['key']}:{one['key']}"] = stage.do(
        when, experiments.add_indicator, row["author"], stage.items[row["key"]], gauge
    )


def _trial(stage: Stage, row: Row, since: float) -> None:
    for one in row.get("milestone", ()):
        stage.at(since - 1, _milestone, row, one, hour=10)
        if "done_days_ago" in one:
            stage.at(one["done_days_ago"], _reach, row, one, hour=16)
    for indicator in row.get("indicator", ()):
        for measure in indicator.get("measures", ()):
            stage.at(measure["days_ago"], _measure, row, indicator, measure, hour=20)
    for one in row.get("checkin", ()):
        stage.at(one["days_ago"], _check_in, row, one, hour=20)
    if "outcome" in row:
        stage.at(row["outcome"]["days_ago"], _end, row, hour=21)


def _milestone(stage: Stage, when: datetime, row: Row, one: Row) -> None:
    stage.others[f"{row['key']}:{one['name']}"] = stage.do(
        when,
        experiments.set_milestone,
        row["author"],
        stage.items[row["key"]],
        one["name"],
        _day(stage, one["due_days_ago"]),
    )


def _reach(stage: Stage, when: datetime, row: Row, one: Row) -> None:
    stage.do(
        when,
        experiments.reach_milestone,
        row["author"],
        stage.items[row["key"]],
        stage.others[f"{row['key']}:{one['name']}"],
    )


def _measure(stage: Stage, when: datetime, row: Row, indicator: Row, one: Row) -> None:
    stage.do(
        when,
        experiments.add_measure,
        row["author"],
        stage.others[f"{row['key']}:{indicator['key']}"],
        when.date(),
        Decimal(str(one["value"])),
        one.get("note", ""),
    )


def _check_in(stage: Stage, when: datetime, row: Row, one: Row) -> None:
    told = experiments.Answers(
        goes_well=one["goes_well"], is_hard=one["is_hard"], comes_next=one["comes_next"], stop_met=one["stop_met"]
    )
    stage.do(when, experiments.check_in, row["author"], stage.items[row["key"]], told)


def _end(stage: Stage, when: datetime, row: Row) -> None:
    told = row["outcome"]
    bilan = experiments.Bilan(
        kind=OutcomeKind(told["kind"]), happened=told["happened"], lessons=told["lessons"], reusable=told["reusable"]
    )
    stage.do(when, experiments.declare, row["author"], stage.items[row["key"]], bilan)


# The demo's answers written ahead of a stage, and a change that was begun.

def plan_ahead(stage: Stage) -> None:
    for row in stage.texts.suggestions["prepared"]:
        stage.at(row["days_ago"], _prepare, row)
        for n, person in enumerate(row.get("confirmed", ()), 1):
            stage.at(row["confirmed_days_ago"] - n * 0.7, _confirm, row, person, hour=19)
    for row in stage.texts.suggestions["change"]:
        stage.at(row["days_ago"], _begin, row, hour=21)


def _prepare(stage: Stage, when: datetime, row: Row) -> None:
    stage.do(when, writing.prepare, row["by"], stage.items[row["on"]], row["answers"], 0)


def _confirm(stage: Stage, when: datetime, row: Row, person: str) -> None:
    item = stage.items[row["on"]]
    version = stage.one(sa.select(Proposal.version).where(Proposal.id == item))
    stage.do(when, proposals.confirm, person, item, version)


def _begin(stage: Stage, when: datetime, row: Row) -> None:
    """As the page keeps it while somebody types."""
    with stage.make_session() as session:
        there = session.get_one(Proposal, stage.items[row["on"]])
        fields = revision_fields(session, there.id, there.version)
        named = ", ".join(place.name for place in places(session, there.id))
    typed = {**fields, row["field"]: row["text"], "title": there.title, "places": named, "theme": there.theme_id,
             "version": there.version}
    stage.do(when, writing.save_edit, row["by"], there.id, {name: value for name, value in typed.items() if value}, 0)
