"""Rules beside the people there are: who is missing is told by number."""

from dataclasses import replace

import pytest

from app.governance.charter import lint
from app.governance.charter.lint import Register, check
from app.governance.charter.sentences import fault_sentence
from app.governance.charter.table import Code
from tests.governance.charters import REGISTER, TEXTS, broken, shipped


def codes(text: str, register: Register) -> dict[str, Code]:
    return {fault.key: fault.code for fault in check(text, register)}


def test_members_missing_for_a_threshold_are_counted() -> None:
    faults = [f for f in lint(shipped(), replace(REGISTER, members=6, places=2)) if f.code == Code.NOT_ENOUGH_PEOPLE]
    told = {fault.key: fault.params for fault in faults}
    supports = "gates.recognition.conditions.supports"
    assert told[f"{supports}.at_least"] == {"who": "members", "needed": 8, "got": 6, "missing": 2}
    assert told[f"{supports}.from_places"]["missing"] == 1
    assert "communes où vivent des membres" in fault_sentence(faults[0], "fr") + fault_sentence(faults[1], "fr")


def test_an_empty_college_is_named() -> None:
    found = codes(TEXTS["default"], replace(REGISTER, colleges={**REGISTER.colleges, "partners": 0}))
    assert found == {"colleges.partners": Code.EMPTY_COLLEGE}


def test_colleges_with_nobody_do_not_count_for_a_condition() -> None:
    found = codes(TEXTS["scic"], replace(REGISTER, colleges={"workers": 3}))
    assert found["gates.recognition.conditions.supports.from_colleges"] == Code.NOT_ENOUGH_PEOPLE


def test_a_committee_of_nobody_cannot_decide() -> None:
    found = codes(TEXTS["default"], replace(REGISTER, roles={}))
    assert found["gates.to_work_group.decision.by"] == Code.NOBODY_DECIDES


def test_an_appeal_before_nobody_is_told() -> None:
    found = codes(TEXTS["default"], replace(REGISTER, structures=0))
    assert found["changes.appeal.to"] == Code.NOBODY_DECIDES


def test_a_quorum_above_the_roll_is_told() -> None:
    text, line = broken('quorum = "1/2"', "quorum = 9")
    fault = next(f for f in check(text, REGISTER) if f.key == "changes.quorum")
    assert (fault.code, fault.line, fault.params["missing"]) == (Code.NOT_ENOUGH_PEOPLE, line, 4)


def test_a_college_quorum_above_a_college_is_told() -> None:
    text, _line = broken("college_quorum = 1", "college_quorum = 40", "scic")
    fault = next(f for f in check(text, REGISTER) if f.key == "changes.college_quorum")
    assert (fault.code, fault.params["missing"]) == (Code.NOT_ENOUGH_PEOPLE, 30)


@pytest.mark.parametrize(("largest", "alone"), [(2, False), (3, True), (5, True)])
def test_one_structure_that_fills_the_quorum_decides_alone(largest: int, alone: bool) -> None:
    """Five in the committee, half of them for a quorum: three voices."""
    found = codes(TEXTS["default"], replace(REGISTER, largest={"steering": largest}))
    assert (found.get("changes.quorum") == Code.ONE_STRUCTURE_DECIDES) is alone


def test_one_structure_alone_in_the_assembly_decides_alone() -> None:
    found = codes(TEXTS["sociocratic"], replace(REGISTER, structures=2))
    assert found["changes.quorum"] == Code.ONE_STRUCTURE_DECIDES


def test_a_majority_of_the_whole_roll_is_a_quorum_of_its_own() -> None:
    text, _line = broken('counted = "majority"\nat_least = "2/3"\nquorum = "1/2"',
                         'counted = "majority"\nat_least = "2/3"\nbase = "roll"')
    assert check(text, REGISTER) == ()
    assert codes(text, replace(REGISTER, largest={"steering": 4}))["changes.quorum"] == Code.ONE_STRUCTURE_DECIDES


def test_a_quorum_in_each_college_keeps_one_structure_from_deciding() -> None:
    assert check(TEXTS["scic"], replace(REGISTER, largest={"members": 60})) == ()
