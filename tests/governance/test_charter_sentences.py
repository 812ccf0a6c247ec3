"""What the charter says aloud, word for word."""

import pytest

from app.governance.charter import sentences
from app.governance.charter.fault_words import NONSENSE, READING
from app.governance.charter.model import (
    BUILT_IN,
    GROUP_ROLES,
    STATED,
    Ballots,
    ConditionKind,
    Delegating,
    DocumentKind,
    Electorate,
    Feature,
    FieldKind,
    Grade,
    Method,
    Results,
    Silence,
    SupportsShown,
)
from app.governance.charter.reading import FLAGS, TAKES, parse
from app.governance.charter.sentences import Clause, gate_sentences
from app.governance.charter.table import Code
from app.governance.charter.words import (
    BASES,
    BUILT_IN_NAMES,
    DOCUMENT_NAMES,
    ENUM_SAID,
    FEATURE_NAMES,
    GRADES,
    KINDS as FORM_KINDS,
    MET,
    METHODS,
    PIECES,
    ROLE_NAMES,
    STATED_ASKED,
    UNMET,
    VERBS,
    WHO,
)
from app.governance.tally.settings import Base
from tests.governance.charters import broken, shipped


def gate(key: str, lang: str, name: str = "default") -> Clause:
    charter = shipped(name)
    return gate_sentences(charter, charter.gate(key), lang)


def test_a_gate_says_what_an_idea_must_do() -> None:
    told = gate("to_work_group", "fr")
    assert told.title == "Idée → Groupe de travail"
    assert told.lead == "Pour devenir un groupe de travail, une idée doit\u00a0:"
    assert told.points == (
        "réunir au moins 10 soutiens, d’au moins 3 communes",
        "compter au moins 2 personnes qui portent la proposition, d’au moins 1 structure",
        "rester à cette étape au moins 7 jours",
        "remplir\u00a0: «\u00a0Le problème\u00a0», «\u00a0Pour qui\u00a0» et «\u00a0Ce qui existe déjà\u00a0»",
        "avoir une réponse à chaque question qui en attend une",
        "ne faire l’objet d’aucun signalement en cours d’examen",
    )


def test_a_gate_says_who_answers_and_when() -> None:
    assert gate("to_work_group", "fr").after == (
        "Le comité de pilotage vote\u00a0: il faut plus de la moitié des voix exprimées.",
        "La réponse est due dans les 30 jours.",
        "Il faut la participation d’au moins la moitié des personnes appelées.",
        "Un refus donne toujours sa raison, publique.",
        "La réponse peut se reporter de 60 jours, 1 fois au plus.",
        "Un refus peut se contester pendant 30 jours devant l’assemblée des structures (une voix chacune).",
    )


def test_a_gate_in_english() -> None:
    told = gate("recognition", "en")
    assert told.lead == "To become a need recognised as collective, a published need must:"
    assert told.points == ("gather at least 8 supports, from at least 3 municipalities",)
    assert told.after == ("As soon as all of it is there, it passes by itself.",)


def test_money_hours_and_documents_in_each_language() -> None:
    french, english = gate("to_experiment", "fr", "scic").points, gate("to_experiment", "en", "scic").points
    assert ("rassembler des contributions\u00a0: au moins 40 heures offertes, au moins 1\u202f500\u00a0€, d’au moins "
            "2 structures") in french
    assert "gather contributions: at least 40 hours, at least €1,500, from at least 2 organisations" in english
    assert "joindre\u00a0: budget et assurance" in french


def test_a_consent_says_what_follows_when_it_is_not_reached() -> None:
    after = gate("to_circle", "fr", "sociocratic").after
    assert after[0] == "Le comité de pilotage décide par consentement\u00a0: c’est adopté si aucune objection ne tient."
    assert ("Si le consentement n’aboutit pas, le comité de pilotage vote\u00a0: il faut au moins deux tiers des voix "
            "exprimées.") in after
    assert "Le silence n’est pas un consentement." in after


