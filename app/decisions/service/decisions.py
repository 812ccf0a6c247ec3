"""Opening a decision, moving its end, changing its roll, counting it. Answers: ballots.py; consent: rounds.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from app.accounts.queries.roles import runners_of
from app.accounts.service.roles import is_being_annulled, put_forward
from app.core import limits, markup
from app.core.calendar import civil_day, end_of
from app.core.database import existing
from app.core.kinds import DecisionKind, DecisionNote, DecisionState, RollGround
from app.core.loading import allow, proposal_for
from app.core.permissions import Action
from app.core.refusals import NOT_AN_ADDRESS
from app.core.unit_of_work import Refused, Work, operation
from app.decisions import refusals
from app.decisions.events import DecisionCameBack, DecisionClosingSoon, DecisionConcluded, DecisionMoved, RollChanged
from app.decisions.models import Decision, RollEntry
from app.decisions.queries import rolls
from app.decisions.service.ballots import take_out
from app.decisions.service.closing import annul_now, close, follow_up
from app.decisions.service.opening import (
    Spec,
    add_entries,
    decision_for,
    destroy_after,
    least_days,
    note,
    open_decision,
    present,
    rule_and_charter,
)
from app.decisions.service.steering import nothing_waits
from app.governance import rolls as governance_rolls
from app.governance.charter.model import Ballots, DecisionRule, Electorate, Gate, Method
from app.governance.decision_rules import gate_options
from app.governance.rolls import ActKind, Result
from app.groups.models import Group
from app.proposals.models import Proposal
from app.proposals.rules import DECISION
from app.proposals.service.journey import one_for, reports, today, zone_of
from app.proposals.service.texts import checked
from app.territory.queries.charters import charter_by_id, in_force


@operation
def open_gate(work: Work, proposal_id: int, gate_key: str, question: str, details: str = "", lang: str = "fr",
              facilitator_id: int | None = None, easy_summary: str = "") -> int:
    """Put the gate to those whom the charter names, once all its conditions hold. One open decision a gate."""
    proposal = proposal_for(work, Action.DECISION_OPEN, proposal_id)
    gate, met = _gate(work, proposal, gate_key)
    if not met:
        raise Refused(refusals.CONDITIONS_NOT_MET)
    rule = _rule(gate)
    if rule.by is Electorate.STEERING:
        allow(work, Action.GATE_DECIDE, proposal_id=proposal_id)
    if rolls.open_on(work.session, proposal_id):
        raise Refused(refusals.DECISION_IS_OPEN_ALREADY)
    nothing_waits(work, proposal_id)
    labels = {"proposal": proposal.title, "as_it_is": "Ne rien changer" if lang == "fr" else "Leave things as they are"}
    return open_decision(work, Spec(
        space_id=proposal.space_id, kind=DecisionKind.GATE, charter_id=proposal.charter_id, rule=rule,
        question=question, details=details, easy_summary=easy_summary, lang=lang, proposal=proposal, gate=gate.key,
        options=[(key, labels[key]) for key in gate_options(rule.counted)],
        facilitator_id=_facilitator(work, proposal_id, rule, facilitator_id)))


def _gate(work: Work, proposal: Proposal, key: str) -> tuple[Gate, bool]:
    charter = charter_by_id(work.session, proposal.charter_id)
    for gate, report in reports(work, proposal, charter):
        if gate.key == key and gate.decision is not None:
            return gate, report.met
    raise Refused(refusals.GATE_NOT_OPEN)


def _rule(gate: Gate) -> DecisionRule:
    assert gate.decision is not None  # `_gate` gives decided ones only
    return gate.decision


def _facilitator(work: Work, proposal_id: int | None, rule: DecisionRule, asked: int | None) -> int | None:
    """Who moves a consent round on never carries what is at stake."""
    if rule.counted is not Method.CONSENT:
        return None
    facilitator = asked or work.me
    if facilitator in rolls.carriers(work.session, proposal_id):
        raise Refused(refusals.FACILITATOR_CARRIES_IT, field="facilitator")
    return facilitator


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a committee or a group asks, beside gates. `rule` is built by the door from what was chosen in its form."""

    question: str
    rule: DecisionRule
    details: str = ""
    easy_summary: str = ""
    options: Sequence[str] = ()
    days: int | None = None
    lang: str = "fr"
    facilitator_id: int | None = None


