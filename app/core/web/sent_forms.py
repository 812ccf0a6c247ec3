"""What somebody typed before signing in, or when the session was lost: kept for two days, offered back, never sent
by itself. One mechanism for every form of the house. Sealed under a token that this browser alone has: what is kept may
be the answer to a secret vote, and who signs in a minute later is known."""

import functools
import hashlib
import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any, ParamSpec

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from flask import Flask, current_app, flash, g, make_response, redirect, render_template, request, session
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.accounts.models import HeldForm
from app.accounts.service import signing_in
from app.core import secrets, unit_of_work
from app.core.secrets import Seal, digest, draw, filled
from app.core.unit_of_work import ATTEMPT, Attempt, OutcomeUnknown, Refused, Replayed
from app.extensions import db

KEY = "held"
LENGTH = 1024  # bytes: what is kept is as long whichever box was ticked
SKIPPED = {"csrf_token", "password", "current", "code"}  # a secret is typed again, never kept or shown back


def typed() -> dict[str, list[str]]:
    """The fields of the present form, without the token; sizes are bounded by the form itself (413 above)."""
    return {name: values for name, values in request.form.lists() if name not in SKIPPED}


def leaves_out() -> bool:
    """Did the present form hold what is not shown back: a secret, a file?"""
    return bool(request.files) or any(name in request.form for name in SKIPPED - {"csrf_token"})


def address() -> str:
    """Where the present form goes, with what its address says beside (`?groupe=3`)."""
    return request.full_path.rstrip("?")


def hold() -> None:
    from app.core.web.doors import do

    token = session.get(KEY) or draw()
    plain = filled(json.dumps(typed()).encode(), LENGTH)
    path = address()[:400]
    do(signing_in.keep, digest(token), path, b64encode(_seal(token).close(plain, path)).decode())
    session[KEY] = token
    g.held = True  # this answer sends the browser on without having accepted the form


def waiting() -> tuple[str, MultiDict[str, Any]] | None:
    """Where the form goes and what was in it, if something waits for this browser."""
    from app.core.web.doors import now

    if not (token := session.get(KEY)):
        return None
    row = db.session.execute(sa.select(HeldForm.path, HeldForm.fields).where(
        HeldForm.digest == digest(token), HeldForm.expires_at > now())).first()
    fields = _opened(token, row.path, row.fields) if row else None
    return (row.path, MultiDict(fields)) if row and fields is not None else None


def _opened(token: str, path: str, kept: dict[str, Any]) -> dict[str, list[str]] | None:
    if "sealed" not in kept:  # by a version before 0.2
        return kept
    try:
        fields: dict[str, list[str]] = json.loads(_seal(token).open(b64decode(kept["sealed"]), path))
    except InvalidTag:
        return None
    return fields


def _seal(token: str) -> Seal:
    return Seal(token.encode(), "cordee held form")


def forget() -> None:
    from app.core.web.doors import do

    if token := session.pop(KEY, None):
        do(signing_in.drop, digest(token))


def init_held(app: Flask) -> None:
    app.jinja_env.globals["held_waiting"] = lambda: KEY in session


# A form that is sent twice is written once, and the second answer is the first one's page.
#
# Every form of a page carries a key drawn with the page. A view that creates is `keyed`: the first operation that its
# `do` runs writes that key in its own transaction (core/unit_of_work.py). What is one upsert (a support, a mark,
# a ballot) needs none and writes none: tests/core/test_twice_sent_pages.py says which, and why.

P = ParamSpec("P")
FIELD = "act_key"
SHAPE = re.compile(r"[0-9a-zA-Z_-]{22,64}")
FLASHES = "_flashes"  # where Flask keeps what the next page will say


def keyed(to: Callable[..., str] | None = None) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """`to`: from what the operation gives back, and the view's own arguments, the address that the view ends on; a
    view that knows it only after it has read what it is about says it itself (`lands_on`)."""

    def mark(view: Callable[P, Any]) -> Callable[P, Any]:
        @functools.wraps(view)
        def run(*args: P.args, **given: P.kwargs) -> Any:
            if request.method != "POST":
                return view(*args, **given)
            attempt: Attempt | None = g.get("sending")
            if attempt is None:
                return _send_again(_("Il manquait à ce formulaire la marque qui évite les doublons\u00a0: la page était"
                                     " sans doute ouverte depuis longtemps. Rien n’est perdu\u00a0: vérifiez, puis"
                                     " renvoyez."))
            if to is not None:
                attempt.locate = lambda made: to(made, **given)
            return _run(attempt, lambda: view(*args, **given))

        run.keyed = True  # type: ignore[attr-defined]
        return run

    return mark


