"""Measures as shares of a drawing, exact, whatever the figures; and figures as people type them."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from app.experiments.rules import APART, figure, is_figure, scale_of, series

D = Decimal
FIRST = date(2026, 3, 1)


def test_a_scale_begins_at_nought_and_ends_on_a_round_figure():
    scale = scale_of([D(12), D(87)])
    assert (scale.low, scale.high, scale.step) == (0, 100, 50)
    assert scale.ticks()[0].y == 0
    assert scale.ticks()[-1].y == 100


def test_a_scale_does_not_crush_what_moves():
    assert scale_of([D("1013.5"), D("1014.2")]).low >= 1013


@pytest.mark.parametrize("values", [[D(0)], [D(5), D(5)], [D(-3)], [D("0.02")]])
def test_figures_that_do_not_move_have_a_scale(values):
    scale = scale_of(values)
    assert scale.low < scale.high
    assert scale.low <= values[0] <= scale.high


def test_negative_figures_are_drawn_too():
    scale = scale_of([D(-12), D(8)])
    assert scale.low <= -12
    assert scale.high >= 8


def test_points_stand_by_date_and_not_by_rank():
    measures = [(FIRST, D(1)), (FIRST + timedelta(days=10), D(2)), (FIRST + timedelta(days=100), D(3))]
    drawn = series(measures, None, D(4))
    left, middle, right = (point.x for point in drawn.points)
    assert middle - left == (right - left) / 10


def test_one_measure_stands_in_the_middle():
    assert series([(FIRST, D(3))], None, D(4)).points[0].x == 50


def test_no_measure_still_draws_the_start_and_the_target():
    drawn = series([], D(2), D(8))
    assert drawn.points == ()
    assert drawn.baseline is not None
    assert drawn.baseline.y < drawn.target.y


def test_near_points_are_not_all_written_but_the_last_is():
    drawn = series([(FIRST + timedelta(days=n), D(n)) for n in range(60)], None, D(60))
    told = [point.x for point in drawn.points if point.told]
    assert drawn.points[-1].told
    assert all(b - a >= APART for a, b in pairwise(told))


figures = st.decimals(min_value=-10**9, max_value=10**9, places=3)


@given(st.lists(figures, max_size=12), st.none() | figures, figures)
def test_everything_stays_inside_the_drawing(values, baseline, target):
    drawn = series([(FIRST + timedelta(days=n), value) for n, value in enumerate(values)], baseline, target)
    shares = [p.y for p in drawn.points] + [drawn.target.y] + [t.y for t in drawn.ticks]
    assert all(isinstance(share, Fraction) and 0 <= share <= 100 for share in shares)
    assert 2 <= len(drawn.ticks) <= 7


@pytest.mark.parametrize(("typed", "read"), [
    ("12", "12"), ("12,5", "12.5"), ("12.5", "12.5"), ("1 250,75", "1250.75"), ("1\u202f250", "1250"),
    ("\u22123", "-3"), (" +4 ", "4"), ("0,0001", "0.0001")])
def test_a_figure_is_read_as_people_type_it(typed, read):
    assert figure(typed) == D(read)


@pytest.mark.parametrize("typed", ["", "douze", "1,2,3", "1.250,5", "NaN", "1e9", "Infinity", "9" * 13, "0,00001", "٣"])
def test_what_is_not_a_figure_is_not_guessed(typed):
    assert figure(typed) is None


@pytest.mark.parametrize("value", [D("NaN"), D("Infinity"), D(10) ** 12, D("0.00001")])
def test_an_operation_refuses_what_no_form_would_give(value):
    assert not is_figure(value)
