"""Signing the heads of the journal, changing the key that signs, and the weekly mail to who asked for it."""

from typing import Protocol

import sqlalchemy as sa

from app.accounts.models import Person
from app.accounts.service.shared import home_id, post
from app.core.database import upsert
from app.core.loading import allow
from app.core.permissions import Action
from app.core.unit_of_work import Refused, Work, operation
from app.journal import queries as read
from app.journal import refusals
from app.journal.models import HeadSubscription, SignedHead, SigningKey
from app.journal.queries import line_of_head, line_of_key
from app.journal.rules import WEEKLY, canonical, head_line, is_due, key_line, signed_text
from app.site.events import KeyChanged
from app.territory.models import Space

MOST_IN_A_MAIL = 30


class Signer(Protocol):
    """The private key, which stays a file of the instance."""

    @property
    def fingerprint(self) -> str: ...
    @property
    def public(self) -> str: ...
    def sign(self, text: str) -> str: ...


@operation
def begin_key(work: Work, signer: Signer) -> bool:
    """The first key of the site. Two processes at once end with one; True where this one wrote it."""
    if read.newest_key(work.session) is not None:
        return False
    made = work.session.scalar(upsert(work.session, SigningKey).values(
        fingerprint=signer.fingerprint, public=signer.public, since=work.now, why="first", endorsement="")
        .on_conflict_do_nothing().returning(SigningKey.id))
    return made is not None


@operation
def change_key(work: Work, signer: Signer, why: str, by: Signer | None = None) -> None:
    """`by`: the key in force, which signs the new one (`why` is then "renewed"); none where it is "lost", or was not
    carried to where a copy was "restored". The journal says it either way."""
    last = work.session.scalar(sa.select(SigningKey).order_by(SigningKey.id.desc()).limit(1).with_for_update())
    if last is None:
        raise Refused(refusals.NO_KEY_YET)
    if by is not None and by.fingerprint != last.fingerprint:
        raise Refused(refusals.ANOTHER_KEY_IS_IN_FORCE)
    line = key_line(signer.fingerprint, signer.public, work.now, why, last.fingerprint)
    work.session.add(SigningKey(
        fingerprint=signer.fingerprint, public=signer.public, since=work.now, why=why, previous_id=last.id,
        endorsement=by.sign(signed_text(line)) if by is not None else ""))
    work.say(KeyChanged(space_id=home_id(work), subject_id=home_id(work), fingerprint=signer.fingerprint, why=why))


@operation
def sign(work: Work, space_id: int, signer: Signer) -> bool:
    """The head as it stands, where it is time to. The row of the space is held, so that it does not move meanwhile."""
    space = work.session.execute(
        sa.select(Space.journal_seq, Space.journal_head).where(Space.id == space_id)
        .with_for_update(key_share=True)).one()
    last = read.last_signed(work.session, space_id)
    closed = read.last_closing(work.session, space_id, last[0] if last else 0)
    if not is_due(space.journal_seq, space.journal_head, last, work.now, closed):
        return False
    key = read.newest_key(work.session)
    if key is None or key.fingerprint != signer.fingerprint:
        raise Refused(refusals.ANOTHER_KEY_IS_IN_FORCE)
    text = signed_text(head_line(space_id, space.journal_seq, space.journal_head, work.now, key.fingerprint))
    work.session.add(SignedHead(space_id=space_id, seq=space.journal_seq, digest=space.journal_head, at=work.now,
                                key_id=key.id, signature=signer.sign(text)))
    return True


@operation
def subscribe(work: Work) -> None:
    """The first mail comes with the next signed head; the ones before it are on the page."""
    allow(work, Action.FOLLOW)
    newest = work.session.scalar(sa.select(sa.func.max(SignedHead.id))) or 0
    work.session.execute(upsert(work.session, HeadSubscription).values(
        person_id=work.me, since=work.now, sent_id=newest).on_conflict_do_nothing())


@operation
def unsubscribe(work: Work) -> None:
    allow(work, Action.FOLLOW)
    work.session.execute(sa.delete(HeadSubscription).where(HeadSubscription.person_id == work.me))


@operation
def mail(work: Work, person_id: int, locale: str) -> bool:
    """Once a week at most; the row is claimed, so that two workers send one. `locale`: for who chose no language."""
    row = work.session.get(HeadSubscription, person_id, with_for_update=True)
    if row is None or (row.sent_at is not None and row.sent_at > work.now - WEEKLY):
        return False
    person, heads = work.session.get_one(Person, person_id), read.since(work.session, row.sent_id, MOST_IN_A_MAIL)
    if person.email is None or not heads:
        return False
    used = {head.fingerprint for head in heads}
    lines = [line_of_key(key) for key in read.keys(work.session) if key.fingerprint in used]
    lines += [line_of_head(head) for head in heads]
    post(work, person.email, "journal_heads", person.locale or locale, person_id, path="/journal/empreintes",
         lines=[canonical(line) for line in lines])
    row.sent_at, row.sent_id = work.now, heads[-1].id
    return True
