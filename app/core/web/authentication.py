"""Who is signed in: Flask-Login over the session rows, which their person sees and may close.

What Flask-Login knows a user by is the token in the signed cookie, never the person's number: its digest leads to one
row of `login_session`, so that closing a row, or a new token at each sign-in, ends what an older cookie opens."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

import sqlalchemy as sa
from flask import Flask, Response, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from app.accounts.models import LoginSession, Person
from app.accounts.queries.accounts import Opening, has_factor, opening
from app.core.kinds import PersonState
from app.core.secrets import digest
from app.core.web import requests
from app.extensions import db
from app.notifications import queries as following


@dataclass(frozen=True, slots=True, eq=False)
class Me(UserMixin):
    """The signed-in person, as pages need them."""

    id: int
    session_id: int
    display_name: str
    email: str
    locale: str | None
    place_id: int | None
    strong_at: datetime | None  # when a second factor was last shown in this session
    opened_at: datetime
    token: str

    def get_id(self) -> str:
        return self.token

    @property
    def unread(self) -> int:
        """For the bell, asked once for a page."""
        if "unread" not in g:
            g.unread = following.unread(db.session(), self.id)
        count: int = g.unread
        return count


class SessionsOnly(LoginManager):
    """Flask-Login without its « remember me » cookie, neither written nor read: a browser is known by its session
    alone, which says itself when it ends."""

    def _load_user_from_remember_cookie(self, cookie: str) -> None:
        return None

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


def load(token: str) -> Me | None:
    """The person behind an open session: one statement for a request, where its cookie has a token. Nobody, where a
    second factor is theirs and was not shown in it."""
    from app.core.web.doors import now

    row = db.session.execute(
        sa.select(Person.id, LoginSession.id.label("session_id"), Person.display_name, Person.email, Person.locale,
                  Person.place_id, LoginSession.strong_at, LoginSession.created_at)
        .join(LoginSession, LoginSession.person_id == Person.id)
        .where(LoginSession.digest == digest(token), LoginSession.revoked_at.is_(None),
               LoginSession.expires_at > now(), Person.state != PersonState.ERASED,
               sa.or_(LoginSession.strong_at.is_not(None), sa.not_(has_factor(Person.id))))).first()
    if row is None:
        return None
    return Me(row.id, row.session_id, row.display_name, row.email or "", row.locale, row.place_id,
              row.strong_at, row.created_at, token)


manager = SessionsOnly()
manager.session_protection = None  # a phone goes from one network to another many times a day
manager.user_loader(load)


def me() -> Me | None:
    """None for whoever is not signed in; nothing is written in their cookie for having asked."""
    return cast(Me, current_user) if current_user.is_authenticated else None


OF_THE_BROWSER = ("demonstration",)  # what no sign-in or sign-out changes


def sign_in(token: str, kept: tuple[str, ...]) -> None:
    """A new cookie from the first to the last key, but for what waits to be sent: nothing that was in this browser
    before the sign-in is taken for what is in it afterwards (session fixation, OWASP ASVS 7.2.4)."""
    _empty_but(kept)
    person = load(token)
    assert person is not None, "a session that was just opened"
    login_user(person)
    session.pop("_id")  # a digest of the network address and the browser: of no use without session protection
    session.permanent = True
    requests.note("authn_login_success", session=person.session_id)


HALF = "half"  # in the cookie: the token of a session that waits for a second factor


def begin(token: str, kept: tuple[str, ...]) -> None:
    """Half a sign-in: nothing of the person's is open, but the page that asks for the second factor."""
    _empty_but(kept)
    session[HALF] = token


def in_question() -> Opening | None:
    """The session whose second factor is asked for: half open, or open and to be confirmed. None for anybody else."""
    from app.core.web.doors import now

    person = me()
    token = person.token if person is not None else session.get(HALF)
    found = opening(db.session(), digest(token), now()) if token else None
    return found if found is not None and found.has_factor else None


def sign_out() -> None:
    """Of this browser: its row is closed by an operation."""
    if (person := me()) is not None:
        requests.note("session_ended", session=person.session_id)
    logout_user()
    _empty_but()


def sign_out_but_keep() -> None:
    """What was being written stays for the next sign-in."""
    from app.core.web import sent_forms as held

    logout_user()
    _empty_but((held.KEY,))


def _empty_but(kept: tuple[str, ...] = ()) -> None:
    left = {key: session[key] for key in (*OF_THE_BROWSER, *kept) if key in session}
    session.clear()
    session.update(left)
    for name in ("actor", "csrf_token"):
        g.pop(name, None)


def as_nobody() -> None:
    """For an answer that must ask the database nothing: it may be what is broken."""
    manager._update_request_context_with_user()


def init_app(app: Flask) -> None:
    manager.init_app(app, add_context_processor=False)
