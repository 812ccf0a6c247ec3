"""A result told to somebody who knows nothing of voting: who could answer, who did, what the rule was, what it gives,
and what follows. One sentence for each; figures.py says those of each method."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _, ngettext

from app.core.web.languages import chosen, localised
from app.decisions.views.blueprint import GRADES, SAID, Evidence as views_Evidence, asked, counted, percent, whole
from app.governance.charter.model import Charter, DecisionRule, Method
from app.governance.charter.sentences import decision_sentences
from app.governance.tally.settings import Base, Stand

ADOPTED = ("adopted", "adopted_with_reservations")
OF_STAGES = ("gate", "appeal")


def told(row: Any, charter: Charter, *, passed: bool, delegated: int = 0) -> str:
    """The whole result. `passed`: the proposal did change stage by it."""
    result = row.result
    parts = (turnout(row, result, delegated), counted(row, result), asked(row, result), *quorums(result, charter),
             outcome(row), follows(row, charter, passed))
    return " ".join(part for part in parts if part)


def turnout(row: Any, result: views_Evidence, delegated: int = 0) -> str:
    """People, structures, or voices where one person may speak for a structure."""
    there = result["evidence"]["turnout"]
    number, roll = int(there["present"]), there["roll"]
    said: str
    if not number:
        said = ngettext("Personne n’a répondu\u00a0: il y avait %(num)d voix.",
                        "Personne n’a répondu\u00a0: il y avait %(num)d voix.", roll)
    elif row.by.value == "representatives":
        said = ngettext("%(num)d structure sur %(roll)s a répondu.", "%(num)d structures sur %(roll)s ont répondu.",
                        number, roll=roll)
    elif row.rule.get("colleges"):
        said = ngettext("%(num)d voix sur %(roll)s s’est exprimée.", "%(num)d voix sur %(roll)s se sont exprimées.",
                        number, roll=roll)
    else:
        said = ngettext("%(num)d personne sur %(roll)s a répondu.", "%(num)d personnes sur %(roll)s ont répondu.",
                        number, roll=roll)
    return f"{said} {_by_others(delegated)}" if delegated else said


def _by_others(delegated: int) -> str:
    return str(ngettext("%(num)d voix est venue par délégation.", "%(num)d voix sont venues par délégation.",
                        delegated))


def quorums(result: views_Evidence, charter: Charter) -> tuple[str, str]:
    there = result["evidence"]["turnout"]
    return _quorum(there), _college_quorum(there.get("by_college", {}), charter)


def _quorum(there: views_Evidence) -> str:
    wanted = there.get("quorum")
    if not wanted:
        return ""
    needed = -(-Fraction(str(wanted["needed"])) // 1)
    if needed == 1:  # the French plural cannot say "au moins 1 réponses"
        return _("Il fallait au moins une réponse\u00a0: elle y est.") if wanted["met"] else _(
            "Il fallait au moins une réponse\u00a0: il n’y en a pas.")
    if wanted["met"]:
        return _("Il fallait au moins %(needed)s réponses\u00a0: elles y sont.", needed=needed)
    return _("Il fallait au moins %(needed)s réponses\u00a0: il en manque %(missing)s.", needed=needed,
             missing=needed - int(there["present"]))


def _college_quorum(colleges: Mapping[str, views_Evidence], charter: Charter) -> str:
    """One sentence for all: the colleges where too few came, or none."""
    asking = {key: there["quorum"] for key, there in colleges.items() if there.get("quorum")}
    if not asking:
        return ""
    short = [f"«\u00a0{localised(charter.colleges[key].names)}\u00a0»" for key, said in asking.items()
             if not said["met"]]
    if not short:
        return _("Dans chaque collège, assez de voix se sont exprimées.")
    return _("Il fallait assez de voix dans chaque collège\u00a0: il en manque dans %(names)s.", names=", ".join(short))


def outcome(row: Any) -> str:
    known = {
        "adopted": _("C’est adopté."),
        "rejected": _("Ce n’est pas adopté."),
        "adopted_with_reservations": _("C’est adopté, avec des réserves qui restent lisibles ci-dessous."),
        "no_quorum": _("Trop peu de réponses\u00a0: rien n’est décidé."),
        "tie": _("C’est une égalité, et une égalité ne fait jamais passer\u00a0: rien n’est adopté."),
        "returned": _("Le consentement n’a pas été trouvé\u00a0: le texte est rendu à celles et ceux qui le portent."),
        "fallback_vote": _("Des objections tiennent encore\u00a0: comme la charte le prévoit, un vote prend la suite."),
        "withdrawn": _("La question a été retirée par celles et ceux qui l’avaient posée."),
    }
    return known.get(row.outcome or "", _("La question demandait un ordre\u00a0: c’est celui de la liste ci-dessous."))


def follows(row: Any, charter: Charter, passed: bool = True) -> str:
    """What it changes for people."""
    adopted = row.outcome in ADOPTED
    if row.outcome == "fallback_vote":
        return ""
    if row.kind in OF_STAGES and row.track:
        return _stage(row, charter, adopted, passed)
    if row.kind == "charter":
        return _("Les nouvelles règles sont en vigueur.") if adopted else _("Les règles en vigueur ne changent pas.")
    if row.kind == "review":
        return _("La décision d’origine est confirmée.") if adopted else _(
            "La décision d’origine n’est plus soutenue\u00a0: à celles et ceux qu’elle touche d’en tirer la suite.")
    return ""


def _stage(row: Any, charter: Charter, adopted: bool, passed: bool) -> str:
    to, at = stages_of(row, charter)
    if not adopted:
        return _("La proposition reste à l’étape «\u00a0%(stage)s\u00a0».", stage=at)
    if passed:
        return _("La proposition passe à l’étape «\u00a0%(stage)s\u00a0».", stage=to)
    return _("La proposition passera à l’étape «\u00a0%(stage)s\u00a0» dès que ses conditions seront de nouveau "
             "réunies.", stage=to)


def stages_of(row: Any, charter: Charter) -> tuple[str, str]:
    """(where it goes, where it is) of a gate, in words."""
    gate = charter.gate(row.gate)
    stages = charter.tracks[row.track].stages
    return localised(stages[gate.to_stage].names), localised(stages[gate.from_stage].names)


def cases(row: Any, charter: Charter, rule: DecisionRule) -> list[tuple[str, str]]:
    """Before the end: what follows if it is adopted, and if it is not."""
    if row.kind in OF_STAGES and row.track:
        return cases_of_a_gate(*stages_of(row, charter), rule)
    if row.kind == "charter":
        yes, no = _("Les nouvelles règles entrent en vigueur."), _("Les règles en vigueur ne changent pas.")
    elif row.kind == "review":
        yes, no = _("La décision d’origine est confirmée."), _("La décision d’origine n’est plus soutenue.")
    else:
        yes, no = _("Le résultat paraît sur cette page, puis la suite donnée."), ""
    return _cases(yes, no, rule)


def cases_of_a_gate(to: str, at: str, rule: DecisionRule) -> list[tuple[str, str]]:
    return _cases(_("La proposition passe à l’étape «\u00a0%(stage)s\u00a0».", stage=to),
                  _("La proposition reste à l’étape «\u00a0%(stage)s\u00a0».", stage=at), rule)


def _cases(yes: str, no: str, rule: DecisionRule) -> list[tuple[str, str]]:
    if rule.fallback is not None:
        no = _("Un vote prend la suite, avec les mêmes personnes.")
    return [(_("Si c’est adopté"), yes), (_("Sinon"), no)] if no else [(_("Ensuite"), yes)]


def the_rule(charter: Charter, rule: DecisionRule) -> tuple[str, ...]:
    return decision_sentences(charter, rule, chosen())


def answer_in_words(row: Any, choice: Any) -> str:
    """A ballot as its voter reads it back."""
    labels = {option["key"]: option["label"] for option in row.options}
    if isinstance(choice, str):
        return str(SAID[choice])
    if isinstance(choice, Mapping):
        return " · ".join(f"{labels[key]}\u00a0: {GRADES[grade]}" for key, grade in choice.items())
    if choice and isinstance(choice[0], list):
        return " > ".join(" = ".join(labels[key] for key in group) for group in choice)
    return ", ".join(labels[key] for key in choice) if choice else _("Aucune de ces options")


# A result as a drawing: widths in hundredths, worked out from exact shares; the words and the table say the same.

Evidence = Mapping[str, Any]
Labels = Mapping[str, str]
Bar = dict[str, Any]
CLEAR = 3.5  # hundredths of the width between a figure and the line
NARROW = 2  # a figure is not written nearer than that to the end of its part


def of(row: Any, labels: Labels) -> dict[str, Any] | None:
    """None where there is nothing to draw, or where the figures are withheld. A ranking is shown by its tables."""
    drawn = {Method.MAJORITY: _majority, Method.MAJORITY_JUDGMENT: _judgment, Method.APPROVAL: _approval,
             Method.CONSENT: _consent}
    draw = drawn.get(row.method)
    bars = draw(row.result["evidence"], labels, row.result["ranking"]) if draw else []
    return {"bars": bars, "kinds": {part["kind"] for bar in bars for part in bar["parts"]}} if bars else None


def _number(value: Any) -> Fraction:
    return Fraction(str(value))


def _at(share: Fraction) -> float:
    """A share of the drawing's width, to the tenth."""
    return round(float(share * 100), 1)


