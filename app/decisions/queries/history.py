"""What happened in a space, collected for a simulation: a fixed number of statements, whatever there is."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.kinds import ContentState, Status
from app.decisions.queries import history_rows
from app.decisions.queries.history_rows import shared
from app.governance.charter.model import Charter
from app.governance.gates import Facts, evaluate, open_gates
from app.governance.simulation.history import Event, History, Known, Moment, Period, Story, fold
from app.proposals.models import Proposal
from app.proposals.queries.steering import facts_of_many
from app.territory.models import Space

GONE = {Status.WITHDRAWN: "proposal.withdrawn", Status.MERGED: "proposal.merged"}


def history_of(session: Session, space_id: int, now: datetime) -> History:
    """Imported texts, which nothing ever happened to, are left out, and what is hidden."""
    zone = ZoneInfo(session.execute(sa.select(Space.timezone).where(Space.id == space_id)).scalar_one())
    there = (Proposal.space_id == space_id, Proposal.author_id.is_not(None), Proposal.state == ContentState.VISIBLE)
    rows = session.execute(
        sa.select(Proposal.id, Proposal.title, Proposal.lang, Proposal.track, Proposal.stage, Proposal.status,
                  Proposal.charter_id, Proposal.published_at, Proposal.active_at).where(*there)
        .order_by(Proposal.id)).all()
    ids = sa.select(Proposal.id).where(*there)
    facts = facts_of_many(session, [row.id for row in rows]) if rows else {}
    charters, events = history_rows.charters(session, space_id), history_rows.events(session, space_id)
    moves, answers = history_rows.moves(session, ids, charters), history_rows.answers(session, ids, charters)
    known = _known(session, ids, events, charters)
    return History(tuple(_story(row, events.get(row.id, []), known(row, Moment(now, facts[row.id])),
                                moves=tuple(moves.get(row.id, ())), answers=tuple(answers.get(row.id, ())),
                                ready=_ready(charters[row.charter_id], row, facts[row.id], now, zone))
                         for row in rows), now)


def _story(row: Any, events: list[Event], known: Known, **given: Any) -> Story:
    return Story(row.id, row.title, row.track, row.published_at, fold(events, known), asleep=_asleep(events),
                 ended=_ended(row, events), lang=row.lang, **given)


def _asleep(events: list[Event]) -> tuple[Period, ...]:
    """From falling asleep until somebody acts, or the committee answers."""
    found: list[Period] = []
    since: datetime | None = None
    for event in events:
        if event.kind == "proposal.dormant":
            since = event.at
        elif since is not None and event.kind in ("proposal.woken", "passage.made"):
            found.append((since, event.at))
            since = None
    return (*found, (since, None)) if since is not None else tuple(found)


def _ended(row: Any, events: list[Event]) -> datetime | None:
    if row.status not in GONE:
        return None
    told: datetime = next((event.at for event in events if event.kind == GONE[row.status]), row.active_at)
    return told


def _ready(charter: Charter, row: Any, facts: Facts, now: datetime, zone: ZoneInfo) -> frozenset[str]:
    """The decided gates whose conditions hold now, by the rules it is judged by."""
    if row.status in GONE or row.track not in charter.tracks:
        return frozenset()
    return frozenset(gate.key for gate in open_gates(charter, row.track, row.stage)
                     if gate.decision is not None and evaluate(gate, facts, now, zone).met)


def _known(session: Session, ids: Any, events: dict[int, list[Event]], charters: dict[int, Charter]) -> Any:
    """What is known beside the journal, by proposal."""
    supports, members, fields = (
        history_rows.supports(session, ids),
        history_rows.members(session, ids),
        history_rows.fields(session, ids),
    )
    pacts, indicators, reports = (
        history_rows.pacts(session, ids),
        history_rows.indicators(session, ids),
        history_rows.reports(session, ids),
    )
    carried = history_rows.carriers(session, ids)
    waiting = history_rows.waiting(session, ids, carried, events)
    cases, covered, held = history_rows.cases(session, ids), history_rows.covered(session, ids), shared(session, ids)

    def known(row: Any, now: Moment) -> Known:
        n = row.id
        return Known(
            supports=supports.get(n, {}), merged=_merged(n, supports.get(n, {}).keys(), events),
            members=members.get(n, {}), fields=fields.get(n, {}), pact=pacts.get(n, (0, frozenset())),
            indicators=frozenset(indicators.get(n, ())), reports=reports.get(n, {}),
            finals=frozenset(key for charter in charters.values() if row.track in charter.tracks
                             for key, stage in charter.tracks[row.track].stages.items() if stage.final),
            waiting=tuple(waiting.get(n, ())), cases=tuple(cases.get(n, ())), covered=tuple(covered.get(n, ())),
            shared=tuple(held.get(n, ())), author=next(((c.person_id, c.structure_id) for c in carried.get(n, ())
                         if c.accepted_at == row.published_at), None), now=now)

    return known


def _merged(into: int, there: Any, events: dict[int, list[Event]]) -> dict[int, frozenset[int]]:
    """Whose support came with a merge: it is there, and no line of this proposal says that it was given."""
    mine = events.get(into, [])
    others = [event.data["other_id"] for event in mine if event.kind == "link.made"
              and event.data["link"] == "merged_into"]
    if not others:
        return {}
    came = set(there) - history_rows.supporters(mine)
    return {other: frozenset(came & history_rows.supporters(events.get(other, []))) for other in others}
