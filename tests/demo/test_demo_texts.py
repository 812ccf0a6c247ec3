"""The demonstration's contents hold together: every key, commune and theme exists, and dates follow each other."""

from collections import Counter
from typing import Any

import pytest

from app.core import limits
from app.core.kinds import Ground, Role, Stance, StructureKind, Verdict
from app.proposals.rules import advice
from tests.demo.demo_texts import (
    CALL,
    IDEAS,
    ITEMS,
    NEEDS,
    PEOPLE,
    PLACES,
    PROJECTS,
    STRUCTURES,
    TALK,
    THEMES,
    communes_of,
    each,
    found,
    read,
)

COLLEGES = {"residents", "associations", "companies", "authorities", "partners"}
DEMO_PEOPLE = ["resident", "representative", "lead", "moderator", "steering", "operator"]
FIELDS = ["problem", "for_whom", "existing", "brings", "missing"]


@pytest.mark.parametrize("file", ["people", "structures", "needs", "projects"])
def test_no_key_is_used_twice(file: str) -> None:
    rows = next(iter(read(f"demo/{file}.toml").values()))
    assert [key for key, times in Counter(row["key"] for row in rows).items() if times > 1] == []


def test_no_title_is_used_twice() -> None:
    titles = Counter(item["title"].casefold() for item in ITEMS.values())
    assert [title for title, times in titles.items() if times > 1] == []
    assert len(ITEMS) == len(NEEDS) + len(PROJECTS) + len(IDEAS)


def test_there_is_enough_to_see() -> None:
    counts = [len(PEOPLE), len(STRUCTURES), len(NEEDS), len(PROJECTS), len(IDEAS), len(TALK["comment"])]
    assert counts == [44, 65, 19, 16, 3, 89]
    assert Counter(project["stage"] for project in PROJECTS.values()) == {
        "idea": 6, "work_group": 4, "experiment": 4, "outcome": 2}


def test_the_six_demo_people_come_first() -> None:
    assert list(PEOPLE)[:6] == DEMO_PEOPLE


@each(list(PEOPLE.values()))
def test_a_person_is_invented_and_lives_somewhere(row: dict[str, Any]) -> None:
    assert row["email"].endswith("@example.org")
    assert row["email"].isascii()
    assert len(row["last_name"]) == 1
    assert row["commune"] in PLACES
    assert row["locale"] in {"fr", "en"}
    assert set(row["roles"]) <= {role.value for role in Role}
    assert set(row.get("represents", [])) <= set(STRUCTURES)


def test_no_two_people_share_an_address() -> None:
    assert len({person["email"] for person in PEOPLE.values()}) == len(PEOPLE)


@each(list(STRUCTURES.values()))
def test_a_structure_is_complete(row: dict[str, Any]) -> None:
    assert StructureKind(row["kind"])
    assert row["college"] in COLLEGES
    assert row["commune"] in PLACES
    assert row["about"]
    assert len(row["name"]) <= limits.TITLE


def test_no_structure_bears_the_name_of_another() -> None:
    names = Counter(name.casefold() for row in STRUCTURES.values() for name in {row["name"], *row["aliases"]})
    assert [name for name, times in names.items() if times > 1] == []


def test_real_authorities_speak_for_nobody() -> None:
    used = {key for row in ITEMS.values() for key in found(row, {"structure"})}
    used |= {key for person in PEOPLE.values() for key in person.get("represents", [])}
    assert [key for key in used if STRUCTURES[key]["college"] == "authorities"] == []


@each(list(ITEMS.values()))
def test_an_item_names_only_what_exists(row: dict[str, Any]) -> None:
    assert set(found(row, {"author", "person", "by", "supporters", "present"})) <= set(PEOPLE)
    assert set(found(row, {"structure"})) <= set(STRUCTURES)
    assert set(row["communes"]) <= PLACES
    assert row["key"] in IDEAS or row["theme"] in THEMES
    assert set(row.get("answers", [])) <= set(NEEDS)


@each(list(ITEMS.values()))
def test_an_item_fits_its_lengths(row: dict[str, Any]) -> None:
    assert limits.TITLE_LEAST <= len(row["title"]) <= limits.TITLE
    assert all(0 < len(row[name].strip()) <= limits.FIELD for name in (["lived"] if row["key"] in NEEDS else FIELDS))
    assert 1 <= len(row["communes"]) <= limits.PLACES


@each([row for row in [*ITEMS.values(), *read("demo/decisions.toml")["decision"]] if "easy" in row])
def test_what_is_said_easy_to_read_is(row: dict[str, Any]) -> None:
    assert advice(row["easy"]) == ()


@each(list(ITEMS.values()))
def test_supporters_are_others_and_once_each(row: dict[str, Any]) -> None:
    assert row["author"] not in row["supporters"]
    assert len(set(row["supporters"])) == len(row["supporters"])


def test_some_needs_are_collective_and_some_are_not() -> None:
    def is_collective(need: dict[str, Any]) -> bool:
        supporters = need["supporters"]
        return len(supporters) >= 8 and len(communes_of(supporters)) >= 3

    assert Counter(is_collective(need) for need in NEEDS.values()) == {True: 12, False: 7}


def test_comments_stand_on_what_exists_and_after_it() -> None:
    for comment in TALK["comment"]:
        assert Stance(comment["stance"])
        assert comment["author"] in PEOPLE
        assert comment["days_ago"] < ITEMS[comment["on"]]["days_ago"]
        assert len(comment["text"]) <= limits.COMMENT


def test_replies_are_one_level_deep_and_after_what_they_answer() -> None:
    keyed = {comment["key"]: comment for comment in TALK["comment"] if "key" in comment}
    for reply in [comment for comment in TALK["comment"] if "reply_to" in comment]:
        parent = keyed[reply["reply_to"]]
        assert "reply_to" not in parent
        assert reply["on"] == parent["on"]
        assert reply["days_ago"] < parent["days_ago"]


def test_reports_are_by_others_and_judged_by_a_moderator_who_is_not_concerned() -> None:
    keyed = {comment["key"]: comment for comment in TALK["comment"] if "key" in comment}
    for report in TALK["report"]:
        comment = keyed[report["comment"]]
        assert Ground(report["ground"])
        assert report["by"] != comment["author"]
        verdict = report.get("verdict")
        if verdict:
            assert Verdict(verdict["verdict"])
            assert "moderator" in PEOPLE[verdict["by"]]["roles"]
            assert verdict["by"] not in {comment["author"], report["by"]}


def test_the_call_is_open_when_loaded() -> None:
    call = CALL["call"]
    assert call["opens_days_ago"] > 0 > call["closes_days_ago"]
    assert all(idea["days_ago"] < call["opens_days_ago"] for idea in IDEAS.values())
    assert set(call["title"]) == set(call["description"]) == {"fr", "en"}


def test_the_themes_are_the_five_in_their_order() -> None:
    assert THEMES == ["locaux-et-materiels", "communication-et-echanges", "competences-emploi-formation",
                      "diversification-financiere", "projets-communs"]


def test_french_texts_are_set_as_french_is() -> None:
    texts = list(found([PEOPLE, STRUCTURES, NEEDS, PROJECTS, CALL, TALK]))
    assert [text for text in texts if any(mark in text for mark in ("'", " ;", " :", " ?", " !"))] == []
