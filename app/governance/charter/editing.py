"""What the guided form asks of a charter: a place in the document, a kind of value, and what is there now."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from app.core.refusals import Reason
from app.governance import refusals
from app.governance.charter.model import (
    Ballots,
    ConditionKind,
    Delegating,
    Electorate,
    Field,
    FieldKind,
    Grade,
    Method,
    Results,
    Silence,
    SupportsOf,
    SupportsShown,
)
from app.governance.charter.reading import _COMMON as COMMON, COMMITTEE, FLAGS, KNOWN, TAKES
from app.governance.charter.table import dotted
from app.governance.charter.words import Template, enumerated, euros, fill, spoken, whole
from app.governance.charter.writing import toml_of
from app.governance.tally.settings import Base, Combine

Data = dict[str, Any]
ItemPath = tuple[str | int, ...]


class Kind(StrEnum):
    """`share` is a fraction of the roll, or a whole number where a quorum may be one; `words` a list of keys; `lines`
    the answers that a question proposes, one for each line."""

    TEXT = "text"
    WHOLE = "whole"
    SHARE = "share"
    WORD = "word"
    WORDS = "words"
    FLAG = "flag"
    LINES = "lines"


@dataclass(frozen=True)
class Question:
    """One value of the document. `value` is as it is typed; empty, the rule does not say it."""

    path: ItemPath
    kind: Kind
    value: str
    choices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return dotted(self.path)


def at(data: Data, path: ItemPath) -> Any:
    """What stands there, or None."""
    found: Any = data
    for key in path:
        if isinstance(found, dict):
            found = found.get(key)
        else:
            found = found[key] if isinstance(found, list) and isinstance(key, int) and key < len(found) else None
    return found


def shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def typed(kind: Kind, text: str) -> Any:
    """None takes the key away."""
    said = text.strip()
    if kind is Kind.FLAG:
        return True if said else None
    if not said:
        return None
    if kind is Kind.WORDS:
        return [word.strip() for word in said.split(",") if word.strip()]
    whole = said.removeprefix("-") if kind is Kind.WHOLE else said
    return int(said) if kind in (Kind.WHOLE, Kind.SHARE) and whole.isdecimal() and len(said) < 10 else said


# What people answer to a question that is no text: read from what they typed, kept exact, told in words. Pure.
#
# Kept as text, so that versions, digests and differences are exact: a key; keys with commas, in the charter's order; a
# whole number; a day as 2027-03-01; « yes » or « no »; an amount in euros with its two decimals (« 12500.00 »), never a
# float. What the rules in force no longer know is told as it was kept.

AnswerKind = FieldKind
T = TypeVar("T")
FIRST_YEAR, LAST_YEAR = 1900, 2100
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_NUMBER = re.compile(r"-?[0-9]{1,15}")
_AMOUNT = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]{1,2}))?")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SAID_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_YES_NO = {"yes": "yes", "oui": "yes", "no": "no", "non": "no"}
_TOLD: dict[str, Template] = {"yes": {"fr": "oui", "en": "yes"}, "no": {"fr": "non", "en": "no"}}
_MONTHS = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
           "décembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}


def canonical(field: Field, typed: str) -> str | Reason:
    """The one way of writing that answer, or what is wrong with it; nothing typed is nothing kept. A text is kept as it
    is. Asked again of what it gave, it gives the same."""
    typed = typed.strip()
    if not typed or field.is_text:
        return typed
    return _READ[field.kind](field, typed)


def told(field: Field, kept: str, lang: str) -> str:
    """On one line: « 12 500 € », « 1er mars 2027 », « les familles et les aînés »."""
    return enumerated(parts(field, kept, lang), spoken(lang))


def parts(field: Field, kept: str, lang: str) -> tuple[str, ...]:
    """The same, as a list: more than one where several answers may be given."""
    if not kept:
        return ()
    if field.is_text or (field.kind is not AnswerKind.SEVERAL and canonical(field, kept) != kept):
        return (kept,)
    if field.kind in (AnswerKind.CHOICE, AnswerKind.SEVERAL):
        names = {choice.key: choice.names.said(lang) for choice in field.choices}
        return tuple(names.get(key, key) for key in kept.split(","))
    return (_SAY[field.kind](field, kept, spoken(lang)),)


def in_order(known: Mapping[str, Field], said: Mapping[str, T]) -> dict[str, T]:
    """As the charter's forms ask; what no form asks any more comes after, by its key. A database keeps no order."""
    asked = [key for key in known if key in said]
    return {key: said[key] for key in (*asked, *sorted(said.keys() - asked))}


