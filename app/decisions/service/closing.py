"""A decision ended without a count."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.accounts.events import CharterAdopted
from app.core import secrets
from app.core.calendar import due_day
from app.core.database import existing
from app.core.kinds import Answer, ConsentStep, DecisionKind, DecisionNote, DecisionState, DraftState
from app.core.loading import ALIVE
from app.core.unit_of_work import Refused, Work
from app.decisions import refusals
from app.decisions.events import CharterProposed, DecisionAnnulled, DecisionClosed
from app.decisions.models import Ballot, Decision, DecisionFile, Objection, RollEntry
from app.decisions.queries.decisions import Poll, poll_of
from app.decisions.service.opening import Spec, empty, hold, key_for, note, open_decision, rule_and_charter
from app.governance.charter.lint import added, check
from app.governance.charter.model import Ballots, Charter as Rules, DecisionRule, Gate
from app.governance.charter.reading import parse
from app.governance.charter.table import CharterInvalid
from app.governance.charter.writing import digest, rule_data
from app.governance.decision_rules import settings_of
from app.governance.gates import Report
from app.governance.published import Published, document
from app.governance.tally.counting import recount
from app.governance.tally.result import Result
from app.governance.tally.settings import Outcome
from app.proposals.events import GateDeclined
from app.proposals.models import GateAnswer, Proposal
from app.proposals.refusals import NOTHING_CHANGED
from app.proposals.service.journey import ADOPTED, advance, reports, today, zone_of
from app.site.register import register_of
from app.territory.models import Charter, CharterDraft, Space
from app.territory.queries.charters import charter_by_id, in_force


def annul_now(work: Work, decision_id: int, reason: str, by: int | None) -> bool:
    """Its ballots and its key go. False where it was counted meanwhile: a result is never annulled. `by` nobody: a copy
    put back did it."""
    decision = work.session.get_one(Decision, decision_id, with_for_update=True, populate_existing=True)
    if decision.closed_at is not None:
        return False
    note_id = note(work, decision, DecisionNote.ANNULLED, reason, by=by)
    empty(work, decision, DecisionState.ANNULLED)
    work.say(DecisionAnnulled(space_id=decision.space_id, subject_id=decision_id, note_id=note_id,
                              proposal_id=decision.proposal_id))
    return True


# The end of a decision: its box opened, counted, published, in one transaction; after it the key is destroyed.

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


def _head(work: Work, decision: Decision, charter: Rules) -> dict[str, Any]:
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
    rows = [{"decision_id": decision.id, "voice_tag": secrets.uid(), "by_tag": secrets.uid(), **vars(one.content)}
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


# Rules put to a decision, and put in force: parsed, numbered, recorded.

def put_in_force(work: Work, space: Space, text: str, reason: str, decision_id: int | None = None) -> int:
    """A new version replaces the one in force; proposals keep theirs until their next stage."""
    try:
        charter = parse(text)
    except CharterInvalid as invalid:
        raise Refused(refusals.CHARTER_INVALID, faults=len(invalid.faults)) from invalid
    version = (work.session.scalar(
        sa.select(sa.func.max(Charter.version)).where(Charter.space_id == space.id)) or 0) + 1
    row_id: int = work.session.execute(sa.insert(Charter).returning(Charter.id).values(
        space_id=space.id, version=version, key=charter.key, text=text, digest=digest(charter), reason=reason,
        adopted_by=work.actor_id, adopted_at=work.now, decision_id=decision_id)).scalar_one()
    space.charter_id = row_id
    work.say(CharterAdopted(space_id=space.id, subject_id=space.id, charter_id=row_id, version=version,
                            digest=digest(charter), decision_id=decision_id))
    return row_id


def proposable(work: Work, draft_id: int) -> tuple[CharterDraft, Space, Rules]:
    """The draft, its space and what it says; refused where it cannot be put to the vote as it stands."""
    draft = existing(work.session, CharterDraft, draft_id, with_for_update=True)
    space = work.session.get_one(Space, draft.space_id, with_for_update={"key_share": True})
    if draft.state is not DraftState.WRITING:
        raise Refused(refusals.DRAFT_IS_PROPOSED)
    if draft.base_id != space.charter_id:
        raise Refused(refusals.RULES_CHANGED_MEANWHILE)
    if faults := check(draft.text):
        raise Refused(refusals.CHARTER_INVALID, faults=len(faults))
    charter, (_id, rules) = parse(draft.text), in_force(work.session, space.id)
    if digest(rules) == digest(charter):
        raise Refused(NOTHING_CHANGED)
    meets, met = (register_of(work.session, space.id, today(work, space.id), each) for each in (charter, rules))
    if faults := added(charter, meets, rules, met):
        raise Refused(refusals.CHARTER_INVALID, faults=len(faults))
    if work.session.scalar(sa.select(Decision.id).where(
            Decision.space_id == space.id, Decision.kind == DecisionKind.CHARTER, Decision.closed_at.is_(None))):
        raise Refused(refusals.DECISION_IS_OPEN_ALREADY)
    return draft, space, charter


def put_to_vote(work: Work, draft_id: int, reason: str, lang: str, by: int) -> int:
    """The decision's id. Checked again: it may have waited for a second."""
    draft, space, charter = proposable(work, draft_id)
    charter_id, rules = in_force(work.session, space.id)
    name = charter.names.said(lang)
    question = f"Adopter «\u00a0{name}\u00a0»\u00a0?" if lang == "fr" else f"Adopt “{name}”?"
    decision_id = open_decision(work, Spec(
        space_id=space.id, kind=DecisionKind.CHARTER, charter_id=charter_id, rule=rules.changes, question=question,
        details=reason, lang=lang, draft_id=draft_id, facilitator_id=by))
    draft.state = DraftState.PROPOSED
    work.say(CharterProposed(space_id=space.id, subject_id=space.id, draft_id=draft_id, digest=digest(charter),
                             decision_id=decision_id))
    return decision_id


