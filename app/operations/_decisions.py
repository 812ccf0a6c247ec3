"""Steps of every decision: what is opened, what is loaded and still open, until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.models.decisions import Decision, Note, RollEntry
from app.models.journal import Event
from app.models.proposals import Proposal
from app.models.spaces import Space
from app.operations._references import one_for
from app.operations._stage import zone_of
from app.operations._steps import allow
from app.operations._texts import checked
from app.operations._work import Refused, Work
from app.outside import markdown, tokens
from app.queries import rolls as read
from app.queries.charters import charter_by_id
from app.queries.loading import existing
from app.rules import limits, rolls
from app.rules.calendar import civil_day, end_of
from app.rules.chain import canonical
from app.rules.charter import Charter, DecisionRule, Electorate, Method, rule_data, rule_of
from app.rules.consent import last_day
from app.rules.deciding import NEEDS_OPTIONS
from app.rules.easy_read import KEY as EASY
from app.rules.happenings import DecisionOpened
from app.rules.kinds import ConsentStep, DecisionKind, DecisionNote, Role
from app.rules.permissions import Action
from app.rules.speakable import DECISION


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
    voices = rolls.voices(entries)
    if not voices:
        raise Refused("nobody_may_answer")
    if rule.ballots.value == "secret" and len(voices) < limits.SECRET_LEAST:
        raise Refused("too_few_for_secret", least=limits.SECRET_LEAST)
    decision = _row(work, spec, charter, zone)
    decision.roll, decision.roll_digest = len(voices), rolls.digest(entries)
    work.session.add(decision)
    work.session.flush()  # its id is needed
    add_entries(work, decision.id, entries)
    work.say(DecisionOpened(
        space_id=spec.space_id, subject_id=decision.id, matter=spec.kind.value, method=rule.counted.value,
        roll=decision.roll, roll_digest=decision.roll_digest, rule=tokens.digest(canonical(rule_data(rule))),
        closes_on=decision.closes_on.isoformat(), proposal_id=decision.proposal_id, gate=spec.gate or None,
        follows_id=spec.follows_id, group_id=spec.group_id))
    return decision.id


def _roll(work: Work, spec: Spec, charter: Charter, today: date) -> list[rolls.Entry]:
    """Nobody of the committee answers on what they carry. Where it is counted by colleges, who is in none of them has
    no voice."""
    rule, proposal_id = spec.rule, spec.proposal.id if spec.proposal else None
    found = read.electorate(work.session, rule.by, spec.space_id, charter, today, proposal_id=proposal_id,
                            group_id=spec.group_id, by_college=bool(rule.colleges))
    if rule.colleges:
        found = [entry for entry in found if entry.college in rule.colleges]
    if rule.by is Electorate.STEERING:
        return rolls.recuse(found, read.carriers(work.session, proposal_id))
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
        question=question, lang=spec.lang, details=details, details_html=markdown.rendered(details),
        easy_summary=easy, easy_html=markdown.rendered(easy),
        version=spec.proposal.version if spec.proposal else 1, method=rule.counted, by=rule.by, ballots=rule.ballots,
        results=rule.results, rule=rule_data(rule), options=_options(rule, spec.options), opened_by=work.actor_id,
        opened_at=work.now, closes_on=until, closes_at=end_of(until, zone), ballot_key=tokens.draw(),
        step=ConsentStep.PRESENTATION if consent else None, step_on=until if consent else None,
        step_since=work.now if consent else None,
        step_until=end_of(until, zone) if consent else None, facilitator_id=spec.facilitator_id if consent else None)


def _options(rule: DecisionRule, given: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    if rule.counted not in NEEDS_OPTIONS:
        return []
    labels = [checked(label, "options", most=limits.TITLE, least=1) for _key, label in given]
    if not labels or len(labels) > limits.OPTIONS:
        raise Refused("how_many_options", field="options", most=limits.OPTIONS)
    if len({label.casefold() for label in labels}) != len(labels):
        raise Refused("options_differ", field="options")
    return [{"key": key, "label": label} for (key, _), label in zip(given, labels, strict=True)]


def add_entries(work: Work, decision_id: int, entries: Sequence[rolls.Entry]) -> None:
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
        raise Refused("decision_is_closed")
    return decision


def about(work: Work, decision: Decision) -> int | None:
    """The proposal whose roles count on it: its own, or that of its group."""
    from app.models.groups import Group

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
