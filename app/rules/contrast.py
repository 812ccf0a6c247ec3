"""Contrasts of colours by the formula of WCAG 2.2, and the pairs that pages lay one on the other."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

TEXT, SHAPE = 4.5, 3.0  # what 1.4.3 asks of text, and 1.4.11 of an edge or a drawing that means something
_TOKEN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-fA-F]{6})\b")
_DARK = "@media (prefers-color-scheme: dark)"
_GROUNDS = ("snow", "surface", "scree")
PAIRS: tuple[tuple[str, str, float], ...] = (
    *(("rock", ground, TEXT) for ground in _GROUNDS),
    *(("stone", ground, TEXT) for ground in _GROUNDS),
    *(("dusk", ground, TEXT) for ground in _GROUNDS),
    ("on-dusk", "dusk", TEXT), ("on-dusk", "dusk-deep", TEXT), ("dusk-deep", "dusk-soft", TEXT),
    ("dusk", "dusk-soft", TEXT), ("rock", "dusk-soft", TEXT), ("rock", "larch-soft", TEXT),
    ("on-larch", "larch", TEXT), ("larch-ink", "larch-soft", TEXT), ("larch-ink", "surface", TEXT),
    ("meadow", "meadow-soft", TEXT), ("meadow", "surface", TEXT), ("gentian", "gentian-soft", TEXT),
    ("rose", "rose-soft", TEXT), ("rose", "surface", TEXT), ("rose", "snow", TEXT),
    ("surface", "meadow", TEXT), ("on-ridge", "ridge-near", TEXT), ("rock", "ridge-mid", TEXT),
    ("rock", "ridge-far", TEXT),
    ("edge", "surface", SHAPE), ("edge", "snow", SHAPE), ("edge", "scree", SHAPE),
    ("larch", "surface", SHAPE), ("larch", "snow", SHAPE),
)


@dataclass(frozen=True, slots=True)
class Measured:
    front: str
    ground: str
    needed: float
    found: float

    @property
    def holds(self) -> bool:
        return self.found >= self.needed


def luminance(colour: str) -> float:
    """Of `#rrggbb`, from 0 (black) to 1 (white)."""
    parts = (int(colour[n:n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 to 21, whichever comes first."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def tokens(sheet: str) -> dict[str, dict[str, str]]:
    """The colours of a sheet by their names, light and dark. The dark ones replace those they name."""
    head, _mark, tail = sheet.partition(_DARK)
    light = dict(_TOKEN.findall(head))
    return {"light": light, "dark": light | dict(_TOKEN.findall(tail))}


def measured(colours: Mapping[str, str]) -> tuple[Measured, ...]:
    return tuple(Measured(front, ground, needed, contrast(colours[front], colours[ground]))
                 for front, ground, needed in PAIRS)