def told_all(known: Mapping[str, Field], said: Mapping[str, str], lang: str) -> dict[str, str]:
    """A version with its answers in words, as it is read and compared."""
    return {key: told(known[key], text, lang) if key in known else text for key, text in in_order(known, said).items()}


def in_words(known: Mapping[str, Field], said: Mapping[str, str], lang: str) -> dict[str, str]:
    """Only what is no text, as the search finds it."""
    return {key: told(known[key], text, lang) for key, text in said.items()
            if text and key in known and not known[key].is_text}


def retyped(field: Field, kept: str, lang: str) -> str:
    """As a person would type it in that language: what a form shows again."""
    if field.kind is not AnswerKind.MONEY or canonical(field, kept) != kept or not kept:
        return kept
    units, cents = kept.split(".")
    return units if cents == "00" else f"{units}{',' if spoken(lang) == 'fr' else '.'}{cents}"


def bound(field: Field, number: int, lang: str) -> str:
    """A limit of the field, in words."""
    return told(field, f"{number}.00" if field.kind is AnswerKind.MONEY else str(number), lang)


def _choice(field: Field, typed: str) -> str | Reason:
    return typed if any(choice.key == typed for choice in field.choices) else Reason(refusals.UNKNOWN_CHOICE)


def _several(field: Field, typed: str) -> str | Reason:
    given = {key.strip() for key in typed.split(",")} - {""}
    known = [choice.key for choice in field.choices if choice.key in given]
    return ",".join(known) if len(known) == len(given) else Reason(refusals.UNKNOWN_CHOICE)


def _number(field: Field, typed: str) -> str | Reason:
    digits = _SPACES.sub("", typed).replace("\u2212", "-")
    if not _NUMBER.fullmatch(digits):
        return Reason(refusals.NOT_A_WHOLE_NUMBER)
    return _within(field, int(digits), int(digits)) or str(int(digits))


def _amount(field: Field, typed: str) -> str | Reason:
    """« 12 500 », « 12500,5 », « 12 500,50 € ». A comma before three digits could be either: it is asked again."""
    found = _AMOUNT.fullmatch(_SPACES.sub("", typed).replace("€", ""))
    if found is None:
        return Reason(refusals.NOT_AN_AMOUNT)
    units, cents = int(found[1]), (found[2] or "").ljust(2, "0")
    return _within(field, units, units + (cents != "00")) or f"{units}.{cents}"


def _within(field: Field, least: int, most: int) -> Reason | None:
    """`least` and `most`: the whole numbers around what was typed."""
    if least < (lowest := field.least or 0):
        return Reason(refusals.BELOW_LEAST, {"least": lowest})
    if field.most is not None and most > field.most:
        return Reason(refusals.ABOVE_MOST, {"most": field.most})
    return None


def _day(_field: Field, typed: str) -> str | Reason:
    """As a browser sends it, or as people write it: 1/3/2027."""
    if found := _DAY.fullmatch(typed):
        year, month, day = map(int, found.groups())
    elif found := _SAID_DAY.fullmatch(_SPACES.sub("", typed)):
        day, month, year = map(int, found.groups())
    else:
        return Reason(refusals.NOT_A_DAY)
    try:
        read = date(year, month, day)
    except ValueError:
        return Reason(refusals.NOT_A_DAY)
    return read.isoformat() if FIRST_YEAR <= year <= LAST_YEAR else Reason(refusals.NOT_A_LIKELY_DAY)


def _yes_no(_field: Field, typed: str) -> str | Reason:
    return _YES_NO.get(typed.lower()) or Reason(refusals.UNKNOWN_CHOICE)


def _say_number(field: Field, kept: str, lang: str) -> str:
    number = int(kept)
    sign = "\u2212" if number < 0 else ""
    return "\u00a0".join(part for part in (sign + whole(abs(number), lang), field.unit.said(lang)) if part)


def _say_day(_field: Field, kept: str, lang: str) -> str:
    day = date.fromisoformat(kept)
    first = "1er" if day.day == 1 and lang == "fr" else str(day.day)
    return f"{first} {_MONTHS[lang][day.month - 1]} {day.year}"


