"""Pieces of pages that are kept once made: what is the same for everybody who reads the same things.

A piece is kept under everything it is made from (the row of a card, the reference data, the language), so nothing
ever has to be thrown away for being old. Never for who is signed in: their pages carry tokens and their name."""

from collections.abc import Callable, Hashable

from flask import Flask, current_app
from markupsafe import Markup

from app.web.doors import me
from app.web.locale import chosen

MOST = 3_000  # pieces of about a kilobyte; the whole is emptied beyond, which takes no bookkeeping at each use


def kept(name: str, *made_from: Hashable, caller: Callable[[], str]) -> Markup:
    """In a template: `{% call kept("name", what, it, is, made, from) %}…{% endcall %}`."""
    pieces: dict[Hashable, Markup] = current_app.extensions["kept"]
    key = (name, chosen(), *made_from)
    piece = pieces.get(key)
    if piece is None:
        if len(pieces) >= MOST:
            pieces.clear()
        piece = pieces[key] = Markup(caller())  # noqa: S704  (rendered by a template, which escaped it)
    return piece


def kept_for_visitors(name: str, *made_from: Hashable, caller: Callable[[], str]) -> Markup:
    """The same, where the piece is somebody's own once they are signed in."""
    return Markup(caller()) if me() is not None else kept(name, *made_from, caller=caller)  # noqa: S704


def init_app(app: Flask) -> None:
    """One store for each application: two of them may have different assets and another database."""
    app.extensions["kept"] = {}
    app.jinja_env.globals |= {"kept": kept, "kept_for_visitors": kept_for_visitors}
