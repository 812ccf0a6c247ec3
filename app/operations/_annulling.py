"""A decision ended without a count."""

from app.models.decisions import Decision
from app.operations._ballot_box import empty
from app.operations._decisions import note
from app.operations._work import Work
from app.rules.happenings import DecisionAnnulled
from app.rules.kinds import DecisionNote, DecisionState


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
