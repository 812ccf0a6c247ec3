"""Changing one's address: a code to the new one, a word to the old one."""

from datetime import timedelta

import sqlalchemy as sa

from app.models.people import Person
from app.operations._ceilings import spend
from app.operations._codes import DAY, Sent, draw_code, use_code
from app.operations._people import post, prove, revoke_sessions
from app.operations._staff_acts import find_waiting
from app.operations._steps import allow
from app.operations._work import Work, operation
from app.outside import tokens
from app.rules import limits, names
from app.rules.permissions import Action


def _purpose(work: Work) -> str:
    """A code for signing in does not change an address, nor does somebody else's."""
    return f"address:{work.me}"


@operation
def ask(work: Work, email: str, locale: str, secret_key: str, current: str = "", session_id: int | None = None) -> Sent:
    """The same whether the address has an account or not: only who reads its mail may learn it. So many a day of one
    person, whatever the addresses: what somebody else asks for never stands in their way. Who has a password proves
    it: a browser left open does not give the account away."""
    allow(work, Action.PERSON_EDIT_SELF)
    prove(work, work.session.get_one(Person, work.me), current, session_id)
    until = work.now + timedelta(minutes=limits.CODE_MINUTES)
    n, then = spend(work, tokens.keyed(secret_key, "new-address", str(work.me)), DAY)
    if n > limits.CODES_OF_A_PERSON:
        return Sent("nothing", then)
    code = draw_code(work, email, _purpose(work), secret_key, asker=_purpose(work))
    post(work, email, "address_code", locale, work.me, code=code, minutes=limits.CODE_MINUTES, until=until.isoformat())
    return Sent("code", until)


@operation
def confirm(work: Work, email: str, code: str, secret_key: str, session_id: int) -> str | None:
    """None when it is done, else the reason: a wrong try must stay counted, so it is returned and not raised."""
    allow(work, Action.PERSON_EDIT_SELF)
    key = names.address_key(email)
    _, reason = use_code(work, key, _purpose(work), code, secret_key, asker=_purpose(work))
    if reason is not None:
        return reason
    person = work.session.get_one(Person, work.me, with_for_update={"key_share": True})
    if work.session.scalar(sa.select(Person.id).where(Person.email_key == key, Person.id != work.me)) is not None:
        return "address_is_taken"
    old = person.email
    person.email, person.email_key = email.strip(), key
    find_waiting(work, work.me, key)
    revoke_sessions(work, work.me, but=session_id)
    if old:
        post(work, old, "address_changed", person.locale or "fr", work.me)
    return None
