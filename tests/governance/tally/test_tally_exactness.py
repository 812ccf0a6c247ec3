"""No float between a ballot and an outcome: none comes in, none is made, none goes out."""

import ast
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given

from app.governance import tally
from app.governance.tally.settings import Malformed, Method
from tests.governance.tally.profiles import ALL, ballot, counted, document_of, seeds, with_colleges

SOURCES = sorted(Path(tally.__file__).parent.glob("*.py"))
ROUNDING = {"float", "round", "Decimal", "sqrt", "mean", "fmean", "median", "fsum"}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_no_module_of_the_tallies_names_or_writes_a_float(source: Path) -> None:
    nodes = list(ast.walk(ast.parse(source.read_text(encoding="utf-8"))))
    assert not [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, float)]
    assert not {node.id for node in nodes if isinstance(node, ast.Name)} & ROUNDING
    assert not {node.attr for node in nodes if isinstance(node, ast.Attribute)} & ROUNDING


def floats(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [found for one in value.values() for found in floats(one)]
    if isinstance(value, list):
        return [found for one in value for found in floats(one)]
    return [value] if isinstance(value, float) else []


@pytest.mark.parametrize("method", ALL)
@given(seed=seeds)
def test_a_result_is_json_without_any_float(method: Method, seed: int) -> None:
    random = Random(seed)
    document = document_of(random, method)
    if method in (Method.MAJORITY, Method.CONSENT):
        document = with_colleges(random, document)
    result = counted(method, document).as_json()
    assert floats(result) == []
    assert json.loads(json.dumps(result)) == result


@pytest.mark.parametrize("weight", [1.0, 0.5, 2e3])
def test_a_float_weight_is_refused(weight: float) -> None:
    with pytest.raises(Malformed, match=r"ballots\[0\].weight: not_a_number"):
        counted("majority", {"ballots": [{"weight": weight, "choice": "for"}]})


def test_a_float_grade_is_refused() -> None:
    with pytest.raises(Malformed, match="not_a_grade"):
        counted("majority_judgment", {"options": ["a"], "grades": 3, "ballots": [ballot({"a": 1.0})]})


def test_weights_beyond_what_a_float_holds_are_told_apart() -> None:
    document = {"options": ["a", "b"], "ballots": [ballot(["a"], 10**15), ballot(["a"], 1), ballot(["b"], 10**15)]}
    assert counted("approval", document).ranking == (("a",), ("b",))
