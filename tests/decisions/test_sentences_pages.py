"""A result in words, for every method and every outcome: understood by somebody who knows nothing of voting."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from app import create_app
from app.core.kinds import DecisionKind
from app.decisions.views.blueprint import percent
from app.decisions.views.results import cases, told
from app.governance.charter.model import Charter
from app.governance.charter.reading import parse, rule_of
from app.governance.decision_rules import settings_of, weights
from app.governance.tally.counting import recount
from tests.build import CHARTERS
from tests.polls import PLACES, rule

OPTIONS = [{"key": f"o{n}", "label": label} for n, label in enumerate(PLACES, 1)]
GOOD, BAD = {"o1": 1, "o2": 3, "o3": 6}, {"o1": 4, "o2": 5, "o3": 6}
CYCLE = [[["o1"], ["o2"], ["o3"]]] * 5 + [[["o2"], ["o3"], ["o1"]]] * 4 + [[["o3"], ["o1"], ["o2"]]] * 3


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = create_app(tmp_path_factory.mktemp("words"), secret_key="t" * 40, mode="test", jobs=False)
    with app.test_request_context("/", headers={"Accept-Language": "fr"}):
        yield app


@pytest.fixture(scope="module")
def charter() -> Charter:
    return parse((CHARTERS / "default.toml").read_text())


def counted(charter: Charter, method: str, given: Sequence[Any], roll: int = 9, **more: Any) -> SimpleNamespace:
    """A closed question, as its page has it; `given` are choices, or (college, choice)."""
    data = rule(method, **{key: more.pop(key) for key in [*more] if key not in ("kind", "outcome", "by")})
    asked = rule_of(data, tuple(charter.colleges))
    lines = [{"college": one[0], "choice": one[1]} if isinstance(one, tuple) else {"choice": one} for one in given]
    profile: dict[str, Any] = {"ballots": lines, "roll": {"total": roll, "by_college": dict.fromkeys(
        asked.colleges, roll // max(len(asked.colleges), 1))}}
    if method in ("majority_judgment", "approval", "schulze"):
        profile["options"] = [option["key"] for option in OPTIONS]
    if method == "majority_judgment":
        profile["grades"] = 7
    if asked.colleges:
        profile["colleges"] = weights(charter, asked)
    result = recount(method, profile, settings_of(asked)).as_json()
    word = SimpleNamespace
    return SimpleNamespace(
        method=word(value=method), by=word(value=more.get("by", "members")), rule=data, options=OPTIONS, result=result,
        outcome=more.get("outcome", result["outcome"]), kind=more.get("kind", DecisionKind.QUESTION), track="project",
        gate="to_work_group", rule_read=asked)


RESULTS: list[tuple[str, Sequence[Any], Mapping[str, Any], str]] = [
    ("majority", ["for"] * 4 + ["against", "abstain"], {"quorum": "1/3"},
     "6 personnes sur 9 ont répondu. 4 pour, 1 contre, 1 abstention. Il fallait plus de la moitié des voix exprimées : "
     "les « pour » en font 80 %. Il fallait au moins 3 réponses : elles y sont. C’est adopté."),
    ("majority", ["for"] * 4 + ["against", "abstain"], {"by": "representatives"}, "6 structures sur 9 ont répondu."),
    ("majority", ["for", "against"] * 3, {},
     "C’est une égalité, et une égalité ne fait jamais passer : rien n’est adopté."),
    ("majority", ["for", "for"] + ["against"] * 4, {}, "Ce n’est pas adopté."),
    ("majority", ["for"] * 5, {"quorum": "1/1"},
     "Il fallait au moins 9 réponses : il en manque 4. Trop peu de réponses : rien n’est décidé."),
    ("majority", [], {"quorum": None}, "Personne n’a répondu : il y avait 9 voix. Ce n’est pas adopté."),
    ("majority", ["for"] * 2, {"base": "roll", "quorum": None},
     "Il fallait plus de la moitié de toutes les voix de la liste : les « pour » en font 22,2 %."),
    ("majority", [("residents", "for"), ("residents", "against"), ("associations", "for")],
     {"colleges": ["residents", "associations"], "quorum": None},
     "3 voix sur 9 se sont exprimées. 2 pour, 1 contre, 0 abstention. Il fallait plus de la moitié, une fois les "
     "collèges réunis selon leur poids : les « pour » font 75 %."),
    ("majority", [("residents", "for")], {"colleges": ["residents", "associations"], "college_quorum": 1},
     "Il fallait assez de voix dans chaque collège : il en manque dans « Associations »."),
    ("majority_judgment", [GOOD] * 5, {},
     "La mieux jugée est « La halle de Gap », avec la mention « Très bien » : plus de la moitié de celles et ceux qui "
     "ont jugé lui donnent celle-là ou mieux. Il fallait au moins la mention « Assez bien »."),
    ("majority_judgment", [{"o1": 1, "o2": 1, "o3": 6}] * 3 + [{"o1": 0, "o2": 1, "o3": 6}], {},
     "« La gare de Veynes » a la même mention, mais vient après"),
    ("majority_judgment", [BAD] * 5, {}, "Ce n’est pas adopté."),
    ("majority_judgment", ["abstain"] * 5, {}, "Tout le monde s’est abstenu."),
    ("approval", [["o1", "o2"], ["o1"], ["o1"], [], ["o3"], "abstain"], {},
     "La plus cochée est « La halle de Gap » : elle l’est sur 3 bulletins sur 5. 1 abstention. Il fallait plus de la "
     "moitié des bulletins : elle en a 60 %."),
    ("approval", [["o1"], ["o2"]] * 2, {}, "Les plus cochées, à égalité, sont « La halle de Gap », « La gare de"),
    ("schulze", [[["o1"], ["o2"]]] * 5, {},
     "« La halle de Gap » l’emporte : comparée à chacune des autres, plus de voix la préfèrent. Il fallait au moins 3 "
     "réponses : elles y sont. La question demandait un ordre : c’est celui de la liste ci-dessous."),
    ("schulze", CYCLE, {"roll": 20}, "aucune option ne gagne contre toutes les autres"),
    ("consent", ["consent"] * 4 + ["concern", "aside"], {"outcome": "adopted_with_reservations"},
     "4 consentements, 1 réserve, 1 personne en retrait, aucune objection qui tient. Il fallait qu’aucune objection ne "
     "tienne."),
    ("consent", ["consent"] * 4 + ["objection"], {"outcome": "fallback_vote"}, "un vote prend la suite."),
    ("consent", ["consent"] * 4 + ["objection"], {"outcome": "returned", "kind": DecisionKind.GATE},
     "le texte est rendu à celles et ceux qui le portent. La proposition reste à l’étape « Idée »."),
    ("consent", ["consent"] * 4, {"outcome": "withdrawn"}, "La question a été retirée"),
    ("majority", ["for"] * 5, {"kind": DecisionKind.GATE}, "La proposition passe à l’étape « Groupe de travail »."),
    ("majority", ["for"] * 5, {"kind": DecisionKind.CHARTER}, "Les nouvelles règles sont en vigueur."),
    ("majority", ["against"] * 5, {"kind": DecisionKind.CHARTER}, "Les règles en vigueur ne changent pas."),
    ("majority", ["against"] * 5, {"kind": DecisionKind.REVIEW}, "La décision d’origine n’est plus soutenue"),
]


@pytest.mark.parametrize(("method", "given", "more", "said"), RESULTS)
def test_a_result_is_told_in_words(words: Flask, charter: Charter, method, given, more, said):
    row = counted(charter, method, given, **more)
    assert said in told(row, charter, passed=True).replace("\u00a0", " ")


def test_adopted_while_its_conditions_no_longer_hold(words: Flask, charter: Charter):
    row = counted(charter, "majority", ["for"] * 5, kind=DecisionKind.GATE)
    assert "dès que ses conditions seront de nouveau réunies" in told(row, charter, passed=False)


def test_voices_that_came_by_delegation_are_said(words: Flask, charter: Charter):
    row = counted(charter, "majority", ["for"] * 5)
    assert "5 personnes sur 9 ont répondu. 2 voix sont venues par délégation." in told(row, charter, passed=False,
                                                                                       delegated=2)


def test_withheld_figures_are_not_told(words: Flask, charter: Charter):
    row = counted(charter, "majority", ["for", "for", "against"], quorum=None)
    row.result["evidence"] = {"turnout": row.result["evidence"]["turnout"]}
    assert told(row, charter, passed=False) == "3 personnes sur 9 ont répondu. C’est adopté."


def test_a_share_never_looks_like_the_one_it_is_compared_with(words: Flask):
    assert percent("5001/10000", Fraction(1, 2)) == "50,01\u00a0%"
    assert percent("2/3", Fraction(2, 3)) == "66,7\u00a0%"


def test_before_the_end_both_cases_are_said(words: Flask, charter: Charter):
    row = counted(charter, "majority", [], kind=DecisionKind.GATE)
    assert [case for case, _then in cases(row, charter, row.rule_read)] == ["Si c’est adopté", "Sinon"]