def lands_on(address: str) -> None:
    attempt: Attempt | None = g.get("sending")
    if attempt is not None:
        attempt.locate = lambda _made: address


def _nowhere(_made: object) -> str:
    raise RuntimeError("this view does not say where it ends")


def _run(attempt: Attempt, view: Callable[[], Any]) -> Any:
    """What refuses a second sending is often the first one's work: a draft that is gone, an answer that was given."""
    said = list(session.get(FLASHES, ()))
    g.attempt = attempt
    try:
        answer = view()
    except Replayed as earlier:
        return _first_answer(earlier, said)
    except (HTTPException, Refused, NoResultFound):
        if (told := _written(attempt)) is None:
            raise
        return _first_answer(told, said)
    except OutcomeUnknown:
        told = _written(attempt)
        return _first_answer(told, said) if told is not None else _unknown()
    finally:
        g.pop("attempt", None)
    if attempt.written or (told := _written(attempt)) is None:
        return answer
    return _first_answer(told, said)


def taken() -> dict[str, Attempt]:
    """What the session of an operation carries: the view's key, for the first of them alone."""
    attempt: Attempt | None = g.pop("attempt", None)
    return {ATTEMPT: attempt} if attempt is not None else {}


def wrote(carried: dict[str, Attempt]) -> None:
    """The act is written: the next form of this page is another one."""
    for attempt in carried.values():
        attempt.written = True
        g.pop(FIELD, None)


def _written(attempt: Attempt) -> Replayed | None:
    db.session.rollback()  # what another request wrote since this one began to read
    there = unit_of_work.written(db.session(), attempt.digest)
    return Replayed(there.location, same=there.content == attempt.content) if there is not None else None


def replayed() -> Response | None:
    """Before anything else is asked: who gave their own role away may no longer pass the door of that page."""
    view: Any = current_app.view_functions.get(request.endpoint or "")
    if request.method != "POST" or not getattr(view, "keyed", False):
        return None
    key = request.form.get(FIELD, "")
    if not SHAPE.fullmatch(key):
        return None
    g.sending, g.act_key = _attempt(key), key
    told = _written(g.sending)
    return _first_answer(told, list(session.get(FLASHES, ()))) if told is not None else None


def _attempt(key: str) -> Attempt:
    from app.core.web.authentication import me

    person = me()
    whose = str(person.id if person else 0)
    return Attempt(secrets.digest("\x1f".join((key, whose, request.path))), _content(key), _nowhere)


def _content(key: str) -> str:
    """Keyed by what only this browser holds: nobody can guess a text from it. A password is no part of it."""
    fields = [part for name, values in sorted(request.form.lists()) if name not in SKIPPED and name != FIELD
              for part in (name, str(len(values)), *values)]
    for name, file in sorted(request.files.items(multi=True), key=lambda pair: pair[0]):
        fields += [name, hashlib.file_digest(file.stream, "sha256").hexdigest()]  # type: ignore[arg-type]
        file.stream.seek(0)
    return secrets.keyed(key, *fields)


def _first_answer(told: Replayed, said: list[Any]) -> Response:
    """Where the first sending ended; what this one was about to say is not said."""
    session[FLASHES] = said
    if not told.same:
        return _send_again(_("Ce formulaire a déjà été envoyé, avec un autre contenu, et c’est enregistré. Pour envoyer"
                             " aussi ce que voici, vérifiez, puis renvoyez."), told.location)
    flash(_("C’est déjà enregistré\u00a0: ce formulaire est arrivé deux fois, il compte une fois."), "info")
    return redirect(told.location, 303)


def _unknown() -> Response:
    """The line was cut at the end of the act. With the same key: whatever became of it, it is written once."""
    return _form_again(503, _("La base de données n’a pas répondu jusqu’au bout, et rien ne paraît enregistré."
                              " Renvoyez\u00a0: même si cela l’est, ce formulaire ne comptera qu’une fois."))


def _send_again(why: str, written: str | None = None) -> Response:
    """In a form with a new key. Never a second act that nobody asked for."""
    g.pop(FIELD, None)
    return _form_again(422, why, written)


def _form_again(status: int, why: str, written: str | None = None) -> Response:
    """Everything that was typed, to be read and sent."""
    fields = {name: values for name, values in typed().items() if name != FIELD}
    page = render_template("errors/send_again.html", path=address(), fields=fields, why=why,
                           written=written, files=bool(request.files))
    return make_response(page, status)


def drawn() -> str:
    """One for each page; the same while a form comes back with what is wrong."""
    key: str = g.setdefault(FIELD, secrets.uid())
    return key


def init_keys(app: Flask) -> None:
    app.jinja_env.globals["act_key"] = drawn
