"""The bilan of a trial: how it ended, what happened, what it teaches. A stop with its lessons is a result."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.models.experiments import Outcome
from app.operations._journey import advance, touch
from app.operations._stage import opens
from app.operations._steps import proposal_for
from app.operations._texts import checked
from app.operations._work import Work, operation
from app.rules import limits
from app.rules.charter import Feature
from app.rules.happenings import OutcomeDeclared
from app.rules.kinds import OutcomeKind
from app.rules.permissions import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Bilan:
    kind: OutcomeKind
    happened: str
    lessons: str
    reusable: str = ""


@operation
def declare(work: Work, proposal_id: int, bilan: Bilan) -> int:
    """The charter's gate then moves it by itself, to its end or back to work. Said again before that, the last one
    counts and the others stay."""
    proposal = proposal_for(work, Action.EXPERIMENT_EDIT, proposal_id)
    opens(work, proposal, Feature.OUTCOME_FORM)
    last = work.session.scalar(sa.select(sa.func.max(Outcome.number)).where(Outcome.proposal_id == proposal_id)) or 0
    outcome = Outcome(
        proposal_id=proposal_id, number=last + 1, kind=bilan.kind, declared_by=work.me, declared_at=work.now,
        happened=checked(bilan.happened, "happened", most=limits.FIELD, least=limits.REASON_LEAST),
        lessons=checked(bilan.lessons, "lessons", most=limits.FIELD, least=limits.LESSONS_LEAST),
        reusable=checked(bilan.reusable, "reusable", most=limits.FIELD))
    work.session.add(outcome)
    work.session.flush()  # its id is told
    touch(work, proposal)
    work.say(OutcomeDeclared(space_id=proposal.space_id, subject_id=proposal_id, outcome_id=outcome.id,
                             outcome=bilan.kind.value))
    advance(work, proposal_id)
    return outcome.id
