"""Delays, who may judge, which verdicts are possible, and what may be answered."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from app.core.kinds import CaseState, ContentState, Ground, Verdict
from app.moderation.rules import GRAVE, Bench, due, possible, refusal_of_answer, refusal_of_verdict, refusal_to_sit

PARIS = ZoneInfo("Europe/Paris")
WHY = "Le message vise une personne et non ses idées."
VISIBLE, HIDDEN = ContentState.VISIBLE, ContentState.HIDDEN


def code(reason):
    return reason and reason.code


@pytest.mark.parametrize("ground", list(Ground))
def test_a_grave_ground_gives_one_day_the_others_three(ground):
    at = datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert (due(ground, at, PARIS) - at).days == (1 if ground in GRAVE else 3)


def test_the_hour_is_the_clock_of_the_place_when_summer_time_begins():
    at = datetime(2026, 3, 28, 20, tzinfo=UTC)  # 21:00 in Paris, the evening before
    assert due(Ground.HATE, at, PARIS).astimezone(PARIS).hour == 21
    assert due(Ground.HATE, at, PARIS) == datetime(2026, 3, 29, 19, tzinfo=UTC)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.sampled_from(list(Ground)))
def test_the_delay_never_differs_by_more_than_the_hour_of_a_clock_change(moment, ground):
    at = moment.replace(tzinfo=UTC)
    hours = (due(ground, at, PARIS) - at).total_seconds() / 3600
    assert abs(hours - (24 if ground in GRAVE else 72)) <= 1


@pytest.mark.parametrize(("bench", "told"), [
    (Bench(), None), (Bench(wrote_it=True), "judge_own_content"), (Bench(carries_it=True), "judge_own_proposal"),
    (Bench(reported_it=True), "judge_own_report"), (Bench(gave_the_verdict=True), "judge_twice")])
def test_nobody_judges_their_own(bench, told):
    assert code(refusal_to_sit(bench)) == told


@pytest.mark.parametrize(("verdict", "content", "ground", "why", "told"), [
    (Verdict.HIDE, VISIBLE, Ground.HATE, WHY, None),
    (Verdict.HIDE, VISIBLE, None, WHY, "ground_is_needed"),
    (Verdict.HIDE, VISIBLE, Ground.HATE, "Parce que.", "explain_more"),
    (Verdict.HIDE, VISIBLE, Ground.HATE, " " * 40, "explain_more"),
    (Verdict.DISMISS, VISIBLE, None, WHY, None),
    (Verdict.DISMISS, VISIBLE, None, "", "explain_more"),
    (Verdict.RESTORE, VISIBLE, Ground.HATE, WHY, "verdict_not_possible"),
    (Verdict.RESTORE, HIDDEN, None, WHY, "ground_is_needed"),
    (Verdict.RESTORE, HIDDEN, Ground.HATE, WHY, None),
    (Verdict.HIDE, HIDDEN, Ground.HATE, WHY, None),
    (Verdict.DISMISS, HIDDEN, None, WHY, "verdict_not_possible")])
def test_a_verdict_on_an_open_case(verdict, content, ground, why, told):
    assert code(refusal_of_verdict(verdict, content, CaseState.OPEN, ground, why)) == told


def test_a_closed_case_takes_only_a_restoring():
    assert code(refusal_of_verdict(Verdict.HIDE, VISIBLE, CaseState.CLOSED, Ground.HATE, WHY)) == "case_closed"
    assert refusal_of_verdict(Verdict.RESTORE, HIDDEN, CaseState.CLOSED, Ground.HATE, WHY) is None


def test_a_visible_content_cannot_be_restored():
    assert Verdict.RESTORE not in possible(VISIBLE)


@pytest.mark.parametrize(("given", "told"), [
    ({}, None),
    ({"latest": False}, "nothing_to_answer"),
    ({"content": VISIBLE}, "nothing_to_answer"),
    ({"answered": True}, "hiding_already_answered"),
    ({"second_look": True}, "second_look_is_final")])
def test_a_hiding_is_answered_once(given, told):
    facts = {"latest": True, "content": HIDDEN, "answered": False, "second_look": False} | given
    assert code(refusal_of_answer(Verdict.HIDE, **facts)) == told


@pytest.mark.parametrize("verdict", [Verdict.DISMISS, Verdict.RESTORE])
def test_only_a_hiding_is_answered(verdict):
    told = refusal_of_answer(verdict, latest=True, content=HIDDEN, answered=False, second_look=False)
    assert code(told) == "nothing_to_answer"
