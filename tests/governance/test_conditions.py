"""Each condition at its edge: what there is, what is needed, what one can do next."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from app.governance.charter.model import Condition, ConditionKind, Gate
from app.governance.charter.reading import FLAGS, TAKES
from app.governance.charter.sentences import words_of
from app.governance.charter.words import MET
from app.governance.gates import Act, Facts, Item, Report, evaluate, item_sentence
from tests.governance.charters import shipped

Kind = ConditionKind
PARIS = ZoneInfo("Europe/Paris")
SINCE = datetime(2026, 3, 20, 22, 30, tzinfo=UTC)  # the 20th at 23:30 in Paris
NOW = datetime(2026, 3, 26, 22, 30, tzinfo=UTC)
FACTS = Facts(stage_since=SINCE)


def report(kind: Kind, facts: Facts, figures: dict[str, int] | None = None, *words: str, now: datetime = NOW,
           minutes: bool = False) -> Report:
    gate = Gate("g", "t", "a", "b", (Condition(kind, figures or {}, words, minutes),), None, None)
    return evaluate(gate, facts, now, PARIS)


def only(told: Report) -> Item:
    (item,) = told.items
    return item


def test_seven_supports_of_twelve() -> None:
    item = only(report(Kind.SUPPORTS, replace(FACTS, supports=7), {"at_least": 12}))
    assert item == Item("supports", "supports", False, {"got": 7, "needed": 12, "missing": 5}, "support")
    assert item_sentence(item, "fr") == "7 soutiens sur 12\u00a0; il en manque 5"
    assert item_sentence(item, "en") == "7 supports of 12; 5 more needed"


@pytest.mark.parametrize(("got", "told"), [
    (0, "0 soutien sur 2\u00a0; il en manque 2"), (1, "1 soutien sur 2\u00a0; il en manque 1"),
    (2, "2 soutiens\u00a0; il en fallait 2"), (1200, "1\u202f200 soutiens\u00a0; il en fallait 2"),
])
def test_french_counts_nought_and_one_as_one_thing(got: int, told: str) -> None:
    assert item_sentence(only(report(Kind.SUPPORTS, replace(FACTS, supports=got), {"at_least": 2})), "fr") == told


def test_english_counts_nought_as_many() -> None:
    item = only(report(Kind.SUPPORTS, FACTS, {"at_least": 1}))
    assert item_sentence(item, "en") == "0 supports of 1; 1 more needed"


def test_a_condition_with_two_figures_has_two_items() -> None:
    told = report(Kind.SUPPORTS, replace(FACTS, supports=12, support_places=2), {"at_least": 12, "from_places": 3})
    assert [(item.code, item.met, item.act) for item in told.items] == [
        ("supports", True, None), ("support_places", False, "support")]
    assert not told.met


CASES: list[tuple[Kind, str, str, str, Act]] = [
    (Kind.SUPPORTS, "at_least", "supports", "supports", Act.SUPPORT),
    (Kind.SUPPORTS, "from_places", "support_places", "support_places", Act.SUPPORT),
    (Kind.SUPPORTS, "from_structures", "support_structures", "support_structures", Act.SUPPORT),
    (Kind.SUPPORTS, "from_colleges", "support_colleges", "support_colleges", Act.SUPPORT),
    (Kind.CARRIERS, "at_least", "carriers", "carriers", Act.INVITE_CARRIER),
    (Kind.CARRIERS, "from_structures", "carrier_structures", "carrier_structures", Act.INVITE_CARRIER),
    (Kind.MEMBERS, "at_least", "members", "members", Act.JOIN_GROUP),
    (Kind.MEMBERS, "from_structures", "member_structures", "member_structures", Act.JOIN_GROUP),
    (Kind.MEETINGS, "at_least", "meetings_held", "meetings", Act.HOLD_MEETING),
    (Kind.RISKS_SHARED, "at_least", "risks_shared", "risks_shared", Act.SHARE_RISK),
    (Kind.CONTRIBUTIONS, "hours", "contribution_hours", "contribution_hours", Act.PLEDGE),
    (Kind.CONTRIBUTIONS, "from_structures", "contribution_structures", "contribution_structures", Act.PLEDGE),
    (Kind.INDICATORS, "at_least", "indicators", "indicators", Act.ADD_INDICATOR),
    (Kind.INDICATORS, "measured", "indicators_measured", "indicators_measured", Act.ADD_MEASURE),
]


@pytest.mark.parametrize(("kind", "figure", "fact", "code", "act"), CASES, ids=[f"{c[0]}-{c[1]}" for c in CASES])
def test_one_less_than_needed_is_not_enough(kind: Kind, figure: str, fact: str, code: str, act: Act) -> None:
    short: Any = {fact: 2}
    item = only(report(kind, replace(FACTS, **short), {figure: 3}))
    assert (item.code, item.met, item.act, item.params["missing"]) == (code, False, act, 1)
    enough: Any = {fact: 3}
    assert report(kind, replace(FACTS, **enough), {figure: 3}).met


def test_every_figure_that_a_charter_may_ask_is_tried() -> None:
    asked = {(kind, name) for kind, takes in TAKES.items() for name in takes.figures}
    apart = {(Kind.OPEN_FOR, "days"), (Kind.CONTRIBUTIONS, "euros")}
    assert {(kind, figure) for kind, figure, *_ in CASES} == asked - apart


def test_money_is_counted_in_cents_and_said_in_euros() -> None:
    item = only(report(Kind.CONTRIBUTIONS, replace(FACTS, contribution_euros_cents=149_950), {"euros": 1500}))
    assert not item.met
    assert item_sentence(item, "fr") == (
        "Montant rassemblé\u00a0: 1\u202f499,50\u00a0€ sur 1\u202f500\u00a0€\u00a0; il manque 0,50\u00a0€")
    assert item_sentence(item, "en") == "€1,499.50 pledged of €1,500; €0.50 more needed"


def test_a_meeting_without_minutes_is_half_of_it() -> None:
    told = report(Kind.MEETINGS, replace(FACTS, meetings_held=1), {"at_least": 1}, minutes=True)
    assert [(item.code, item.met, item.act) for item in told.items] == [
        ("meetings", True, None), ("meetings_with_minutes", False, "publish_minutes")]


def test_days_are_those_of_the_place() -> None:
    """From the 20th at 23:30 in Paris, the seventh day begins on the 27th at midnight there, an hour before UTC."""
    before = only(report(Kind.OPEN_FOR, FACTS, {"days": 7}))
    assert before.params == {"got": 6, "needed": 7, "missing": 1, "until": "2026-03-27"}
    assert (before.met, before.act) == (False, "wait")
    assert item_sentence(before, "fr") == "À cette étape depuis 6 jours sur 7\u00a0; encore 1 jour d’attente"
    assert report(Kind.OPEN_FOR, FACTS, {"days": 7}, now=datetime(2026, 3, 26, 23, tzinfo=UTC)).met


def test_a_clock_that_jumped_back_counts_nothing() -> None:
    told = report(Kind.OPEN_FOR, FACTS, {"days": 1}, now=datetime(2026, 3, 1, tzinfo=UTC))
    assert only(told).params["got"] == 0


def test_fields_that_are_empty_are_named() -> None:
    charter = shipped()
    known = replace(FACTS, filled=frozenset({"problem"}))
    item = only(report(Kind.FILLED, known, None, "problem", "for_whom", "pact_stop"))
    assert item.params == {"got": 1, "needed": 3, "missing": ("for_whom", "pact_stop")}
    assert item_sentence(item, "fr", words_of(charter, "project", "fr")) == (
        "1 rubrique remplie sur 3\u00a0; reste à remplir\u00a0: Pour qui et Ce qui nous ferait arrêter")
    assert item_sentence(item, "en").endswith("for_whom and What would make us stop")


def test_a_project_that_answers_has_its_own_sentence() -> None:
    told = report(Kind.FILLED, FACTS, None, "problem", "covered_by")
    assert [(item.code, item.act) for item in told.items] == [
        ("filled", "fill_fields"), ("covered_by", "propose_answer")]
    assert item_sentence(told.items[1], "fr") == "Aucun projet n’y répond encore jusqu’à son bilan"


def test_a_role_nobody_holds_is_named() -> None:
    known = replace(FACTS, members=4, roles_held=frozenset({"lead"}))
    told = report(Kind.MEMBERS, known, {"at_least": 4}, "lead", "treasurer")
    assert [item.code for item in told.items] == ["members", "roles"]
    assert told.items[1].params["missing"] == ("treasurer",)
    assert item_sentence(told.items[1], "fr") == "1 rôle tenu sur 2\u00a0; à confier\u00a0: trésorerie"


def test_a_field_may_have_the_key_of_a_document() -> None:
    names = {"filled.budget": "Le budget prévu", "documents.budget": "budget"}
    told = report(Kind.FILLED, FACTS, None, "budget")
    assert item_sentence(only(told), "fr", names).endswith("reste à remplir\u00a0: Le budget prévu")


def test_a_document_that_is_missing_is_named() -> None:
    item = only(report(Kind.DOCUMENTS, replace(FACTS, documents=frozenset({"budget"})), None, "budget", "insurance"))
    assert (item.act, item.params["missing"]) == ("attach_document", ("insurance",))


@pytest.mark.parametrize(("kind", "fact", "act"), [
    (Kind.NO_OPEN_OBJECTION, "open_objections", Act.LIFT_OBJECTION), (Kind.ANSWERED, "unanswered", Act.ANSWER_QUESTION),
    (Kind.NOT_REPORTED, "open_cases", Act.WAIT_FOR_MODERATION),
])
def test_one_left_is_too_many(kind: Kind, fact: str, act: Act) -> None:
    one: Any = {fact: 1}
    assert only(report(kind, replace(FACTS, **one))).act == act
    assert report(kind, FACTS).met


def test_a_gate_that_asks_nothing_is_met() -> None:
    assert evaluate(Gate("g", "t", "a", "b", (), None, None), FACTS, NOW, PARIS) == Report("g", (), True)


def test_a_report_is_kept_and_read_back() -> None:
    told = report(Kind.FILLED, FACTS, None, "problem", "covered_by")
    assert Report.from_json(told.to_json()) == told


def test_what_is_no_report_is_refused() -> None:
    with pytest.raises(KeyError):
        Report.from_json({"gate": "g"})


# laws

WORDS = ["problem", "lead", "budget", "covered_by"]
MORE = ["supports", "support_places", "carriers", "members", "meetings_held", "indicators"]
counts = st.integers(0, 6)
names = st.frozensets(st.sampled_from(["problem", "for_whom", "lead", "budget", "covered_by"]))
facts = st.builds(Facts, stage_since=st.just(SINCE), roles_held=names, filled=names, documents=names, **{
    name: counts for name in Facts.__dataclass_fields__
    if name not in ("stage_since", "roles_held", "filled", "documents")})


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    kind = draw(st.sampled_from(list(Kind)))
    if kind in FLAGS:
        return Condition(kind)
    takes = TAKES[kind]
    wanted = [name for name in takes.figures if name in takes.needs or draw(st.booleans())]
    words = draw(st.lists(st.sampled_from(WORDS), unique=True)) if takes.words else []
    if kind is Kind.DOCUMENTS:
        words = [word for word in words if word != "covered_by"]
    minutes = kind is Kind.MEETINGS and draw(st.booleans())
    return Condition(kind, {name: draw(st.integers(1, 5)) for name in wanted}, tuple(words), minutes)


gates = st.builds(lambda found: Gate("g", "t", "a", "b", tuple(found), None, None), st.lists(conditions(), max_size=5))


@given(gates, facts)
def test_the_gate_opens_if_and_only_if_every_item_is_met(gate: Gate, known: Facts) -> None:
    told = evaluate(gate, known, NOW, PARIS)
    assert told.met == all(item.met for item in told.items)
    assert all(item.met == (item.act is None) for item in told.items)


@given(gates, facts)
def test_every_item_has_its_sentence_and_every_report_is_kept(gate: Gate, known: Facts) -> None:
    told = evaluate(gate, known, NOW, PARIS)
    assert Report.from_json(json.loads(json.dumps(told.to_json()))) == told
    for item in told.items:
        assert item.code in MET
        assert item_sentence(item, "fr") != item_sentence(item, "en")


@given(gates, facts, st.sampled_from(MORE))
def test_one_more_never_closes_a_gate(gate: Gate, known: Facts, name: str) -> None:
    more: Any = {name: getattr(known, name) + 1}
    assert evaluate(gate, replace(known, **more), NOW, PARIS).met >= evaluate(gate, known, NOW, PARIS).met