@operation
def open_question(work: Work, space_id: int, asked: Question, group_id: int | None = None,
                  proposal_id: int | None = None) -> int:
    """The committee asks members, structures or itself; those who lead a group ask their group."""
    group = existing(work.session, Group, group_id) if group_id is not None else None
    on = group.proposal_id if group is not None else proposal_id
    allow(work, Action.DECISION_OPEN, proposal_id=on)
    rule = asked.rule
    if rule.by in (Electorate.GROUP, Electorate.CARRIERS):
        if on is None:
            raise Refused(refusals.WHOSE_GROUP, field="by")
    else:
        allow(work, Action.STEERING_READ)
    charter_id, charter = in_force(work.session, space_id)
    if asked.days is not None and asked.days < least_days(charter, rule):
        raise Refused(refusals.TOO_SHORT_A_TIME, field="days", least=least_days(charter, rule))
    return open_decision(work, Spec(
        space_id=space_id, kind=DecisionKind.QUESTION, charter_id=charter_id, rule=rule, question=asked.question,
        details=asked.details, easy_summary=asked.easy_summary, lang=asked.lang, days=asked.days, group_id=group_id,
        proposal=existing(work.session, Proposal, on) if on is not None else None,
        options=[(f"o{number}", label) for number, label in enumerate(asked.options, 1)],
        facilitator_id=_facilitator(work, on, rule, asked.facilitator_id)))


@operation
def record_external(work: Work, space_id: int, question: str, url: str, digest: str, result: str,
                    held_on: date) -> int:
    """An election held elsewhere (Belenios), for what our secrecy is not enough for: its address, the fingerprint of
    its public board and its result are kept here, and nothing is counted."""
    allow(work, Action.STEERING_READ)
    address = checked(url, "url", most=limits.SHORT, least=8)
    if not address.startswith("https://"):
        raise Refused(NOT_AN_ADDRESS, field="url")
    charter_id, charter = in_force(work.session, space_id)
    day = today(work, space_id)
    if held_on > day:
        raise Refused(refusals.NOT_HELD_YET, field="held_on")
    end = end_of(max(held_on, day), zone_of(work, space_id))
    said = checked(result, "result", most=limits.FIELD, least=limits.REASON_LEAST)
    row = Decision(
        reference=one_for(work, space_id, DECISION), space_id=space_id, kind=DecisionKind.EXTERNAL,
        charter_id=charter_id, method=charter.changes.counted,
        by=Electorate.MEMBERS, ballots=Ballots.SECRET, results=charter.changes.results, rule={}, options=[],
        question=checked(question, "question", most=limits.QUESTION, least=limits.TITLE_LEAST),
        state=DecisionState.CLOSED, opened_by=work.me, opened_at=work.now, closes_on=held_on, closes_at=end,
        closed_at=work.now, external_url=address, external_digest=checked(digest, "digest", most=128, least=1),
        conclusion=said, conclusion_html=markup.rendered(said))
    work.session.add(row)
    work.session.flush()  # its id is needed
    work.say(DecisionConcluded(space_id=space_id, subject_id=row.id))
    return row.id


@operation
def move_deadline(work: Work, decision_id: int, until: date, reason: str) -> None:
    """With a public reason, told to everybody on the roll, and never under the charter's minimum."""
    decision = decision_for(work, Action.DECISION_RUN, decision_id)
    zone = zone_of(work, decision.space_id)
    if present(work, decision.space_id) >= decision.closes_at:
        raise Refused(refusals.DECISION_IS_OVER)
    rule, charter = rule_and_charter(work, decision)
    least = civil_day(decision.opened_at, zone) + timedelta(days=least_days(charter, rule))
    if until < max(least, today(work, decision.space_id)):
        raise Refused(refusals.UNDER_THE_MINIMUM, field="until", least=least.isoformat())
    if until == decision.closes_on:
        raise Refused(refusals.SAME_DAY, field="until")
    if (until - today(work, decision.space_id)).days > limits.DECISION_DAYS:
        raise Refused(refusals.TOO_FAR, field="until", most=limits.DECISION_DAYS)
    note_id = note(work, decision, DecisionNote.DEADLINE, reason, until=until)
    decision.closes_on, decision.closes_at = until, end_of(until, zone)
    if decision.step is not None:
        decision.step_on, decision.step_until = until, decision.closes_at
    work.say(DecisionMoved(space_id=decision.space_id, subject_id=decision_id, closes_on=until.isoformat(),
                           note_id=note_id, proposal_id=decision.proposal_id))


