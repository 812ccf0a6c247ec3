"""What happened, replayed: under its own rules it is the same, under others it says what, when and why."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings, strategies as st

from app.governance.simulation.history import History
from app.governance.simulation.replay import Verdict, Why, simulate
from app.governance.simulation.telling import summary
from tests.governance.simulation.service import BEGAN, PARIS, Service, asking

ACTS = ("support", "support", "support", "carry", "unsupport", "report", "settle", "settle", "look", "look", "sleep",
        "promote", "promote", "decline", "vote", "end")
FIGURES = st.fixed_dictionaries({"supports": st.integers(0, 4), "carriers": st.integers(0, 2),
                                 "open_for": st.sampled_from((0, 0, 1, 3, 10))})
CHARTERS = st.fixed_dictionaries({"recognition": FIGURES, "to_work_group": FIGURES, "to_experiment": FIGURES})
LIVES = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 60)), max_size=40)
TRACKS = st.sampled_from(("need", "project", "project"))


def lived(charter: dict[str, dict[str, int]], track: str, acts: list[tuple[str, int]]) -> Service:
    service = Service(asking(**charter), track)
    for act, hours in acts:
        service.do(act, hours)
    return service


@settings(max_examples=200)
@given(CHARTERS, TRACKS, LIVES)
def test_the_charter_in_force_gives_what_happened(charter: dict[str, dict[str, int]], track: str,
                                                  acts: list[tuple[str, int]]) -> None:
    service = lived(charter, track, acts)
    (row,) = simulate(service.charter, service.history(), PARIS).rows
    assert [(move.at, move.gate, move.to_stage) for move in row.moves] == [
        (move.at, move.gate, move.to_stage) for move in service.moves]
    assert (row.verdict, row.steps, row.uncertain) == (Verdict.SAME, (), False)


@settings(max_examples=100)
@given(CHARTERS, TRACKS, LIVES)
def test_it_does_so_from_the_figures_alone(charter: dict[str, dict[str, int]], track: str,
                                           acts: list[tuple[str, int]]) -> None:
    """Without being told on which conditions it passed; nor was it looked at late."""
    timeless = {gate: {**figures, "open_for": 0} for gate, figures in charter.items()}
    service = lived(timeless, track, [(act, hours) for act, hours in acts if act != "look"])
    story = service.story()
    bare = replace(story, moves=tuple(replace(move, conditions=()) for move in story.moves))
    (row,) = simulate(service.charter, History((bare,), service.now), PARIS).rows
    assert (row.verdict, len(row.moves)) == (Verdict.SAME, len(service.moves))


@settings(max_examples=100)
@given(CHARTERS, TRACKS, LIVES, st.sampled_from(("supports", "carriers")), st.integers(1, 3))
def test_asking_for_more_moves_nothing_sooner(charter: dict[str, dict[str, int]], track: str,
                                              acts: list[tuple[str, int]], key: str, more: int) -> None:
    service = lived(charter, track, acts)
    stricter = {gate: {**figures, key: figures[key] + more} for gate, figures in charter.items()}
    (row,) = simulate(asking(**stricter), service.history(), PARIS).rows
    assert row.verdict in (Verdict.SAME, Verdict.LATER, Verdict.HELD)
    assert all(would.at >= was.at for would, was in zip(row.moves, service.moves, strict=False))


def need(*acts: tuple[str, int], supports: int = 3, open_for: int = 0) -> Service:
    return lived({"recognition": {"supports": supports, "open_for": open_for}}, "need", list(acts))


def idea(*acts: tuple[str, int], supports: int = 2, open_for: int = 0) -> Service:
    return lived({"to_work_group": {"supports": supports, "open_for": open_for},
                  "to_experiment": {"carriers": 9}}, "project", list(acts))


def tried(service: Service, **figures: int):
    gate = "recognition" if service.track == "need" else "to_work_group"
    charter = asking(**{gate: figures, "to_experiment": {"carriers": 9}})
    told = simulate(charter, service.history(), PARIS)
    return told.rows[0], told


DAY = 24


def test_a_history_without_anything_in_it() -> None:
    told = simulate(asking(), History((), BEGAN), PARIS)
    assert told.rows == ()
    assert summary(told, "fr").startswith("Rien ne s’est encore passé")


def test_a_track_that_the_other_rules_do_not_have() -> None:
    service = need(*[("support", DAY)] * 3)
    other = replace(asking(), tracks={"project": asking().tracks["project"]})
    (row,) = simulate(other, service.history(), PARIS).rows
    assert (row.verdict, row.steps[0].why) == (Verdict.UNKNOWN, Why.STAGE)


def test_more_supports_asked_hold_it_back_with_the_figures() -> None:
    row, told = tried(need(*[("support", DAY)] * 3), supports=5)
    assert (row.verdict, row.moves) == (Verdict.HELD, ())
    (step,) = row.steps
    assert (step.was, step.would, step.why) == (BEGAN + timedelta(days=3), None, Why.CONDITIONS)
    assert dict(step.held[0].item.params) == {"got": 3, "needed": 5, "missing": 2}
    assert step.held[0].until is None
    assert summary(told, "fr") == "Sous ces règles, sur 1 proposition\u00a0: 1 serait restée où elle était."
    assert summary(told, "en") == "Under these rules, of 1 proposal: 1 would have stayed where it was."


def test_more_supports_asked_make_it_wait() -> None:
    row, _told = tried(need(*[("support", DAY)] * 6), supports=5)
    (step,) = row.steps
    assert (row.verdict, step.would) == (Verdict.LATER, BEGAN + timedelta(days=5))
    assert step.held[0].until == BEGAN + timedelta(days=5)


def test_fewer_supports_asked_let_it_pass_sooner() -> None:
    row, _told = tried(need(*[("support", DAY)] * 4), supports=2)
    assert (row.verdict, row.steps[0].would) == (Verdict.SOONER, BEGAN + timedelta(days=2))


def test_fewer_supports_asked_let_pass_what_never_did() -> None:
    row, _told = tried(need(*[("support", DAY)] * 2), supports=2)
    assert (row.verdict, row.moves[0].to_stage) == (Verdict.FURTHER, "recognised")


def test_a_waiting_time_ends_at_midnight_of_the_place() -> None:
    service = need(*[("support", DAY)] * 3, ("look", 10 * DAY))
    row, _told = tried(service, supports=3, open_for=7)
    assert row.verdict is Verdict.LATER
    assert row.steps[0].would.isoformat() == "2026-01-11T23:00:00+00:00"  # the 12th at midnight in Paris


@pytest.mark.parametrize(("days", "verdict"), [(6, Verdict.SOONER), (7, Verdict.SAME), (8, Verdict.LATER)])
def test_one_day_more_or_less_is_seen_though_the_service_looks_late(days: int, verdict: Verdict) -> None:
    """It ripened at midnight and was seen nine hours later: that is no difference, a day is one."""
    service = need(*[("support", 1)] * 3, ("look", 7 * DAY - 3), ("look", 5 * DAY), supports=3, open_for=7)
    assert len(service.moves) == 1
    assert tried(service, supports=3, open_for=days)[0].verdict is verdict


def test_the_answer_given_is_taken_when_its_time_comes() -> None:
    """Promoted with two supports; under rules that ask for four, the same answer serves on the day of the fourth."""
    service = idea(("support", DAY), ("support", DAY), ("promote", DAY), ("support", DAY), ("support", DAY))
    row, _told = tried(service, supports=4)
    assert (row.verdict, row.steps[0].would) == (Verdict.LATER, BEGAN + timedelta(days=5))
    assert row.steps[0].held[0].item.code == "supports"


def test_a_refusal_stays_a_refusal_under_easier_conditions() -> None:
    service = idea(("support", DAY), ("support", DAY), ("decline", DAY))
    row, _told = tried(service, supports=1)
    assert (row.verdict, row.moves) == (Verdict.SAME, ())


def test_what_would_wait_for_an_answer_is_said() -> None:
    row, _told = tried(idea(("support", DAY)), supports=1)
    assert (row.verdict, row.steps[0].ready) == (Verdict.READY, BEGAN + timedelta(days=1))


def test_what_would_no_longer_wait_for_an_answer_is_said_too() -> None:
    row, _told = tried(idea(("support", DAY), ("support", DAY)), supports=3)
    (step,) = row.steps
    assert (row.verdict, step.was, step.why) == (Verdict.HELD, None, Why.CONDITIONS)
    assert step.held[0].item.params["missing"] == 1


def test_late_at_a_stage_late_at_the_next() -> None:
    def life(supports: int):
        return {"to_work_group": {"supports": supports}, "to_experiment": {"carriers": 1}}

    service = lived(life(1), "project", [("support", DAY), ("promote", DAY), ("carry", DAY), ("support", DAY)])
    (row,) = simulate(asking(**life(2)), service.history(), PARIS).rows
    assert [step.why for step in row.steps] == [Why.CONDITIONS, Why.EARLIER]
    assert [move.at for move in row.moves] == [BEGAN + timedelta(days=4)] * 2


def test_nothing_passes_by_itself_while_it_sleeps() -> None:
    service = need(*[("support", 1)] * 3, ("sleep", DAY), ("look", 30 * DAY), supports=5, open_for=0)
    row, _told = tried(service, supports=3, open_for=10)
    assert (row.verdict, row.moves) == (Verdict.SAME, ())


def test_nobody_was_asked_where_it_passed_by_itself() -> None:
    service = lived({"to_work_group": {"supports": 1}, "to_experiment": {"carriers": 1}}, "project",
                    [("support", DAY), ("promote", DAY), ("carry", DAY)])
    decided = asking(to_work_group={"supports": 1}, to_experiment={"carriers": 1})
    track = decided.tracks["project"]
    rule = next(gate.decision for gate in track.gates if gate.key == "to_work_group")
    gates = tuple(replace(gate, decision=rule) if gate.key == "to_experiment" else gate for gate in track.gates)
    decided = replace(decided, tracks={**decided.tracks, "project": replace(track, gates=gates)})
    (row,) = simulate(decided, service.history(), PARIS).rows
    (step,) = row.steps
    assert (step.verdict, step.why, step.ready) == (Verdict.HELD, Why.UNASKED, BEGAN + timedelta(days=3))
