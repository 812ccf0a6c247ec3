"""Advice for an easy-to-read text, in words: kind, and never a condition."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.rules.easy_read import SENTENCES, Advice, advice

SHOWN = 5
QUOTED = 90


def _told(one: Advice) -> str:
    if one.code == "long_sentence":
        return str(ngettext("Une phrase compte %(num)d mot\u00a0: coupez-la en deux.",
                            "Une phrase compte %(num)d mots\u00a0: coupez-la en deux.", one.count))
    if one.code == "many_sentences":
        return str(_("Le texte compte %(count)s phrases\u00a0: gardez les %(most)s qui comptent le plus.",
                     count=one.count, most=SENTENCES))
    if one.code == "long_word":
        return str(_("Ce mot est long\u00a0: cherchez-en un plus court, ou dites-le autrement."))
    if one.code == "initials":
        return str(_("Ces initiales ne sont pas connues de tout le monde\u00a0: écrivez le nom entier."))
    if one.code == "brackets":
        return str(_("Une phrase a des parenthèses\u00a0: faites-en deux phrases."))
    return str(_("Une phrase a un point-virgule\u00a0: mettez un point à la place."))


def _short(phrase: str) -> str:
    return phrase if len(phrase) <= QUOTED else phrase[: QUOTED - 1].rsplit(" ", 1)[0] + "…"


def easy_advice(text: str | None) -> list[dict[str, Any]]:
    """By the words they are about, the first few: more would be read by nobody."""
    told: dict[str, list[str]] = {}
    for one in advice(text or "")[:SHOWN]:
        told.setdefault(_short(one.phrase), []).append(_told(one))
    return [{"phrase": phrase, "told": " ".join(lines)} for phrase, lines in told.items()]
