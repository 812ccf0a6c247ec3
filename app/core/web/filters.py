"""Advice for an easy-to-read text, in words: kind, and never a condition."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Flask, current_app, request, url_for
from flask_babel import (
    format_currency,
    format_date,
    format_decimal,
    format_time,
    gettext as _,
    lazy_gettext as _l,
    ngettext,
)
from markupsafe import Markup, escape

from app.core.diffing import Block, Counted, Op, Piece, compare, counted
from app.core.events import KINDS, DomainEvent
from app.core.refusals import N_
from app.core.web.authentication import me
from app.core.web.languages import chosen, localised, sentence
from app.journal.queries import Names
from app.proposals.rules import KEY as EASY, SENTENCES, Advice, advice

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


# What templates may ask for: dates in the place's civil time, numbers, rich text that was sanitised at writing.

LABELS = {
    "title": _l("Titre"),
    "easy_summary": _l("En facile à lire"),
    "body": _l("Texte"),
    "text": _l("Texte"),
    "rationale": _l("Pourquoi"),
    "conclusion": _l("La conclusion"),
    "lived": _l("Ce qui est vécu"),
    "where_text": _l("Où"),
    "note": _l("Précisions"),
    "reason": _l("Motif"),
    "explanation": _l("Explication"),
    "minutes": _l("Compte rendu"),
    "lessons": _l("Enseignements"),
}


def place_zone() -> ZoneInfo:
    zone: ZoneInfo = current_app.config["CORDEE"].place
    return zone


def moment(value: datetime | str | None, style: str = "long") -> str:
    """« 20 novembre 2026 à 14:03 » in the place's time, whatever the reader's. A text is a moment as the journal keeps
    it."""
    if value is None:
        return ""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    there = value.astimezone(place_zone())
    return str(
        _l("%(day)s à %(time)s", day=format_date(there.date(), style), time=format_time(there, "short", rebase=False))
    )


def day(value: date | datetime | str | None, style: str = "long") -> str:
    """A moment is shown on its day in the place; a text is a day as the journal keeps it."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    if isinstance(value, datetime):
        value = value.astimezone(place_zone()).date()
    return format_date(value, style) if value else ""


def weight(size: int) -> str:
    """« 312 ko », « 1,4 Mo »: in thousands, as file managers tell it."""
    if size < 999_500:
        return str(_l("%(number)s ko", number=format_decimal(max(round(size / 1000), 1))))
    return str(_l("%(number)s Mo", number=format_decimal(round(size / 1_000_000, 1))))


def first_upper(text: object) -> str:
    """The first letter alone: a name further on keeps its own."""
    told = str(text)
    return told[:1].upper() + told[1:]


def iso(value: datetime | date | None) -> str:
    """To the second: no page needs more, and the standard of HTML takes three decimals at most."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if value else ""


def rich(html: str) -> Markup:
    """HTML that core/markup rendered and sanitised when it was written; the only unescaped text of the house."""
    return Markup(html)  # noqa: S704


def held_label(name: str) -> str:
    return str(LABELS.get(name, name))


def with_query(**changes: str | None) -> str:
    """This page's address with other parameters; None takes one away."""
    args = {k: v for k, v in request.args.items(multi=False) if v} | changes
    query = urlencode({k: v for k, v in args.items() if v is not None})
    return f"{request.path}?{query}" if query else request.path


def init_app(app: Flask) -> None:
    app.jinja_env.filters |= {"moment": moment, "day": day, "iso": iso, "rich": rich, "weight": weight,
                              "first_upper": first_upper, "held_label": held_label, "easy_advice": easy_advice}
    app.jinja_env.globals |= {"with_query": with_query, "sentence": sentence}


# Figures as bars beside their names: shares of the largest, and words that say the same.

def bars(told: Iterable[tuple[str, int, str]]) -> list[dict[str, Any]]:
    """(name, number, words) → bars, the largest first."""
    rows = sorted(told, key=lambda row: (-row[1], row[0]))
    most = max((number for _name, number, _words in rows), default=0)
    return [{"name": name, "words": words, "share": round(float(Fraction(100 * number, most or 1)), 1)}
            for name, number, words in rows]


