"""Passkeys: made, named, shown as second factor, removed by their person."""

from datetime import timedelta

import sqlalchemy as sa

from app.models.factors import Passkey
from app.models.people import Person
from app.operations._factors import factor_added, factor_removed, mark_strong, own_session, tell
from app.operations._people import home_id
from app.operations._steps import allow
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.outside import passkeys, tokens
from app.outside.passkeys import PasskeyRefused, RelyingParty
from app.queries.dialect import upsert
from app.queries.factors import holds_staff_role
from app.queries.passkeys import one_of
from app.rules import limits, names
from app.rules.happenings import FactorCopied
from app.rules.permissions import Action
from app.rules.second_factor import Factor

WHY = {"malformed": "passkey_is_no_answer", "forged": "passkey_is_no_answer", "challenge": "passkey_is_over",
       "other_site": "passkey_of_another_site", "weak": "passkey_of_another_kind", "cloned": "passkey_is_copied"}


@operation
def draw_challenge(work: Work, session_id: int) -> str:
    """What this browser's next passkey will sign, in place of what was drawn before: 256 bits."""
    drawn = tokens.draw()
    row = own_session(work, session_id)
    row.challenge, row.challenge_at = drawn, work.now
    return drawn


@operation
def take_challenge(work: Work, session_id: int) -> str | None:
    """What was drawn for this browser, once; None where it was taken or is over. In a transaction of its own: whatever
    the answer is worth, it is the only one."""
    row = own_session(work, session_id)
    drawn, drawn_at = row.challenge, row.challenge_at
    row.challenge = row.challenge_at = None
    over = drawn_at is None or drawn_at + timedelta(minutes=passkeys.MINUTES) <= work.now
    return None if over else drawn


@operation
def add(work: Work, session_id: int, party: RelyingParty, challenge: str, answer: str, name: str) -> None:
    """`challenge`: what was just taken."""
    allow(work, Action.PERSON_EDIT_SELF)
    name = _name(name)
    work.session.get_one(Person, work.me, with_for_update={"key_share": True})  # one at a time are counted
    held = work.session.scalar(sa.select(sa.func.count()).select_from(Passkey).where(Passkey.person_id == work.me)) or 0
    if held >= limits.PASSKEYS:
        raise Refused("too_many_passkeys", most=limits.PASSKEYS)
    try:
        made = passkeys.verify_registration(party, challenge, answer)
    except PasskeyRefused as refused:
        raise Refused(WHY[refused.code]) from refused
    row = upsert(work.session, Passkey).values(
        person_id=work.me, credential_id=made.id, public_key=made.public_key, sign_count=made.sign_count,
        transports=made.transports, name=name, created_at=work.now)
    kept = row.on_conflict_do_nothing(index_elements=["credential_id"]).returning(Passkey.id)
    if work.session.scalar(kept) is None:
        raise Refused("passkey_is_there")
    factor_added(work, work.me, Factor.PASSKEY, session_id)


@operation
def use(work: Work, session_id: int, party: RelyingParty, challenge: str, answer: str) -> str | None:
    """None where one of their passkeys signed, and the session has shown it; else the reason. It is returned, not
    raised: that a copy seems to be about is written down and told."""
    try:
        row = work.session.scalars(sa.select(Passkey).where(
            Passkey.person_id == work.me, Passkey.credential_id == passkeys.credential_id(answer))
            .with_for_update()).first()
        if row is None:
            return "passkey_is_unknown"
        row.sign_count = passkeys.verify_authentication(party, challenge, answer, row.public_key, row.sign_count)
    except PasskeyRefused as refused:
        if refused.code == "cloned":
            _warn(work)
        return WHY[refused.code]
    row.used_at = work.now
    mark_strong(work, session_id)
    return None


def _warn(work: Work) -> None:
    """The counter of a passkey went back: somebody may have its key, or the device was restored."""
    if holds_staff_role(work.session, work.me):
        work.say(FactorCopied(space_id=home_id(work), subject_id=work.me, factor=Factor.PASSKEY))
    tell(work, work.me, "passkey_copied")


@operation
def rename(work: Work, passkey_id: int, name: str) -> None:
    allow(work, Action.PERSON_EDIT_SELF)
    one_of(work.session, work.me, passkey_id).name = _name(name)


@operation
def remove(work: Work, passkey_id: int) -> None:
    """One's own; it opens nothing any more."""
    allow(work, Action.PERSON_EDIT_SELF)
    work.session.delete(one_of(work.session, work.me, passkey_id))
    factor_removed(work, work.me, Factor.PASSKEY)


def _name(typed: str) -> str:
    return checked(names.tidy(typed), "name", most=limits.NAME, least=1)
