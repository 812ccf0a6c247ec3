"""A ballot and a result of each method; the results are counted by the rules, from a few sample ballots."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from werkzeug.datastructures import MultiDict

from app.rules.charter import Method
from app.rules.tally import recount
from app.web.decisions import pictures
from app.web.decisions.forms import ballot_form

OPTIONS = ({"key": "a", "label": "La halle de Gap"}, {"key": "b", "label": "La gare de Veynes"},
           {"key": "c", "label": "L’ancienne école d’Embrun"})
KEYS = [str(one["key"]) for one in OPTIONS]
TYPED = {
    "majority": {"choice": "for"}, "consent": {"choice": "concern"},
    "majority_judgment": {"option-a": "0", "option-b": "2", "option-c": "4"},
    "approval": {"option-a": "1", "option-c": "1"}, "schulze": {"option-b": "1", "option-a": "2"},
}
CHOICES: Mapping[str, Sequence[Any]] = {
    "majority": ["for"] * 9 + ["against"] * 4 + ["abstain"] * 2,
    "consent": ["consent"] * 8 + ["concern"] * 3 + ["aside"],
    "majority_judgment": [{"a": n % 4, "b": (n * 3) % 7, "c": 3 + n % 4} for n in range(13)],
    "approval": [KEYS[:1 + n % 3] for n in range(13)],
    "schulze": [[["a"], ["b"], ["c"]]] * 6 + [[["b"], ["c"], ["a"]]] * 5 + [[["c"], ["a", "b"]]] * 3,
}
SETTINGS: Mapping[str, dict[str, object]] = {
    "majority": {"more_than": "1/2", "quorum": "1/4"}, "majority_judgment": {"at_least": 3},
    "approval": {"more_than": "1/2"}}


def _row(method: str) -> SimpleNamespace:
    return SimpleNamespace(method=Method(method), options=OPTIONS, lang="fr", ballots="public")


def ballots() -> list[dict[str, Any]]:
    """As somebody finds it who answered before."""
    return [{"row": _row(method), "form": ballot_form((), OPTIONS), "typed": MultiDict(typed), "start": f"{method}-",
             "ranked": {key: typed.get(f"option-{key}") for key in KEYS}} for method, typed in TYPED.items()]


def results() -> list[dict[str, Any]]:
    return [_result(method, _profile(method, given), SETTINGS.get(method, {})) for method, given in CHOICES.items()] + [
        _result("majority", _by_college(), SETTINGS["majority"] | {"colleges": "proportional"}, "colleges")]


def _result(method: str, profile: dict[str, Any], settings: dict[str, object], key: str = "") -> dict[str, Any]:
    row, labels = _row(method), {str(one["key"]): str(one["label"]) for one in OPTIONS}
    row.result = recount(method, profile, settings).as_json()
    return {"row": row, "key": key or method, "labels": labels, "evidence": row.result["evidence"],
            "ranking": row.result["ranking"], "picture": pictures.of(row, labels)}


def _profile(method: str, choices: Sequence[Any]) -> dict[str, Any]:
    told = {"options": KEYS if method not in ("majority", "consent") else [],
            "ballots": [{"choice": choice} for choice in choices], "roll": {"total": 24}}
    return told | ({"grades": 7} if method == "majority_judgment" else {})


def _by_college() -> dict[str, Any]:
    given = [*[("associations", "for")] * 6, *[("associations", "against")] * 3, ("companies", "for"),
             ("companies", "against")]
    return {"ballots": [{"college": college, "choice": choice} for college, choice in given],
            "colleges": [{"key": "associations", "weight": 1}, {"key": "companies", "weight": 1}],
            "roll": {"total": 16, "by_college": {"associations": 12, "companies": 4}}}
