"""What happened in a space, collected for a simulation: a fixed number of statements, whatever there is."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.proposals import Proposal
from app.models.spaces import Space
from app.queries import history_rows as read
from app.queries.facts import facts_of_many
from app.queries.history_shared import shared
from app.rules.charter import Charter
from app.rules.conditions import Facts, evaluate
from app.rules.gates import open_gates
from app.rules.kinds import ContentState, Status
from app.rules.simulate import Event, History, Known, Moment, Story, fold
from app.rules.simulate.history import Period

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
    charters, events = read.charters(session, space_id), read.events(session, space_id)
    moves, answers = read.moves(session, ids, charters), read.answers(session, ids, charters)
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
    supports, members, fields = read.supports(session, ids), read.members(session, ids), read.fields(session, ids)
    pacts, indicators, reports = read.pacts(session, ids), read.indicators(session, ids), read.reports(session, ids)
    carried = read.carriers(session, ids)
    waiting = read.waiting(session, ids, carried, events)
    cases, covered, held = read.cases(session, ids), read.covered(session, ids), shared(session, ids)

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
    came = set(there) - read.supporters(mine)
    return {other: frozenset(came & read.supporters(events.get(other, []))) for other in others}