def _bar(counts: Sequence[tuple[str, Fraction]], line: Fraction | None = None, **told: Any) -> Bar:
    """Parts side by side, in their order; each from where the last one ended."""
    size = sum((number for _kind, number in counts), Fraction(0))
    mark = None if line is None else _at(line)
    parts, start = [], Fraction(0)
    for kind, number in counts:
        if size and number:
            parts.append(_part(kind, _at(start / size), _at(number / size), whole(number), mark))
            start += number
    return {"key": None, "label": None, "parts": parts, "line": mark, **told}


def _part(kind: str, x: float, width: float, figure: str, line: float | None) -> Bar:
    """`at` is where its figure is written, clear of the line; None where there is no room."""
    at = x + width / 2
    if line is not None and abs(at - line) < CLEAR:
        at = line + CLEAR
    return {"kind": kind, "x": x, "width": width, "figure": figure,
            "at": at if x + NARROW <= at <= x + width - NARROW else None}


def _majority(evidence: Evidence, _labels: Labels, _ranking: Any) -> list[Bar]:
    """One bar with the threshold; by college one each, and all together by their weights, where the threshold is."""
    if evidence.get("for") is None:
        return []
    limit = _number(next(iter(evidence["threshold"].values())))
    if not evidence.get("colleges"):
        return [_bar(_sides(evidence, evidence["base"]), limit)]
    colleges = [_bar(_sides(line, Base.EXPRESSED.value), key=line["key"]) for line in evidence["colleges"]
                if line.get("for") is not None]
    return colleges + ([_together(_number(evidence["share"]), limit)] if evidence.get("share") else [])


