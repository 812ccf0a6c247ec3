"""The forms of the stages read aloud: each question once, at the first stage that asks it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.governance.charter.editing import bound
from app.governance.charter.fault_words import HINT, KINDS as charter_KINDS, LINE, NONSENSE, READING, REGISTER
from app.governance.charter.model import (
    STATED,
    Charter,
    Condition,
    ConditionKind,
    DecisionRule,
    Field,
    Gate,
    Method,
    Stage,
    SupportsOf,
    Track,
)
from app.governance.charter.table import Fault
from app.governance.charter.words import (
    AT_LEAST,
    BASES,
    BETWEEN,
    BUILT_IN_NAMES,
    BY_ITSELF,
    DOCUMENT_NAMES,
    ENUM_SAID,
    FEATURE_NAMES,
    FREE_LEAD,
    FROM,
    GRADES,
    KINDS,
    LEAD,
    METHODS,
    MORE_THAN,
    OPTIONAL,
    PIECES,
    QUESTION,
    REQUIRED,
    ROLE_NAMES,
    RULES,
    SAID,
    STATED_ASKED,
    TITLE,
    TITLES,
    VERBS,
    WHO,
    Template,
    fill,
    french_signs,
    percent,
    sentence_case,
    spoken,
)
from app.governance.tally.settings import Quorum, Threshold


def form_key(track: str, stage: str) -> str:
    """The place of a stage's form in the document."""
    return f"tracks.{track}.stages.{stage}.fields"


def form_title(stage: Stage, lang: str) -> str:
    return fill(TITLE, lang, {"stage": stage.names.said(lang)})


