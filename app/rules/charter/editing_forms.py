"""The questions of a stage's form, edited one by one in the guided form; the last one is blank, to add another.

A question whose key is emptied goes. What another kind of answer has no use for goes with the change of kind.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from app.rules.charter.asked import Data, Kind, Path, Question, at, shown, typed
from app.rules.charter.faults import dotted
from app.rules.charter.words import FieldKind

_SECTION = re.compile(r"tracks\.([a-z0-9_]+)\.stages\.([a-z0-9_]+)\.fields")
_TEXTS = ("names", "help", "example", "unit")
_USES: dict[str, frozenset[str]] = {
    FieldKind.TEXT: frozenset({"max"}), FieldKind.LONG: frozenset({"max"}),
    FieldKind.CHOICE: frozenset({"max", "choices"}), FieldKind.SEVERAL: frozenset({"choices"}),
    FieldKind.NUMBER: frozenset({"min", "max", "unit"}), FieldKind.MONEY: frozenset({"min", "max"}),
}
_OWN = frozenset({"min", "max", "unit", "choices"})


def form_sections(data: Data) -> tuple[str, ...]:
    """Every stage that is not an end has a form, were it still empty."""
    return tuple(f"tracks.{track}.stages.{stage}.fields" for track, inner in data.get("tracks", {}).items()
                 for stage, each in inner.get("stages", {}).items() if not each.get("final"))


def is_form(section: str) -> bool:
    return _SECTION.fullmatch(section) is not None


def form_questions(data: Data, section: str, values: Mapping[str, str]) -> Iterator[Question]:
    """KeyError for a stage that the document does not have. `values`: what was typed, kinds among them."""
    for number in range(len(_stage(data, section).get("fields", ())) + 1):
        yield from _row(data, (*section.split("."), number), values)


def _row(data: Data, path: Path, values: Mapping[str, str]) -> Iterator[Question]:
    """What its kind of answer has a use for; everything of the blank one."""
    kind = values.get(f"{dotted(path)}.kind") or shown(at(data, (*path, "kind"))) or FieldKind.LONG
    there = at(data, path)
    unused = _OWN - _USES.get(kind, frozenset()) if isinstance(there, dict) and kind in tuple(FieldKind) else ()
    yield from (question for question in _every(data, path) if question.path[len(path)] not in unused)


def _every(data: Data, path: Path) -> Iterator[Question]:
    yield Question((*path, "key"), Kind.TEXT, shown(at(data, (*path, "key"))))
    yield Question((*path, "kind"), Kind.WORD, shown(at(data, (*path, "kind"))) or FieldKind.LONG, tuple(FieldKind))
    yield Question((*path, "required"), Kind.FLAG, shown(at(data, (*path, "required"))))
    for name in _TEXTS:
        yield from (Question(inner, Kind.TEXT, shown(at(data, inner)))
                    for inner in ((*path, name, lang) for lang in ("fr", "en")))
    yield from (Question((*path, name), Kind.WHOLE, shown(at(data, (*path, name)))) for name in ("min", "max"))
    yield Question((*path, "choices"), Kind.LINES, _lines(at(data, (*path, "choices")) or ()))


def _lines(choices: Any) -> str:
    """« small : Moins de 5 000 euros | Under 5,000 euros », one for each line."""
    return "\n".join(f"{one.get('key', '')} : {names.get('fr', '')} | {names.get('en', '')}"
                     for one in choices for names in (one.get("names", {}),))


def edit_form(data: Data, section: str, values: Mapping[str, str]) -> None:
    """In place; without its last questions a stage has no form of its own."""
    stage = _stage(data, section)
    rows = dict(_rows(stage, section, values))
    if rows:
        stage["fields"] = list(rows.values())
    else:
        stage.pop("fields", None)


def rows_kept(data: Data, section: str, values: Mapping[str, str]) -> tuple[int, ...]:
    """For each question there would be, where it stands now: one that goes moves the others up."""
    return tuple(number for number, _row in _rows(_stage(data, section), section, values))


def _rows(stage: Data, section: str, values: Mapping[str, str]) -> Iterator[tuple[int, Data]]:
    for number, old in enumerate([*stage.get("fields", ()), {}]):
        if (row := _edited(old, f"{section}[{number}]", values)) is not None:
            yield number, row


def _edited(old: Data, place: str, values: Mapping[str, str]) -> Data | None:
    """None where it goes, or was never begun."""
    given = {name.removeprefix(f"{place}."): text for name, text in values.items() if name.startswith(f"{place}.")}
    if not given:
        return dict(old) or None
    if not (given["key"] if "key" in given else shown(old.get("key"))).strip() and (old or not _begun(given)):
        return None
    row: Data = {**old, **{name: dict(old[name]) for name in _TEXTS if isinstance(old.get(name), dict)}}
    for name, text in given.items():
        _set(row, name, text)
    _tidy(row, old)
    return row


def _begun(given: Mapping[str, str]) -> bool:
    return any(text.strip() for name, text in given.items() if name not in ("kind", "required"))


def _set(row: Data, name: str, text: str) -> None:
    name, _dot, lang = name.partition(".")
    if name == "choices":
        if _plain(text) != _plain(_lines(row.get("choices", ()))):
            _put(row, name, _choices(text, row.get("choices", ())))
    elif lang:
        _put(texts := row.setdefault(name, {}), lang, typed(Kind.TEXT, text))
        if not texts:
            del row[name]
    elif name == "kind":
        if text != row.get("kind", FieldKind.LONG):
            row["kind"] = text
    else:
        _put(row, name, typed({"key": Kind.TEXT, "required": Kind.FLAG}.get(name, Kind.WHOLE), text))


def _put(table: Data, key: str, value: Any) -> None:
    if value is None or value == []:
        table.pop(key, None)
    else:
        table[key] = value


def _choices(text: str, old: Any) -> list[Data]:
    """Names in other languages than the two of the form stay with their key."""
    known = {one.get("key"): one.get("names", {}) for one in old}
    found = []
    for line in filter(None, _plain(text).split("\n")):
        key, _colon, names = (part.strip() for part in line.partition(":"))
        french, bar, english = (part.strip() for part in names.rpartition("|"))
        french, english = (french, english) if bar else (english, "")
        told = {**known.get(key, {}), "fr": french, "en": english}
        found.append({"key": key, "names": {lang: name for lang, name in told.items() if name}})
    return found


def _plain(text: str) -> str:
    return "\n".join(line.strip() for line in text.replace("\r\n", "\n").split("\n") if line.strip())


def _tidy(row: Data, old: Data) -> None:
    """A number of signs is no greatest number: when the kind changes, what was asked of the other one goes."""
    kind, was = row.get("kind", FieldKind.LONG), old.get("kind", FieldKind.LONG)
    if kind not in tuple(FieldKind):
        return
    uses = _USES.get(kind, frozenset())
    for key in _OWN & set(row):
        if key not in uses or (old and kind != was and row[key] == old.get(key) and key != "choices"):
            del row[key]


def _stage(data: Data, section: str) -> Data:
    found = _SECTION.fullmatch(section)
    if found is None:
        raise KeyError(section)
    stage: Data = data["tracks"][found[1]]["stages"][found[2]]
    return stage
