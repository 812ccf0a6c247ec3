"""The demonstration's projects have lived what their stage supposes: passages, groups, meetings, pacts, figures."""

from typing import Any

from app.core import limits
from app.core.kinds import CommitmentState, GroupRole, OutcomeKind
from tests.demo.demo_texts import IDEAS, NEEDS, PEOPLE, PLACES, PROJECTS, communes_of, each

STAGES = ["idea", "work_group", "experiment", "outcome"]
GROUPED = [project for project in PROJECTS.values() if project["stage"] != "idea"]
TRIED = [project for project in GROUPED if project["stage"] != "work_group"]


@each([*PROJECTS.values(), *IDEAS.values()])
def test_a_project_is_younger_than_the_needs_it_answers(row: dict[str, Any]) -> None:
    assert all(NEEDS[key]["days_ago"] > row["days_ago"] for key in row.get("answers", []))
    assert row["author"] in {carrier["person"] for carrier in row["carriers"]}


@each([*PROJECTS.values(), *IDEAS.values()])
def test_a_carrier_speaks_only_for_a_structure_they_represent(row: dict[str, Any]) -> None:
    wrong = [(person["person"], person["structure"])
             for person in [*row["carriers"], *row.get("invited", []), *row.get("group_member", [])]
             if "structure" in person and not _stands_for(person)]
    assert wrong == []


def _stands_for(person: dict[str, str]) -> bool:
    return person["structure"] in PEOPLE[person["person"]].get("represents", [])


@each(GROUPED)
def test_a_project_that_moved_on_had_what_it_needed(row: dict[str, Any]) -> None:
    assert len({carrier["structure"] for carrier in row["carriers"]}) >= 2
    assert len(row["supporters"]) >= 12
    assert len(communes_of(row["supporters"])) >= 4
    decided = [passage for passage in row["passages"] if passage["to"] != "outcome"]
    assert all(len(passage["reason"]) >= limits.REASON_LEAST for passage in decided)


@each(GROUPED)
def test_passages_follow_each_other_up_to_the_stage(row: dict[str, Any]) -> None:
    assert [passage["to"] for passage in row["passages"]] == STAGES[1:STAGES.index(row["stage"]) + 1]
    days = [row["days_ago"], *(passage["days_ago"] for passage in row["passages"])]
    assert days == sorted(days, reverse=True)
    assert len(set(days)) == len(days)


@each(GROUPED)
def test_a_work_group_has_its_carriers_and_its_roles(row: dict[str, Any]) -> None:
    members = {member["person"]: GroupRole(member["role"]) for member in row["group_member"]}
    assert len(members) == len(row["group_member"]) >= 4
    assert {carrier["person"] for carrier in row["carriers"]} <= set(members)
    assert {GroupRole.LEAD, GroupRole.SECRETARY, GroupRole.TREASURER} <= set(members.values())


@each(GROUPED)
def test_meetings_are_of_the_group_and_after_its_birth(row: dict[str, Any]) -> None:
    members = {member["person"] for member in row["group_member"]}
    for meeting in row["meeting"]:
        assert meeting["days_ago"] < row["passages"][0]["days_ago"]
        assert ("minutes" in meeting) == (meeting["days_ago"] > 0)
        assert meeting["commune"] in PLACES
        assert set(meeting.get("present", [])) <= members
        for commitment in meeting.get("commitments", []):
            assert CommitmentState(commitment["state"])
            assert commitment["person"] in members
            assert len(commitment["text"]) <= limits.SHORT


@each(TRIED)
def test_an_experiment_has_its_pact_and_its_figures(row: dict[str, Any]) -> None:
    pact = row["pact"]
    assert all(pact[name] for name in ("hypothesis", "population", "place", "stop", "observers"))
    assert len(pact["place"]) <= limits.SHORT
    assert row["passages"][1]["days_ago"] >= pact["starts_days_ago"] > pact["ends_days_ago"]
    assert len(row["indicator"]) >= 2
    assert len([meeting for meeting in row["meeting"] if "minutes" in meeting]) >= 2
    for indicator in row["indicator"]:
        days = [measure["days_ago"] for measure in indicator["measures"]]
        assert days == sorted(days, reverse=True)
        assert days[0] <= pact["starts_days_ago"]
        assert all(isinstance(measure["value"], int) for measure in indicator["measures"])
        assert all(len(measure.get("note", "")) <= limits.SHORT for measure in indicator["measures"])


@each(TRIED)
def test_check_ins_come_from_the_group_while_it_tries(row: dict[str, Any]) -> None:
    members = {member["person"] for member in row["group_member"]}
    for checkin in row["checkin"]:
        assert checkin["author"] in members
        assert checkin["days_ago"] < row["pact"]["starts_days_ago"]
        assert all(checkin[name] for name in ("goes_well", "is_hard", "comes_next"))


def test_one_project_continues_and_one_stopped_with_its_lessons() -> None:
    outcomes = [project["outcome"] for project in PROJECTS.values() if project["stage"] == "outcome"]
    assert {OutcomeKind(outcome["kind"]) for outcome in outcomes} == {OutcomeKind.CONTINUED, OutcomeKind.STOPPED}
    assert all(outcome["happened"] and outcome["lessons"] and outcome["reusable"] for outcome in outcomes)
