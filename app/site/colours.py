"""Colours of a site's own: contrast (WCAG 2.2), the nearest one that can be read, and the shades drawn from one colour.

A colour is `#rrggbb`. Lightness is moved in OKLCH, where the same step looks the same for every hue; the hue stays.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
TEXT, DRAWING = 4.5, 3.0  # what WCAG asks of a text, and of a drawing or an edge that means something
STEPS = 40  # halvings of a lightness: far below what eight bits show
Rgb = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What texts and drawings are laid on, and the two inks; the same figures as in tokens.css (a test compares)."""

    page: str
    panel: str
    zone: str
    light_ink: str
    dark_ink: str

    @property
    def all(self) -> tuple[str, str, str]:
        return self.page, self.panel, self.zone


LIGHT = Grounds("#f5f4ef", "#fffefb", "#eae8e0", "#fffefb", "#17110a")
DARK = Grounds("#131a22", "#1b242e", "#25303c", "#fffefb", "#141a36")


def parsed(text: str) -> str | None:
    """`#ABC`, `aabbcc` and `#AABBCC` are the same colour; None where it is none."""
    found = HEX.fullmatch(text.strip())
    if found is None:
        return None
    digits = found.group(1).lower()
    return "#" + ("".join(2 * c for c in digits) if len(digits) == 3 else digits)


def _linear(colour: str) -> Rgb:
    def one(n: int) -> float:
        part = int(colour[n:n + 2], 16) / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return one(1), one(3), one(5)


def _hex(linear: Rgb) -> str:
    def one(part: float) -> int:
        part = min(max(part, 0.0), 1.0)
        return round(255 * (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055))

    return "#" + "".join(f"{one(part):02x}" for part in linear)


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    first, second = (0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (_linear(one), _linear(other)))
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


def worst(colour: str, grounds: Iterable[str]) -> float:
    return min(contrast(colour, ground) for ground in grounds)


def _oklch(colour: str) -> Rgb:
    r, g, b = _linear(colour)
    l_, m_, s_ = (math.cbrt(part) for part in (
        0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b, 0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b,
        0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b))
    a = 1.9779984951 * l_ - 2.4285922050 * m_ + 0.4505937099 * s_
    b = 0.0259040371 * l_ + 0.7827717662 * m_ - 0.8086757660 * s_
    return 0.2104542553 * l_ + 0.7936177850 * m_ - 0.0040720468 * s_, math.hypot(a, b), math.atan2(b, a)


def _rgb(lightness: float, chroma: float, hue: float) -> Rgb:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    l_, m_, s_ = ((lightness + ka * a + kb * b) ** 3 for ka, kb in (
        (0.3963377774, 0.2158037573), (-0.1055613458, -0.0638541728), (-0.0894841775, -1.2914855480)))
    return (4.0767416621 * l_ - 3.3077115913 * m_ + 0.2309699292 * s_,
            -1.2684380046 * l_ + 2.6097574011 * m_ - 0.3413193965 * s_,
            -0.0041960863 * l_ - 0.7034186147 * m_ + 1.7076147010 * s_)


def _colour(lightness: float, chroma: float, hue: float) -> str:
    """As saturated as a screen can show it at that lightness."""
    for _ in range(STEPS):
        if all(-0.0005 <= part <= 1.0005 for part in _rgb(lightness, chroma, hue)):
            break
        chroma *= 0.93
    return _hex(_rgb(lightness, chroma, hue))


def nearest(colour: str, grounds: Iterable[str], least: float, *, darker: bool) -> str:
    """The same hue, moved in lightness by no more than is needed to reach `least` on every ground."""
    grounds = tuple(grounds)
    if worst(colour, grounds) >= least:
        return colour
    bad, chroma, hue = _oklch(colour)
    good = 0.0 if darker else 1.0
    for _ in range(STEPS):
        middle = (bad + good) / 2
        if worst(_colour(middle, chroma, hue), grounds) >= least:
            good = middle
        else:
            bad = middle
    return _colour(good, chroma, hue)


