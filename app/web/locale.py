"""Which language a page is in: what the person chose (on this browser, else in their profile), else the browser's."""

from collections.abc import Mapping

from flask import Flask, current_app, g, request
from sqlalchemy.exc import DBAPIError

from app.extensions import db
from app.settings import formats_of

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
    from app.web.reference import reference

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
    from app.web.doors import me

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


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"lang": chosen(), "languages": _languages})
    app.jinja_env.filters["localised"] = localised
