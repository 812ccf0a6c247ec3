"""A part of a proposal goes on as another one. The first keeps its text, its supports and its carriers."""

from collections.abc import Sequence

from app.operations._drafting import begun, start_key
from app.operations._steps import proposal_for
from app.operations._texts import asked_on, texts_of
from app.operations._work import Refused, Work, operation
from app.queries.proposals import revision_fields
from app.rules import amending
from app.rules.permissions import Action


@operation
def begin(work: Work, proposal_id: int, chosen: Sequence[tuple[str, int]], seen: int) -> int:
    """By a carrier: a draft with those paragraphs (field, number), read in version `seen`. Nothing moves before it is
    published; the paragraphs also stay where they are, until somebody takes them out in a new version."""
    proposal = proposal_for(work, Action.PROPOSAL_EDIT, proposal_id)
    if proposal.version != seen:
        raise Refused("changed_meanwhile")
    fields = revision_fields(work.session, proposal_id, seen)
    there = {key: {one.number: one.text for one in amending.paragraphs(text)}
             for key, text in texts_of(asked_on(work, proposal), fields).items()}
    wanted = [(key, number) for key in there for number in there[key] if (key, number) in set(chosen)]
    if not wanted:
        raise Refused("nothing_chosen", field="chosen")
    if len(wanted) == sum(len(each) for each in there.values()):
        raise Refused("everything_chosen", field="chosen")
    said: dict[str, str] = {}
    for key, number in wanted:
        to = start_key(work, proposal, key)
        said[to] = "\n\n".join(text for text in (said.get(to, ""), there[key][number]) if text)
    return begun(work, proposal, said, split_from_id=proposal_id)
