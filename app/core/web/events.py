"""What happened, as sentences: on a proposal's timeline, in the news, in the public journal."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup, escape

from app.core.events import KINDS, DomainEvent
from app.core.refusals import N_
from app.core.web.filters import day
from app.core.web.languages import localised
from app.journal.queries import Names

OFFERED = N_("%(who)s propose de porter cette proposition")  # an invitation that somebody asked for themself

GROUNDS = {
    "illegal": _("contenu contraire à la loi"),
    "hate": _("propos haineux ou discriminatoire"),
    "harassment": _("attaque contre une personne"),
    "personal_data": _("donnée personnelle d’autrui"),
    "advertising": _("publicité"),
    "off_topic": _("hors sujet"),
    "false": _("information fausse ou trompeuse"),
    "other": _("autre motif"),
}

ROLES = {
    "participant": _("participation"), "member": _("membre"), "representative": _("représentation d’une structure"),
    "carrier": _("portage"), "lead": _("animation du groupe"), "facilitator": _("facilitation"),
    "relay": _("relais"),
    "moderator": _("modération"), "steering": _("comité de pilotage"), "operator": _("exploitation du service"),
    "secretary": _("secrétariat"), "treasurer": _("trésorerie"),
}


def line(kind: str, data: Mapping[str, Any]) -> str:
    """Without names: what the journal's line says by itself."""
    return str(gettext(_line(kind, data)) % _words(data))


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
    return escape(gettext(template)) % words


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
        return escape(gettext("Le service"))
    if not (name := names.people.get(person_id)):
        return escape(gettext("Une personne partie depuis"))
    return Markup('<a href="{}">{}</a>').format(url_for("people.person", number=person_id), name)


def _proposal(proposal_id: int | None, names: Names) -> Markup:
    if proposal_id is None or not (title := names.proposals.get(proposal_id)):
        return escape(gettext("une autre proposition"))
    return Markup('<a href="{}">{}</a>').format(url_for("proposals.show", number=proposal_id), title)