def test_a_form_says_what_it_asks() -> None:
    told = {clause.key: clause for clause in sentences(shipped(), "fr")}["tracks.project.stages.work_group.fields"]
    assert told.title == "Groupe de travail\u00a0: ce que l’on écrit"
    assert told.points[0] == "«\u00a0Début souhaité\u00a0»\u00a0: une date, facultatif"
    assert told.points[4].endswith("un nombre entier, de 0\u00a0personnes à 100\u202f000\u00a0personnes, facultatif")
    english = {clause.key: clause for clause in sentences(shipped(), "en")}["tracks.project.stages.work_group.fields"]
    assert english.points[1] == "“Estimated budget”: an amount in euros, from €0 to €1,000,000, optional"
    assert english.points[2] == "“Looking for volunteers”: yes or no, optional"


def test_one_is_singular_in_french() -> None:
    charter = parse(broken("at_least = 8, from_places = 3", "at_least = 1")[0])
    assert gate_sentences(charter, charter.gate("recognition"), "fr").points == ("réunir au moins 1 soutien",)


def test_a_language_we_do_not_speak_is_answered_in_french() -> None:
    assert sentences(shipped(), "oc") == sentences(shipped(), "fr")


@pytest.mark.parametrize(("table", "keys"), [
    ({**READING, **NONSENSE}, set(Code)), (VERBS, set(ConditionKind)), (METHODS, set(Method) - {Method.STEERING}),
    (WHO, set(Electorate)), (BASES, set(Base)), (GRADES, set(Grade)), (FEATURE_NAMES, set(Feature)),
    (DOCUMENT_NAMES, set(DocumentKind)), (ROLE_NAMES, set(GROUP_ROLES)), (MET, set(UNMET)), (STATED_ASKED, set(STATED)),
    (ENUM_SAID, {*Ballots, *Results, *Silence, *Delegating, *SupportsShown}),
    (FORM_KINDS, set(FieldKind)),
    (BUILT_IN_NAMES, {"title", "places", "theme"} | frozenset().union(*BUILT_IN.values()) - STATED),
])
def test_every_word_has_its_sentence_in_french_and_english(table: dict[str, dict[str, str]], keys: set[str]) -> None:
    assert set(table) == keys
    assert all(set(told) == {"fr", "en"} and all(told.values()) for told in table.values())


def test_every_parameter_of_a_condition_is_said() -> None:
    asked = {(kind, name) for kind, takes in TAKES.items() for name in takes.figures}
    asked |= {(kind, "words") for kind, takes in TAKES.items() if takes.words}
    assert set(PIECES) == asked | {(ConditionKind.MEETINGS, "with_minutes"), (ConditionKind.SUPPORTS, "version")}
    assert set(TAKES) | FLAGS == set(ConditionKind)


@pytest.mark.parametrize(("rule", "told"), [
    ('method = "majority"\nat_least = "2/3"\nbase = "cast"',
     "L’ensemble des membres vote\u00a0: il faut au moins deux tiers des voix, abstentions comprises."),
    ('method = "majority_judgment"\nat_least = "good"',
     "L’ensemble des membres donne une mention à chaque option\u00a0: il faut au moins la mention «\u00a0Bien\u00a0»."),
    ('method = "approval"\nat_least = "3/10"',
     "L’ensemble des membres coche toutes les options qui lui conviennent\u00a0: la plus cochée l’emporte, s’il y a au "
     "moins 30\u00a0% des bulletins."),
    ('method = "schulze"', "L’ensemble des membres classe les options par préférence\u00a0: celle qui l’emporte face à "
     "chacune des autres est retenue (méthode de Schulze)."),
])
def test_every_method_is_said(rule: str, told: str) -> None:
    old = '[changes]\nmethod = "steering"\ncounted = "majority"\nat_least = "2/3"\n'
    charter = parse(broken(old, f'[changes]\n{rule}\nby = "members"\nopen_days = 20\n')[0])
    assert next(clause for clause in sentences(charter, "fr") if clause.key == "changes").points[0] == told
