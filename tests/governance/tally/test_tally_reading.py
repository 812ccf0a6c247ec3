"""What is malformed: each fault with its place, all of them at once, never a traceback."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from app.governance.tally.counting import count, recount
from app.governance.tally.profile import Profile
from app.governance.tally.settings import Malformed, Method
from tests.governance.tally.profiles import ALL, Document, ballot, documents


def faults(method: str, document: object, **options: object) -> list[str]:
    with pytest.raises(Malformed) as caught:
        recount(method, document, options)
    return [f"{fault.where}: {fault.code}" for fault in caught.value.faults]


def one(choice: Any, **more: Any) -> Document:
    return {"options": ["a", "b"], "grades": 3, "ballots": [ballot(choice)]} | more


@pytest.mark.parametrize(
    ("method", "choice", "expected"),
    [
        ("majority", "yes", "ballots[0].choice: unknown_word"),
        ("majority", None, "ballots[0].choice: unknown_word"),
        ("majority", ["for"], "ballots[0].choice: unknown_word"),
        ("consent", "for", "ballots[0].choice: unknown_word"),
        ("majority_judgment", ["a"], "ballots[0].choice: not_an_object"),
        ("majority_judgment", {"z": 1}, "ballots[0].choice.z: unknown_option"),
        ("majority_judgment", {"a": 3}, "ballots[0].choice.a: not_a_grade"),
        ("majority_judgment", {"a": -1}, "ballots[0].choice.a: not_a_grade"),
        ("majority_judgment", {"a": True}, "ballots[0].choice.a: not_a_grade"),
        ("majority_judgment", {"a": "1"}, "ballots[0].choice.a: not_a_grade"),
        ("approval", "a", "ballots[0].choice: not_a_list"),
        ("approval", ["a", "a"], "ballots[0].choice[1]: repeated"),
        ("approval", [["a"]], "ballots[0].choice[0]: unknown_option"),
        ("schulze", {"a": 1}, "ballots[0].choice: not_a_list"),
        ("schulze", ["a", "b"], "ballots[0].choice[0]: not_a_list"),
        ("schulze", [["a"], ["a"]], "ballots[0].choice[1][0]: repeated"),
        ("schulze", [["a", "a"]], "ballots[0].choice[0][1]: repeated"),
        ("schulze", [["a"], []], "ballots[0].choice[1]: empty"),
        ("schulze", [["z"]], "ballots[0].choice[0][0]: unknown_option"),
        ("schulze", [[{}]], "ballots[0].choice[0][0]: unknown_option"),
    ],
)
def test_a_choice_that_the_method_does_not_know(method: str, choice: Any, expected: str) -> None:
    assert expected in faults(method, one(choice))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"ballots": {}}, "ballots: not_a_list"),
        ({"ballots": [3]}, "ballots[0]: not_an_object"),
        ({"ballots": [{"weight": 1}]}, "ballots[0].choice: missing"),
        ({"ballots": [{"choice": "for", "wieght": 2}]}, "ballots[0].wieght: unknown_key"),
        ({"ballots": [{"choice": "for", "weight": 0}]}, "ballots[0].weight: not_a_number"),
        ({"ballots": [{"choice": "for", "weight": -2}]}, "ballots[0].weight: not_a_number"),
        ({"ballots": [{"choice": "for", "weight": True}]}, "ballots[0].weight: not_a_number"),
        ({"ballots": [{"choice": "for", "weight": 10**16}]}, "ballots[0].weight: not_a_number"),
        ({"ballots": [{"choice": "for", "weight": "1/0"}]}, "ballots[0].weight: not_a_number"),
        ({"ballots": [{"choice": "for", "college": 3}]}, "ballots[0].college: not_a_text"),
        ({"colleges": [{"key": "x", "weight": 1}]}, "ballots[0].college: no_college"),
        ({"colleges": {}}, "colleges: not_a_list"),
        ({"colleges": ["x"]}, "colleges[0]: not_an_object"),
        ({"colleges": [{"key": "", "weight": 1}]}, "colleges[0].key: empty"),
        ({"colleges": [{"weight": 1}]}, "colleges[0].key: not_a_text"),
        ({"colleges": [{"key": "x", "weight": 0}]}, "colleges[0].weight: not_a_number"),
        ({"colleges": [{"key": "x"}, {"key": "x"}]}, "colleges[1].key: repeated"),
        ({"roll": []}, "roll: not_an_object"),
        ({"roll": {"total": -1}}, "roll.total: not_a_number"),
        ({"roll": {"total": None}}, "roll.total: not_a_number"),
        ({"roll": {"totals": 1}}, "roll.totals: unknown_key"),
        ({"roll": {"by_college": 3}}, "roll.by_college: not_an_object"),
        ({"roll": {"total": 1, "by_college": {"x": 2}}}, "roll.by_college: above_the_roll"),
        ({"roll": {"total": 0}}, "ballots: above_the_roll"),
        ({"options": "ab"}, "options: not_a_list"),
        ({"options": ["a", 3]}, "options[1]: not_a_text"),
        ({"options": ["a", "a"]}, "options[1]: repeated"),
        ({"options": [" "]}, "options[0]: empty"),
        ({"weights": []}, "weights: unknown_key"),
    ],
)
def test_a_fault_of_the_profile_is_placed(change: Document, expected: str) -> None:
    assert expected in faults("majority", {"ballots": [{"choice": "for"}]} | change)


def test_a_college_that_is_not_declared() -> None:
    document = {"ballots": [ballot("for", college="y")], "colleges": [{"key": "x"}], "roll": {"by_college": {"z": 1}}}
    found = faults("majority", document)
    assert found == ["roll.by_college.z: unknown_college", "ballots[0].college: unknown_college"]


def test_more_votes_than_members_in_a_college() -> None:
    document = {"ballots": [ballot("for", 3, "x")], "roll": {"total": 9, "by_college": {"x": 2}}}
    assert faults("majority", document) == ["ballots (x): above_the_roll"]


@pytest.mark.parametrize("method", ["majority_judgment", "approval", "schulze"])
def test_an_election_has_options(method: str) -> None:
    assert faults(method, {"grades": 3, "ballots": [ballot({})]}) == ["options: missing"]
    assert faults(method, {"grades": 3, "options": [], "ballots": [ballot({})]}) == ["options: empty"]


def test_all_faults_come_at_once_those_of_the_options_too() -> None:
    document = {"ballots": [ballot("yes"), ballot("for", 0), 3], "roll": {"total": "many"}, "extra": 1}
    assert faults("majority", document, base="all", quorum="most", colour="red") == [
        "option colour: unknown_setting",
        "option base: unknown_word",
        "option quorum: not_a_number",
        "extra: unknown_key",
        "roll.total: not_a_number",
        "ballots[0].choice: unknown_word",
        "ballots[1].weight: not_a_number",
        "ballots[2]: not_an_object",
    ]


def test_an_unknown_method_is_a_fault_and_not_a_crash() -> None:
    assert faults("plurality", {"ballots": []}) == ["method: unknown_method"]


def test_a_profile_is_counted_by_the_method_it_was_read_for() -> None:
    profile = Profile.parse({"ballots": [ballot("consent")]}, "consent")
    with pytest.raises(Malformed, match="other_method"):
        count("majority", profile)


def test_ballots_are_missing() -> None:
    assert faults("majority", {}) == ["ballots: missing"]


@pytest.mark.parametrize("document", [None, 3, "[]", [], True])
def test_a_profile_is_an_object(document: object) -> None:
    assert faults("majority", document) == ["profile: not_an_object"]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 9)
    | st.floats(allow_nan=False)
    | st.sampled_from(["a", "for", "1/2", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "key", "weight"]), inner),
    max_leaves=6,
)
keys = st.sampled_from(["options", "grades", "ballots", "colleges", "roll", "other"])
odd_ballots = st.fixed_dictionaries({}, optional={"weight": json_values, "college": json_values, "choice": json_values})
odd_documents = st.dictionaries(keys, json_values) | st.fixed_dictionaries(
    {"ballots": st.lists(odd_ballots, max_size=3)}, optional={"options": json_values, "grades": json_values}
)


@given(method=st.sampled_from(ALL), document=odd_documents)
def test_any_json_gives_a_result_or_faults(method: Method, document: Document) -> None:
    text = json.dumps(document)
    answers = []
    for source in (document, text):
        try:
            answers.append(recount(method, source))
        except Malformed as error:
            answers.append(error.faults)
    assert answers[0] == answers[1]


@pytest.mark.parametrize("method", ALL)
@given(data=st.data())
def test_text_read_quickly_is_the_same_profile(method: Method, data: st.DataObject) -> None:
    document = data.draw(documents(method))
    indent = data.draw(st.sampled_from([None, 0, 1, "\t"]))
    assert Profile.loads(json.dumps(document, indent=indent), method) == Profile.parse(document, method)


@pytest.mark.parametrize(
    "text",
    [
        '{"roll": {"ballots": [{"choice": "for"}]}, "ballots": [{"choice": "against"}]}',
        '{"roll": {"ballots": [{"choice": "for"}]}}',
        r'{"x\"ballots": [{"choice": "for"}], "ballots": []}',
        '[{"ballots": [{"choice": "for"}]}]',
    ],
)
def test_ballots_that_are_not_where_they_should_be_are_not_counted(text: str) -> None:
    assert faults("majority", text) == faults("majority", json.loads(text))


def test_names_with_braces_quotes_and_accents_are_read_from_text() -> None:
    names = ['}"{', "\\", "é\u2028", "],[", "choice", "ballots"]
    document = {"options": names, "grades": 3, "ballots": [ballot({name: 1 for name in names}), ballot({})]}
    for escaped in (True, False):
        text = json.dumps(document, ensure_ascii=escaped)
        assert Profile.loads(text, "majority_judgment") == Profile.parse(document, "majority_judgment")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 100_000,
        '{"ballots": [' + "[" * 100_000,
        '{"ballots": [{"choice": "for"}}]',
        '{"ballots": [{"choice": "for"},]}',
        '{"ballots": [{"choice": "for"},\u00a0{"choice": "for"}]}',
        '{"ballots": [{"choice": "for"} {"choice": "for"}]}',
        '{"ballots": [{"choice": "for"}]} x',
        '{"ballots": [{"choice" "for"}]}',
        '{"ballots": [{"choice": "for"}],}',
        '{"ballots": [{"choice": "for", "weight": ' + "9" * 5000 + "}]}",
    ],
)
def test_a_text_that_is_not_json(text: str) -> None:
    assert faults("majority", text) == ["profile: not_json"]


@pytest.mark.parametrize(
    "text",
    [
        '{"ballots": [{"choice": "for", "choice": "against"}]}',
        '{"ballots": [], "ballots": [{"choice": "for"}]}',
        '{"ballots": [{"choice": "for"}], "roll": {"total": 2, "total": 3}}',
    ],
)
def test_a_key_written_twice_is_a_fault_since_one_would_win_in_silence(text: str) -> None:
    assert faults("majority", text) == ["profile: repeated_key"]
