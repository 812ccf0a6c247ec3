"""A charter edited by form: sections, questions, and the document that the answers give. The file edited by hand and
the form give the same document: the form reads the text's own data, changes what was answered, and writes it again.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.rules.charter.asked import Data, Kind, Question, at, shown, typed
from app.rules.charter.editing_forms import edit_form, form_questions, form_sections, is_form
from app.rules.charter.reading_decisions import _COMMON as COMMON
from app.rules.charter.reading_decisions import COMMITTEE, KNOWN
from app.rules.charter.reading_gates import FLAGS, TAKES
from app.rules.charter.words import (
    Ballots,
    ConditionKind,
    Delegating,
    Electorate,
    Grade,
    Method,
    Results,
    Silence,
    SupportsOf,
    SupportsShown,
)
from app.rules.charter.writing import toml_of
from app.rules.tally.words import Base, Combine

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
            _set(data, tuple(map(str, question.path)), typed(question.kind, values[question.name]))
    for path in _decisions(data, section):
        _tidy(data, path)
    return toml_of(data)


def _ask(data: Data, path: Path, kind: Kind, choices: tuple[str, ...] = ()) -> Question:
    return Question(path, kind, shown(at(data, path)), choices)


def _set(data: Data, path: Path, value: Any) -> None:
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


def _tidy(data: Data, path: Path) -> None:
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
