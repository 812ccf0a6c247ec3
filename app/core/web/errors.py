"""For each error: what happened, why, what to do next."""

import logging
import math
import time
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask, g, render_template, request
from flask.globals import request_ctx
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge, TooManyRequests

from app.core import refusals
from app.core.database import Missing, is_full, is_transient
from app.core.unit_of_work import OutcomeUnknown, Refused
from app.core.web import requests
from app.core.web.authentication import as_nobody
from app.core.web.filters import moment
from app.core.web.languages import chosen, sentence
from app.extensions import limiter

PAGES = {
    400: (_l("Cette demande n’a pas été comprise"),
          _l("Il manque quelque chose dans ce que votre navigateur a envoyé, ou l’adresse est abîmée."),
          _l("Revenez en arrière et recommencez. Si cela se répète, partez de l’accueil.")),
    403: (_l("Vous ne pouvez pas faire cela"),
          _l("Cette page ou cette action demande un rôle que vous n’avez pas."),
          _l("La page «\u00a0Qui peut quoi\u00a0» dit qui peut le faire, et comment demander ce rôle.")),
    404: (_l("Il n’y a rien à cette adresse"),
          _l("La page n’existe pas, n’existe plus, ou n’est pas publique."),
          _l("Cherchez avec quelques mots, ou partez de l’accueil.")),
    405: (_l("Cette adresse ne s’ouvre pas ainsi"),
          _l("Elle attend un formulaire envoyé depuis une page du site."),
          _l("Revenez à la page d’avant et utilisez son bouton.")),
    409: (_l("Cela n’a pas pu être fait"),
          _l("Quelque chose a changé entre-temps."),
          _l("Revenez en arrière, relisez la page, puis recommencez si besoin.")),
    413: (_l("C’est trop lourd"),
          _l("Ce que vous avez envoyé dépasse la taille permise (1\u00a0Mo pour un texte)."),
          _l("Revenez en arrière\u00a0: votre texte est encore dans la page. Raccourcissez-le, puis renvoyez.")),
    422: (_l("Il y a une erreur dans ce qui a été saisi"),
          _l("Un champ au moins n’a pas pu être accepté."),
          _l("Revenez en arrière et corrigez le champ signalé.")),
    429: (_l("Trop de demandes à la fois"),
          _l("Pour que le site reste disponible à tout le monde, le nombre d’essais est limité."),
          _l("Attendez une minute, puis recommencez. Rien n’est perdu.")),
    500: (_l("Le site a rencontré une panne"),
          _l("Ce n’est pas de votre fait. L’incident est noté pour l’équipe technique."),
          _l("Revenez en arrière et recommencez dans un instant. Si cela se répète, prévenez l’équipe.")),
    503: (_l("Le site est très occupé"),
          _l("Il n’a pas pu traiter votre demande à temps. Rien n’a été écrit à moitié."),
          _l("Attendez quelques secondes, puis recommencez\u00a0: votre navigateur garde ce que vous avez saisi.")),
    507: (_l("Le site n’a plus de place"),
          _l("Le disque du serveur est plein\u00a0: rien de nouveau ne peut y être gardé. Rien n’a été écrit à moitié, et l’incident est noté pour l’équipe technique."),
          _l("Gardez votre texte (copiez-le ailleurs), prévenez l’équipe, puis recommencez quand elle aura fait de la place. Ce qui est déjà publié se lit toujours.")),
}

# The line was cut between « keep it » and « it is kept ».
OUTCOME_UNKNOWN = (
    _l("Nous ne savons pas si c’est enregistré"),
    _l("Le lien avec la base de données s’est coupé au moment d’enregistrer\u00a0: c’est peut-être fait, peut-être pas."),
    _l("Regardez la page avant de recommencer. Si ce que vous avez fait y est, tout va bien. Sinon, envoyez de nouveau ce qui est ci-dessous."))


# Error pages: what happened, why, and what to do next. Nothing typed is lost: the form is shown back.

Answer = tuple[str, int]
KEEPS = frozenset({500, 503, 507})  # with the form that was sent
ASLEEP = refusals.SECOND_FACTOR_FIRST  # the role is theirs, and waits for a second factor
LOG = logging.getLogger("cordee.errors")


def _page(code: int, **given: Any) -> Answer:
    title, why, next_step = PAGES[code]
    return render_template("errors/error.html", code=code, title=title, why=given.get("why") or why,
                           next_step=next_step, asleep=given.get("asleep")), code


