"""`flask tally`: JSON in, JSON out; status 2 and one line per fault."""

import json

import pytest
from click.testing import CliRunner, Result

from app.decisions.cli import tally
from app.governance.tally.settings import Code


def run(*arguments: str, profile: object = None, raw: str | bytes | None = None) -> Result:
    return CliRunner().invoke(tally, arguments, input=json.dumps(profile) if raw is None else raw)


ONE = {"ballots": [{"choice": "for"}]}


def test_the_result_is_json() -> None:
    answer = run("majority", "--option", "base=cast", "--option", "at_least=1/2", profile=ONE)
    result = json.loads(answer.stdout)
    assert (answer.exit_code, result["outcome"], result["ranking"]) == (0, "adopted", [])


def test_an_outcome_that_nobody_asked_is_null() -> None:
    profile = {"options": ["é", "b"], "ballots": [{"choice": ["é"]}]}
    answer = run("approval", profile=profile)
    assert json.loads(answer.stdout) | {"evidence": 0} == {"outcome": None, "ranking": [["é"], ["b"]], "evidence": 0}


def test_every_fault_is_one_line_on_stderr_and_nothing_is_counted() -> None:
    profile = {"ballots": [{"choice": "oui\nnon"}, {"choice": "for", "weight": 0}], "extra": [1]}
    answer = run("majority", "--option", "quorum", "--option", "base=tous", profile=profile)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.replace("\u00a0", " ").splitlines() == [
        "option quorum : écrire clé=valeur",
        "option base : mot inconnu : tous (attendu : expressed, cast, roll)",
        "extra : clé inconnue (connues : options, grades, ballots, colleges, roll)",
        "ballots[0].choice : mot inconnu : oui\\nnon (attendu : for, against, abstain)",
        "ballots[1].weight : nombre exact attendu, entier ou « n/d », au lieu de 0",
    ]


@pytest.mark.parametrize("raw", ["", "{", b"\xff\xfe", "nul"])
def test_unreadable_input_says_where(raw: str | bytes) -> None:
    answer = run("consent", raw=raw)
    assert (answer.exit_code, answer.stderr.count("\n")) == (2, 1)
    assert "ligne 1" in answer.stderr


def test_bytes_that_are_not_utf_8_are_placed() -> None:
    answer = run("majority", raw=json.dumps(ONE).encode() + b"\n  \xe9\n")
    assert (answer.exit_code, answer.stderr.count("\n")) == (2, 1)
    assert "ligne 2, colonne 3" in answer.stderr


def test_an_option_given_twice_is_a_fault() -> None:
    answer = run("majority", "--option", "base=cast", "--option", "base=roll", profile=ONE)
    assert (answer.exit_code, answer.stderr) == (2, "option base\u00a0: déjà nommé\u00a0: base\n")


def test_an_unknown_method_names_the_known_ones() -> None:
    answer = run("plurality", profile=ONE)
    assert (answer.exit_code, answer.stderr.count("\n")) == (2, 1)
    assert "majority_judgment" in answer.stderr


def test_a_byte_order_mark_is_no_fault() -> None:
    assert run("majority", raw="\ufeff" + json.dumps(ONE)).exit_code == 0


def test_every_code_has_its_sentence() -> None:
    from app.decisions.cli import _SENTENCES

    assert set(_SENTENCES) == set(Code)
