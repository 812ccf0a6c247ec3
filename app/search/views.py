"""The search page, and pairs that look alike."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import format_decimal, gettext as _, lazy_gettext as _l, ngettext
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.core import limits, markup
from app.core.kinds import ContentState, MeetingState, Subject
from app.core.paging import STATUSES, NotAsked, Shown
from app.core.permissions import Action
from app.core.unit_of_work import Refused
from app.core.web.doors import do, guard
from app.core.web.filters import day, moment, with_query
from app.core.web.languages import chosen, localised, reference, sentence
from app.core.web.paging import mark, moment_of, numbers_asked
from app.core.web.requests import SEARCH, costs
from app.discussion.views.reading import STANCES
from app.extensions import db
from app.proposals.models import Proposal
from app.proposals.views.linking import straight_to
from app.proposals.views.lists import place_words, short_cards, status_words
from app.search import queries as search, service as likeness
from app.search.queries import finding, pairs
from app.search.queries.finding import After, Counts, Hit, Only, counts, proposals_of, rows_of, suggestion
from app.search.queries.index import root, stems, text_of
from app.search.rules import KINDS, Narrowed, Nature, Segments, Sought, excerpt, marked, narrowed, places
from app.site.views.pages import ARTICLES
from app.territory.reference import Reference

# The help pages, searched where they are: they change with the code, so no database has to know them.

WHOLE = 1_000_000


@dataclass(frozen=True, slots=True)
class Page:
    url: str
    title: str
    text: str
    head: tuple[str, ...]
    words: tuple[str, ...]


def help_pages(sought: Sought) -> list[Page]:
    """Those that answer, the ones whose title does first."""
    found = [page for page in _pages() if sought.matches(page.words)]
    return sorted(found, key=lambda page: -sum(
        any(places(piece, page.head) for piece in group) for group in sought.wanted))


def _pages() -> tuple[Page, ...]:
    """Read once in each language."""
    kept: dict[str, tuple[Page, ...]] = current_app.extensions.setdefault("help_pages", {})
    lang = chosen()
    if lang not in kept:
        kept[lang] = tuple(_page(slug, str(title), str(about), lang) for slug, (title, about) in ARTICLES.items())
    return kept[lang]


def _page(slug: str, title: str, about: str, lang: str) -> Page:
    html = render_template(f"pages/help/{slug}.html")
    text = f"{about} {markup.first_words(html, WHOLE)}"
    head = stems(title, lang)
    return Page(url_for("pages.help_page", slug=slug), title, text, tuple(head), (*head, *stems(text, lang)))


# What the address asks for, made into what the queries take; and the address of the next page, signed.

def read_address() -> Narrowed:
    """What no page of ours writes there is 400."""
    try:
        return narrowed(request.args.to_dict())
    except NotAsked:
        abort(400)


def only_of(told: Narrowed, known: Reference) -> Only:
    theme, place = known.theme(told.theme), known.codes.get(told.place)
    track, _, stage = told.stage.partition(".")
    if (told.theme and theme is None) or (told.place and place is None) or (
            told.stage and stage not in known.stages(track)):
        abort(400)
    kind, of_track = KINDS.get(told.nature, (None, ""))
    return Only((kind,) if kind else (), of_track, theme.id if theme else None, place.id if place else None,
                (track, stage) if told.stage else None, told.statuses, told.year)


def _signer(told: Narrowed) -> URLSafeSerializer:
    """A cursor is of one query: anywhere else it is as good as none."""
    return URLSafeSerializer(current_app.secret_key or "", salt=f"search:{told.text}")


def cursor_of(told: Narrowed) -> After | None:
    """None for none, and for one that was altered or comes from elsewhere: the first page is shown."""
    if not told.page:
        return None
    try:
        score, at, row_id = _signer(told).loads(told.page)
    except BadData:
        return None
    return int(score), datetime.fromisoformat(at), int(row_id)


def next_address(told: Narrowed, last: Hit) -> str:
    return with_query(suite=str(_signer(told).dumps([last.score, last.at.isoformat(), last.id])))


# Facets as links: what the hits may be narrowed to, how many there would be, and what they are narrowed to now.

MANY = 1_000
Facet = dict[str, Any]
NATURES = {
    Nature.NEEDS: _l("Besoins"), Nature.PROJECTS: _l("Projets"),
    Nature.COMMENTS: _l("Commentaires"), Nature.GROUPS: _l("Groupes de travail"),
    Nature.MEETINGS: _l("Réunions"),
    Nature.STRUCTURES: _l("Structures"), Nature.HELP: _l("Pages d’aide"),
}
STATES = {Shown.OPEN: _l("En cours"), Shown.DORMANT: _l("En sommeil"),
          Shown.DONE: _l("Achevées"), Shown.GONE: _l("Retirées")}


def figure(n: int, is_whole: bool = True) -> str:
    """« plus de 1 000 » rather than a count that nobody reads; « au moins 12 » where counting was stopped."""
    if n > MANY:
        return str(_("plus de %(number)s", number=format_decimal(MANY)))
    return format_decimal(n) if is_whole else str(_("au moins %(number)s", number=format_decimal(n)))


def facets_of(told: Narrowed, counts: Counts, helped: int, known: Reference) -> list[Facet]:
    """Those that would change something: with one value and none chosen, there is nothing to choose."""
    named = [
        ("nature", _("Nature"), told.nature.value, _natures(counts, helped)),
        ("theme", _("Thème"), told.theme, [(theme.slug, localised(theme.name), counts.themes[theme.id])
                                           for theme in known.themes]),
        ("commune", _("Commune"), told.place, _places(told, counts, known)),
        ("etape", _("Étape"), told.stage, _stages(counts, known)),
        ("etat", _("État"), told.shown.value, [
            (shown.value, str(name), sum(counts.statuses[status] for status in STATUSES[shown]))
            for shown, name in STATES.items()]),
        ("annee", _("Année"), str(told.year or ""), [(str(year), str(year), counts.years[year])
                                                     for year in sorted(counts.years, reverse=True)]),
    ]
    facets = [_facet(key, title, current, values, counts.is_whole) for key, title, current, values in named]
    return [facet for facet in facets if len(facet["values"]) > 1 or facet["current"]]


def _facet(key: str, title: str, current: str, values: Iterable[tuple[str, str, int]], is_whole: bool) -> Facet:
    shown = [{"label": label, "count": figure(n, is_whole), "current": value == current,
              "url": with_query(**{key: None if value == current else value, "suite": None})}
             for value, label, n in values if n or value == current]
    return {"key": key, "title": title, "values": shown, "current": next((v for v in shown if v["current"]), None)}


def _natures(counts: Counts, helped: int) -> list[tuple[str, str, int]]:
    found = [(nature.value, str(NATURES[nature]), _of_kind(counts, *KINDS[nature])) for nature in KINDS]
    return [*found, (Nature.HELP.value, str(NATURES[Nature.HELP]), helped)]


def _of_kind(counts: Counts, kind: Subject, track: str) -> int:
    return sum(n for (which, of), n in counts.kinds.items() if which is kind and track in ("", of))


def _places(told: Narrowed, counts: Counts, known: Reference) -> list[tuple[str, str, int]]:
    """Those with most hits, most first; the chosen one in any case."""
    ids = dict(counts.places)
    chosen_one = known.codes.get(told.place)
    if chosen_one is not None:
        ids.setdefault(chosen_one.id, 0)
    there = [(known.places[number], n) for number, n in ids.items() if number in known.places]
    return [(place.code, place.name, n) for place, n in sorted(there, key=lambda pair: (-pair[1], pair[0].key))]


def _stages(counts: Counts, known: Reference) -> list[tuple[str, str, int]]:
    lang = chosen()
    return [(f"{track}.{stage.key}", stage.names.said(lang), counts.stages[track, stage.key])
            for track in ("need", "project") for stage in known.stages(track).values()]


# Hits as cards: what it is, its title and an excerpt with the words marked, where and when.

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
    text = markup.first_words(text_of(row)[: 2 * SEEN], SEEN)
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


# What somebody copies from paper leads straight to its page: the place to add what is recognised besides « #42 ».

_NUMBER = re.compile(r"(?:#|n[°ºo]\.?\s?)?(\d{1,12})", re.IGNORECASE)


def direct(session: Session, query: str) -> str | None:
    """The address of the one thing that this names. None for what is not there, or hidden: as if it had never been."""
    found = _NUMBER.fullmatch(query.strip())
    if found is None:
        return None
    there = session.scalar(sa.select(Proposal.id).where(
        Proposal.id == int(found[1]), Proposal.state == ContentState.VISIBLE))
    return url_for("proposals.show", number=there) if there is not None else None


def is_bare(query: str) -> bool:
    """« 2026 » may be a number, or a word to look for: it is offered, never jumped to."""
    return query.strip().isdecimal()


# One box over everything that can be read: words in, cards out, narrowed by links.

blueprint = Blueprint("search", __name__)
FEW = 4  # hits, at most, for those where one term is missing to be shown below
RARE = 1  # and for another spelling to be offered: what two people wrote is a word
HELPED = 2  # help pages shown above what people wrote


@blueprint.get("/recherche")
@costs(SEARCH, only_with="q")
@guard(Action.SITE_READ)
def index() -> str | Response:
    told = read_address()
    if (led := straight_to(told.text)) is not None:
        return led
    there = direct(db.session(), told.text)
    if there is not None and not is_bare(told.text):
        return redirect(there)
    sought = search.ask(db.session(), told.text, chosen())
    found = _found(told, sought) if sought is not None else {"cards": [], "also": []}
    return render_template("search/index.html", told=told, there=there, is_void=sought is None, **found)


def _found(told: Narrowed, sought: Sought) -> dict[str, Any]:
    """The hits; where they are few, those where one term is missing; what they may be narrowed to; another spelling."""
    known, cursor, is_help = reference(), cursor_of(told), told.nature is Nature.HELP
    only, session = only_of(told, known), db.session()
    pages = [] if told.is_narrow else help_pages(sought)
    hits = [] if is_help else finding.find(session, sought, only, limit=limits.PAGE + 1, after=cursor)
    counted, shown = counts(session, sought, only), hits[: limits.PAGE]
    also = _nearly(sought, only, hits) if cursor is None and not is_help else []
    total = (0 if is_help else counted.total) + (len(pages) if is_help or not told.nature else 0)
    return {
        "cards": [*help_cards(_helped(told, pages, cursor is not None), sought), *cards_of(shown, sought)],
        "also": cards_of(also, sought), "total": total, "figure": figure(total, counted.is_whole),
        "is_whole": counted.is_whole, "facets": facets_of(told, counted, len(pages), known),
        "more": next_address(told, shown[-1]) if len(hits) > limits.PAGE else None,
        "spelling": _spelling(told) if total <= RARE else None}


def _nearly(sought: Sought, only: Only, hits: list[Hit]) -> list[Hit]:
    """Not those that are shown already."""
    if len(hits) > FEW or not sought.loose:
        return []
    there = {hit.id for hit in hits}
    return [hit for hit in finding.find_nearly(db.session(), sought, only, limit=limits.PAGE) if hit.id not in there]


def _helped(told: Narrowed, pages: list[Any], goes_on: bool) -> list[Any]:
    """All of them where they are asked for; else the first two, on the first page."""
    if told.nature is Nature.HELP:
        return pages
    return pages[:HELPED] if told.nature is Nature.ALL and not goes_on else []


def _spelling(told: Narrowed) -> dict[str, str] | None:
    text = suggestion(db.session(), told.text, chosen())
    return {"text": text, "url": with_query(q=text, suite=None)} if text else None


# The pairs that wait for a look; « ce n’est pas la même chose » from the queue or from a proposal's page.

likeness_blueprint = Blueprint("likeness", __name__)
SHOWN = 15


@likeness_blueprint.get("/ressemblances")
@guard(Action.LIKENESS_READ)
def queue() -> str:
    session, asked = db.session(), numbers_asked("apres", 3)
    after = (moment_of(asked[0]), asked[1], asked[2]) if asked else None
    rows = pairs.queue(session, after, SHOWN + 1)
    last = rows[SHOWN - 1] if len(rows) > SHOWN else None
    next_url = url_for(".queue", apres=f"{mark(last.found_at)}-{last.one_id}-{last.other_id}") if last else None
    return render_template("likeness/queue.html", rows=rows[:SHOWN], waiting=pairs.waiting(session), next_url=next_url,
                           first=after is None, counted=pairs.COUNTED)


@likeness_blueprint.post("/propositions/<int:number>/distincte/<int:other>")
@guard(Action.LIKENESS_DISMISS)
def dismiss(number: int, other: int) -> Response:
    try:
        do(likeness.dismiss, number, other)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
    else:
        flash(_("C’est noté\u00a0: ces deux-là ne vous seront plus montrées ensemble."), "done")
    back = url_for(".queue") if "queue" in request.form else url_for("proposals.show", number=number)
    return redirect(back, 303)
