"""A new version of a proposal's text, whoever wrote it: by its carriers, or from a suggestion that they put in."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from app.models.amendments import Amendment
from app.models.proposals import Proposal, ProposalPlace, Revision, Support
from app.operations._journey import touch
from app.operations._texts import add_revision, asked_on, excerpt, texts_of
from app.operations._work import Refused, Work
from app.queries import search
from app.queries.loading import existing_row
from app.rules.charter import Field
from app.rules.easy_read import KEY as EASY
from app.rules.happenings import ProposalCorrected, ProposalRevised
from app.rules.kinds import Subject
from app.rules.revisions import Wording, refusal_of_minor


@dataclass(frozen=True, slots=True)
class Change:
    """`minor`: its author says that the meaning is the same; the rule says whether that is so."""

    note: str = ""
    minor: bool = False
    amendment: Amendment | None = None


def new_version(work: Work, proposal: Proposal, said: Wording, change: Change) -> int:
    """The next number. A small correction keeps every support; anything more asks supporters again."""
    number = proposal.version + 1
    _check(work, proposal, said, change)
    amendment_id = change.amendment.id if change.amendment else None
    fields = dict(said.fields)
    proposal.title, proposal.version = said.title, number
    proposal.excerpt = excerpt(asked_on(work, proposal), fields)
    add_revision(work, proposal, number, said.title, fields, change.note, minor=change.minor,
                 amendment_id=amendment_id)
    if not change.minor:
        proposal.meaning_since = number
        _keep_own(work, proposal.id, number, change.amendment)
    touch(work, proposal)
    search.keep(work.session, work.now, Subject.PROPOSAL, proposal.id)
    made = ProposalCorrected if change.minor else ProposalRevised
    work.say(made(space_id=proposal.space_id, subject_id=proposal.id, version=number, amendment_id=amendment_id))
    return number


def _check(work: Work, proposal: Proposal, said: Wording, change: Change) -> None:
    now = wording(work, proposal, proposal.version)
    if now == said:
        raise Refused("nothing_changed")
    if not change.minor:
        return
    if now.about != said.about:
        raise Refused("not_minor_about", field="minor")
    known = asked_on(work, proposal)
    if _answers(known, now) != _answers(known, said):
        raise Refused("not_minor_answer", field="minor")
    reason = refusal_of_minor(wording(work, proposal, proposal.meaning_since), said)
    if reason is not None:
        refused = Refused.because(reason)
        refused.field = "minor"
        raise refused


def _answers(known: Mapping[str, Field], wording: Wording) -> dict[str, str]:
    """A date, an amount, a choice: none of them changes a little."""
    texts = texts_of(known, wording.fields)
    return {key: text for key, text in wording.fields.items() if text and key not in texts and key != EASY}


def wording(work: Work, proposal: Proposal, number: int) -> Wording:
    """A version as it was; what it is about has no versions of its own, a small correction never changes it."""
    row = existing_row(work.session.execute(sa.select(Revision.title, Revision.fields).where(
        Revision.proposal_id == proposal.id, Revision.number == number)))
    return Wording(row.title, row.fields or {}, about(work, proposal))


def about(work: Work, proposal: Proposal) -> tuple[object, ...]:
    """Where it is and on what, beside its text."""
    places = work.session.scalars(sa.select(ProposalPlace.place_id).where(ProposalPlace.proposal_id == proposal.id))
    return (tuple(sorted(places)), proposal.whole_territory, proposal.where_text, proposal.theme_id)


def _keep_own(work: Work, proposal_id: int, number: int, amendment: Amendment | None) -> None:
    """Who wrote the change, or suggested it, need not be asked about it."""
    writers = [work.me, *([amendment.author_id] if amendment else [])]
    work.session.execute(sa.update(Support).where(Support.proposal_id == proposal_id, Support.person_id.in_(writers))
                         .values(version=number).execution_options(synchronize_session=False))
