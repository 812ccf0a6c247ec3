"""The easy-to-read summary of a proposal, written or changed by itself."""

from dataclasses import replace

from app.operations._revising import Change, new_version, wording
from app.operations._steps import proposal_for
from app.operations._texts import easy_note, with_easy
from app.operations._work import Refused, Work, operation
from app.rules.permissions import Action


@operation
def write(work: Work, proposal_id: int, text: str, seen: int) -> int:
    """By who carries it. A version like any other, and a small one: nobody is asked again whether they support it."""
    proposal = proposal_for(work, Action.PROPOSAL_EDIT, proposal_id)
    if proposal.version != seen:
        raise Refused("changed_meanwhile")
    now = wording(work, proposal, seen)
    said = replace(now, fields=with_easy(now.fields, text))
    return new_version(work, proposal, said, Change(easy_note(proposal), minor=True))