# What follows from a decision that was counted: a gate opens or not, new rules are in force, a vote takes over from a
# consent that was not reached.

OF_A_GATE = frozenset({DecisionKind.GATE, DecisionKind.APPEAL})


def follow_up(work: Work, decision: Decision) -> None:
    if decision.outcome == ConsentStep.FALLBACK_VOTE.value and _fell_back(work, decision):
        return
    if decision.kind in OF_A_GATE:
        _gate(work, decision)
    elif decision.kind is DecisionKind.CHARTER:
        _charter(work, decision)


def _fell_back(work: Work, decision: Decision) -> bool:
    """The same question to the same people, by the vote that the charter says; False where it cannot be held (a secret
    one among too few), and the consent that was not reached is a no."""
    rule, _charter = rule_and_charter(work, decision)
    try:
        _fall_back(work, decision, rule.fallback)
    except Refused:
        return False
    return True


def _fall_back(work: Work, decision: Decision, fallback: DecisionRule | None) -> None:
    if fallback is None:
        raise Refused(refusals.NO_FALLBACK)
    open_decision(work, Spec(
        space_id=decision.space_id, kind=decision.kind, charter_id=decision.charter_id, rule=fallback,
        question=decision.question, lang=decision.lang, details=decision.details, gate=decision.gate,
        easy_summary=decision.easy_summary,
        options=[(option["key"], option["label"]) for option in decision.options],
        proposal=work.session.get(Proposal, decision.proposal_id) if decision.proposal_id else None,
        group_id=decision.group_id, draft_id=decision.draft_id, answer_id=decision.answer_id, follows_id=decision.id))


def _gate(work: Work, decision: Decision) -> None:
    """Adopted, it passes as soon as its conditions hold: now, or when they do again."""
    proposal = work.session.get_one(Proposal, decision.proposal_id, with_for_update={"key_share": True})
    if proposal.status not in ALIVE:
        return
    if decision.outcome in ADOPTED:
        advance(work, proposal.id)
        return
    charter = charter_by_id(work.session, proposal.charter_id)
    there = {gate.key: (gate, report) for gate, report in reports(work, proposal, charter)}
    if decision.gate in there:
        answer_id = write_answer(work, proposal, *there[decision.gate], Answer.DECLINED, decision_id=decision.id)
        proposal.ready_since = None
        work.say(GateDeclined(space_id=proposal.space_id, subject_id=proposal.id, gate=decision.gate,
                              answer_id=answer_id, decision_id=decision.id))


def write_answer(work: Work, proposal: Proposal, gate: Gate, report: Report, answer: Answer, reason: str = "",
                 *, by: int | None = None, **given: object) -> int:
    method = gate.decision.method.value if gate.decision else ""
    answer_id: int = work.session.execute(sa.insert(GateAnswer).returning(GateAnswer.id).values(
        space_id=proposal.space_id, proposal_id=proposal.id, gate=gate.key, method=method, answer=answer,
        reason=reason, report=report.to_json(), charter_id=proposal.charter_id, decided_by=by or work.actor_id,
        decided_at=work.now, **given)).scalar_one()
    return answer_id


def _charter(work: Work, decision: Decision) -> None:
    draft = work.session.get_one(CharterDraft, decision.draft_id)
    if decision.outcome not in ADOPTED:
        draft.state = DraftState.WRITING
        return
    space = work.session.get_one(Space, decision.space_id, with_for_update={"key_share": True})
    put_in_force(work, space, draft.text, decision.question, decision_id=decision.id)
    draft.state = DraftState.ADOPTED
