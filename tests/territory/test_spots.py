"""Points: read as typed, within the territory, and the same after a drawing and back."""

import pytest
from hypothesis import given, strategies as st

from app.territory.rules import MILLION, WORLD, Box, Frame, Spot, box_of, degrees, millionths

ALPS = Box(44_200_000, 5_400_000, 45_100_000, 7_050_000)
INSIDE = st.builds(Spot, st.integers(ALPS.south, ALPS.north), st.integers(ALPS.west, ALPS.east))


@pytest.mark.parametrize("typed", ["", "nord", "44 33", "1e9", "4444.5", "44,5,5", "NaN", "--4", "44.", "²"])
def test_what_is_no_number_of_degrees(typed: str):
    assert millionths(typed) is None


@pytest.mark.parametrize(("typed", "kept"), [("44,5583", 44_558_300), ("44.5583°", 44_558_300), ("-6", -6_000_000),
                                             (" 6.0833333 ", 6_083_333), ("\u22126,5", -6_500_000), ("0", 0)])
def test_degrees_as_people_type_them(typed: str, kept: int):
    assert millionths(typed) == kept


@given(st.integers(-180 * MILLION, 180 * MILLION))
def test_degrees_are_written_as_they_are_read(kept: int):
    assert millionths(degrees(kept)) == kept


def test_a_territory_reaches_a_little_beyond_its_centres():
    assert box_of([]) is None
    box = box_of([Spot(44_500_000, 6_000_000)])
    assert box is not None
    assert box.widened().holds(Spot(44_540_000, 6_040_000))
    assert not ALPS.widened().holds(Spot(43_300_000, 5_400_000))
    assert WORLD.widened() == WORLD


@given(INSIDE)
def test_a_click_falls_where_the_point_was_drawn(spot: Spot):
    frame = Frame(ALPS, 1000, 40)
    x, y = frame.place(spot)
    assert 0 <= x <= frame.width
    assert 0 <= y <= frame.height
    back = frame.spot(x, y)
    assert abs(back.latitude - spot.latitude) < 2_000
    assert abs(back.longitude - spot.longitude) < 2_000


def test_north_is_up_and_east_is_right():
    frame = Frame(ALPS, 1000)
    assert frame.place(Spot(ALPS.north, ALPS.west)) == (0, 0)
    assert frame.place(Spot(ALPS.south, ALPS.east)) == (frame.width, frame.height)


def test_nearer_is_smaller_round_the_point():
    at = Spot(44_560_000, 6_080_000)
    near = ALPS.closer(at, 2)
    assert near.middle == at
    assert (near.north - near.south) * 15 < ALPS.north - ALPS.south
