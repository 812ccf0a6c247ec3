"""What a report may lead to: until when it is looked at, who may judge, and who may answer. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.core import limits
from app.core.kinds import CaseState, ContentState, Ground, Verdict
from app.core.refusals import Reason
from app.moderation import refusals

GRAVE = frozenset({Ground.ILLEGAL, Ground.HATE, Ground.HARASSMENT, Ground.PERSONAL_DATA})
GRAVE_HOURS = 24
HOURS = 72


def due(ground: Ground, at: datetime, zone: ZoneInfo) -> datetime:
    """One or three days later at the same hour of the place's clock, even when the clock changes in between."""
    hours = GRAVE_HOURS if ground in GRAVE else HOURS
    wall = at.astimezone(zone).replace(tzinfo=None) + timedelta(hours=hours)
    return wall.replace(tzinfo=zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Bench:
    """The one who would judge, beside the case: what ties them to it."""

    wrote_it: bool = False
    carries_it: bool = False
    reported_it: bool = False
    gave_the_verdict: bool = False  # the one that the author has answered since


def refusal_to_sit(bench: Bench) -> Reason | None:
    """Nobody judges their own, nor twice what the author has answered."""
    ties = ((bench.wrote_it, refusals.JUDGE_OWN_CONTENT), (bench.carries_it, refusals.JUDGE_OWN_PROPOSAL),
            (bench.reported_it, refusals.JUDGE_OWN_REPORT), (bench.gave_the_verdict, refusals.JUDGE_TWICE))
    return next((Reason(code) for tied, code in ties if tied), None)


def refusal_of_verdict(verdict: Verdict, content: ContentState, case: CaseState, ground: Ground | None,
                       explanation: str) -> Reason | None:
    """A closed case takes nothing but a restoring; hiding and restoring name a ground; all is explained."""
    if case is CaseState.CLOSED and not (verdict is Verdict.RESTORE and content is ContentState.HIDDEN):
        return Reason(refusals.CASE_CLOSED)
    if verdict not in possible(content):
        return Reason(refusals.VERDICT_NOT_POSSIBLE)
    if verdict is not Verdict.DISMISS and ground is None:
        return Reason(refusals.GROUND_IS_NEEDED)
    if len(explanation.strip()) < limits.REASON_LEAST:
        return Reason(refusals.EXPLAIN_MORE, {"least": limits.REASON_LEAST})
    return None


def possible(content: ContentState) -> tuple[Verdict, ...]:
    """On a hidden content, HIDE keeps it hidden (the second look)."""
    if content is ContentState.HIDDEN:
        return (Verdict.RESTORE, Verdict.HIDE)
    return (Verdict.DISMISS, Verdict.HIDE)


def refusal_of_answer(verdict: Verdict, *, latest: bool, content: ContentState, answered: bool,
                      second_look: bool) -> Reason | None:
    """The author answers a hiding once; what another moderator then says is final."""
    if verdict is not Verdict.HIDE or content is not ContentState.HIDDEN or not latest:
        return Reason(refusals.NOTHING_TO_ANSWER)
    if second_look:
        return Reason(refusals.SECOND_LOOK_IS_FINAL)
    if answered:
        return Reason(refusals.HIDING_ALREADY_ANSWERED)
    return None
