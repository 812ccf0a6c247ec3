"""What changed between two texts, as templates show it: paragraphs, pieces, and one sentence that sums it up."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.rules.diffing import Block, Counted, Op, Piece, compare, counted
from app.rules.easy_read import KEY as EASY
from app.web.locale import localised

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


__all__ = ["Op", "between", "instead", "paragraph_of", "shown", "summary", "titled"]