_READ: dict[FieldKind, Callable[[Field, str], str | Reason]] = {
    AnswerKind.CHOICE: _choice,
    AnswerKind.SEVERAL: _several,
    AnswerKind.NUMBER: _number,
    AnswerKind.DATE: _day,
    AnswerKind.YES_NO: _yes_no,
    AnswerKind.MONEY: _amount,
}
_SAY: dict[FieldKind, Callable[[Field, str, str], str]] = {
    AnswerKind.NUMBER: _say_number, AnswerKind.DATE: _say_day,
    AnswerKind.YES_NO: lambda _field, kept, lang: fill(_TOLD[kept], lang, {}),
    AnswerKind.MONEY: lambda _field, kept, lang: euros(int(kept.replace(".", "")), lang)}


# The questions of a stage's form, edited one by one in the guided form; the last one is blank, to add another.
#
# A question whose key is emptied goes. What another kind of answer has no use for goes with the change of kind.

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


def _row(data: Data, path: ItemPath, values: Mapping[str, str]) -> Iterator[Question]:
    """What its kind of answer has a use for; everything of the blank one."""
    kind = values.get(f"{dotted(path)}.kind") or shown(at(data, (*path, "kind"))) or FieldKind.LONG
    there = at(data, path)
    unused = _OWN - _USES.get(kind, frozenset()) if isinstance(there, dict) and kind in tuple(FieldKind) else ()
    yield from (question for question in _every(data, path) if question.path[len(path)] not in unused)


def _every(data: Data, path: ItemPath) -> Iterator[Question]:
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


# A charter edited by form: sections, questions, and the document that the answers give. The file edited by hand and
# the form give the same document: the form reads the text's own data, changes what was answered, and writes it again.

Path = tuple[str, ...]
PRESENTATION, LIMITS, COLLEGES, ROLES, CHANGES = "presentation", "limits", "colleges", "roles", "changes"


def data_of(text: str) -> Data:
    """ValueError where it is not TOML."""
    return tomllib.loads(text)


def sections(data: Data) -> tuple[str, ...]:
    """In the order people meet them; each stage's form is one, and each gate."""
    gates = tuple(f"gates.{key}" for key in data.get("gates", {}))
    return (PRESENTATION, *form_sections(data), *gates, CHANGES, COLLEGES, ROLES, LIMITS)


def questions(data: Data, section: str, values: Mapping[str, str] | None = None) -> tuple[Question, ...]:
    """KeyError for a section that the document does not have. `values`: what was typed, where it changes what is
    asked."""
    if section.startswith("gates."):
        return tuple(_gate(data, section.removeprefix("gates.")))
    if is_form(section):
        return tuple(form_questions(data, section, values or {}))
    if section == CHANGES:
        return tuple(_decision(data, (CHANGES,)))
    return tuple(_PLAIN[section](data))


def edited(text: str, section: str, values: Mapping[str, str]) -> str:
    """A new document; whatever the section does not ask is kept. Wrong values are kept too: `check` names them."""
    data = data_of(text)
    if is_form(section):
        edit_form(data, section, values)
        return toml_of(data)
    for question in questions(data, section):
        if question.name in values:
            _editing_set(data, tuple(map(str, question.path)), typed(question.kind, values[question.name]))
    for path in _decisions(data, section):
        _editing_tidy(data, path)
    return toml_of(data)


def _ask(data: Data, path: Path, kind: Kind, choices: tuple[str, ...] = ()) -> Question:
    return Question(path, kind, shown(at(data, path)), choices)


def _editing_set(data: Data, path: Path, value: Any) -> None:
    """A table whose last value is taken away goes with it."""
    if value is None:
        _take_away(data, path)
        return
    table = data
    for key in path[:-1]:
        table = table.setdefault(key, {})
    table[path[-1]] = value


def _take_away(data: Data, path: Path) -> None:
    table = at(data, path[:-1]) if path[:-1] else data
    if isinstance(table, dict) and path[-1] in table:
        del table[path[-1]]
        if not table and path[:-1]:
            _take_away(data, path[:-1])


def _presentation(data: Data) -> Iterator[Question]:
    for key in ("names", "about"):
        for lang in ("fr", "en"):
            yield _ask(data, (key, lang), Kind.TEXT)


def _limits(data: Data) -> Iterator[Question]:
    yield from (_ask(data, (LIMITS, key), Kind.WHOLE) for key in ("open_proposals", "carriers", "decision_days",
                                                               "question_days", "seconds"))
    yield _ask(data, ("supports",), Kind.WORD, tuple(SupportsShown))
    yield _ask(data, ("delegation",), Kind.WORD, tuple(Delegating))