def contributions(number: int, hours: int | None, cents: int | None) -> str:
    """« 3 contributions, 40 heures, 1 200 € »."""
    words = [ngettext("%(num)d contribution", "%(num)d contributions", number)]
    if hours:
        words.append(ngettext("%(num)d heure", "%(num)d heures", hours))
    if cents:
        words.append(format_currency(cents // 100, "EUR", "#,##0 ¤", currency_digits=False))
    return ", ".join(words)


# What changed between two texts, as templates show it: paragraphs, pieces, and one sentence that sums it up.

Shown = dict[str, Any]


def paragraph_of(block: Block) -> Shown:
    """Without the blank lines that end it: they are in the space between two paragraphs."""
    pieces = list(block.pieces)
    while len(pieces) > 1 and not pieces[-1].text.strip():
        pieces.pop()
    last = pieces[-1]
    return {"op": block.op.value, "pieces": [*pieces[:-1], Piece(last.op, last.text.rstrip())]}


def shown(blocks: Sequence[Block]) -> list[Shown]:
    return [paragraph_of(block) for block in blocks if any(piece.text.strip() for piece in block.pieces)]


def between(old: str, new: str) -> list[Shown]:
    """For a paragraph and what somebody suggests in its place."""
    return shown(compare(old, new))


def instead(old: str, new: str) -> list[Shown]:
    """A date, an amount or a choice is another one, whole: its words are not compared."""
    pieces = [Piece(op, text) for op, text in ((Op.REMOVED, old), (Op.ADDED, new)) if text]
    return [{"op": Op.CHANGED.value, "pieces": pieces}]


def summary(figures: Counted, *, changed: bool = True, answers: int = 0) -> str:
    """« 2 paragraphes changés, 14 mots ajoutés, 3 mots retirés, une réponse changée »."""
    if not figures.paragraphs and not (answers and not changed):
        return str(_("Seuls des espaces ou des lignes vides changent.") if changed else _("Rien ne change."))
    told = [figures.paragraphs and ngettext("%(num)d paragraphe changé", "%(num)d paragraphes changés",
                                            figures.paragraphs),
            figures.added and ngettext("%(num)d mot ajouté", "%(num)d mots ajoutés", figures.added),
            figures.removed and ngettext("%(num)d mot retiré", "%(num)d mots retirés", figures.removed),
            answers and ngettext("%(num)d réponse changée", "%(num)d réponses changées", answers)]
    return ", ".join(str(part) for part in told if part) + "."


def titled(changes: Mapping[str, Sequence[Block]], names: Mapping[str, Any]) -> list[Shown]:
    """Each field that changed, under its name; the title has the empty key."""
    beside = {"": _("Titre"), EASY: _("En facile à lire")}
    return [{"label": beside.get(key) or (localised(names[key]) if key in names else _("Texte")), "key": key,
             "blocks": shown(blocks), "summary": summary(counted(blocks))} for key, blocks in changes.items()]


# Pieces of pages that are kept once made: what is the same for everybody who reads the same things.
#
# A piece is kept under everything it is made from (the row of a card, the reference data, the language), so nothing
# ever has to be thrown away for being old. Never for who is signed in: their pages carry tokens and their name.

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


def init_kept(app: Flask) -> None:
    """One store for each application: two of them may have different assets and another database."""
    app.extensions["kept"] = {}
    app.jinja_env.globals |= {"kept": kept, "kept_for_visitors": kept_for_visitors}


# What happened, as sentences: on a proposal's timeline, in the news, in the public journal.

OFFERED = N_("%(who)s propose de porter cette proposition")  # an invitation that somebody asked for themself

GROUNDS = {
    "illegal": _l("contenu contraire à la loi"),
    "hate": _l("propos haineux ou discriminatoire"),
    "harassment": _l("attaque contre une personne"),
    "personal_data": _l("donnée personnelle d’autrui"),
    "advertising": _l("publicité"),
    "off_topic": _l("hors sujet"),
    "false": _l("information fausse ou trompeuse"),
    "other": _l("autre motif"),
}

ROLES = {
    "participant": _l("participation"), "member": _l("membre"), "representative": _l("représentation d’une structure"),
    "carrier": _l("portage"), "lead": _l("animation du groupe"), "facilitator": _l("facilitation"),
    "relay": _l("relais"),
    "moderator": _l("modération"), "steering": _l("comité de pilotage"), "operator": _l("exploitation du service"),
    "secretary": _l("secrétariat"), "treasurer": _l("trésorerie"),
}


def line(kind: str, data: Mapping[str, Any]) -> str:
    """Without names: what the journal's line says by itself."""
    return str(_(_line(kind, data)) % _words(data))


def told(event: Any, names: Names) -> Markup:
    """With the names, as links. `event` has kind, data, actor_id and, where it is about a person, subject_id."""
    words = {key: escape(word) for key, word in _words(event.data).items()} | _links(event, names)
    known = KINDS[event.kind]
    template = known.tolds.get(_code(known, event.data)) or known.told
    if event.kind == "carrier.invited" and event.data.get("person_id") == event.actor_id:
        template = OFFERED
    if not template or event.data.get("comment_id") in names.hidden or (
            event.kind == "passage.made" and not words["from_stage"]):
        template = _line(event.kind, event.data)
    return escape(_(template)) % words


def _line(kind: str, data: Mapping[str, Any]) -> str:
    known = KINDS[kind]
    return known.sentences.get(_code(known, data)) or known.sentence


def _code(known: type[DomainEvent], data: Mapping[str, Any]) -> str:
    return str(data.get(known.by, ""))


def _words(data: Mapping[str, Any]) -> dict[str, str]:
    """The data's codes in words, its numbers as they are."""
    words = {key: str(value) for key, value in data.items()}
    words["ground"] = ground_word(data.get("ground"))
    words["role"] = role_word(data.get("role"))
    words |= {key: day(data[key]) for key in ("closes_on", "until") if data.get(key)}
    return words


def ground_word(ground: Any) -> str:
    return str(GROUNDS.get(str(getattr(ground, "value", ground)), ""))


def role_word(role: Any) -> str:
    return str(ROLES.get(str(getattr(role, "value", role)), ""))


def _links(event: Any, names: Names) -> dict[str, Markup]:
    other = event.data.get("other_id") or event.data.get("into_id")
    stages = {key: escape(localised(names.stages.get(event.data.get(key, ""), {})))
              for key in ("from_stage", "to_stage")}
    return {"who": _person(event.actor_id, names), "person": _person(event.data.get("person_id"), names),
            "subject": _person(getattr(event, "subject_id", None), names), "other": _proposal(other, names), **stages}


def _person(person_id: int | None, names: Names) -> Markup:
    if person_id is None:
        return escape(_("Le service"))
    if not (name := names.people.get(person_id)):
        return escape(_("Une personne partie depuis"))
    return Markup('<a href="{}">{}</a>').format(url_for("people.person", number=person_id), name)


def _proposal(proposal_id: int | None, names: Names) -> Markup:
    if proposal_id is None or not (title := names.proposals.get(proposal_id)):
        return escape(_("une autre proposition"))
    return Markup('<a href="{}">{}</a>').format(url_for("proposals.show", number=proposal_id), title)
