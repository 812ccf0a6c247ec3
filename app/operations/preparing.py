"""« Préparer la suite »: carriers write ahead what the next stage will ask.

It is theirs alone until the passage: half-written answers are no part of what people support. The passage then
publishes them as a version, which supporters are asked about as about any other (operations/_prepared.py)."""

from collections.abc import Mapping

from app.models.proposals import Preparation
from app.operations._steps import proposal_for
from app.operations._texts import checked_some
from app.operations._work import Refused, Work, operation
from app.queries.charters import charter_by_id, in_force
from app.rules.ahead import ahead, questions
from app.rules.permissions import Action


@operation
def prepare(work: Work, proposal_id: int, given: Mapping[str, str], seen: int) -> int:
    """The new number. `seen` is the one the page had: what another carrier wrote meanwhile is never overwritten."""
    proposal = proposal_for(work, Action.PROPOSAL_EDIT, proposal_id)
    charter, rules = charter_by_id(work.session, proposal.charter_id), in_force(work.session, proposal.space_id)[1]
    fields = questions(ahead(charter, rules, proposal.track, proposal.stage))
    if not fields:
        raise Refused("nothing_to_prepare")
    there = work.session.get(Preparation, proposal_id)
    if (there.number if there else 0) != seen:
        raise Refused("prepared_meanwhile")
    if there is None:
        there = Preparation(proposal_id=proposal_id, space_id=proposal.space_id, fields={}, number=0,
                            updated_by=work.me, updated_at=work.now)
        work.session.add(there)
    kept = {key: text for key, text in there.fields.items() if key not in {field.key for field in fields}}
    there.fields, there.number = kept | checked_some(fields, given), seen + 1
    there.updated_by, there.updated_at = work.me, work.now
    return there.number
