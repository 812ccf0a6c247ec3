"""What the next stage will ask, and how far it is written."""

from app.governance.charter.reading import parse
from app.governance.gates import ahead, prepared, questions
from tests.governance.charters import TEXTS, broken, shipped

CHARTER = shipped()
NEW = ["start_day", "budget", "volunteers", "publics", "places_open"]


def test_nothing_where_the_next_stage_asks_nothing_more():
    assert questions(ahead(CHARTER, CHARTER, "need", "published")) == ()
    assert questions(ahead(CHARTER, CHARTER, "project", "outcome"))
    assert ahead(CHARTER, CHARTER, "need", "covered") == ()


def test_only_what_the_present_form_does_not_ask():
    [coming] = ahead(CHARTER, CHARTER, "project", "idea")
    assert [field.key for field in coming.fields] == NEW
    assert [gate.key for gate in coming.further] == ["to_experiment"]


def test_the_rules_in_force_say_what_the_next_stage_asks():
    rules = parse(broken('key = "start_day"', 'key = "first_day"')[0])
    assert [field.key for field in questions(ahead(CHARTER, rules, "project", "idea"))] == ["first_day", *NEW[1:]]
    other = parse(TEXTS["sociocratic"])
    assert "draft" in other.tracks["project"].stages, "another journey: its stages are others"
    assert [field.key for field in questions(ahead(CHARTER, other, "project", "idea"))][:1] in ([], ["start_day"])


def test_it_counts_what_is_written_and_asks_for_nothing():
    found = ahead(CHARTER, CHARTER, "project", "idea")
    told = prepared(found, {"budget": "12500.00", "start_day": " ", "problem": "x"})
    assert (told.filled, told.total, told.missing) == (1, 5, ())
    assert [field.key for field in told.suggested] == ["start_day", *NEW[2:]]