def _sides(line: Evidence, base: str) -> list[tuple[str, Fraction]]:
    """What the share is a share of: those for and against, those who came, everybody."""
    sides = [("for", _number(line["for"])), ("against", _number(line["against"]))]
    if base != Base.EXPRESSED.value:
        sides.append(("abstain", _number(line["abstain"])))
    if base == Base.ROLL.value:
        sides.append(("away", _number(line["of"]) - sum(number for _kind, number in sides)))
    return sides


def _together(share: Fraction, limit: Fraction) -> Bar:
    bar = _bar([("for", share), ("away", 1 - share)], limit, label=_("Tous les collèges, selon leur poids"))
    for part in bar["parts"]:
        part["figure"] = percent(str(share)) if part["kind"] == "for" else ""
    return bar


def _judgment(evidence: Evidence, labels: Labels, ranking: Any) -> list[Bar]:
    """The merit profile of each option; the line is the middle."""
    counts = evidence.get("grade_counts") or {}
    if not any(_number(number) for numbers in counts.values() for number in numbers):
        return []
    return [_bar([(f"g{n}", _number(number)) for n, number in enumerate(counts[key])], Fraction(1, 2), key=key,
                 label=labels[key]) for group in ranking for key in group]


def _approval(evidence: Evidence, labels: Labels, ranking: Any) -> list[Bar]:
    ticked, ballots = evidence.get("approvals") or {}, _number(evidence.get("ballots", 0))
    if not ticked or not ballots:
        return []
    asked = evidence.get("threshold") or {}
    limit = _number(next(iter(asked.values()))) if asked else None
    return [_bar([("for", _number(ticked[key])), ("away", ballots - _number(ticked[key]))], limit, key=key,
                 label=labels[key]) for group in ranking for key in group]


def _consent(evidence: Evidence, _labels: Labels, _ranking: Any) -> list[Bar]:
    if evidence.get("consent") is None:
        return []
    order = (Stand.CONSENT, Stand.CONCERN, Stand.OBJECTION, Stand.ASIDE)
    bar = _bar([(stand.value, _number(evidence[stand.value])) for stand in order])
    return [bar] if bar["parts"] else []
