"""Facets as links: what the hits may be narrowed to, how many there would be, and what they are narrowed to now."""

from collections.abc import Iterable
from typing import Any

from flask_babel import format_decimal, lazy_gettext
from flask_babel import gettext as _

from app.queries.reference import Reference
from app.queries.search.counting import Counts
from app.rules.kinds import Subject
from app.rules.listing import STATUSES, Shown
from app.rules.narrowing import KINDS, Narrowed, Nature
from app.web.filters import with_query
from app.web.locale import chosen, localised

MANY = 1_000
Facet = dict[str, Any]
NATURES = {
    Nature.NEEDS: lazy_gettext("Besoins"), Nature.PROJECTS: lazy_gettext("Projets"),
    Nature.COMMENTS: lazy_gettext("Commentaires"), Nature.GROUPS: lazy_gettext("Groupes de travail"),
    Nature.MEETINGS: lazy_gettext("Réunions"),
    Nature.STRUCTURES: lazy_gettext("Structures"), Nature.HELP: lazy_gettext("Pages d’aide"),
}
STATES = {Shown.OPEN: lazy_gettext("En cours"), Shown.DORMANT: lazy_gettext("En sommeil"),
          Shown.DONE: lazy_gettext("Achevées"), Shown.GONE: lazy_gettext("Retirées")}


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
