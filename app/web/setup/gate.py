"""Who may set the site up: nobody once it was done; before that, whoever gave the code of this server's first start."""

import logging
from pathlib import Path

from flask import abort, current_app, g, request, session

from app.extensions import db
from app.outside import setup_files, tokens
from app.queries import site
from app.settings import Settings

KEY = "setup"
LOG = logging.getLogger("cordee.setup")


def folder() -> Path:
    return Path(current_app.instance_path)


def closed_for_good() -> None:
    """404, as if there had never been anything here."""
    if not site.is_pending(db.session()):
        abort(404)


def _mark() -> str:
    """Of this very code: another one drawn later opens nothing that this one opened."""
    told: Settings = current_app.config["CORDEE"]
    return tokens.keyed(told.secret_key, KEY, setup_files.code(folder())[0])


def announce() -> None:
    """Where no command printed it (another server than ours): the log says it once, and where it is kept."""
    code, is_new = setup_files.code(folder())
    if is_new:
        LOG.warning("set-up code: %s (also in %s)", code, folder() / setup_files.CODE)


def has_given_code() -> bool:
    given = session.get(KEY)
    return isinstance(given, str) and tokens.same(given, _mark())


def take(typed: str) -> bool:
    if not setup_files.is_code(folder(), typed):
        LOG.warning("set-up: a wrong code was typed from %s", request.remote_addr)
        return False
    session[KEY] = _mark()
    g.pop("csrf_token", None)
    return True


def leave() -> None:
    """The site is in service: the files go, and this browser forgets that it held the code."""
    setup_files.forget(folder())
    session.pop(KEY, None)