def _colleges(data: Data) -> Iterator[Question]:
    for key in data.get(COLLEGES, {}):
        yield from (_ask(data, (COLLEGES, key, "names", lang), Kind.TEXT) for lang in ("fr", "en"))
        yield _ask(data, (COLLEGES, key, "weight"), Kind.SHARE)


def _roles(data: Data) -> Iterator[Question]:
    for key in data.get(ROLES, {}):
        yield from (_ask(data, (ROLES, key, name), Kind.WHOLE) for name in ("term_days", "terms"))


def _gate(data: Data, key: str) -> Iterator[Question]:
    data["gates"][key]  # a gate that is not there is a KeyError
    for kind in ConditionKind:
        yield from _condition(data, ("gates", key, "conditions", kind.value), kind)
    if "decision" in data["gates"][key]:
        yield _ask(data, ("gates", key, "answer_days"), Kind.WHOLE)
        yield from _decision(data, ("gates", key, "decision"))


def _condition(data: Data, path: Path, kind: ConditionKind) -> Iterator[Question]:
    if kind in FLAGS:
        yield _ask(data, path, Kind.FLAG)
        return
    takes = TAKES[kind]
    yield from (_ask(data, (*path, figure), Kind.WHOLE) for figure in takes.figures)
    if takes.words:
        yield _ask(data, (*path, takes.words), Kind.WORDS)
    if kind is ConditionKind.MEETINGS:
        yield _ask(data, (*path, "with_minutes"), Kind.FLAG)
    if kind is ConditionKind.SUPPORTS:
        yield _ask(data, (*path, "version"), Kind.WORD, ("", *SupportsOf))


def _decision(data: Data, path: Path) -> Iterator[Question]:
    yield _ask(data, (*path, "method"), Kind.WORD, tuple(Method))
    yield _ask(data, (*path, "by"), Kind.WORD, tuple(Electorate))
    yield _ask(data, (*path, "counted"), Kind.WORD, ("", *COMMITTEE))
    yield from (_ask(data, (*path, key), Kind.SHARE) for key in ("more_than", "quorum", "college_quorum"))
    yield _ask(data, (*path, "at_least"), Kind.SHARE, tuple(Grade) if _graded(data, path) else ())
    yield from (_ask(data, (*path, key), Kind.WORD, words) for key, words in (
        ("base", ("", *Base)), ("combine", ("", *Combine)), ("ballots", ("", *Ballots)), ("results", ("", *Results)),
        ("silence", ("", *Silence))))
    yield _ask(data, (*path, "colleges"), Kind.WORDS)
    yield from (_ask(data, (*path, key), Kind.WHOLE) for key in ("open_days", "rounds_max", "step_days", "review_days"))
    yield from (_ask(data, (*path, "postpone", key), Kind.WHOLE) for key in ("days", "times"))
    yield _ask(data, (*path, "appeal", "days"), Kind.WHOLE)
    yield _ask(data, (*path, "appeal", "to"), Kind.WORD, ("", *Electorate))
    yield _ask(data, (*path, "fallback", "method"), Kind.WORD, ("", *(each for each in KNOWN if each != "consent")))
    yield _ask(data, (*path, "fallback", "open_days"), Kind.WHOLE)
    yield from (_ask(data, (*path, "fallback", key), Kind.SHARE) for key in ("more_than", "at_least", "quorum"))


def _graded(data: Data, path: Path) -> bool:
    return bool(at(data, (*path, "method")) == Method.MAJORITY_JUDGMENT.value)


def _decisions(data: Data, section: str) -> Iterator[Path]:
    if section == CHANGES:
        yield (CHANGES,)
    elif section.startswith("gates.") and "decision" in data["gates"][section.removeprefix("gates.")]:
        yield (*section.split(".", 1), "decision")


def _editing_tidy(data: Data, path: Path) -> None:
    """Another method has no use for the figures of the one before: they go, rather than being faults."""
    rule = at(data, path)
    counted = rule.get("counted", "majority") if rule.get("method") == Method.STEERING.value else rule.get("method")
    if counted not in tuple(Method):
        return
    if rule.get("method") != Method.STEERING.value:
        rule.pop("counted", None)
    elif rule.get("by") not in (None, Electorate.STEERING.value):
        rule["by"] = Electorate.STEERING.value
    known = KNOWN.get(Method(counted), ())
    for key in [key for key in rule if key not in (*COMMON, *known)]:
        del rule[key]


_PLAIN: dict[str, Callable[[Data], Iterator[Question]]] = {
    PRESENTATION: _presentation, LIMITS: _limits, COLLEGES: _colleges, ROLES: _roles}
