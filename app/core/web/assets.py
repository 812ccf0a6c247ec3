"""The site's sign as pictures of points, drawn from its SVG: telephones want PNG where a browser takes the drawing."""

import gzip
import hashlib
import io
import re
import secrets
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from flask import Flask
from PIL import Image, ImageDraw
from whitenoise import WhiteNoise

from app.core.resources import STATIC

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


# Static files: copied at the start under hashed names with compressed twins, served for ever by WhiteNoise.

SHEETS = ("css/tokens.css", "css/base.css", "css/layout.css", "css/parts.css", "css/print.css")
SCRIPTS = ("js/enhance.js", "js/offline.js")
SIGN = "img/favicon.svg"
STALE = 86_400 * 7  # seconds
SQUEEZED = {".css", ".js", ".svg", ".webmanifest", ".txt"}


def _sources() -> dict[str, bytes]:
    """Every file, the style sheets joined into one and the scripts of every page too: a slow line pays for each
    request. The sign, as pictures, for telephones."""
    found = {str(file.relative_to(STATIC)): file.read_bytes()
             for file in sorted(STATIC.rglob("*")) if file.is_file() and file.suffix != ".md"}
    found["house.css"] = b"\n".join(found.pop(name) for name in SHEETS if name in found)
    found["house.js"] = b"\n".join(found.pop(name) for name in SCRIPTS)
    return found | {f"img/{name}.png": drawn for name, drawn in pictures(found[SIGN].decode()).items()}


def _write(folder: Path, name: str, content: bytes) -> str:
    source = Path(name)
    mark = hashlib.sha256(content).hexdigest()[:12]
    hashed = source.with_name(f"{source.stem}.{mark}{source.suffix}")
    target = folder / hashed
    target.parent.mkdir(parents=True, exist_ok=True)
    _keep(target, len(content), lambda: content)
    if source.suffix in SQUEEZED:
        _keep(Path(f"{target}.gz"), None, lambda: gzip.compress(content, 9, mtime=0))
    return str(hashed)


def _keep(file: Path, size: int | None, content: Callable[[], bytes]) -> None:
    """What is there already stays: the name says the content, and a server beside this process reads it. Written whole
    or not at all: a full disk leaves none without its end."""
    if file.exists() and (size is None or file.stat().st_size == size):
        return
    half = file.with_name(f"{file.name}.{secrets.token_hex(4)}.part")
    try:
        half.write_bytes(content())
        half.rename(file)
    except OSError:
        half.unlink(missing_ok=True)
        raise


def _sweep(folder: Path, names: dict[str, str]) -> None:
    """Those of earlier versions, once no server can be left that reads them."""
    ours = {folder / hashed for hashed in names.values()} | {folder / f"{hashed}.gz" for hashed in names.values()}
    for file in folder.rglob("*"):
        if file not in ours and file.is_file() and time.time() - file.stat().st_mtime > STALE:
            file.unlink(missing_ok=True)


def _rename_inside(content: bytes, names: dict[str, str]) -> bytes:
    for name, hashed in names.items():
        content = content.replace(f"/static/{name}".encode(), f"/static/{hashed}".encode())
    return content


def build(folder: Path) -> dict[str, str]:
    """Fill the folder; returns plain name -> hashed name. Images first, then in the order of the alphabet: sheets
    and scripts may name them, and the worker names the joined ones."""
    names: dict[str, str] = {}
    for name, content in sorted(_sources().items(), key=lambda item: (item[0].endswith((".css", ".js")), item[0])):
        names[name] = _write(folder, name, _rename_inside(content, names))
    _sweep(folder, names)
    return names


def init_app(app: Flask) -> None:
    folder = Path(app.instance_path) / "assets"
    names = build(folder)
    app.extensions["assets"] = {name: folder / hashed for name, hashed in names.items()}
    app.jinja_env.globals["asset"] = lambda name: f"/static/{names[name]}"
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(folder), prefix="static/", max_age=3600, immutable_file_test=r"^.+\.[0-9a-f]{12}\..+$")
