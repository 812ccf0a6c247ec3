"""The form and the file give the same document; what changes between two versions is told, or nothing changed."""

import tomllib

import pytest
from hypothesis import given, settings, strategies as st

from app.governance.charter.differences import changed, differences
from app.governance.charter.editing import Kind, data_of, edited, questions, sections
from app.governance.charter.lint import check
from app.governance.charter.reading import parse
from app.governance.charter.writing import digest
from tests.governance.charters import TEXTS

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


FORM = "tracks.project.stages.work_group.fields"
ADDED = {"key": "hall", "names.fr": "La salle", "names.en": "The hall", "kind": "choice",
         "choices": "small : Petite | Small\n\n big: Grande"}


def of_form(name: str, section: str) -> dict[str, str]:
    return {question.name: question.value for question in questions(data_of(TEXTS[name]), section)}


def test_a_question_added_by_the_form_as_by_hand():
    after = "[tracks.project.stages.experiment]"
    by_hand = TEXTS["default"].replace(after, """[[tracks.project.stages.work_group.fields]]
key = "hall"
kind = "choice"
names = { fr = "La salle", en = "The hall" }
choices = [{ key = "small", names = { fr = "Petite", en = "Small" } }, { key = "big", names = { fr = "Grande" } }]

""" + after, 1)
    form = edited(TEXTS["default"], FORM, of_form("default", FORM) | {f"{FORM}[5].{k}": v for k, v in ADDED.items()})
    assert tomllib.loads(form) == tomllib.loads(by_hand)
    assert not check(form)


def test_a_question_whose_key_is_emptied_goes_and_the_others_stay():
    form = data_of(edited(TEXTS["default"], FORM, of_form("default", FORM) | {f"{FORM}[0].key": " "}))
    kept = form["tracks"]["project"]["stages"]["work_group"]["fields"]
    assert kept == data_of(TEXTS["default"])["tracks"]["project"]["stages"]["work_group"]["fields"][1:]


def test_another_kind_has_no_use_for_the_figures_of_the_one_before():
    kinds = {f"{FORM}[1].kind": "long", f"{FORM}[4].kind": "date"}
    form = edited(TEXTS["default"], FORM, of_form("default", FORM) | kinds)
    assert not check(form)
    budget, places = (data_of(form)["tracks"]["project"]["stages"]["work_group"]["fields"][n] for n in (1, 4))
    assert "max" not in budget
    assert not {"max", "unit"} & set(places)


def test_a_wrong_choice_is_kept_for_the_fault_to_name():
    form = edited(TEXTS["default"], FORM, {f"{FORM}[3].choices": "Les enfants"})
    assert f"{FORM}[3].choices[0].key" in [fault.key for fault in check(form)]


def test_a_form_that_no_stage_has_is_unknown():
    with pytest.raises(KeyError):
        questions(data_of(TEXTS["default"]), "tracks.project.stages.nowhere.fields")


@pytest.mark.parametrize(("place", "value", "told"), [
    ("[1].max", "500", "«\u00a0Budget estimé\u00a0»\u00a0: un montant en euros, de 0\u00a0€ à 500\u00a0€, facultatif"),
    ("[2].required", "yes", "«\u00a0Cherche des bénévoles\u00a0»\u00a0: oui ou non, à remplir"),
    ("[0].help.fr", "Une autre aide.", "Une autre aide.")])
def test_what_a_form_asks_otherwise_is_told_once(place: str, value: str, told: str):
    after = parse(edited(TEXTS["default"], FORM, {FORM + place: value}))
    change, *others = differences(parse(TEXTS["default"]), after, "fr")
    assert others == []
    assert change.after == (told,)