def mixed(colour: str, ground: str, share: float) -> str:
    """`share` of the colour on the ground, as a thin wash of paint."""
    parts = ((int(colour[n:n + 2], 16) * share + int(ground[n:n + 2], 16) * (1 - share)) for n in (1, 3, 5))
    return "#" + "".join(f"{round(part):02x}" for part in parts)


def moved(colour: str, by: float) -> str:
    lightness, chroma, hue = _oklch(colour)
    return _colour(min(max(lightness + by, 0.0), 1.0), chroma, hue)


def tinted(colour: str, lightness: float, most_chroma: float) -> str:
    """The hue of the colour at another lightness, no louder than told: for the ridges of the first page."""
    _l, chroma, hue = _oklch(colour)
    return _colour(lightness, min(chroma, most_chroma), hue)


def ink_on(colour: str, grounds: Grounds) -> str:
    """Of the two inks, the one that reads best on it; plain black or white where neither is enough: one of them is."""
    best = max((grounds.light_ink, grounds.dark_ink), key=lambda ink: contrast(ink, colour))
    return best if contrast(best, colour) >= TEXT else max(("#000000", "#ffffff"), key=lambda i: contrast(i, colour))


# The two colours that a site may choose, what they must pass, and the names of tokens.css that are drawn from them.

WASH = 0.12  # how much colour is in a tinted ground
RIDGES = {"far": (0.885, 0.02), "mid": (0.775, 0.045), "near": (0.46, 0.085)}
RIDGES_AT_NIGHT = {"far": (0.285, 0.035), "mid": (0.35, 0.05), "near": (0.42, 0.075)}


@dataclass(frozen=True, slots=True)
class Pair:
    """`primary` writes links and fills acts; `accent` draws the rope, the present, what is underlined."""

    primary: str
    accent: str


FACTORY = Pair("#34407c", "#c8780f")
SAFE: dict[str, Pair] = {
    "dusk": FACTORY,
    "forest": Pair("#1f5c43", "#a8790a"),
    "lake": Pair("#0f5873", "#c2570c"),
    "vineyard": Pair("#7a2547", "#8a7a10"),
    "slate": Pair("#3b4a54", "#b8651b"),
    "plum": Pair("#5a3a86", "#ad6a12"),
    "brick": Pair("#8c3218", "#3f7f7a"),
    "night": Pair("#1d3f8f", "#b5488c"),
}


@dataclass(frozen=True, slots=True)
class MeasuredChoice:
    """`ratio` is the worst that was found; `better` is the nearest colour that passes, the same where it does."""

    colour: str
    ratio: float
    needed: float
    better: str

    @property
    def passes(self) -> bool:
        return self.colour == self.better


def measured_primary(colour: str) -> MeasuredChoice:
    """A text on every ground, on its own wash, and under the ink of a filled button."""
    grounds = (*LIGHT.all, mixed(colour, LIGHT.panel, WASH))
    return MeasuredChoice(colour, worst(colour, grounds), TEXT, nearest(colour, grounds, TEXT, darker=True))


def measured_accent(colour: str) -> MeasuredChoice:
    """A drawing on the page and on panels. Whatever is written on it takes the ink that reads best."""
    grounds = (LIGHT.page, LIGHT.panel)
    return MeasuredChoice(colour, worst(colour, grounds), DRAWING, nearest(colour, grounds, DRAWING, darker=True))


