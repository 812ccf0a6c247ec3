"""The codes of an application, and the key that secrets are sealed under."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.accounts import credentials
from app.accounts.credentials import FactorKey

# RFC 6238, appendix B: the key of SHA-1 is « 12345678901234567890 »; the last six of its eight digits.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
VECTORS = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_vectors_of_the_rfc(seconds: int, code: str) -> None:
    assert credentials.step_of(SECRET, code, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@pytest.mark.parametrize(("late", "good"), [(-31, False), (-30, True), (0, True), (59, True), (60, False)])
def test_a_clock_half_a_minute_wrong_and_no_more(late: int, good: bool) -> None:
    moment = datetime.fromtimestamp(1234567890, UTC)  # the first second of its step
    assert (credentials.step_of(SECRET, "005924", moment + timedelta(seconds=late)) is not None) is good


@pytest.mark.parametrize("code", ["", "00592", "0059240", "abcdef"])
def test_what_is_no_code_is_none_of_them(code: str) -> None:
    assert credentials.step_of(SECRET, code, datetime.fromtimestamp(1234567890, UTC)) is None


def test_the_key_is_private_made_once_and_opens_nobody_elses(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        keys = list(pool.map(lambda _n: FactorKey.of(tmp_path), range(4)))
    file = tmp_path / "keys" / "second-factor.secret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [entry.name for entry in file.parent.iterdir()] == [file.name]
    sealed = keys[0].close(SECRET, 1)
    assert SECRET.encode() not in sealed
    assert {key.open(sealed, 1) for key in keys} == {SECRET}
    assert keys[0].open(sealed, 2) is None
    file.unlink()
    assert FactorKey.of(tmp_path).open(sealed, 1) is None
