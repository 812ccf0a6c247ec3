"""Suggested changes to a paragraph: made, supported, withdrawn; put in or declined by those who carry."""

from datetime import timedelta

import sqlalchemy as sa

from app.models.amendments import Amendment, AmendmentSupport
from app.models.proposals import Draft, Proposal
from app.operations._amending import amended, amendment_for, drafted, fitting, open_field, settle
from app.operations._ceilings import one_at_a_time
from app.operations._following import follow
from app.operations._journey import advance, touch
from app.operations._revising import Change, new_version, wording
from app.operations._steps import proposal_for
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.queries.dialect import upsert
from app.queries.proposals import revision_fields
from app.rules import amending, limits
from app.rules.happenings import AmendmentMade, AmendmentSupported, AmendmentUnsupported
from app.rules.kinds import Status, Subject
from app.rules.kinds_talk import AmendmentStatus
from app.rules.permissions import Action

RATIONALE_LEAST = 10


@operation
def make(work: Work, proposal_id: int, field: str, paragraph: int, seen: int, text: str, rationale: str,
         lang: str) -> int:
    """By anybody. `seen` is the version whose paragraph they read; the service has its text and trusts no form's."""
    proposal = proposal_for(work, Action.AMENDMENT_MAKE, proposal_id)
    open_field(work, proposal, field)
    _not_too_many(work)
    said = checked(text, "text", most=limits.FIELD).replace("\r\n", "\n")
    why = checked(rationale, "rationale", most=limits.REASON, least=RATIONALE_LEAST)
    base = _base(work, proposal, field, paragraph, seen)
    if said == base.text.strip():
        raise Refused("amendment_changes_nothing", field="text")
    now = revision_fields(work.session, proposal_id, proposal.version).get(field, "")
    fitting(work, proposal, field, amending.replaced(now, base, said))
    amendment = Amendment(
        space_id=proposal.space_id, proposal_id=proposal_id, author_id=work.me, field=field, paragraph=base.number,
        version=proposal.version, base=base.text, text=said, rationale=why, lang=lang, created_at=work.now)
    work.session.add(amendment)
    work.session.flush()  # its id is needed
    touch(work, proposal)
    follow(work, work.me, Subject.PROPOSAL, proposal_id)
    work.say(AmendmentMade(space_id=proposal.space_id, subject_id=proposal_id, amendment_id=amendment.id))
    return amendment.id


def _not_too_many(work: Work) -> None:
    """Two tabs at once do not pass the limit together."""
    one_at_a_time(work, "amendments", work.me)
    made = work.session.scalar(
        sa.select(Amendment.created_at).where(Amendment.author_id == work.me).order_by(Amendment.id.desc())
        .offset(limits.AMENDMENTS_A_DAY - 1).limit(1))
    if made is not None and made > work.now - timedelta(days=1):
        raise Refused("too_many_amendments", most=limits.AMENDMENTS_A_DAY)


def _base(work: Work, proposal: Proposal, field: str, paragraph: int, seen: int) -> amending.Paragraph:
    """The paragraph they read, where it stands now; refused where it does not read so any more."""
    there = amending.paragraphs(revision_fields(work.session, proposal.id, seen).get(field, ""))
    if not 0 <= paragraph < len(there):
        raise Refused("paragraph_changed")
    now = revision_fields(work.session, proposal.id, proposal.version).get(field, "")
    found = amending.locate(now, paragraph, there[paragraph].text)
    if found is None:
        raise Refused("paragraph_changed")
    return found


@operation
def support(work: Work, amendment_id: int) -> bool:
    """Once for each person, whoever clicks twice."""
    amendment, proposal = amendment_for(work, Action.AMENDMENT_SUPPORT, amendment_id)
    added = work.session.scalar(upsert(work.session, AmendmentSupport).values(
        amendment_id=amendment_id, person_id=work.me, given_at=work.now)
        .on_conflict_do_nothing().returning(AmendmentSupport.person_id))
    if added is None:
        return False
    _count(work, amendment, 1)
    touch(work, proposal)
    work.say(AmendmentSupported(space_id=proposal.space_id, subject_id=proposal.id, amendment_id=amendment_id))
    return True


@operation
def unsupport(work: Work, amendment_id: int) -> bool:
    amendment, proposal = amendment_for(work, Action.AMENDMENT_SUPPORT, amendment_id)
    gone = work.session.execute(sa.delete(AmendmentSupport).where(
        AmendmentSupport.amendment_id == amendment_id, AmendmentSupport.person_id == work.me)
        .returning(AmendmentSupport.person_id)).scalar()
    if gone is None:
        return False
    _count(work, amendment, -1)
    work.say(AmendmentUnsupported(space_id=proposal.space_id, subject_id=proposal.id, amendment_id=amendment_id))
    return True


def _count(work: Work, amendment: Amendment, by: int) -> None:
    work.session.execute(sa.update(Amendment).where(Amendment.id == amendment.id)
                         .values(supports=Amendment.supports + by).execution_options(synchronize_session=False))


@operation
def withdraw(work: Work, amendment_id: int) -> int:
    """By its author, as long as nobody answered. Returns the proposal's id."""
    amendment, proposal = amendment_for(work, Action.AMENDMENT_MAKE, amendment_id)
    _own(work, amendment)
    settle(work, amendment, AmendmentStatus.WITHDRAWN)
    return proposal.id


def _own(work: Work, amendment: Amendment) -> None:
    if amendment.author_id != work.me:
        raise Refused("not_your_amendment")


@operation
def decline(work: Work, amendment_id: int, reason: str) -> int:
    """By a carrier, with a public reason. Its author may make a proposal of it."""
    amendment, proposal = amendment_for(work, Action.AMENDMENT_ANSWER, amendment_id)
    amendment.answer = checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST)
    settle(work, amendment, AmendmentStatus.DECLINED)
    touch(work, proposal)
    return proposal.id


@operation
def integrate(work: Work, amendment_id: int, seen: int, *, minor: bool = False, by_hand: str | None = None) -> int:
    """By a carrier: a new version that credits its author. `seen` is the version the carrier has in sight; `by_hand`
    is what they wrote where the paragraph had changed since. Returns the version's number."""
    amendment, proposal = amendment_for(work, Action.AMENDMENT_ANSWER, amendment_id)
    if proposal.version != seen:
        raise Refused("changed_meanwhile")
    now = wording(work, proposal, seen)
    text = amended(work, proposal, amendment, now.fields.get(amendment.field, ""), by_hand)
    said = type(now)(now.title, {**now.fields, amendment.field: text}, now.about)
    number = new_version(work, proposal, said, Change(minor=minor, amendment=amendment))
    settle(work, amendment, AmendmentStatus.INTEGRATED, number)
    advance(work, proposal.id)
    return number


@operation
def begin_proposal(work: Work, amendment_id: int) -> int:
    """A declined suggestion goes on as its author's own draft. Returns the draft's id, the same when asked again."""
    statuses = (AmendmentStatus.DECLINED,)
    amendment, proposal = amendment_for(work, Action.DRAFT_WRITE, amendment_id, statuses, tuple(Status))
    _own(work, amendment)
    if amendment.became_id is not None:
        raise Refused("amendment_became_proposal")
    kept = work.session.scalar(sa.select(Draft.id).where(
        Draft.person_id == work.me, Draft.amendment_id == amendment_id))
    return kept or drafted(work, proposal, amendment)
