"""Pages that go on from a row."""

from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from hypothesis import given, strategies as st

from app.core.paging import Cursor, Value, cut, unpacked

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


class Row(NamedTuple):
    n: int
    id: int


def at(row: Row) -> tuple[Value, int]:
    return row.n, row.id


@pytest.mark.parametrize("told", [
    None, 3, "x", [], [1], [1, 2], [1, 2, 3], ["a", 2, 0], [1, "2", 0], [None, 2, 0], [1, 2, 0, 0], {"n": 1},
])
@pytest.mark.parametrize("dated", [True, False])
def test_what_was_never_given_is_no_cursor(told: object, dated: bool) -> None:
    assert unpacked(told, dated) is None


def test_a_moment_without_time_zone_is_no_cursor() -> None:
    assert unpacked(["2026-06-01T12:00:00", 2, 0], dated=True) is None


@pytest.mark.parametrize("cursor", [Cursor(NOON, 7), Cursor(NOON, 7, back=True), Cursor(12, 7)])
def test_it_comes_back_as_it_was(cursor: Cursor) -> None:
    assert unpacked(cursor.packed(), isinstance(cursor.value, datetime)) == cursor


def test_a_cursor_of_another_order_is_none() -> None:
    assert unpacked(Cursor(12, 7).packed(), dated=True) is None


def test_nothing_is_one_empty_page() -> None:
    page = cut([], 5, None, at)
    assert (page.rows, page.previous, page.next) == ((), None, None)


def read(rows: list[Row], size: int, cursor: Cursor | None) -> list[Row]:
    """What the database does: highest first, one more than asked, outwards from the cursor."""
    ordered = sorted(rows, reverse=True)
    if cursor is None:
        return ordered[: size + 1]
    here = (cursor.value, cursor.id)
    if cursor.back:
        return [row for row in sorted(rows) if at(row) > here][: size + 1]  # type: ignore[operator]
    return [row for row in ordered if at(row) < here][: size + 1]  # type: ignore[operator]


@given(st.lists(st.integers(0, 4), max_size=30), st.integers(1, 7))
def test_every_row_is_shown_once_forwards_and_backwards(values: list[int], size: int) -> None:
    rows = [Row(n, number) for number, n in enumerate(values)]
    seen, pages, cursor = [], [], None
    while True:
        page = cut(read(rows, size, cursor), size, cursor, at)
        pages.append(list(page.rows))
        seen += page.rows
        if page.next is None:
            break
        cursor = page.next
    assert seen == sorted(rows, reverse=True)
    back = []
    while page.previous is not None:
        page = cut(read(rows, size, page.previous), size, page.previous, at)
        assert page.next is not None
        back.append(list(page.rows))
    assert back == pages[-2::-1]
