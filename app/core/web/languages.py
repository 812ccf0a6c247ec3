"""Which language a page is in: what the person chose (on this browser, else in their profile), else the browser's."""

from collections.abc import Mapping

from flask import Flask, current_app, g, request
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from app.config import NOBODY, formats_of
from app.core.refusals import Refusal, Value
from app.core.web.doors import now
from app.extensions import db
from app.territory.reference import Present, Reference, present

COOKIE = "lang"
NAMES = {"fr": "Français", "en": "English"}


def chosen() -> str:
    """Asked for at each request; the cookie is only ever set by a click on a language."""
    if "lang" not in g:
        g.lang = _choose()
    found: str = g.lang
    return found


def formatted() -> str:
    """What dates and numbers are written by, in the language of the page."""
    return formats_of(chosen())


def spoken() -> tuple[str, ...]:
    """Those that the site chose among those that the settings allow, in the site's order. A database that does not
    answer is told by whatever needs it next: the language is not what breaks a page."""

    allowed: tuple[str, ...] = current_app.config["CORDEE"].locales
    try:
        wanted = reference().site.locales
    except DBAPIError:
        db.session.rollback()
        return allowed
    return tuple(lang for lang in wanted if lang in allowed) or allowed


def _languages() -> dict[str, str]:
    return {lang: NAMES[lang] for lang in spoken()}


def _choose() -> str:
    from app.core.web.authentication import me

    kept = spoken()
    if (asked := request.cookies.get(COOKIE)) in kept:
        return str(asked)
    if (person := me()) and person.locale in kept:
        return str(person.locale)
    return request.accept_languages.best_match(kept, kept[0]) or kept[0]


def localised(text: Mapping[str, str] | None) -> str:
    """A text kept in several languages: in the reader's, else in the first of the site's that it has, else in any."""
    if not text:
        return ""
    return text.get(chosen()) or next((text[lang] for lang in (*spoken(), *sorted(text)) if text.get(lang)), "")


def sentence(code: Refusal, params: Mapping[str, Value] | None = None) -> str:
    """What people read of a refusal, in their language."""
    return str(_(code.sentence) % (params or {}))


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"lang": chosen(), "languages": _languages})
    app.jinja_env.filters["localised"] = localised


# The reference data and the journals' heads, asked for once in a request.

def here() -> Present:
    """One short read at the first use; the foot of every page may take the journal's head from it."""
    if "present" not in g:
        g.present = present(db.session(), now())
    found: Present = g.present
    return found


def reference() -> Reference:
    return here().reference


def contact() -> str:
    """Whom people write to: what the settings file says, else the page « Apparence », else whom mails come from. Empty
    where nobody told: an address that reads nothing is worse than none."""
    told, site = current_app.config["CORDEE"], reference().site
    own = told.mail_from if told.mail_from != NOBODY else ""
    return str(told.contact or site.contact or (told.mail_url and own) or site.mail_from or own)


def shows_mail() -> bool:
    """On a page, for a demonstration; never once a site was put into service, whatever its first settings said."""
    told = current_app.config["CORDEE"]
    return bool(told.shows_mail) and not (told.mode == "demo" and reference().site.set_up_at is not None)
