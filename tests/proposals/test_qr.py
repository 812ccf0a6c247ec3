"""What is drawn is what a telephone reads: checked with a reader of our own."""

import pytest

from app.proposals.square_codes import QUIET, square
from tests.proposals.qr import matrix_of, text_of


@pytest.mark.parametrize("text", [
    "http://a.fr/r/x", "https://participer.exemple.org/r/HA-P-2026-0042-A", "https://xn--corde-fsa.fr/r/HA-N-2026-0001-B",
    "http://127.0.0.1:8000/r/SER-P-2026-12345-K", "https://" + "x" * 80])
def test_it_is_read_back(text: str):
    made = square(text)
    assert text_of(matrix_of(made.path, made.size)) == text


def test_it_has_the_quiet_border_that_readers_need():
    made = square("https://exemple.org/r/HA-P-2026-0042-A")
    assert not any(row[0] > made.size for row in matrix_of(made.path, made.size))
    assert min(int(part.split()[0]) for part in made.path.split("M")[1:]) == QUIET


def test_a_wrong_module_would_show():
    rows = matrix_of(*square("https://exemple.org/r/HA-P-2026-0042-A"))
    rows[12][20] ^= 1
    with pytest.raises((AssertionError, UnicodeDecodeError)):
        assert text_of(rows) == "https://exemple.org/r/HA-P-2026-0042-A"
