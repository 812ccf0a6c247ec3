"""A charter: the rules of a space as data, checked whole, and read aloud.

`check(text)` finds every fault, `parse(text)` reads; model.py says what a charter is; app/data/charters/ has three.
"""

from app.rules.charter.canonical import canonical, digest, plain, rule_data
from app.rules.charter.faults import CharterInvalid, Code, Fault
from app.rules.charter.lint import added, check, lint
from app.rules.charter.lint_register import Register
from app.rules.charter.localised import LANGUAGES, Localised
from app.rules.charter.model import (
    Appeal,
    Charter,
    Choice,
    College,
    Condition,
    DecisionRule,
    Field,
    Gate,
    Limits,
    Postpone,
    RoleRule,
    Stage,
    Track,
)
from app.rules.charter.reading import from_canonical, parse
from app.rules.charter.reading_decisions import rule_of
from app.rules.charter.sentences import Clause, decision_sentences, gate_sentences, sentences, words_of
from app.rules.charter.speaking import fault_sentence
from app.rules.charter.words import ConditionKind, Electorate, Feature, FieldKind, Method
from app.rules.charter.writing import toml

__all__ = [
    "LANGUAGES",
    "Appeal",
    "Charter",
    "CharterInvalid",
    "Choice",
    "Clause",
    "Code",
    "College",
    "Condition",
    "ConditionKind",
    "DecisionRule",
    "Electorate",
    "Fault",
    "Feature",
    "Field",
    "FieldKind",
    "Gate",
    "Limits",
    "Localised",
    "Method",
    "Postpone",
    "Register",
    "RoleRule",
    "Stage",
    "Track",
    "added",
    "canonical",
    "check",
    "decision_sentences",
    "digest",
    "fault_sentence",
    "from_canonical",
    "gate_sentences",
    "lint",
    "parse",
    "plain",
    "rule_data",
    "rule_of",
    "sentences",
    "toml",
    "words_of",
]