def _http(fault: HTTPException) -> Any:
    if fault.response is not None or fault.code is None or fault.code < 400:
        return fault
    if request_ctx.url_adapter is None:  # the name of the host cannot be read: no page of ours has an address then
        return fault.get_response()
    code = fault.code if fault.code in PAGES else (400 if fault.code < 500 else 500)
    reason = g.get("reason")
    why = sentence(reason.code, reason.params) if code == 403 and reason else None
    body, status = _page(code, why=why, asleep=bool(reason and reason.code == ASLEEP))
    return body, status, {k: v for k, v in fault.get_headers() if k in ("Retry-After", "Allow")}


def _too_often(fault: TooManyRequests) -> Any:
    """When to come back: at the end of the limit that was met. Asked for often, so it asks the database little."""
    met = limiter.current_limit
    at = met.reset_at if met is not None else time.time() + 60
    left = max(math.ceil(at - time.time()), 1)
    when = datetime.fromtimestamp(math.ceil((time.time() + left) / 60) * 60, UTC)  # a clock shows no seconds
    requests.note("excess_rate_limit_exceeded")
    as_nobody()
    g.lang = chosen()
    body, status = _plain(429, _("Réessayez le %(when)s. Ce que vous avez saisi est encore dans votre "
                                       "navigateur\u00a0: revenez en arrière.", when=moment(when)))
    return body, status, {"Retry-After": str(left)}


def _refused(refused: Refused) -> Answer:
    """A view that did not translate a refusal itself: the sentence, on a page of its own."""
    requests.note("act_refused", reason=refused.code)
    return _page(refused.code.status, why=sentence(refused.code, refused.params), asleep=refused.code == ASLEEP)


def _csrf(fault: CSRFError) -> Answer:
    """The session was lost between the page and the click: the same form again, with what was typed."""
    from app.core.web import sent_forms as held

    requests.note("input_refused", reason="token")
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        return _page(400)
    return render_template("errors/resume.html", path=held.address(), fields=held.typed()), 400


def _not_there(fault: Missing) -> Answer:
    """A loader looked for what the address names. A row that is missing anywhere else is a fault of ours."""
    return _page(404)


def _plain(code: int, do_next: str = "", words: Any = None, look: str | None = None) -> Answer:
    """A page that asks the database for nothing: it may be what is broken. What was typed is on it."""
    from app.core.web import sent_forms as held

    as_nobody()
    g.lang = g.get("lang") or request.accept_languages.best_match(("fr", "en"), "fr")
    title, why, next_step = words or PAGES[code]
    fields = held.typed() if code in KEEPS and "form" in request.__dict__ else {}
    return render_template(
        "errors/plain.html", code=code, title=title, why=why, next_step=do_next or next_step, look=look, fields=fields,
        path=held.address(), left_out=bool(fields) and held.leaves_out()), code


def _database(fault: sa.exc.SQLAlchemyError) -> Any:
    """Locked, busy or away: come back in a moment. Anything else goes on to be logged with its traceback."""
    if not is_transient(fault):
        raise fault
    LOG.warning("the database is locked, busy or away: %s", str(getattr(fault, "orig", fault)).splitlines()[0])
    body, status = _plain(503)
    return body, status, {"Retry-After": "10"}


def _unknown(fault: OutcomeUnknown) -> Answer:
    """No invitation to come back by itself: whoever asked looks first."""
    from app.accounts.views.sign_in import came_from

    LOG.error("the database did not say whether it kept what %s wrote", fault, exc_info=fault.__cause__)
    return _plain(503, words=OUTCOME_UNKNOWN, look=came_from() or "/")


def _fault(fault: InternalServerError) -> Answer:
    """Logged by Flask before it comes here. A full disk has its own page: trying again at once is of no use."""
    original = fault.original_exception
    return _plain(507 if original is not None and is_full(original) else 500)


def _too_large(fault: RequestEntityTooLarge) -> Answer:
    return _page(413)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Missing, _not_there)
    app.register_error_handler(sa.exc.DBAPIError, _database)
    app.register_error_handler(sa.exc.TimeoutError, _database)
    app.register_error_handler(429, _too_often)
    app.register_error_handler(OutcomeUnknown, _unknown)
    app.register_error_handler(413, _too_large)
    app.register_error_handler(500, _fault)
