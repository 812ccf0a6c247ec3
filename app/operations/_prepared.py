"""What was prepared for a stage becomes a version of the text when the stage is reached."""

import sqlalchemy as sa

from app.models.proposals import Preparation, Proposal, Support
from app.operations._texts import add_revision, asked_on, excerpt
from app.operations._work import Work
from app.queries import search
from app.queries.proposals import revision_fields
from app.rules.charter import Field, Stage
from app.rules.charter.answers import canonical
from app.rules.charter.wording import spoken
from app.rules.happenings import ProposalCompleted
from app.rules.kinds import Subject

NOTES = {"fr": "Ce qui était préparé pour cette étape", "en": "What was prepared for this stage"}


def publish_prepared(work: Work, proposal: Proposal, stage: Stage) -> None:
    """Signed by who wrote it last. What the text says already, or what the form does not take any more, stays aside."""
    row = work.session.get(Preparation, proposal.id)
    if row is None:
        return
    work.session.flush()
    work.session.refresh(proposal)  # the passage moved it in SQL
    said = revision_fields(work.session, proposal.id, proposal.version)
    new = {field.key: row.fields[field.key] for field in stage.fields
           if not (said.get(field.key) or "").strip() and _fits(field, row.fields.get(field.key, ""))}
    left = {key: text for key, text in row.fields.items() if key not in new}
    row.fields, row.number = left, row.number + 1
    if new:
        _add(work, proposal, said | new, row.updated_by)
    if not left:
        work.session.delete(row)


def _fits(field: Field, text: str) -> bool:
    return bool(text) and canonical(field, text) == text and (len(text) <= field.max or not field.is_text)


def _add(work: Work, proposal: Proposal, fields: dict[str, str], by: int) -> None:
    number = proposal.version + 1
    revision = add_revision(work, proposal, number, proposal.title, fields, NOTES[spoken(proposal.lang)])
    revision.author_id = by
    proposal.version = proposal.meaning_since = number
    proposal.excerpt = excerpt(asked_on(work, proposal), fields)
    work.session.flush()
    work.session.execute(sa.update(Support).where(Support.proposal_id == proposal.id, Support.person_id == by)
                         .values(version=number).execution_options(synchronize_session=False))
    search.keep(work.session, work.now, Subject.PROPOSAL, proposal.id)
    work.say(ProposalCompleted(space_id=proposal.space_id, subject_id=proposal.id, version=number, person_id=by))
