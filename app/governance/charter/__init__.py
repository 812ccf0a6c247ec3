"""A charter: the rules of a space as data, checked whole, and read aloud.

`check(text)` finds every fault, `parse(text)` reads; model.py says what a charter is; app/data/charters/ has three.
"""

from app.governance.charter.lint import Register, added, check, lint
from app.governance.charter.model import (
    LANGUAGES,
    Appeal,
    Charter,
    Choice,
    College,
    Condition,
    ConditionKind,
    DecisionRule,
    Electorate,
    Feature,
    Field,
    FieldKind,
    Gate,
    Limits,
    Localised,
    Method,
    Postpone,
    RoleRule,
    Stage,
    Track,
)
from app.governance.charter.reading import from_canonical, parse, rule_of
from app.governance.charter.sentences import (
    Clause,
    decision_sentences,
    fault_sentence,
    gate_sentences,
    sentences,
    words_of,
)
from app.governance.charter.table import CharterInvalid, Code, Fault
from app.governance.charter.writing import canonical, digest, plain, rule_data, toml

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
