"""The site's sign as pictures of points, drawn from its SVG: telephones want PNG where a browser takes the drawing."""

import io
import re
from functools import cache

from PIL import Image, ImageDraw

SIDE = 32  # of the drawing
FINER = 3  # drawn larger, then reduced: smooth edges
SAFE = 0.72  # a launcher may cut a « maskable » icon down to a circle of eight tenths
SIZES = {"icon-192": (192, False), "icon-512": (512, False), "icon-maskable": (512, True), "icon-apple": (180, True)}
SHAPE = re.compile(r"<(rect|path|circle)\b([^>]*)/>")
GIVEN = re.compile(r'([\w-]+)="([^"]*)"')
STEP = re.compile(r"([Ml]?)\s*(-?\d*\.?\d+)[ ,]?(-?\d*\.?\d+)")
Point = tuple[float, float]


def _points(path: str) -> list[Point]:
    """A path of straight lines: M is absolute (and what follows it), l is relative."""
    found: list[Point] = []
    relative = False
    for letter, x, y in STEP.findall(path):
        relative = letter == "l" or (relative and not letter)
        at = found[-1] if relative else (0.0, 0.0)
        found.append((at[0] + float(x), at[1] + float(y)))
    return found


class _Sheet:
    """A square to draw on, in the drawing's own measures."""

    def __init__(self, size: int, *, whole: bool) -> None:
        self.size, self.whole = size, whole
        self.scale = size * FINER / SIDE * (SAFE if whole else 1)
        self.image = Image.new("RGBA", (size * FINER, size * FINER))
        self.pen = ImageDraw.Draw(self.image)

    def at(self, point: Point) -> Point:
        x, y = ((value - SIDE / 2) * self.scale + self.size * FINER / 2 for value in point)
        return x, y

    def dot(self, centre: Point, radius: float, colour: str) -> None:
        self.pen.circle(self.at(centre), radius * self.scale, fill=colour)

    def ground(self, colour: str, radius: float) -> None:
        """To the edge where the launcher cuts the shape itself."""
        if self.whole:
            self.pen.rectangle((0, 0, *self.image.size), fill=colour)
        else:
            self.pen.rounded_rectangle((self.at((0, 0)), self.at((SIDE, SIDE))), radius * self.scale, fill=colour)

    def rope(self, points: list[Point], width: float, colour: str) -> None:
        self.pen.line([self.at(point) for point in points], fill=colour, width=round(width * self.scale))
        for point in points:
            self.dot(point, width / 2, colour)

    def written(self) -> bytes:
        """In 64 colours, which is what three flat ones and their edges take."""
        reduced = self.image.resize((self.size, self.size), Image.Resampling.BOX).quantize(64, dither=Image.Dither.NONE)
        out = io.BytesIO()
        reduced.save(out, "PNG", optimize=True)
        return out.getvalue()


def _drawn(svg: str, size: int, *, whole: bool) -> bytes:
    sheet = _Sheet(size, whole=whole)
    group = re.search(r'<g fill="([^"]+)"', svg)
    for name, words in SHAPE.findall(svg):
        given = dict(GIVEN.findall(words))
        if name == "rect":
            sheet.ground(given["fill"], float(given["rx"]))
        elif name == "path":
            sheet.rope(_points(given["d"]), float(given["stroke-width"]), given["stroke"])
        else:
            colour = given.get("fill") or (group.group(1) if group else "#000")
            sheet.dot((float(given["cx"]), float(given["cy"])), float(given["r"]), colour)
    return sheet.written()


@cache
def pictures(svg: str) -> dict[str, bytes]:
    """Name -> PNG; drawn once in a process."""
    return {name: _drawn(svg, size, whole=whole) for name, (size, whole) in SIZES.items()}
