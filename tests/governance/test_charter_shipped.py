"""The three shipped charters: sound, complete in both languages, and the same read back."""

import re
from fractions import Fraction

import pytest

from app.governance.charter import sentences
from app.governance.charter.lint import check
from app.governance.charter.model import Charter, Feature, Method
from app.governance.charter.reading import from_canonical, parse
from app.governance.charter.writing import canonical, digest, plain, toml
from tests.governance.charters import REGISTER, TEXTS, shipped

NAMES = sorted(TEXTS)


@pytest.mark.parametrize("name", NAMES)
def test_it_has_no_fault_even_beside_a_register(name: str) -> None:
    assert check(TEXTS[name], REGISTER) == ()


@pytest.mark.parametrize("name", NAMES)
def test_it_is_written_in_both_languages(name: str) -> None:
    def localised(value: object) -> None:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        if isinstance(value, dict) and "fr" in value:
            assert set(value) == {"fr", "en"}
        for each in inner:
            localised(each)

    localised(plain(shipped(name)))


@pytest.mark.parametrize("name", NAMES)
def test_its_toml_and_its_canonical_form_say_the_same(name: str) -> None:
    charter = shipped(name)
    assert parse(toml(charter)) == charter
    assert from_canonical(canonical(charter)) == charter
    assert digest(parse(toml(charter))) == digest(charter)


@pytest.mark.parametrize("name", NAMES)
def test_comments_spaces_and_order_do_not_change_its_digest(name: str) -> None:
    blocks = re.split(r"\n(?=\[(?!\[))", TEXTS[name].replace(" = ", "   =  "))
    shaken = "\n\n# une remarque\n".join([blocks[0], *reversed(blocks[1:])])
    assert parse(shaken) == shipped(name)
    assert digest(parse(shaken)) == digest(shipped(name))


def test_another_number_is_another_digest() -> None:
    other = parse(TEXTS["default"].replace("at_least = 8", "at_least = 9"))
    assert digest(other) != digest(shipped())


def test_nothing_in_its_canonical_form_is_a_float() -> None:
    assert not re.search(r'(?<![\d"/])\d+\.\d', re.sub(r'"[^"]*"', '""', canonical(shipped("scic"))))


def test_stages_come_in_the_order_people_meet_them() -> None:
    tracks = shipped().tracks
    assert list(tracks["project"].stages) == ["idea", "work_group", "experiment", "outcome"]
    assert list(tracks["need"].stages) == ["published", "recognised", "covered"]


def test_the_form_stays_open_at_the_next_stages() -> None:
    stages = shipped().tracks["project"].stages
    keys = [field.key for field in stages["idea"].fields]
    assert keys == ["problem", "for_whom", "existing", "brings", "missing"]
    assert stages["work_group"].fields[:5] == stages["experiment"].fields == stages["idea"].fields
    assert not any(field.required for field in stages["work_group"].fields[5:])


def test_the_default_opens_each_feature_somewhere() -> None:
    stages = [stage for track in shipped().tracks.values() for stage in track.stages.values()]
    assert frozenset[Feature]().union(*(stage.features for stage in stages)) == frozenset(Feature)


def test_the_default_needs_no_electronic_vote() -> None:
    rules = [gate.decision for gate in shipped().gates() if gate.decision]
    assert {rule.method for rule in rules} == {Method.STEERING}
    assert all(rule.reason and rule.appeal for rule in rules)


def test_a_scic_keeps_each_college_between_a_tenth_and_a_half() -> None:
    charter = shipped("scic")
    assert charter.scic
    assert all(Fraction(1, 10) <= charter.share(key) <= Fraction(1, 2) for key in charter.colleges)


def test_sociocratic_decides_by_consent_everywhere() -> None:
    charter = shipped("sociocratic")
    rules = [charter.changes, *(gate.decision for gate in charter.gates() if gate.decision)]
    assert {rule.method for rule in rules} == {Method.CONSENT}
    assert all(rule.fallback and rule.review_days for rule in rules)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_rule_reads_aloud(name: str, lang: str) -> None:
    charter = shipped(name)
    told = sentences(charter, lang)
    assert {clause.key for clause in told} >= {f"gates.{gate.key}" for gate in charter.gates()} | {"changes", "limits"}
    for line in (line for clause in told for line in (clause.title, *clause.points, *clause.after)):
        assert line.strip()
        assert not re.search(r"[{}]|None|  ", line)


def test_a_gate_cannot_be_found_that_is_not_there() -> None:
    charter: Charter = shipped()
    assert charter.gate("cover").to_stage == "covered"
    with pytest.raises(KeyError):
        charter.gate("elsewhere")