def palette_tokens(pair: Pair, grounds: Grounds) -> dict[str, str]:
    """By the name that tokens.css gives them. At night both colours are lifted until they read."""
    dark = grounds is DARK
    primary, accent = (_lifted(pair.primary, TEXT + 1.5), _lifted(pair.accent, TEXT)) if dark else (
        pair.primary, pair.accent)
    ridges = RIDGES_AT_NIGHT if dark else RIDGES
    wash, soft = (0.2, 0.18) if dark else (WASH, 0.16)
    accent_soft = mixed(accent, grounds.panel, soft)
    primary_soft = mixed(primary, grounds.panel, wash)
    return {
        "dusk": primary, "dusk-deep": moved(primary, 0.06 if dark else -0.08), "on-dusk": ink_on(primary, grounds),
        "dusk-soft": primary_soft, "larch": accent, "on-larch": ink_on(accent, grounds),
        "larch-ink": nearest(accent, (*grounds.all, accent_soft), TEXT + 0.3, darker=not dark),
        "larch-soft": accent_soft,
        **{f"ridge-{name}": tinted(pair.primary, *told) for name, told in ridges.items()},
    }


def _lifted(colour: str, least: float) -> str:
    """Light enough for the dark grounds and for a wash of itself."""
    lifted = nearest(colour, DARK.all, least, darker=False)
    for _ in range(12):
        if contrast(lifted, mixed(lifted, DARK.panel, 0.2)) >= TEXT:
            break
        lifted = moved(lifted, 0.03)
    return lifted


def sheet(pair: Pair) -> str:
    """A small style sheet over tokens.css: on screens by day and by night; paper stays black but for a rule."""
    if pair == FACTORY:
        return ""
    day, night = (_lines(palette_tokens(pair, grounds)) for grounds in (LIGHT, DARK))
    return (f"@media screen{{:root{{{day}}}}}\n"
            f"@media screen and (prefers-color-scheme:dark){{:root{{{night}}}}}\n"
            f".poster,.sheet{{--brand:{pair.primary}}}\n")


def _lines(named: dict[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in named.items())


def preview(pair: Pair) -> str:
    """The same for two boxes of one page: what is seen by day and by night, side by side."""
    return "".join(f".seen-by-{name}{{{_lines(palette_tokens(pair, grounds))}}}\n"
                   for name, grounds in (("day", LIGHT), ("night", DARK)))


# Contrasts of colours by the formula of WCAG 2.2, and the pairs that pages lay one on the other.

READ, SHAPE = 4.5, 3.0  # what 1.4.3 asks of text, and 1.4.11 of an edge or a drawing that means something
_TOKEN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-fA-F]{6})\b")
_DARK = "@media (prefers-color-scheme: dark)"
_GROUNDS = ("snow", "surface", "scree")
PAIRS: tuple[tuple[str, str, float], ...] = (
    *(("rock", ground, READ) for ground in _GROUNDS),
    *(("stone", ground, READ) for ground in _GROUNDS),
    *(("dusk", ground, READ) for ground in _GROUNDS),
    ("on-dusk", "dusk", READ), ("on-dusk", "dusk-deep", READ), ("dusk-deep", "dusk-soft", READ),
    ("dusk", "dusk-soft", READ), ("rock", "dusk-soft", READ), ("rock", "larch-soft", READ),
    ("on-larch", "larch", READ), ("larch-ink", "larch-soft", READ), ("larch-ink", "surface", READ),
    ("meadow", "meadow-soft", READ), ("meadow", "surface", READ), ("gentian", "gentian-soft", READ),
    ("rose", "rose-soft", READ), ("rose", "surface", READ), ("rose", "snow", READ),
    ("surface", "meadow", READ), ("on-ridge", "ridge-near", READ), ("rock", "ridge-mid", READ),
    ("rock", "ridge-far", READ),
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


def contrast_contrast(one: str, other: str) -> float:
    """From 1 to 21, whichever comes first."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def tokens(sheet: str) -> dict[str, dict[str, str]]:
    """The colours of a sheet by their names, light and dark. The dark ones replace those they name."""
    head, _mark, tail = sheet.partition(_DARK)
    light = dict(_TOKEN.findall(head))
    return {"light": light, "dark": light | dict(_TOKEN.findall(tail))}


def measured(colours: Mapping[str, str]) -> tuple[Measured, ...]:
    return tuple(Measured(front, ground, needed, contrast_contrast(colours[front], colours[ground]))
                 for front, ground, needed in PAIRS)
