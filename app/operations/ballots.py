"""Answering: one voice, one ballot, changed until the end. Nothing here tells the journal who answered, or when."""

from typing import Any

import sqlalchemy as sa

from app.models.decisions import Decision
from app.models.rounds import Objection
from app.operations._ballots import Receipt, cast, check_open
from app.operations._decisions import decision_for, rule_and_charter
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.rules import limits
from app.rules.charter import Method
from app.rules.charter.words import Ballots
from app.rules.consent import STANDING
from app.rules.deciding import NAY, BadChoice
from app.rules.deciding import checked as checked_choice
from app.rules.happenings import ObjectionSettled
from app.rules.kinds import ObjectionState
from app.rules.permissions import Action
from app.rules.tally.words import Stand


@operation
def answer(work: Work, decision_id: int, choice: Any, voice: str | None = None, reason: str = "") -> Receipt:
    """The last answer counts. A person with several hats uses one: taking another moves the ballot. The same answer
    sent twice is one ballot and the same receipt."""
    decision = decision_for(work, Action.DECISION_ANSWER, decision_id, changing=False)
    if choice == Stand.OBJECTION.value:
        raise Refused("objection_needs_its_reasons", field="choice")
    hat = check_open(work, decision, voice)
    try:
        said = checked_choice(decision.method, [option["key"] for option in decision.options], choice)
    except BadChoice as bad:
        raise Refused(bad.code, field=f"option-{bad.option}" if bad.option else "choice") from bad
    _lift(work, decision, hat.voice)
    return cast(work, decision, hat, said, _reason(work, decision, said, reason))


def _lift(work: Work, decision: Decision, voice: str) -> None:
    """Who answers otherwise takes their objection back."""
    if decision.method is not Method.CONSENT:
        return
    for objection in work.session.scalars(sa.select(Objection).where(
            Objection.decision_id == decision.id, Objection.voice == voice, Objection.state.in_(STANDING))).all():
        objection.state, objection.settled_at = ObjectionState.WITHDRAWN, work.now
        work.say(ObjectionSettled(
            space_id=decision.space_id, subject_id=decision.id, objection_id=objection.id, person_id=work.me,
            state=ObjectionState.WITHDRAWN.value, proposal_id=decision.proposal_id))


def _reason(work: Work, decision: Decision, choice: Any, reason: str) -> str:
    """Public, beside a public answer; a secret one carries no text, which could tell whose it is."""
    if decision.ballots is Ballots.SECRET:
        return ""
    rule, _charter = rule_and_charter(work, decision)
    needed = rule.reason and isinstance(choice, str) and choice in NAY
    return checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST if needed else 0)
