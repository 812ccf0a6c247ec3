"""The questions of the guided form as its template shows them: headings, labels, choices, and the fault of each."""

import re
from typing import Any

from flask_babel import gettext as _

from app.rules.charter import Charter
from app.rules.charter.asked import Kind, Path, Question
from app.rules.charter.form_sentences import form_key, form_title
from app.web.charters.words import CONDITIONS, FORMS, KINDS, LEAVES, VALUES
from app.web.locale import chosen

FIELDS = "fields"


def form_titles(charter: Charter) -> dict[str, str]:
    """Of every stage: one that asks nothing of its own yet has no sentence."""
    return {form_key(track.key, stage.key): form_title(stage, chosen())
            for track in charter.tracks.values() for stage in track.stages.values()}


def groups(asked: tuple[Question, ...], typed: dict[str, str], faults: list[Any]) -> list[dict[str, Any]]:
    """Questions under the heading they share, each with its label, its value and its fault."""
    found: dict[Path, dict[str, Any]] = {}
    for q in asked:
        head = _head(q.path)
        group = found.setdefault(head, {"title": _heading(head, asked), "fields": []})
        group["fields"].append(_shown(q, typed.get(q.name, q.value), faults))
    return list(found.values())


def _shown(q: Question, value: str, faults: list[Any]) -> dict[str, Any]:
    words: Any = KINDS if q.path[-1] == "kind" and _in_form(q.path) else VALUES
    return {
        "id": place_of(q),
        "name": q.name,
        "label": label(q),
        "value": value,
        "kind": q.kind.value,
        "error": next((said for fault, said in faults if fault.key == q.name or _within(fault.key, q)), None),
        "choices": [(word, str(words.get(word, word))) for word in map(str, q.choices)],
        "numeric": q.kind is Kind.WHOLE,
        "line": _in_form(q.path) and q.path[6] in ("key", "names", "unit"),
        "wide": _in_form(q.path) and q.path[6] == "names",
    }


def place_of(q: Question) -> str:
    """Its anchor in the page."""
    return q.name.translate(_PLAIN)


def where_typed(key: str, section: str, rows: tuple[int, ...]) -> str:
    """The place of a fault on the page: a question that goes moves those after it up in the document only."""
    found = re.match(rf"{re.escape(section)}\[(\d+)\]", key)
    if found is None or int(found[1]) >= len(rows):
        return key
    return f"{section}[{rows[int(found[1])]}]{key[found.end():]}"


_PLAIN = str.maketrans({".": "-", "[": "-", "]": None})


def _within(key: str, q: Question) -> bool:
    """What is wrong with one of the answers that a question proposes is said beside all of them; a text that is not
    there at all, beside the French one."""
    return (q.kind is Kind.LINES and key.startswith(f"{q.name}[")) or (
        q.path[-1] == "fr" and _in_form(q.path) and q.name == f"{key}.fr")


def _in_form(path: Path) -> bool:
    return len(path) > 5 and path[0] == "tracks" and path[4] == FIELDS


def _head(path: Path) -> Path:
    return path[:6] if _in_form(path) else path[:-1]


def label(q: Question) -> str:
    if not _in_form(q.path):
        return str(LEAVES.get(str(q.path[-1])) or CONDITIONS.get(str(q.path[-1]), q.path[-1]))
    words = str(FORMS.get(str(q.path[6]), q.path[6]))
    return f"{words}, {LEAVES[str(q.path[7])]}" if len(q.path) > 7 else words


def _heading(path: Path, asked: tuple[Question, ...]) -> str:
    if _in_form(path):
        name = next((q.value for q in asked if q.path == (*path, "names", "fr")), "")
        return name or str(_("Une question de plus"))
    return str(_headed(path))


def _headed(path: Path) -> Any:
    last = str(path[-1]) if path else ""
    if last in ("", "conditions", "decision", "changes", "limits"):
        return {
            "conditions": _("Conditions simples"),
            "decision": _("La décision"),
            "changes": _("La décision"),
            "limits": _("Limites"),
        }.get(last, "")
    if path[0] == "gates" and len(path) == 2:
        return _("Le délai de réponse")
    if last == "names" and len(path) > 1:
        return path[-2]
    return str(CONDITIONS.get(last) or LEAVES.get(last) or last)
