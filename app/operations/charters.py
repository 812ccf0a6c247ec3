"""New rules: put to the decision that the rules in force ask for."""

from app.operations._charters import proposable
from app.operations._staff_acts import put_forward
from app.operations._steps import allow
from app.operations._texts import checked
from app.operations._work import Work, operation
from app.queries.together import holders_of
from app.rules import limits
from app.rules.kinds import Role
from app.rules.permissions import Action
from app.rules.together import ActKind


@operation
def propose(work: Work, draft_id: int, reason: str, lang: str = "fr") -> int | None:
    """Refused while a fault is left, or where the register could not meet the new rules. The decision's id; None where
    it waits for a second member of the committee."""
    allow(work, Action.CHARTER_PROPOSE)
    _draft, space, _charter = proposable(work, draft_id)
    said = checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST)
    _result, act = put_forward(work, ActKind.CHARTER, space.id, work.me,
                               holders_of(work.session, space.id, Role.STEERING), draft_id=draft_id, reason=said,
                               lang=lang)
    return act.decision_id
