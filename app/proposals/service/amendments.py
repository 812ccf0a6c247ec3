"""Steps of the acts on a suggestion: is it there and open, does it fit, what does the text become."""

from datetime import timedelta

import sqlalchemy as sa

from app.core import limits
from app.core.database import existing, existing_value, upsert
from app.core.kinds import AmendmentStatus, Status, Subject
from app.core.loading import ALIVE, not_hidden, one_at_a_time, proposal_for
from app.core.permissions import Action
from app.core.refusals import CHANGED_MEANWHILE
from app.core.unit_of_work import Refused, Work, operation
from app.notifications.service import write_follow
from app.proposals import refusals, rules as amending
from app.proposals.events import AmendmentMade, AmendmentSettled, AmendmentSupported, AmendmentUnsupported
from app.proposals.models import Amendment, AmendmentSupport, Draft, Proposal
from app.proposals.queries.proposals import revision_fields
from app.proposals.service.journey import advance, touch
from app.proposals.service.texts import checked, fields_of
from app.proposals.service.writing import Change, begun, new_version, start_key, wording
from app.territory.queries.charters import charter_by_id

OPEN = (AmendmentStatus.OPEN,)


def amendment_for(work: Work, action: Action, amendment_id: int, statuses: tuple[AmendmentStatus, ...] = OPEN,
                  alive: tuple[Status, ...] = ALIVE) -> tuple[Amendment, Proposal]:
    """The proposal is locked first, as everywhere. Unknown: Missing."""
    proposal_id: int = existing_value(work.session.execute(
        sa.select(Amendment.proposal_id).where(Amendment.id == amendment_id)))
    proposal = proposal_for(work, action, proposal_id, alive)
    amendment = existing(work.session, Amendment, amendment_id)
    not_hidden(work, amendment)
    if amendment.status not in statuses:
        raise Refused(refusals.AMENDMENT_IS_SETTLED)
    return amendment, proposal


def open_field(work: Work, proposal: Proposal, field: str) -> None:
    """A text, in a stage where people talk: a date, an amount or a choice has no paragraphs."""
    charter = charter_by_id(work.session, proposal.charter_id)
    if "comment" not in charter.tracks[proposal.track].stages[proposal.stage].features:
        raise Refused(refusals.NO_AMENDMENT_AT_THIS_STAGE)
    known = fields_of(charter, proposal.track).get(field)
    if known is not None and not known.is_text:
        raise Refused(refusals.NO_SUCH_FIELD)


def fitting(work: Work, proposal: Proposal, field: str, text: str) -> str:
    """The whole field as it would be, within what the charter asks of it."""
    known = fields_of(charter_by_id(work.session, proposal.charter_id), proposal.track).get(field)
    most = (known.max if known else 0) or limits.FIELD
    return checked(text, "text", most=most, least=1 if known and known.required else 0)


def amended(work: Work, proposal: Proposal, amendment: Amendment, now: str, by_hand: str | None) -> str:
    """The field with the suggestion in it; in conflict, with what a person wrote by hand."""
    if by_hand is None:
        found = amending.merged(now, amendment.paragraph, amendment.base, amendment.text)
        if isinstance(found, amending.Conflict):
            raise Refused(refusals.AMENDMENT_CONFLICTS)
        return fitting(work, proposal, amendment.field, found)
    written = checked(by_hand, "text", most=limits.FIELD).replace("\r\n", "\n")
    there = (amending.locate(now, amendment.paragraph, amendment.base)
             or amending.nearest(now, amendment.paragraph, amendment.base))
    whole = amending.replaced(now, there, written) if there else amending.added(now, written)
    return fitting(work, proposal, amendment.field, whole)


def settle(work: Work, amendment: Amendment, status: AmendmentStatus, version: int | None = None) -> None:
    amendment.status, amendment.settled_at, amendment.settled_by = status, work.now, work.me
    amendment.made_version = version
    work.say(AmendmentSettled(space_id=amendment.space_id, subject_id=amendment.proposal_id, state=status.value,
                              amendment_id=amendment.id, person_id=amendment.author_id, version=version))


def drafted(work: Work, proposal: Proposal, amendment: Amendment) -> int:
    """What was suggested, in the field of the same name or in the first; the rest is for its author to write."""
    key = start_key(work, proposal, amendment.field)
    told = {"title": proposal.title, key: amendment.text or amendment.rationale}
    return begun(work, proposal, told, amendment_id=amendment.id)


# Suggested changes to a paragraph: made, supported, withdrawn; put in or declined by those who carry.

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
        raise Refused(refusals.AMENDMENT_CHANGES_NOTHING, field="text")
    now = revision_fields(work.session, proposal_id, proposal.version).get(field, "")
    fitting(work, proposal, field, amending.replaced(now, base, said))
    amendment = Amendment(
        space_id=proposal.space_id, proposal_id=proposal_id, author_id=work.me, field=field, paragraph=base.number,
        version=proposal.version, base=base.text, text=said, rationale=why, lang=lang, created_at=work.now)
    work.session.add(amendment)
    work.session.flush()  # its id is needed
    touch(work, proposal)
    write_follow(work, work.me, Subject.PROPOSAL, proposal_id)
    work.say(AmendmentMade(space_id=proposal.space_id, subject_id=proposal_id, amendment_id=amendment.id))
    return amendment.id


def _not_too_many(work: Work) -> None:
    """Two tabs at once do not pass the limit together."""
    one_at_a_time(work, "amendments", work.me)
    made = work.session.scalar(
        sa.select(Amendment.created_at).where(Amendment.author_id == work.me).order_by(Amendment.id.desc())
        .offset(limits.AMENDMENTS_A_DAY - 1).limit(1))
    if made is not None and made > work.now - timedelta(days=1):
        raise Refused(refusals.TOO_MANY_AMENDMENTS, most=limits.AMENDMENTS_A_DAY)


def _base(work: Work, proposal: Proposal, field: str, paragraph: int, seen: int) -> amending.Paragraph:
    """The paragraph they read, where it stands now; refused where it does not read so any more."""
    there = amending.paragraphs(revision_fields(work.session, proposal.id, seen).get(field, ""))
    if not 0 <= paragraph < len(there):
        raise Refused(refusals.PARAGRAPH_CHANGED)
    now = revision_fields(work.session, proposal.id, proposal.version).get(field, "")
    found = amending.locate(now, paragraph, there[paragraph].text)
    if found is None:
        raise Refused(refusals.PARAGRAPH_CHANGED)
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
        raise Refused(refusals.NOT_YOUR_AMENDMENT)


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
        raise Refused(CHANGED_MEANWHILE)
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
        raise Refused(refusals.AMENDMENT_BECAME_PROPOSAL)
    kept = work.session.scalar(sa.select(Draft.id).where(
        Draft.person_id == work.me, Draft.amendment_id == amendment_id))
    return kept or drafted(work, proposal, amendment)
