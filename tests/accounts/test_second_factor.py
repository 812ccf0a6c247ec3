"""What was typed, and from when a second factor is asked for."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from app.accounts.rules import RECOVERY_LENGTH, SHEET_LENGTH, Shown, is_stale, read, starts
from app.core import secrets
from app.core.kinds import Role
from app.core.permissions import Action, Actor, refusal

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["", "abc", "12345", "1234567", "K3QF-9PX", "K3QF-9PXM-K3QF", "é" * 8, "-" * 16])
def test_what_is_no_code(typed: str) -> None:
    assert read(typed)[0] is Shown.NONE


@pytest.mark.parametrize(("typed", "kind", "code"), [
    ("123456", Shown.TOTP, "123456"), (" 123 456 ", Shown.TOTP, "123456"), ("code : 123-456.", Shown.TOTP, "123456"),
    ("k3qf-9pxm", Shown.SHEET, "K3QF9PXM"), ("K3QF 9PXM K3QF 9PXM", Shown.RECOVERY, "K3QF9PXMK3QF9PXM")])
def test_a_code_by_its_shape(typed: str, kind: Shown, code: str) -> None:
    assert read(typed) == (kind, code)


@given(st.sampled_from([SHEET_LENGTH, RECOVERY_LENGTH]), st.booleans())
def test_what_is_printed_is_what_is_read(length: int, low: bool) -> None:
    code = secrets.one_use(length)
    shown = secrets.in_fours(code)
    assert read(shown.lower() if low else shown)[1] == code


def test_the_days_count_from_the_later_of_the_role_and_the_upgrade() -> None:
    later = NOW + timedelta(days=3)
    assert (starts(NOW, None), starts(NOW, later), starts(later, NOW)) == (NOW, later, later)


def test_a_quarter_of_an_hour() -> None:
    assert not is_stale(NOW, NOW + timedelta(minutes=15))
    assert is_stale(NOW, NOW + timedelta(minutes=15, seconds=1))


def test_a_withheld_role_is_refused_with_its_own_reason_and_another_one_is_not() -> None:
    there = Actor(1, frozenset({Role.PARTICIPANT, Role.RELAY}), withheld=frozenset({Role.OPERATOR}))
    reason = refusal(Action.ROLE_GRANT, there)
    assert reason is not None
    assert reason.code == "second_factor_first"
    assert refusal(Action.CASE_JUDGE, there).code == "not_your_role"  # type: ignore[union-attr]
    assert refusal(Action.PAPER_ENTER, there) is None
    assert there.having(frozenset({Role.CARRIER})).withheld == there.withheld
