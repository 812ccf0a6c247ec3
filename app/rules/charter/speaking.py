"""A fault as a sentence: what is wrong, what would be right."""

from app.rules.charter.fault_words import HINT, KINDS, LINE, READING
from app.rules.charter.faults import Fault
from app.rules.charter.item_words import FEATURE_NAMES
from app.rules.charter.nonsense_words import NONSENSE, REGISTER
from app.rules.charter.sentence_words import WHO
from app.rules.charter.wording import Template, fill

SENTENCES = {**READING, **NONSENSE}
_NAMED: dict[str, dict[str, Template]] = {
    "wanted": KINDS,
    "feature": FEATURE_NAMES,
    "who": {**{who.value: told for who, told in WHO.items()}, **REGISTER},
}


def fault_sentence(fault: Fault, lang: str) -> str:
    """« Ligne 12 : … » when the charter was read from a text."""
    params: dict[str, object] = {"key": fault.key or "charter", **fault.params}
    if fault.code == "wrong_type":
        params["got"] = fill(KINDS[str(params["got"])], lang, {})
    for name, words in _NAMED.items():
        if name in params and str(params[name]) in words:
            params[name] = fill(words[str(params[name])], lang, {})
    near = params.get("near")
    params["hint"] = fill(HINT, lang, params) if near else ""
    told = fill(SENTENCES[fault.code], lang, params)
    return fill(LINE, lang, {"line": fault.line, "told": told}) if fault.line else told
