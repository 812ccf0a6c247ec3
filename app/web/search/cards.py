"""Hits as cards: what it is, its title and an excerpt with the words marked, where and when."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import db
from app.outside import markdown
from app.queries.search import Hit
from app.queries.search.shown import proposals_of, rows_of
from app.queries.search.sources import text_of
from app.queries.search.stems import root
from app.rules.asking import Sought
from app.rules.excerpts import Segments, excerpt, marked
from app.rules.kinds import MeetingState, Subject
from app.web.cards import place_words, short_cards, status_words
from app.web.discussion.forms import STANCES
from app.web.filters import day, moment
from app.web.locale import chosen, localised
from app.web.reference import reference
from app.web.search.helping import Page

Card = dict[str, Any]
SEEN = 20_000  # signs of a text in which an excerpt is looked for


def cards_of(hits: Sequence[Hit], sought: Sought) -> list[Card]:
    """What was hidden since it was entered is passed over."""
    rows = rows_of(db.session(), hits)
    ids = {row.proposal_id for row in rows.values() if row.proposal_id}
    proposals = proposals_of(db.session(), sorted(ids))
    found = ((hit, rows.get((hit.kind, hit.ref))) for hit in hits)
    return [_card(hit, row, proposals.get(row.proposal_id), sought) for hit, row in found if row is not None]


def _card(hit: Hit, row: Any, proposal: Any, sought: Sought) -> Card:
    stem = partial(root, lang=row.lang)
    text = markdown.first_words(text_of(row)[: 2 * SEEN], SEEN)
    card = {"lang": row.lang, "title": marked(row.title, sought, stem), "excerpt": excerpt(text, sought, stem),
            "when": day(row.at, "medium"), "theme": None, "place": None, "note": None, "facts": []}
    if proposal is not None:
        theme = reference().theme_by_id(proposal.theme_id)
        card["theme"] = localised(theme.name) if theme else None
        card["place"] = place_words(proposal, reference(), chosen())
    return card | _DRAWN[hit.kind](row, proposal)


def _proposal(row: Any, proposal: Any) -> Card:
    [short] = short_cards([proposal])
    return {"url": short["url"], "kind": short["kind"], "tone": short["tone"], "icon": short["icon"],
            "note": status_words(proposal.status),
            "facts": [("support", short["backing"]), ("comment", short["comments"])]}


def _comment(row: Any, proposal: Any) -> Card:
    """Its title is what it is about; where it leads, it stands in its discussion."""
    about: Segments = [(proposal.title, False)]
    return {"url": url_for("discussion.comment", number=row.ref), "kind": _("Commentaire"), "tone": "",
            "icon": "comment", "title": about, "title_lang": proposal.lang, "before": _("À propos de"), "theme": None,
            "facts": [("comment", str(STANCES[row.stance]))]}


def _group(row: Any, proposal: Any) -> Card:
    members = ngettext("%(num)d membre", "%(num)d membres", row.members)
    return {"url": url_for("groups.show", number=row.ref), "kind": _("Groupe de travail"), "tone": "group",
            "icon": "people", "excerpt": [(proposal.excerpt, False)], "facts": [("people", members)]}


def _meeting(row: Any, proposal: Any) -> Card:
    return {"url": url_for("groups.meeting", number=row.ref), "kind": _("Réunion"), "tone": "group", "icon": "calendar",
            "when": moment(row.at), "place": row.where_text,
            "note": _("Annulée") if row.state is MeetingState.CANCELLED else None}


def _structure(row: Any, proposal: Any) -> Card:
    place = reference().places.get(row.place_id)
    return {"url": url_for("structures.show", slug=row.slug), "kind": _("Structure"), "tone": "", "icon": "structure",
            "when": None, "place": place.name if place else None}


_DRAWN = {Subject.PROPOSAL: _proposal, Subject.COMMENT: _comment, Subject.GROUP: _group, Subject.MEETING: _meeting,
          Subject.STRUCTURE: _structure}


def help_cards(pages: Iterable[Page], sought: Sought) -> list[Card]:
    lang = chosen()
    stem = partial(root, lang=lang)
    return [{"url": page.url, "kind": _("Aide"), "tone": "", "icon": "help", "lang": lang, "theme": None, "place": None,
             "title": marked(page.title, sought, stem), "excerpt": excerpt(page.text, sought, stem), "when": None,
             "note": None, "facts": []} for page in pages]
