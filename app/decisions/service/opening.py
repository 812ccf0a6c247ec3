"""Steps on the box of an open decision: its key, its mark, its end. The key is never in the database."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.core import limits, markup, secrets
from app.core.calendar import civil_day, end_of
from app.core.database import existing
from app.core.kinds import ConsentStep, DecisionKind, DecisionNote, DecisionState, Role
from app.core.loading import allow
from app.core.permissions import Action
from app.core.unit_of_work import Refused, Work
from app.decisions import refusals
from app.decisions.ballot_keys import BallotKey, KeyFolder, new_mark
from app.decisions.events import DecisionOpened
from app.decisions.models import BallotBox, Decision, Note, RollEntry, SealedBallot
from app.decisions.queries import rolls
from app.governance import rolls as governance_rolls
from app.governance.charter.model import Charter, DecisionRule, Electorate, Method
from app.governance.charter.reading import rule_of
from app.governance.charter.writing import rule_data
from app.governance.consent import last_day
from app.governance.decision_rules import NEEDS_OPTIONS
from app.journal.models import Event
from app.journal.rules import canonical
from app.proposals.models import Proposal
from app.proposals.rules import DECISION, KEY as EASY
from app.proposals.service.journey import one_for, zone_of
from app.proposals.service.texts import checked
from app.territory.models import Space
from app.territory.queries.charters import charter_by_id

LOG = logging.getLogger("cordee.decisions")


def make(work: Work, decision: Decision) -> None:
    """The key is on the disk before the decision is: there is no ballot before its key. Where the opening is given up
    afterwards, a key is left that opens nothing; it goes with the others (`open_votes.sweep`)."""
    mark = new_mark()
    _on_disk(decision, lambda: rolls.folder(work.session).create(decision.reference, mark))
    work.session.execute(sa.insert(BallotBox).values(decision_id=decision.id, mark=mark, was=mark))


def key_for(work: Work, decision: Decision) -> BallotKey:
    """For an open decision; refused where its key is missing. The doors tell the operator."""
    key = rolls.key_of(work.session, decision)
    if key is None:
        raise Refused(refusals.VOTE_KEY_MISSING)
    return key


def hold(work: Work, decision: Decision) -> None:
    """Before it is opened: refused where the key has seen ballots that this database has not."""
    _check(work, decision, work.session.scalars(
        sa.select(BallotBox.mark).where(BallotBox.decision_id == decision.id).with_for_update()).first())


def move(work: Work, decision: Decision) -> None:
    """A ballot is written: here, and beside the key before the transaction ends. The last thing of it, for those who
    answer wait here for one another."""
    new, keys = new_mark(), rolls.folder(work.session)
    box = BallotBox.__table__.c
    was = work.session.execute(
        sa.update(BallotBox).where(box.decision_id == decision.id).values(was=box.mark, mark=new)
        .returning(box.was).execution_options(synchronize_session=False)).scalar()
    _check(work, decision, was)
    _on_disk(decision, lambda: keys.move(decision.reference, str(was), new))


def _check(work: Work, decision: Decision, mark: str | None) -> None:
    if mark is None or mark not in (rolls.folder(work.session).marks(decision.reference) or ()):
        raise Refused(refusals.VOTE_WAS_SET_BACK)


def _on_disk(decision: Decision, act: Callable[[], Any]) -> None:
    try:
        act()
    except OSError as fault:
        LOG.error("decision %s: the folder of keys cannot be written: %s", decision.reference, fault)
        raise Refused(refusals.VOTE_KEYS_NOT_WRITTEN) from fault


def empty(work: Work, decision: Decision, state: DecisionState) -> None:
    """The end of an open decision: nothing sealed is left, and its key goes once this is written for good. A crash in
    between leaves a key that opens nothing; the jobs destroy it at their next turn."""
    work.session.execute(sa.delete(SealedBallot).where(SealedBallot.decision_id == decision.id))
    work.session.execute(sa.delete(BallotBox).where(BallotBox.decision_id == decision.id))
    decision.state, decision.closed_at = state, work.now
    destroy_after(work, decision.reference)


def destroy_after(work: Work, *names: str) -> None:
    """Once the transaction has ended well, and only then."""
    keys = rolls.folder(work.session)
    sa.event.listen(work.session, "after_commit", lambda _session: _destroy(keys, names), once=True)


def _destroy(keys: KeyFolder, names: tuple[str, ...]) -> None:
    for name in names:
        try:
            keys.destroy(name)
        except OSError as fault:  # what was decided stands; the jobs try again
            LOG.error("decision %s: its key could not be destroyed yet: %s", name, fault)


# Steps of every decision: what is opened, what is loaded and still open, until when.

@dataclass(frozen=True, kw_only=True)
class Spec:
    """What is put to whom. `options` are (key, label); `days` overrides the rule's, never under the minimum."""

    space_id: int
    kind: DecisionKind
    charter_id: int
    rule: DecisionRule
    question: str
    lang: str = "fr"
    details: str = ""
    easy_summary: str = ""
    options: Sequence[tuple[str, str]] = ()
    proposal: Proposal | None = None
    gate: str = ""
    group_id: int | None = None
    draft_id: int | None = None
    answer_id: int | None = None
    follows_id: int | None = None
    days: int | None = None
    facilitator_id: int | None = None


