"""What passes for a small correction, and what does not."""

import pytest

from app.proposals.rules import MINOR_WORDS, Wording, changes, refusal_of_minor, total

OLD = Wording("Une outilthèque à Gap", {"problem": "Les outils dorment dans les garages de 12 communes."}, (1,))


def changed(**fields: str) -> Wording:
    return Wording(OLD.title, {**OLD.fields, **fields}, OLD.about)


@pytest.mark.parametrize(("new", "code"), [
    (changed(problem="Les outils dorment dans les garages de 13 communes."), "not_minor_figures"),
    (changed(problem="Les outils dorment dans les garages de douze communes."), "not_minor_figures"),
    (changed(problem="Les outils ne dorment dans les garages de 12 communes."), "not_minor_meaning"),
    (changed(problem="Les outils n’y dorment dans les garages de 12 communes."), "not_minor_meaning"),
    (changed(brings="Un local et des étagères pour que chacune et chacun puisse venir le samedi."), "not_minor_words"),
    (Wording(OLD.title, OLD.fields, (2,)), "not_minor_about")])
def test_it_is_more_than_a_correction(new: Wording, code: str) -> None:
    reason = refusal_of_minor(OLD, new)
    assert reason is not None
    assert reason.code == code


@pytest.mark.parametrize("problem", [
    "Les outils dorment dans les garages de 12 communes voisines.",
    "Des outils dorment dans des garages de 12 communes !", "Les outils dorment\n\ndans les garages de 12 communes."])
def test_a_correction_is_small(problem: str) -> None:
    assert refusal_of_minor(OLD, changed(problem=problem)) is None


def test_the_limit_is_of_words_come_and_gone_together() -> None:
    reason = refusal_of_minor(Wording("a" * 9, {"f": "mot " * 20}), Wording("a" * 9, {"f": "terme " * 20}))
    assert reason is not None
    assert reason.params == {"changed": 40, "most": MINOR_WORDS}


def test_title_and_fields_are_told_apart() -> None:
    told = changes(OLD, Wording("Une outilthèque à Veynes", {**OLD.fields, "brings": "Un local."}, (1,)))
    assert list(told) == ["", "brings"]
    assert (total(told).paragraphs, total(told).added, total(told).removed) == (2, 3, 1)
