"""What is alive where, as the address asks for it: of one kind, under one theme, at one stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.queries.reference import Reference, ThemeRef
from app.queries.territory import Cell
from app.rules.listing import STRAYS
from app.web.cards import tone
from app.web.locale import chosen, localised

KINDS = ("besoins", "projets", "experimentations")
SHOWN = {"besoins": KINDS[:1], "projets": KINDS[1:], "experimentations": KINDS[2:]}  # an experiment is a project
KEYS = ("quoi", "theme", "etape")
Figures = tuple[int, int, int]  # needs, projects, experiments
Link = tuple[str, str, str, int | None]


@dataclass(frozen=True, slots=True)
class Asked:
    kind: str = ""
    theme: ThemeRef | None = None
    stage: str = ""

    def words(self, **other: str) -> dict[str, str]:
        """As the address says it, with something changed."""
        told = {"quoi": self.kind, "theme": self.theme.slug if self.theme else "", "etape": self.stage} | other
        return {key: value for key, value in told.items() if value}


def asked(known: Reference) -> Asked:
    """From the address; what no page of ours writes there is 400."""
    told = {key: value for key, value in request.args.items() if value and not key.startswith(STRAYS)}
    theme = known.theme(told.get("theme", ""))
    if (set(told) - set(KEYS) or told.get("quoi", "") not in ("", *KINDS) or (told.get("theme") and theme is None)
            or told.get("etape", "") not in ("", *stages(known))):
        abort(400)
    return Asked(told.get("quoi", ""), theme, told.get("etape", ""))


def stages(known: Reference) -> dict[str, str]:
    """Of every track of the charters in force, in their words."""
    tracks = dict.fromkeys(track for rules in known.charters.values() for track in rules.tracks)
    return {key: stage.names.said(chosen()) for track in tracks for key, stage in known.stages(track).items()}


def kind_of(row: Any, known: Reference) -> str:
    """From what its stage opens, never from the stage's name."""
    if row.track == "need":
        return "besoins"
    return "experimentations" if tone(known.stage(row.charter_id, row.track, row.stage)) == "experiment" else "projets"


def matches(row: Any, told: Asked, known: Reference) -> bool:
    """A cell of the count, or a proposal."""
    return ((not told.theme or row.theme_id == told.theme.id) and (not told.stage or row.stage == told.stage)
            and (not told.kind or kind_of(row, known) in SHOWN[told.kind]))


def figures(cells: Sequence[Cell], told: Asked, known: Reference) -> Mapping[int | None, Figures]:
    """By commune; under None, what is about the whole territory."""
    found: dict[int | None, list[int]] = {}
    for cell in cells:
        if matches(cell, told, known):
            found.setdefault(cell.place_id, [0, 0, 0])[KINDS.index(kind_of(cell, known))] += cell.n
    return {key: (n[0], n[1], n[2]) for key, n in found.items()}


def said(there: Figures) -> str:
    """« 2 besoins, 1 projet »."""
    needs, projects, experiments = there
    words = []
    if needs:
        words.append(ngettext("%(num)d besoin", "%(num)d besoins", needs))
    if projects:
        words.append(ngettext("%(num)d projet", "%(num)d projets", projects))
    if experiments:
        words.append(ngettext("%(num)d expérimentation", "%(num)d expérimentations", experiments))
    return ", ".join(words)


def kind_links(told: Asked) -> list[Link]:
    names = {"": _("Tout"), "besoins": _("Besoins"), "projets": _("Projets"), "experimentations": _("Expérimentations")}
    return [(key, name, _address(told.words(quoi=key)), None) for key, name in names.items()]


def theme_links(told: Asked, known: Reference) -> list[Link]:
    return [("", _("Tous les thèmes"), _address(told.words(theme="")), None),
            *((each.slug, localised(each.name), _address(told.words(theme=each.slug)), None) for each in known.themes)]


def stage_links(told: Asked, known: Reference) -> list[Link]:
    return [("", _("Toutes les étapes"), _address(told.words(etape="")), None),
            *((key, name, _address(told.words(etape=key)), None) for key, name in stages(known).items())]


def _address(words: dict[str, str]) -> str:
    return url_for("spaces.territory", **words, _anchor="carte")  # type: ignore[arg-type]
