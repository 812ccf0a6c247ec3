"""References said aloud: read however they are typed, and no slip goes unseen."""

from string import ascii_uppercase, digits

import pytest
from hypothesis import given, strategies as st

from app.proposals.rules import KINDS, LETTERS, Reference, code_from, is_code, kind_letter, read

REFERENCES = st.builds(
    Reference, st.text(LETTERS, min_size=2, max_size=3), st.sampled_from(KINDS), st.integers(2000, 2099),
    st.integers(1, 9_999_999))
SIGNS = ascii_uppercase + digits


@pytest.mark.parametrize("typed", ["", "salle", "42", "Gap 2026", "HA-P-1926-0042-A", "HA-P-2026", "HI-P-2026-0042-A",
                                   "HA-P-2026-0042-AB", "HAUTES", "\u202eHA", "HA-P-2026-1234567890-A", "é" * 300])
def test_what_is_no_reference(typed: str):
    assert read(typed) is None


@pytest.mark.parametrize("typed", ["HA-P-2026-0042-B", "HA-P-2026-0042", "HA-P-2026-0043-A", "HA-P-2026-0000-A",
                                   "HA-P-2026-00042-A"])
def test_a_wrong_or_missing_last_letter_is_told_apart(typed: str):
    found = read(typed)
    assert found is not None
    assert not found.right


@pytest.mark.parametrize("typed", ["HA-P-2026-0042-A", "ha-p-2026-0042-a", "HA P 2026 0042 A", "hap20260042a",
                                   "HA-P-2O26-OO42-A", "HA – P – 2026 – 42 – A", " HA.P.2026/0042 a "])
def test_it_is_read_however_it_is_typed(typed: str):
    found = read(typed)
    assert found is not None
    assert found.right
    assert str(found.reference) == "HA-P-2026-0042-A"


def test_one_is_a_one_however_it_looks():
    reference = Reference("HA", "N", 2011, 111)
    assert read(str(reference).replace("1", "l")) == read(str(reference).replace("1", "I")) == read(str(reference))


@given(REFERENCES)
def test_every_reference_is_read_back(reference: Reference):
    found = read(str(reference))
    assert found is not None
    assert found.right
    assert found.reference == reference


@given(REFERENCES, st.data())
def test_one_wrong_sign_never_passes(reference: Reference, data: st.DataObject):
    signs = str(reference).replace("-", "")
    at, sign = data.draw(st.integers(0, len(signs) - 1)), data.draw(st.sampled_from(SIGNS))
    _never_another(reference, signs[:at] + sign + signs[at + 1:])


@given(REFERENCES, st.data())
def test_two_neighbours_exchanged_never_pass(reference: Reference, data: st.DataObject):
    signs = str(reference).replace("-", "")
    at = data.draw(st.integers(0, len(signs) - 2))
    _never_another(reference, signs[:at] + signs[at + 1] + signs[at] + signs[at + 2:])


def test_every_slip_on_a_few_references():
    """The whole neighbourhood: each sign by each other, each pair of neighbours."""
    few = (Reference("HA", "P", 2026, 42), Reference("SER", "N", 2011, 12_345), Reference("LL", "X", 2000, 1))
    for reference in few:
        signs = str(reference).replace("-", "")
        for at in range(len(signs)):
            for sign in SIGNS:
                _never_another(reference, signs[:at] + sign + signs[at + 1:])
            _never_another(reference, signs[:at] + signs[at:at + 2][::-1] + signs[at + 2:])


def _never_another(reference: Reference, typed: str) -> None:
    """Either it is refused, or it reads as the same (O typed for 0)."""
    found = read(typed)
    assert found is None or not found.right or found.reference == reference, typed


@pytest.mark.parametrize(("slug", "code"), [
    ("hautes-alpes", "HA"), ("isere", "SER"), ("val-d-oise", "VDS"), ("x", "XX"), ("pays-de-la-loire", "PDL"),
    ("", "XX")])
def test_a_territory_without_a_code_gets_one(slug: str, code: str):
    assert code_from(slug) == code
    assert is_code(code)


def test_tracks_of_a_charter_never_share_a_letter_with_what_is_taken():
    tracks = ("need", "project", "dream", "plan")
    assert [kind_letter(track, tracks) for track in tracks] == ["N", "P", "R", "A"]
    assert kind_letter("unknown", tracks) == "X"