def forms(track: Track, lang: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(key, title, a sentence for each question), of the stages that ask something new."""
    asked: set[str] = set()
    for stage in track.stages.values():
        new = [field for field in stage.fields if field.key not in asked]
        asked |= {field.key for field in new}
        if new:
            yield form_key(track.key, stage.key), form_title(stage, lang), tuple(question(each, lang) for each in new)


def question(field: Field, lang: str) -> str:
    """« « Budget estimé » : un montant en euros, de 0 € à 50 000 €, facultatif »."""
    needed = fill(REQUIRED if field.required else OPTIONAL, lang, {})
    return fill(QUESTION, lang, {"name": field.names.said(lang), "what": f"{expected(field, lang)}, {needed}"})


def expected(field: Field, lang: str) -> str:
    """What kind of answer it waits for."""
    names = [f"« {choice.names.said(lang)} »" if spoken(lang) == "fr" else f"“{choice.names.said(lang)}”"
             for choice in field.choices]
    params: Mapping[str, object] = {"max": field.max, "choices": names, "bounds": _bounds(field, lang)}
    return fill(KINDS[field.kind], lang, params)


def _bounds(field: Field, lang: str) -> str:
    """Also says the unit, which a number without bounds would hide."""
    unit = field.unit.said(lang)
    if field.least is None and field.most is None and not unit:
        return ""
    least = bound(field, field.least or 0, lang)
    if field.most is None:
        return fill(FROM, lang, {"least": least})
    return fill(BETWEEN, lang, {"least": least, "most": bound(field, field.most, lang)})


# A fault as a sentence: what is wrong, what would be right.

SENTENCES = {**READING, **NONSENSE}
_NAMED: dict[str, dict[str, Template]] = {
    "wanted": charter_KINDS,
    "feature": FEATURE_NAMES,
    "who": {**{who.value: told for who, told in WHO.items()}, **REGISTER},
}


def fault_sentence(fault: Fault, lang: str) -> str:
    """« Ligne 12 : … » when the charter was read from a text."""
    params: dict[str, object] = {"key": fault.key or "charter", **fault.params}
    if fault.code == "wrong_type":
        params["got"] = fill(charter_KINDS[str(params["got"])], lang, {})
    for name, words in _NAMED.items():
        if name in params and str(params[name]) in words:
            params[name] = fill(words[str(params[name])], lang, {})
    near = params.get("near")
    params["hint"] = fill(HINT, lang, params) if near else ""
    told = fill(SENTENCES[fault.code], lang, params)
    return fill(LINE, lang, {"line": fault.line, "told": told}) if fault.line else told


# A charter read aloud: generated from the data, so that what residents read is what is computed.

@dataclass(frozen=True)
class Clause:
    """A title, a sentence that may open a list, its points, and the sentences after it. `key` is the place in the
    document: `tracks.project`, `gates.work_group`, `limits`…"""

    key: str
    title: str
    lead: str
    points: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def sentences(charter: Charter, lang: str) -> tuple[Clause, ...]:
    """Each rule of the charter, tracks and their gates first. A language we do not speak is answered in French."""
    return tuple(_clauses(charter, lang))


def gate_sentences(charter: Charter, gate: Gate, lang: str) -> Clause:
    """« Pour devenir un groupe de travail, une idée doit : … »"""
    stages = charter.tracks[gate.track].stages
    start, end = stages[gate.from_stage], stages[gate.to_stage]
    ends = {"one": start.one.said(lang), "to": end.one.said(lang)}
    names = words_of(charter, gate.track, lang)
    points = tuple(point for each in gate.conditions for point in _points(each, lang, names))
    lead = sentence_case(fill(LEAD if points else FREE_LEAD, lang, ends))
    rule, days = gate.decision, gate.answer_days
    after = tuple(_decision(charter, rule, lang, days)) if rule else (fill(BY_ITSELF, lang, {}),)
    return Clause(f"gates.{gate.key}", f"{start.names.said(lang)} → {end.names.said(lang)}", lead, points, after)


def decision_sentences(charter: Charter, rule: DecisionRule, lang: str) -> tuple[str, ...]:
    return tuple(_decision(charter, rule, lang))


def words_of(charter: Charter, track: str, lang: str) -> Mapping[str, str]:
    """How a report calls what is missing: `filled.problem`, `members.lead`, `documents.budget` to their names."""
    stages = charter.tracks[track].stages.values()
    fields = {field.key: field.names.said(lang) for stage in stages for field in stage.fields}
    roles = {key: rule.names.said(lang) for key, rule in charter.roles.items()}
    told = {ConditionKind.FILLED: _filled(BUILT_IN_NAMES, lang) | fields,
            ConditionKind.MEMBERS: _filled(ROLE_NAMES, lang) | roles,
            ConditionKind.DOCUMENTS: _filled(DOCUMENT_NAMES, lang)}
    return {f"{kind.value}.{key}": name for kind, names in told.items() for key, name in names.items()}


def _filled(words: Mapping[str, Template], lang: str) -> dict[str, str]:
    return {key: fill(told, lang, {}) for key, told in words.items()}


def _clauses(charter: Charter, lang: str) -> Iterator[Clause]:
    for track in charter.tracks.values():
        yield Clause(f"tracks.{track.key}", track.names.said(lang), track.about.said(lang), tuple(_stages(track, lang)))
        for key, title, questions in forms(track, lang):
            yield Clause(key, title, "", questions)
        for gate in track.gates:
            yield gate_sentences(charter, gate, lang)
    yield _clause("colleges", lang, tuple(_colleges(charter, lang)))
    yield _clause("roles", lang, tuple(_roles(charter, lang)))
    yield _clause("limits", lang, tuple(_limits(charter, lang)))
    yield _clause("changes", lang, tuple(_decision(charter, charter.changes, lang)))


def _clause(key: str, lang: str, points: tuple[str, ...]) -> Clause:
    return Clause(key, fill(TITLES[key], lang, {}), "", points)


def _stages(track: Track, lang: str) -> Iterator[str]:
    leaving = {gate.from_stage for gate in track.gates}
    for stage in track.stages.values():
        name = stage.names.said(lang)
        if stage.final:
            yield fill(RULES["final_with_way" if stage.key in leaving else "final"], lang, {"stage": name})
        elif stage.dormant_after_days:
            yield fill(RULES["dormant"], lang, {"stage": name, "days": stage.dormant_after_days})


def _colleges(charter: Charter, lang: str) -> Iterator[str]:
    for key, college in charter.colleges.items():
        weight = percent(charter.share(key), spoken(lang))
        yield fill(RULES["college"], lang, {"name": college.names.said(lang), "weight": weight})
    if charter.scic:
        yield fill(RULES["scic"], lang, {})


def _roles(charter: Charter, lang: str) -> Iterator[str]:
    for role in charter.roles.values():
        said = "role_endless" if role.term_days is None else "role_terms" if role.terms else "role"
        yield fill(RULES[said], lang, {"name": role.names.said(lang), "days": role.term_days, "terms": role.terms})


def _limits(charter: Charter, lang: str) -> Iterator[str]:
    numbers = {"open_proposals": charter.limits.open_proposals, "carriers": charter.limits.carriers,
               "decision_days": charter.limits.decision_days, "question_days": charter.limits.question_days,
               "seconds": charter.limits.seconds}
    for key, number in numbers.items():
        if number is not None:
            yield fill(RULES[key], lang, {"number": number})
    yield fill(ENUM_SAID[charter.supports], lang, {})
    yield fill(ENUM_SAID[charter.delegation], lang, {})


def _points(condition: Condition, lang: str, names: Mapping[str, str]) -> Iterator[str]:
    """One for each condition; what the journey itself states has its own."""
    stated = [word for word in condition.words if word in STATED]
    asked = replace(condition, words=tuple(word for word in condition.words if word not in STATED))
    if asked.words or not stated:
        yield _condition(asked, lang, names)
    yield from (fill(STATED_ASKED[word], lang, {}) for word in stated)


def _condition(condition: Condition, lang: str, names: Mapping[str, str]) -> str:
    figures: dict[str, object] = dict(condition.figures)
    if condition.kind is ConditionKind.CONTRIBUTIONS:
        figures["cents"] = condition.figures.get("euros", 0) * 100
    if condition.words:
        named = [names.get(f"{condition.kind.value}.{word}", word) for word in condition.words]
        figures["words"] = [_quoted(condition, name, lang) for name in named]
    if condition.with_minutes:
        figures["with_minutes"] = True
    if condition.version is SupportsOf.PRESENT:
        figures["version"] = True
    pieces = [fill(told, lang, figures) for (kind, name), told in PIECES.items()
              if kind is condition.kind and name in figures]
    return " ".join([fill(VERBS[condition.kind], lang, {}), ", ".join(pieces)]).strip()


def _quoted(condition: Condition, name: str, lang: str) -> str:
    if condition.kind is not ConditionKind.FILLED:
        return name[:1].lower() + name[1:]
    return french_signs(f"« {name} »") if spoken(lang) == "fr" else f"“{name}”"


def _decision(charter: Charter, rule: DecisionRule, lang: str, answer_days: int | None = None) -> Iterator[str]:
    yield sentence_case(_method(rule, lang))
    if answer_days is not None:
        yield _say("answer_days", lang, days=answer_days)
    if rule.open_days is not None:
        yield _say("open_days", lang, days=rule.open_days)
    yield from _counting(charter, rule, lang)
    if rule.counted is Method.CONSENT:
        yield from _consent(rule, lang)
    if rule.method is not Method.STEERING:
        yield fill(ENUM_SAID[rule.ballots], lang, {})
        yield fill(ENUM_SAID[rule.results], lang, {})
    yield from _afterwards(rule, lang)


def _say(key: str, lang: str, **params: object) -> str:
    return fill(SAID[key], lang, params)


def _method(rule: DecisionRule, lang: str) -> str:
    params = {
        "who": fill(WHO[rule.by], lang, {}),
        "threshold": _threshold(rule.threshold, lang) if rule.threshold else "",
        "base": fill(BASES[rule.base], lang, {}),
        "grade": fill(GRADES[rule.grade], lang, {}) if rule.grade else "",
    }
    return fill(METHODS[rule.counted], lang, params)


def _threshold(threshold: Threshold, lang: str) -> str:
    said: Template = MORE_THAN if threshold.strict else AT_LEAST
    return fill(said, lang, {"share": threshold.share})


def _counting(charter: Charter, rule: DecisionRule, lang: str) -> Iterator[str]:
    if rule.colleges:
        named = [charter.colleges[key].names.said(lang) for key in rule.colleges]
        yield _say(rule.combine.value, lang, colleges=named)
    for key, quorum in (("quorum", rule.quorum), ("college_quorum", rule.college_quorum)):
        if quorum:
            yield _quorum(key, quorum, lang)


def _quorum(key: str, quorum: Quorum, lang: str) -> str:
    if quorum.of_roll:
        return _say(f"{key}_part", lang, quorum=quorum.amount)
    return _say(f"{key}_number", lang, number=int(quorum.amount))


def _consent(rule: DecisionRule, lang: str) -> Iterator[str]:
    yield fill(ENUM_SAID[rule.silence], lang, {})
    yield _say("rounds", lang, rounds=rule.rounds_max, days=rule.step_days)
    if rule.fallback:
        yield _say("fallback", lang, rule=_method(rule.fallback, lang))
        if rule.fallback.quorum and rule.fallback.quorum != rule.quorum:
            yield _say("fallback_quorum", lang, rule=sentence_case(_quorum("quorum", rule.fallback.quorum, lang)))


def _afterwards(rule: DecisionRule, lang: str) -> Iterator[str]:
    if rule.reason:
        yield _say("reason", lang)
    if rule.review_days:
        yield _say("review", lang, days=rule.review_days)
    if rule.postpone and rule.postpone.times:
        yield _say("postpone", lang, days=rule.postpone.days, times=rule.postpone.times)
    elif rule.postpone:
        yield _say("postpone_endless", lang, days=rule.postpone.days)
    if rule.appeal:
        yield _say("appeal", lang, days=rule.appeal.days, who=fill(WHO[rule.appeal.to], lang, {}))
