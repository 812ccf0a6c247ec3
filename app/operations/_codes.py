"""What opens the door by mail: a six-digit code for the browser that asked for it, a link that nobody can guess; and
how many of them one may ask for.

OWASP, « Slow Down Online Guessing Attacks with Device Cookies »: a browser where somebody signed in to an address
before has a budget of its own; all the others share one, for each address and day. When it is spent, the mail carries
only a link of 256 bits, which needs no budget of tries; the rate of these is bounded, and each is good for longer than
the time to the next, so that whoever reads the mailbox always has one and nobody is locked out by strangers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.models.people import LoginCode
from app.operations._ceilings import spend
from app.operations._work import Refused, Work
from app.outside import tokens
from app.queries.accounts import browser_digest, is_known_browser
from app.rules import limits, names

SIGN_IN, LINK = "sign-in", "sign-in-link"
DAY = 24 * 60
assert limits.LINK_EVERY < limits.LINK_MINUTES, "the link before must be good until the next one"


@dataclass(frozen=True, slots=True)
class Sent:
    """`code`, `link` or `nothing`: the same for an address with an account and without. `until` is when the link ends,
    or when another may be asked for."""

    what: str
    until: datetime


def may_send_code(work: Work, email: str, secret_key: str, device: str) -> bool:
    """One of the budget of whoever asks. The same work is done for every address and every browser."""
    digest = browser_digest(secret_key, device, email)
    whose, most = ("strangers", names.mailbox(email)), limits.CODES_OF_STRANGERS
    if is_known_browser(work.session, digest, work.now):
        whose, most = ("browser", digest), limits.CODES_OF_A_BROWSER
    return spend(work, tokens.keyed(secret_key, "codes", *whose), DAY)[0] <= most


def next_link(work: Work, email: str, secret_key: str) -> tuple[bool, datetime]:
    """May one go now? And from when on the next one may."""
    n, until = spend(work, tokens.keyed(secret_key, "links", names.mailbox(email)), limits.LINK_EVERY)
    return n == 1, until


def draw_code(work: Work, email: str, purpose: str, secret_key: str, *, asker: str | None,
              minutes: int = limits.CODE_MINUTES) -> str:
    """A new code; those that the same browser asked for before are void, and no other's are. Kept under a keyed digest
    that says what it is for."""
    key, code, by = names.address_key(email), tokens.six_digits(), _asker(asker)
    work.session.execute(
        sa.update(LoginCode).where(LoginCode.email_key == key, LoginCode.used_at.is_(None),
                                   LoginCode.expires_at > work.now, LoginCode.link.is_(False), _asked_by(by))
        .values(expires_at=work.now).execution_options(synchronize_session=False))
    work.session.add(LoginCode(
        email_key=key, digest=tokens.keyed(secret_key, purpose, key, code), created_at=work.now, asker=by,
        expires_at=work.now + timedelta(minutes=minutes)))
    return code


def _asker(token: str | None) -> str | None:
    return tokens.digest(token) if token else None


def _asked_by(by: str | None) -> sa.ColumnElement[bool]:
    return LoginCode.asker.is_(None) if by is None else LoginCode.asker == by


def draw_link(work: Work, email: str, secret_key: str) -> str:
    """The token of an address that opens a session once: 256 bits, found again by its digest alone. One does not void
    another: none can be guessed."""
    token = tokens.draw()
    work.session.add(LoginCode(
        email_key=names.address_key(email), digest=tokens.keyed(secret_key, LINK, token), created_at=work.now,
        link=True, expires_at=work.now + timedelta(minutes=limits.LINK_MINUTES)))
    return token


def use_link(work: Work, token: str, secret_key: str) -> tuple[int, str]:
    """Used by one of two people at once. Its row, and the address it was made for."""
    row = work.session.execute(
        sa.update(LoginCode).where(
            LoginCode.digest == tokens.keyed(secret_key, LINK, token), LoginCode.used_at.is_(None),
            LoginCode.link.is_(True), LoginCode.expires_at > work.now)
        .values(used_at=work.now).returning(LoginCode.id, LoginCode.email_key)
        .execution_options(synchronize_session=False)).first()
    if row is None:
        raise Refused("link_is_over")
    return row.id, row.email_key


def use_code(work: Work, key: str, purpose: str, code: str, secret_key: str, *,
             asker: str | None) -> tuple[int | None, str | None]:
    """Count the try, compare, use once: each step is one UPDATE that only one of two people at once can win. Only a
    code that this browser asked for, or that a terminal printed: what others try wears out nobody else's."""
    row = work.session.execute(
        sa.select(LoginCode.id, LoginCode.digest).where(
            LoginCode.email_key == key, LoginCode.used_at.is_(None), LoginCode.expires_at > work.now,
            LoginCode.link.is_(False), sa.or_(LoginCode.asker.is_(None), _asked_by(_asker(asker))))
        .order_by(LoginCode.id.desc()).limit(1)).first()
    if row is None:
        return None, "code_is_over"
    tried = work.session.scalar(
        sa.update(LoginCode).where(LoginCode.id == row.id, LoginCode.tries < limits.CODE_TRIES)
        .values(tries=LoginCode.tries + 1).returning(LoginCode.tries).execution_options(synchronize_session=False))
    if tried is None:
        return None, "code_is_worn_out"
    if not tokens.same(row.digest, tokens.keyed(secret_key, purpose, key, code)):
        return None, "code_is_wrong"
    used = work.session.scalar(
        sa.update(LoginCode).where(LoginCode.id == row.id, LoginCode.used_at.is_(None))
        .values(used_at=work.now).returning(LoginCode.id).execution_options(synchronize_session=False))
    return (used, None) if used is not None else (None, "code_is_over")
