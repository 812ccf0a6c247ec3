"""Colours that can be read, and those that cannot with the nearest that can; the same grounds as the style sheet."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

import app
from app.site.colours import (
    DARK,
    FACTORY,
    LIGHT,
    SAFE,
    TEXT,
    Grounds,
    Pair,
    contrast,
    measured_accent,
    measured_primary,
    palette_tokens,
    parsed,
    sheet,
    worst,
)

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
CSS = (Path(app.__file__).parent / "static/css/tokens.css").read_text()


@pytest.mark.parametrize("text", ["", "red", "#12", "#12345g", "#1234567", "javascript:alert(1)", "#fff;}"])
def test_what_is_no_colour(text: str):
    assert parsed(text) is None


def test_three_spellings_of_one_colour():
    assert {parsed(text) for text in ("#ABC", "aabbcc", " #AABBCC ")} == {"#aabbcc"}


def test_the_contrasts_are_those_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize("faint", ["#ffcc00", "#00aaff", "#ffffff", "#999999"])
def test_a_faint_colour_comes_with_the_nearest_that_reads(faint: str):
    measured = measured_primary(faint)
    assert not measured.passes
    assert measured_primary(measured.better).passes
    assert measured_primary(measured.better).ratio < TEXT + 0.15, "no darker than is needed"


@given(COLOURS, COLOURS)
@settings(max_examples=60)
def test_whatever_is_chosen_reads_by_day_and_by_night(primary: str, accent: str):
    pair = Pair(measured_primary(primary).better, measured_accent(accent).better)
    for grounds in (LIGHT, DARK):
        _reads(palette_tokens(pair, grounds), grounds)


def _reads(named: dict[str, str], grounds: Grounds) -> None:
    assert worst(named["dusk"], grounds.all) >= 4.45  # eight bits round a little
    assert contrast(named["on-dusk"], named["dusk"]) >= TEXT
    assert contrast(named["on-larch"], named["larch"]) >= TEXT
    assert contrast(named["dusk"], named["dusk-soft"]) >= 4.45
    assert contrast(named["larch-ink"], named["larch-soft"]) >= TEXT
    assert worst(named["larch-ink"], grounds.all) >= TEXT


@pytest.mark.parametrize("key", SAFE)
def test_the_pairs_that_are_offered_pass(key: str):
    assert measured_primary(SAFE[key].primary).passes
    assert measured_accent(SAFE[key].accent).passes


def test_the_factory_needs_no_sheet():
    assert sheet(FACTORY) == ""
    assert "--dusk:#1f5c43" in sheet(SAFE["forest"])


def test_the_grounds_are_those_of_the_style_sheet():
    day, night = re.findall(r":root \{\n(.*?)\n\s*\}", CSS, re.DOTALL)[:2]
    for block, grounds in ((day, LIGHT), (night, DARK)):
        told = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
        assert (told["snow"], told["surface"], told["scree"]) == grounds.all
    assert {FACTORY.primary, FACTORY.accent} <= set(re.findall("#[0-9a-f]{6}", day))


def test_every_name_that_is_changed_is_one_of_the_style_sheet():
    assert {name for name in palette_tokens(FACTORY, LIGHT) if f"--{name}:" not in CSS} == set()
