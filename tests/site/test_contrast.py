"""The formula, and every pair of colours that pages use, in both schemes."""

from pathlib import Path

import pytest

import app
from app.site.colours import contrast_contrast, luminance, measured, tokens

SHEET = (Path(app.__file__).parent / "static" / "css" / "tokens.css").read_text()


@pytest.mark.parametrize(("one", "other", "expected"), [
    ("#000000", "#ffffff", 21.0), ("#ffffff", "#000000", 21.0), ("#777777", "#ffffff", 4.48),
    ("#336699", "#336699", 1.0)])
def test_the_formula(one: str, other: str, expected: float):
    assert contrast_contrast(one, other) == pytest.approx(expected, abs=0.01)


def test_luminance_of_the_ends():
    assert (luminance("#000000"), luminance("#ffffff")) == (0.0, pytest.approx(1.0))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_holds(scheme: str):
    assert [one for one in measured(tokens(SHEET)[scheme]) if not one.holds] == []


def test_dark_replaces_what_it_names():
    found = tokens(":root { --a: #111111; --b: #222222; } @media (prefers-color-scheme: dark) { --a: #eeeeee; }")
    assert found == {"light": {"a": "#111111", "b": "#222222"}, "dark": {"a": "#eeeeee", "b": "#222222"}}