def present(work: Work, space_id: int) -> datetime:
    """Now, or the instant of the journal's last line where the machine's clock went back: a deadline that has passed
    has passed."""
    last = work.session.scalar(
        sa.select(Event.at).join(Space, sa.and_(Space.id == Event.space_id, Space.journal_seq == Event.seq))
        .where(Space.id == space_id))
    return max(work.now, last) if last is not None else work.now


def least_days(charter: Charter, rule: DecisionRule) -> int:
    """How long a question stays open at least: the rule's days, and never less than the charter's minimum."""
    return max(rule.open_days or 0, charter.limits.decision_days)


def open_decision(work: Work, spec: Spec) -> int:
    """The roll is frozen, the key is drawn, the question is told to everybody on the roll."""
    charter = charter_by_id(work.session, spec.charter_id)
    zone, rule = zone_of(work, spec.space_id), spec.rule
    entries = _roll(work, spec, charter, civil_day(work.now, zone))
    voices = governance_rolls.voices(entries)
    if not voices:
        raise Refused(refusals.NOBODY_MAY_ANSWER)
    if rule.ballots.value == "secret" and len(voices) < limits.SECRET_LEAST:
        raise Refused(refusals.TOO_FEW_FOR_SECRET, least=limits.SECRET_LEAST)
    decision = _row(work, spec, charter, zone)
    decision.roll, decision.roll_digest = len(voices), governance_rolls.digest(entries)
    work.session.add(decision)
    work.session.flush()  # its id is needed
    add_entries(work, decision.id, entries)
    make(work, decision)
    work.say(DecisionOpened(
        space_id=spec.space_id, subject_id=decision.id, matter=spec.kind.value, method=rule.counted.value,
        roll=decision.roll, roll_digest=decision.roll_digest, rule=secrets.digest(canonical(rule_data(rule))),
        closes_on=decision.closes_on.isoformat(), proposal_id=decision.proposal_id, gate=spec.gate or None,
        follows_id=spec.follows_id, group_id=spec.group_id))
    return decision.id


def _roll(work: Work, spec: Spec, charter: Charter, today: date) -> list[governance_rolls.Entry]:
    """Nobody of the committee answers on what they carry. Where it is counted by colleges, who is in none of them has
    no voice."""
    rule, proposal_id = spec.rule, spec.proposal.id if spec.proposal else None
    found = rolls.electorate(work.session, rule.by, spec.space_id, charter, today, proposal_id=proposal_id,
                            group_id=spec.group_id, by_college=bool(rule.colleges))
    if rule.colleges:
        found = [entry for entry in found if entry.college in rule.colleges]
    if rule.by is Electorate.STEERING:
        return governance_rolls.recuse(found, rolls.carriers(work.session, proposal_id))
    return found


