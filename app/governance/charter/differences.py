"""From one version of a charter to the next, as sentences: made by the same words as the charter itself, so that what
is read is what changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.governance.charter.model import Charter
from app.governance.charter.sentences import Clause, sentences
from app.governance.charter.words import Template, fill
from app.governance.charter.writing import plain


@dataclass(frozen=True)
class Change:
    """A clause that is new, gone, or says something else; `before` and `after` are only what differs. What no sentence
    tells (a name, a help text, a field of a form) is one line with its place in the document."""

    key: str
    title: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


OTHER: Template = {"fr": "Noms, textes et formulaires", "en": "Names, texts and forms"}
_Differs = tuple[tuple[str, ...], Any, Any]
FIELDS, ORDER = "fields", "="
_SPOKEN = ("supports", "delegation", "limits", "colleges", "roles", "changes", "gates")


def differences(before: Charter, after: Charter, lang: str) -> tuple[Change, ...]:
    """Nothing exactly when the two say the same (canonical.digest). `version` alone is not a change of rules."""
    told = tuple(_clauses(before, after, lang))
    silent = tuple(_silent(plain(before), plain(after), lang))
    if silent and (told_keys := {change.key for change in told}):
        silent = tuple(change for change in silent if not _told(change.key, told_keys))
    return told + silent


def _clauses(before: Charter, after: Charter, lang: str) -> Iterator[Change]:
    old = {clause.key: clause for clause in sentences(before, lang)}
    new = {clause.key: clause for clause in sentences(after, lang)}
    for key in [*new, *(key for key in old if key not in new)]:
        was, says = _lines(old.get(key)), _lines(new.get(key))
        if was != says:
            clause = new.get(key) or old[key]
            yield Change(key, clause.title, tuple(line for line in was if line not in says),
                         tuple(line for line in says if line not in was))


def _lines(clause: Clause | None) -> tuple[str, ...]:
    return tuple(line for line in (clause.lead, *clause.points, *clause.after) if line) if clause else ()


def _silent(before: Mapping[str, Any], after: Mapping[str, Any], lang: str) -> Iterator[Change]:
    """Each value that differs, by its place: `tracks.project.stages.idea.fields.budget.help.fr`. A form that another
    stage borrows is said once."""
    told: set[tuple[str, str]] = set()
    for path, was, says in _walk(before, after, ()):
        if path and path != ("version",):
            change = Change(".".join(path), fill(OTHER, lang, {}), (_shown(was),), (_shown(says),))
            same = (path[1], ".".join(path[5:])) if _in_form(path) else (change.key, "")
            if same not in told:
                told.add(same)
                yield change


def _in_form(path: tuple[str, ...]) -> bool:
    return len(path) > 5 and path[0] == "tracks" and path[4] == FIELDS


def _walk(before: Any, after: Any, path: tuple[str, ...]) -> Iterator[_Differs]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*after, *(key for key in before if key not in after)]:
            yield from _walk(before.get(key), after.get(key), (*path, str(key)))
    elif path and path[-1] == FIELDS and isinstance(before or after, list) and path[0] == "tracks":
        yield from _questions(before or [], after or [], path)
    elif before != after:
        yield path, before, after


def _questions(before: list[Any], after: list[Any], path: tuple[str, ...]) -> Iterator[_Differs]:
    """Question by question, whatever their order; then their order, where it changed."""
    old, new = ({row["key"]: row for row in rows} for rows in (before, after))
    yield from _walk(old, new, path)
    was, says = ([key for key in rows if key in other] for rows, other in ((old, new), (new, old)))
    if was != says:
        yield (*path, ORDER), ", ".join(was), ", ".join(says)


def _shown(value: Any) -> str:
    """Short enough to be read."""
    text = "–" if value is None else str(value)
    return text if len(text) <= 160 else text[:159] + "…"


def _told(key: str, told: set[str]) -> bool:
    """A sentence already says it: the place of the value is inside a clause that changed."""
    top = key.split(".", 1)[0]
    if _in_form(path := tuple(key.split("."))):
        return _asked(path, told)
    if top in ("gates", "tracks"):
        return top == "gates" and any(key.startswith(f"{clause}.") for clause in told)
    return top in _SPOKEN and (top in told or (top in ("supports", "delegation") and "limits" in told))


def _asked(path: tuple[str, ...], told: set[str]) -> bool:
    """A question that came or went, or what its sentence says; the languages that are not read here stay apart."""
    known = any(clause.startswith(f"tracks.{path[1]}.stages.") for clause in told)
    return known and (len(path) == 6 or path[6] in ("kind", "required", "min", "max")) and path[-1] != ORDER


def changed(before: Charter, after: Charter) -> bool:
    """Other than by its number."""
    return any(path != ("version",) for path, _was, _says in _walk(plain(before), plain(after), ()))
