"""The form and the file give the same document; what changes between two versions is told, or nothing changed."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.charter import check, digest, parse
from app.rules.charter.differences import changed, differences
from app.rules.charter.editing import Kind, data_of, edited, questions, sections
from tests.rules.charters import TEXTS

EVERY = [(name, section) for name, text in TEXTS.items() for section in sections(data_of(text))]
SHARES = ("1/2", "2/3", "3/4", "1/5")


@pytest.mark.parametrize(("name", "section"), EVERY)
def test_the_present_answers_change_nothing(name: str, section: str):
    text = TEXTS[name]
    given_ = {question.name: question.value for question in questions(data_of(text), section)}
    after = edited(text, section, given_)
    assert digest(parse(after)) == digest(parse(text))
    assert tomllib.loads(edited(after, section, given_)) == tomllib.loads(after), "and twice as once"


@pytest.mark.parametrize(("section", "name", "value"), [
    ("limits", "limits.carriers", "12"), ("presentation", "names.fr", "Nos règles")])
def test_one_answer_changes_one_value(section: str, name: str, value: str):
    before, after = data_of(TEXTS["default"]), data_of(edited(TEXTS["default"], section, {name: value}))
    table, key = name.split(".")
    assert str(after[table].pop(key)) == value
    del before[table][key]
    assert after == before, "nothing else moved"


@pytest.mark.parametrize("name", TEXTS)
def test_by_the_form_as_by_hand(name: str):
    text = TEXTS[name]
    data = data_of(text)
    gate = next(key for key, each in data["gates"].items() if "decision" in each)
    days = data["gates"][gate]["answer_days"]
    by_hand = text.replace(f"answer_days = {days}", f"answer_days = {days + 9}", 1)
    form = edited(text, f"gates.{gate}", {f"gates.{gate}.answer_days": str(days + 9)})
    assert digest(parse(form)) == digest(parse(by_hand)) != digest(parse(text))


def test_a_wrong_value_is_kept_for_the_fault_to_name():
    after = edited(TEXTS["default"], "limits", {"limits.carriers": "beaucoup"})
    assert "beaucoup" in after
    assert "limits.carriers" in [fault.key for fault in check(after)]


def test_an_unknown_section_is_said():
    with pytest.raises(KeyError):
        questions(data_of(TEXTS["default"]), "gates.nowhere")


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_version_does_not_differ_from_itself(name: str, lang: str):
    charter = parse(TEXTS[name])
    assert differences(charter, charter, lang) == ()
    assert not changed(charter, charter)


@settings(max_examples=60)
@given(st.data())
def test_whatever_changes_is_told_in_both_languages(data: st.DataObject):
    name, section = data.draw(st.sampled_from(EVERY))
    asked = [one for one in questions(data_of(TEXTS[name]), section) if one.kind in (Kind.TEXT, Kind.WHOLE, Kind.SHARE)]
    if not asked:
        return
    question = data.draw(st.sampled_from(asked))
    given_ = {Kind.TEXT: st.sampled_from(("Nos règles", "Autre")), Kind.WHOLE: st.integers(1, 60).map(str),
              Kind.SHARE: st.sampled_from(SHARES)}[question.kind]
    after = edited(TEXTS[name], section, {question.name: data.draw(given_)})
    if check(after):
        return
    old, new = parse(TEXTS[name]), parse(after)
    for lang in ("fr", "en"):
        told = differences(old, new, lang)
        assert bool(told) == (digest(old) != digest(new)), (question.name, told)
        assert all(change.title and (change.before or change.after) for change in told)
