"""The queue as its page shows it: each row with its carriers, its figures and its answer clock."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.extensions import db
from app.queries import steering as read
from app.queries.charters import in_use
from app.queries.facts import facts_of_many
from app.rules.calendar import due_day
from app.rules.charter import Charter, Gate, Method
from app.rules.conditions import Facts, evaluate
from app.rules.gates import due, open_gates
from app.web.doors import now
from app.web.locale import localised
from app.web.paging import MOST, whole
from app.web.proposals.show import gate_view

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Row = dict[str, Any]


def decided_gates(charter: Charter, track: str, stage: str) -> list[Gate]:
    """The gates out of that stage that people open: the committee, or those whom the committee asks."""
    return [gate for gate in open_gates(charter, track, stage) if gate.decision is not None]


def by_committee(gate: Gate) -> bool:
    return gate.decision is not None and gate.decision.method is Method.STEERING


def cursor(typed: str) -> tuple[datetime, int] | None:
    """« 1790000000000000-12 »: a moment in microseconds and an id; anything else is the first page."""
    at, _, its_number = typed.partition("-")
    moment, number = whole(at, MOST), whole(its_number)
    return None if moment is None or number is None else (EPOCH + timedelta(microseconds=moment), number)


def _packed(row: Any) -> str:
    return f"{(row.ready_since - EPOCH) // timedelta(microseconds=1)}-{row.id}"


def queue(after: tuple[datetime, int] | None) -> dict[str, Any]:
    """The same number of statements for four proposals and for four hundred."""
    session = db.session()
    charters = in_use(session)
    places = read.answering(charters)
    found = read.ready(session, places, after)
    ready, more = found[:read.READY], found[read.READY:]
    waiting = read.waiting(session, places, now())
    ids = [row.id for row in (*ready, *waiting)]
    carriers = read.carriers(session, ids)
    facts = facts_of_many(session, ids)
    told, asked = read.last_answers(session, ids), read.asked(session, ids)

    def rows(some: Sequence[Any]) -> list[Row]:
        return [_row(row, charters, facts[row.id], carriers.get(row.id, []), told.get(row.id))
                | {"asked": asked.get(row.id)} for row in some]

    return {"ready": rows(ready), "waiting": rows(waiting), "answered": read.answered(session, now()),
            "next": _packed(ready[-1]) if more else None}


def _row(row: Any, charters: Mapping[int, Charter], facts: Facts, carriers: list[Any], told: Any) -> Row:
    charter, zone = charters[row.charter_id], ZoneInfo(row.timezone)
    put_off = told.put_off if told is not None and row.ready_since else 0
    stage = charter.tracks[row.track].stages[row.stage]
    gates = [gate_view(gate, evaluate(gate, facts, now(), zone), row, charter)
             | {"due": due(gate, row.ready_since, now(), zone, put_off), "committee": by_committee(gate)}
             for gate in decided_gates(charter, row.track, row.stage)]
    sleeps = stage.dormant_after_days and due_day(row.active_at, stage.dormant_after_days, zone)
    return {"row": row, "stage": localised(stage.names), "carriers": carriers, "gates": gates, "told": told,
            "sleeps": sleeps}
