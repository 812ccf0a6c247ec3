"""« Qui peut quoi », made from the very table that the doors and the operations ask: it cannot disagree with them."""

from flask_babel import gettext as _

from app.rules.kinds import Role
from app.rules.permissions import ALLOWED, EVERYBODY, SIGNED_IN, Action
from app.web.pages.words import ACTIONS, ROLES, THINGS


def who(allowed: frozenset[Role]) -> str:
    if allowed == EVERYBODY:
        return str(_("Tout le monde, même sans compte"))
    if allowed == SIGNED_IN:
        return str(_("Toute personne inscrite"))
    return ", ".join(str(ROLES[role][0]) for role in Role if role in allowed)


def tables() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(key, thing, [(what, who)…]) in the order people meet things."""
    return [(thing, str(name), [(str(ACTIONS[action]), who(ALLOWED[action])) for action in Action
                                if action.value.startswith(f"{thing}:")]) for thing, name in THINGS.items()]


def roles() -> list[tuple[str, str]]:
    return [(str(name), str(about)) for name, about in ROLES.values()]