@operation
def add_to_roll(work: Work, decision_id: int, person_id: int, reason: str) -> None:
    """A later addition has its reason, public. A person answers in their own name."""
    decision = decision_for(work, Action.DECISION_RUN, decision_id)
    if rolls.hats(work.session, decision_id, person_id):
        raise Refused(refusals.ON_THE_ROLL_ALREADY, field="person")
    charter = rule_and_charter(work, decision)[1]
    entry = governance_rolls.Entry(
        governance_rolls.own_voice(person_id), person_id, None, rolls.personal_college(charter), RollGround.ADDED
    )
    note_id = note(work, decision, DecisionNote.ADDED, reason, person_id=person_id)
    add_entries(work, decision_id, [entry])
    _roll_changed(work, decision, "added", person_id, note_id)


@operation
def declare_interest(work: Work, decision_id: int, reason: str) -> None:
    """Somebody with an interest in the item stays on the roll, recused; what they had answered goes."""
    decision = decision_for(work, Action.DECISION_ANSWER, decision_id)
    if not rolls.hats(work.session, decision_id, work.me):
        raise Refused(refusals.NOT_ON_THE_ROLL)
    note_id = note(work, decision, DecisionNote.RECUSED, reason, person_id=work.me)
    work.session.execute(sa.update(RollEntry).where(
        RollEntry.decision_id == decision_id, RollEntry.person_id == work.me).values(recused=True))
    take_out(work, decision)
    _roll_changed(work, decision, "recused", work.me, note_id)


def _roll_changed(work: Work, decision: Decision, change: str, person_id: int, note_id: int) -> None:
    entries = rolls.frozen(work.session, decision.id)
    decision.roll, decision.roll_digest = len(governance_rolls.voices(entries)), governance_rolls.digest(entries)
    work.say(RollChanged(space_id=decision.space_id, subject_id=decision.id, change=change, person_id=person_id,
                         note_id=note_id, roll=decision.roll, roll_digest=decision.roll_digest))


@operation
def annul(work: Work, decision_id: int, reason: str) -> Result:
    """Ended without a count, while it is open; a result is never annulled. It takes a second where three or more could
    do it; else it is announced, and takes effect after two days unless one of the others takes it back."""
    decision = decision_for(work, Action.DECISION_RUN, decision_id)
    said = checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST)
    result, _act = put_forward(work, ActKind.ANNUL, decision.space_id, work.me, runners_of(work.session, decision),
                               decision_id=decision_id, reason=said)
    return result


@operation
def conclude(work: Work, decision_id: int, text: str) -> None:
    """What follows from the result, in words, by who runs the decision; it may be written again."""
    decision = existing(work.session, Decision, decision_id, with_for_update=True)
    allow(work, Action.DECISION_RUN, proposal_id=decision.proposal_id)
    if decision.state is not DecisionState.CLOSED:
        raise Refused(refusals.DECISION_IS_OPEN)
    said = checked(text, "text", most=limits.FIELD, least=limits.REASON_LEAST)
    decision.conclusion, decision.conclusion_html = said, markup.rendered(said)
    work.say(DecisionConcluded(space_id=decision.space_id, subject_id=decision_id, proposal_id=decision.proposal_id))


@operation
def close_if_due(work: Work, decision_id: int) -> bool:
    """Anybody may ask, as often as they like: the same ballots, the same answer. True when this call counted it.
    A consent round is moved on by rounds.py."""
    decision = existing(work.session, Decision, decision_id, with_for_update=True, populate_existing=True)
    if decision.closed_at is not None or decision.method is Method.CONSENT:
        return False
    if present(work, decision.space_id) < decision.closes_at or is_being_annulled(work, decision):
        return False
    close(work, decision)
    follow_up(work, decision)
    return True


