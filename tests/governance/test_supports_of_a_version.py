"""A charter that counts only the supports of the present version: read, said, judged, replayed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.governance.charter import sentences
from app.governance.charter.reading import from_canonical, parse
from app.governance.charter.table import Code
from app.governance.charter.writing import canonical, toml
from app.governance.gates import Facts, evaluate, item_sentence
from app.governance.simulation.history import Event, Known, fold
from tests.governance.charters import broken, faults_of, shipped

ASKED = "supports = { at_least = 8, from_places = 3 }"
PRESENT = 'supports = { at_least = 8, from_places = 3, version = "present" }'
START = datetime(2026, 5, 1, tzinfo=UTC)


def gate():
    return next(one for one in parse(broken(ASKED, PRESENT)[0]).gates() if one.key == "recognition")


def test_it_is_read_and_written_back() -> None:
    charter = parse(broken(ASKED, PRESENT)[0])
    assert parse(toml(charter)) == from_canonical(canonical(charter)) == charter
    assert canonical(charter) != canonical(shipped())


def test_any_is_what_goes_without_saying() -> None:
    assert parse(broken(ASKED, PRESENT.replace("present", "any"))[0]) == shipped()


def test_another_word_is_a_fault_where_it_stands() -> None:
    faults, line = faults_of(ASKED, "§" + PRESENT.replace("present", "last"))
    assert [(fault.code, fault.key, fault.line) for fault in faults] == [
        (Code.UNKNOWN_WORD, "gates.recognition.conditions.supports.version", line)]


def test_only_supports_have_a_version() -> None:
    faults, _line = faults_of("open_for = { days = 7 }", 'open_for = { days = 7, version = "present" }')
    assert Code.UNKNOWN_KEY in [fault.code for fault in faults]


@pytest.mark.parametrize(("lang", "told"), [
    ("fr", "réunir au moins 8 soutiens, d’au moins 3 communes, donnés à la version actuelle du texte, ou confirmés "
           "pour elle"),
    ("en", "gather at least 8 supports, from at least 3 municipalities, given to the present version of the text, or "
           "confirmed for it")])
def test_it_is_said_aloud(lang: str, told: str) -> None:
    clauses = sentences(parse(broken(ASKED, PRESENT)[0]), lang)
    assert told in next(clause for clause in clauses if clause.key == "gates.recognition").points


def test_a_gate_counts_those_of_the_present_text() -> None:
    facts = Facts(stage_since=START, supports=12, support_places=5, supports_now=7, support_places_now=3)
    report = evaluate(gate(), facts, START, ZoneInfo("Europe/Paris"))
    assert [(item.code, item.met) for item in report.items] == [("supports_now", False), ("support_places_now", True)]
    assert item_sentence(report.items[0], "fr") == "7 soutiens sur 8 à la version actuelle\u00a0; il en manque 1"


def test_the_replay_follows_the_versions() -> None:
    """Three support; the text changes by the first's hand; the second confirms; a correction asks nobody, what
    was prepared asks all but who wrote it."""
    lines = [("support.given", 1, {"version": 1}), ("support.given", 2, {"version": 1}),
             ("support.given", 3, {"version": 1}), ("proposal.revised", 1, {"version": 2}),
             ("support.confirmed", 2, {"version": 2}), ("proposal.corrected", 1, {"version": 3}),
             ("support.withdrawn", 2, {}), ("proposal.revised", 9, {"version": 4}),
             ("amendment.settled", 9, {"state": "integrated", "person_id": 3, "version": 4}),
             ("proposal.completed", 9, {"version": 5, "person_id": 1})]
    events = [Event(START + timedelta(hours=n), kind, who, data) for n, (kind, who, data) in enumerate(lines)]
    told = [(moment.facts.supports, moment.facts.supports_now) for moment in fold(events, Known())]
    assert told == [(1, 1), (2, 2), (3, 3), (3, 1), (3, 2), (3, 2), (2, 1), (2, 0), (2, 1), (2, 1)]