def _row(work: Work, spec: Spec, charter: Charter, zone: ZoneInfo) -> Decision:
    rule, today = spec.rule, civil_day(work.now, zone)
    consent = rule.counted is Method.CONSENT
    days = max(spec.days or 0, least_days(charter, rule))
    until = last_day(ConsentStep.PRESENTATION, 1, today, today, rule) if consent else today + timedelta(days=days)
    question = checked(spec.question, "question", most=limits.QUESTION, least=limits.TITLE_LEAST)
    details = checked(spec.details, "details", most=limits.FIELD)
    easy = checked(spec.easy_summary, EASY, most=limits.EASY).replace("\r\n", "\n")
    return Decision(
        reference=one_for(work, spec.space_id, DECISION), space_id=spec.space_id, kind=spec.kind,
        proposal_id=spec.proposal.id if spec.proposal else None,
        gate=spec.gate, group_id=spec.group_id, theme_id=spec.proposal.theme_id if spec.proposal else None,
        charter_id=spec.charter_id, draft_id=spec.draft_id, answer_id=spec.answer_id, follows_id=spec.follows_id,
        question=question, lang=spec.lang, details=details, details_html=markup.rendered(details),
        easy_summary=easy, easy_html=markup.rendered(easy),
        version=spec.proposal.version if spec.proposal else 1, method=rule.counted, by=rule.by, ballots=rule.ballots,
        results=rule.results, rule=rule_data(rule), options=_options(rule, spec.options), opened_by=work.actor_id,
        opened_at=work.now, closes_on=until, closes_at=end_of(until, zone),
        step=ConsentStep.PRESENTATION if consent else None, step_on=until if consent else None,
        step_since=work.now if consent else None,
        step_until=end_of(until, zone) if consent else None, facilitator_id=spec.facilitator_id if consent else None)


def _options(rule: DecisionRule, given: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    if rule.counted not in NEEDS_OPTIONS:
        return []
    labels = [checked(label, "options", most=limits.TITLE, least=1) for _key, label in given]
    if not labels or len(labels) > limits.OPTIONS:
        raise Refused(refusals.HOW_MANY_OPTIONS, field="options", most=limits.OPTIONS)
    if len({label.casefold() for label in labels}) != len(labels):
        raise Refused(refusals.OPTIONS_DIFFER, field="options")
    return [{"key": key, "label": label} for (key, _), label in zip(given, labels, strict=True)]


def add_entries(work: Work, decision_id: int, entries: Sequence[governance_rolls.Entry]) -> None:
    work.session.execute(sa.insert(RollEntry), [
        {"decision_id": decision_id, "voice": entry.voice, "person_id": entry.person_id,
         "structure_id": entry.structure_id, "college": entry.college, "ground": entry.ground,
         "recused": entry.recused, "answered": False} for entry in entries])


def decision_for(work: Work, action: Action, decision_id: int, *, changing: bool = True) -> Decision:
    """Load, guard and lock in one step. Who changes it waits for who answers, and the other way round; those who
    answer do not wait for one another. Refused once it is closed, whether or not anybody counted it."""
    decision = existing(work.session, Decision, decision_id, with_for_update={"read": not changing},
                        populate_existing=True)
    also = frozenset({Role.FACILITATOR} if work.actor_id and decision.facilitator_id == work.actor_id else ())
    allow(work, action, proposal_id=about(work, decision), also=also)
    if decision.closed_at is not None:
        raise Refused(refusals.DECISION_IS_CLOSED)
    return decision


def about(work: Work, decision: Decision) -> int | None:
    """The proposal whose roles count on it: its own, or that of its group."""
    from app.groups.models import Group

    if decision.proposal_id is not None or decision.group_id is None:
        return decision.proposal_id
    return work.session.scalar(sa.select(Group.proposal_id).where(Group.id == decision.group_id))


def rule_and_charter(work: Work, decision: Decision) -> tuple[DecisionRule, Charter]:
    charter = charter_by_id(work.session, decision.charter_id)
    return rule_of(decision.rule, tuple(charter.colleges)), charter


def note(work: Work, decision: Decision, kind: DecisionNote, reason: str, *, by: int | None = None,
         **given: Any) -> int:
    """The public reason of an act on a decision."""
    said = checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST)
    note_id: int = work.session.execute(sa.insert(Note).returning(Note.id).values(
        decision_id=decision.id, kind=kind, reason=said, by_id=by or work.actor_id, at=work.now, **given)).scalar_one()
    return note_id
