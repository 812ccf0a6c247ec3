"""The end of a decision: its box opened, counted, published, in one transaction; after it the key is destroyed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.models.decisions import Ballot, Decision, DecisionFile, RollEntry
from app.models.rounds import Objection
from app.models.spaces import Space
from app.operations._ballot_box import empty, hold, key_for
from app.operations._decisions import rule_and_charter
from app.operations._stage import today, zone_of
from app.operations._work import Work
from app.outside import tokens
from app.queries.polls import Poll, poll_of
from app.rules.calendar import due_day
from app.rules.charter import Charter, DecisionRule, digest, rule_data
from app.rules.charter.words import Ballots
from app.rules.deciding import settings_of
from app.rules.happenings import DecisionClosed
from app.rules.kinds import ConsentStep, DecisionState
from app.rules.published import Published, document
from app.rules.tally import Result, recount
from app.rules.tally.words import Outcome

CHUNK = 500


def count_now(work: Work, decision: Decision) -> tuple[Result, Poll]:
    """The count as it would be published at this instant."""
    rule, charter = rule_and_charter(work, decision)
    poll = poll_of(work.session, decision, key_for(work, decision), rule, charter, today(work, decision.space_id))
    bare = {**poll.profile, "ballots": [_bare(line) for line in poll.profile["ballots"]]}
    return recount(rule.counted.value, bare, settings_of(rule)), poll


def _bare(line: Mapping[str, Any]) -> dict[str, Any]:
    return {key: line[key] for key in line if key not in ("receipt", "delegated")}


def close(work: Work, decision: Decision, end: ConsentStep | None = None) -> Published:
    """`end` is how a consent round ended; it says the outcome, whatever was counted."""
    rule, charter = rule_and_charter(work, decision)
    key = key_for(work, decision)
    hold(work, decision)
    poll = poll_of(work.session, decision, key, rule, charter, today(work, decision.space_id))
    published = document(
        _head(work, decision, charter), settings_of(rule), poll.profile,
        {"digest": decision.roll_digest, "recused": len({e.voice for e in poll.entries if e.recused} - {*poll.voices}),
         "added": _added(poll), "delegated": poll.delegated},
        _round(work, decision, end), secret=decision.ballots is Ballots.SECRET)
    _write(work, decision, poll)
    empty(work, decision, DecisionState.CLOSED)
    outcome = published.document["result"]["outcome"]
    decision.outcome, decision.result = outcome, published.document["result"]
    decision.file_digest, decision.step = published.digest, end
    decision.review_on = _review(work, decision, rule, outcome)
    work.session.flush()
    work.session.add(DecisionFile(decision_id=decision.id, text=published.text))
    work.say(DecisionClosed(
        space_id=decision.space_id, subject_id=decision.id, matter=decision.kind.value, outcome=outcome,
        file=published.digest, roll=decision.roll, cast=len(poll.answered), proposal_id=decision.proposal_id,
        gate=decision.gate or None))
    return published


def _head(work: Work, decision: Decision, charter: Charter) -> dict[str, Any]:
    space = work.session.get_one(Space, decision.space_id)
    rule, _charter = rule_and_charter(work, decision)
    return {"id": decision.id, "space": space.slug, "kind": decision.kind.value, "proposal": decision.proposal_id,
            "gate": decision.gate, "question": decision.question, "method": rule.counted.value,
            "ballots": decision.ballots.value, "opened_at": _instant(decision.opened_at),
            "closes_at": _instant(decision.closes_at), "closed_at": _instant(work.now), "version": decision.version,
            "charter": {"version": charter.version, "digest": digest(charter)}, "rule": rule_data(rule),
            "labels": {option["key"]: option["label"] for option in decision.options}}


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _added(poll: Poll) -> int:
    return sum(entry.ground.value == "added" for entry in poll.entries)


def _round(work: Work, decision: Decision, end: ConsentStep | None) -> dict[str, Any] | None:
    if end is None:
        return None
    rows = work.session.execute(sa.select(Objection.id, Objection.round, Objection.state).where(
        Objection.decision_id == decision.id).order_by(Objection.id))
    return {"end": end.value, "round": decision.round,
            "objections": [{"id": row.id, "round": row.round, "state": row.state.value} for row in rows]}


def _write(work: Work, decision: Decision, poll: Poll) -> None:
    """What each ballot says, under tags drawn now, in the order of receipts; and who answered, for all at once: no
    trace of one and the same writing is left between a person and a choice, not even the engine's own."""
    rows = [{"decision_id": decision.id, "voice_tag": tokens.uid(), "by_tag": tokens.uid(), **vars(one.content)}
            for one in poll.ballots]
    for n in range(0, len(rows), CHUNK):
        work.session.execute(sa.insert(Ballot), rows[n:n + CHUNK])
    answered = sorted(poll.answered)
    for n in range(0, len(answered), CHUNK):
        work.session.execute(
            sa.update(RollEntry).where(RollEntry.decision_id == decision.id,
                                       RollEntry.voice.in_(answered[n:n + CHUNK]))
            .values(answered=True).execution_options(synchronize_session=False))


def _review(work: Work, decision: Decision, rule: DecisionRule, outcome: str | None) -> Any:
    adopted = outcome in (Outcome.ADOPTED.value, ConsentStep.ADOPTED_WITH_RESERVATIONS.value)
    if not adopted or rule.review_days is None:
        return None
    return due_day(work.now, rule.review_days, zone_of(work, decision.space_id))