@operation
def closing_soon(work: Work, decision_id: int) -> bool:
    """Told once to everybody on the roll, two days before the end: whoever answered is told too, so that a mail says
    nothing of who did."""
    decision = existing(work.session, Decision, decision_id, with_for_update=True)
    if decision.closed_at is not None or decision.reminded_for == decision.closes_on:
        return False
    decision.reminded_for = decision.closes_on
    work.say(DecisionClosingSoon(space_id=decision.space_id, subject_id=decision_id,
                                 closes_on=decision.closes_on.isoformat(), proposal_id=decision.proposal_id))
    return True


@operation
def come_back(work: Work, decision_id: int) -> int | None:
    """At its date of review the same people are asked whether it still holds, by the rule it was taken by. Once. Where
    it cannot be held (nobody is left to ask, or too few for a secret), it is tried again until it can."""
    decision = existing(work.session, Decision, decision_id, with_for_update=True)
    if decision.review_on is None or decision.reviewed_at or decision.review_on > today(work, decision.space_id):
        return None
    rule, _charter = rule_and_charter(work, decision)
    try:
        review_id = open_decision(work, _review(work, decision, rule))
    except Refused:
        return None
    decision.reviewed_at = work.now
    work.say(DecisionCameBack(space_id=decision.space_id, subject_id=decision_id, review_id=review_id,
                              proposal_id=decision.proposal_id))
    return review_id


def _review(work: Work, decision: Decision, rule: DecisionRule) -> Spec:
    """The same question, said to be a review; a review of a review says it once."""
    again = "À revoir\u00a0: " if decision.lang == "fr" else "To review: "
    question = decision.question if decision.kind is DecisionKind.REVIEW else f"{again}{decision.question}"
    return Spec(
        space_id=decision.space_id, kind=DecisionKind.REVIEW, charter_id=decision.charter_id, rule=rule,
        question=question[:limits.QUESTION], lang=decision.lang, details=decision.details,
        options=[(option["key"], option["label"]) for option in decision.options], group_id=decision.group_id,
        proposal=work.session.get(Proposal, decision.proposal_id) if decision.proposal_id else None,
        follows_id=decision.id, facilitator_id=decision.facilitator_id, gate=decision.gate)


# What a restored copy, or a crash between two steps, does to open votes and to their keys.

UNKNOWN_FOR = timedelta(days=30)  # a key of no known vote: an opening cut short, or another copy of the database
REASONS = {
    "fr": "Le site a été remis à une copie faite pendant ce vote\u00a0: des réponses données depuis y manquent, ou sa "
          "clé n’est plus là. Rien n’est compté. La question peut être posée à nouveau.",
    "en": "The site was put back to a copy made during this vote: answers given since are missing from it, or its key "
          "is no longer there. Nothing is counted. The question may be put again.",
}


@dataclass(frozen=True)
class Settled:
    """References: the votes that go on, those that were annulled, the keys that no vote of this copy has."""

    kept: tuple[str, ...]
    annulled: tuple[str, ...]
    unknown: tuple[str, ...]


@operation
def settle_open_votes_after_restore(work: Work, *, keep: bool = True) -> Settled:
    """Once, after a copy was put in place and before anything is served. A vote goes on where its key is there and no
    ballot was cast since the copy (an upgrade taken back); else it is annulled, and it is said why. `keep` is False
    for a copy made before keys left the database: nobody can tell what was cast since."""
    keys, kept, annulled = rolls.folder(work.session), [], []
    for vote in rolls.open_votes(work.session):
        marks = keys.marks(vote.reference)
        last = marks[1] if marks else None
        if keep and vote.mark is not None and vote.mark == last and keys.read(vote.reference) is not None:
            kept.append(vote.reference)
            continue
        decision = work.session.get_one(Decision, vote.id)
        annul_now(work, vote.id, REASONS["fr" if decision.lang == "fr" else "en"], None)
        annulled.append(vote.reference)
    unknown = sorted(set(keys.names()) - {*kept, *annulled})
    destroy_after(work, *unknown)
    return Settled(tuple(kept), tuple(annulled), tuple(unknown))


@operation
def sweep(work: Work) -> int:
    """Keys that outlived their vote, by a crash between the count and their end; how many. Safe to run at any time."""
    gone = rolls.outlived(work.session, (work.now - UNKNOWN_FOR).timestamp())
    destroy_after(work, *gone)
    return len(gone)
