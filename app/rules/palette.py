"""The two colours that a site may choose, what they must pass, and the names of tokens.css that are drawn from them."""

from dataclasses import dataclass

from app.rules.colours import (
    DARK,
    DRAWING,
    LIGHT,
    TEXT,
    Grounds,
    contrast,
    ink_on,
    mixed,
    moved,
    nearest,
    tinted,
    worst,
)

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
class Measured:
    """`ratio` is the worst that was found; `better` is the nearest colour that passes, the same where it does."""

    colour: str
    ratio: float
    needed: float
    better: str

    @property
    def passes(self) -> bool:
        return self.colour == self.better


def measured_primary(colour: str) -> Measured:
    """A text on every ground, on its own wash, and under the ink of a filled button."""
    grounds = (*LIGHT.all, mixed(colour, LIGHT.panel, WASH))
    return Measured(colour, worst(colour, grounds), TEXT, nearest(colour, grounds, TEXT, darker=True))


def measured_accent(colour: str) -> Measured:
    """A drawing on the page and on panels. Whatever is written on it takes the ink that reads best."""
    grounds = (LIGHT.page, LIGHT.panel)
    return Measured(colour, worst(colour, grounds), DRAWING, nearest(colour, grounds, DRAWING, darker=True))


def tokens(pair: Pair, grounds: Grounds) -> dict[str, str]:
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
    day, night = (_lines(tokens(pair, grounds)) for grounds in (LIGHT, DARK))
    return (f"@media screen{{:root{{{day}}}}}\n"
            f"@media screen and (prefers-color-scheme:dark){{:root{{{night}}}}}\n"
            f".poster,.sheet{{--brand:{pair.primary}}}\n")


def _lines(named: dict[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in named.items())


def preview(pair: Pair) -> str:
    """The same for two boxes of one page: what is seen by day and by night, side by side."""
    return "".join(f".seen-by-{name}{{{_lines(tokens(pair, grounds))}}}\n"
                   for name, grounds in (("day", LIGHT), ("night", DARK)))
