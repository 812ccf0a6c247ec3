"""People's SVG drawings, rebuilt from a short list of shapes and attributes: whatever else they hold stays outside.

No script, link, picture, font, animation or foreign markup goes through; nor a document type (where entities are
declared), which is refused before it is read. Styles are turned into attributes, since our pages let none be inline.
"""

import io
import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET

from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

from app.attachments.files import Logo, Picture, TooManyPixels

NAMESPACE = "http://www.w3.org/2000/svg"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SHAPES = _words(
    "svg g a path rect circle ellipse line polyline polygon text tspan title desc defs symbol use clipPath mask "
    "linearGradient radialGradient stop")
PAINT = _words(
    "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit "
    "stroke-dasharray stroke-dashoffset opacity color clip-path clip-rule mask display visibility stop-color "
    "stop-opacity font-size font-weight font-family font-style text-anchor letter-spacing paint-order")
PLACE = _words(
    "id x y x1 x2 y1 y2 cx cy r rx ry fx fy d points width height viewBox transform preserveAspectRatio offset "
    "gradientUnits gradientTransform spreadMethod clipPathUnits maskUnits maskContentUnits dx dy")
HREF = ("href", "{http://www.w3.org/1999/xlink}href")
OWN = re.compile(r"#[\w.-]{1,80}")
PLAIN = re.compile(r"(?:[^()<>&\\]|\((?=[^()]*\))[^()<>&\\]*\))*")
FUNCTION = re.compile(r"(?<![\w-])([\w-]++)\s*+\(")
POINTS_INSIDE = re.compile(r"url\(\s*['\"]?#[\w.-]{1,80}['\"]?\s*\)")
MOVES = frozenset({"matrix", "translate", "scale", "rotate", "skewx", "skewy", "rgb", "rgba", "hsl", "hsla"})
RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
MOST_NODES, MOST_DEPTH, MOST_USES = 4_000, 40, 20  # a drawing that uses itself again and again grows without end
Attributes = dict[str, str]


class NotADrawing(ValueError):
    """Not a readable SVG, or one that is built to hurt."""


def is_drawing(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def cleaned(data: bytes) -> Logo:
    if b"\x00" in data or re.search(rb"<!(?:DOCTYPE|ENTITY)", data, re.IGNORECASE):
        data = _without_plain_type(data)
    try:
        root = ET.fromstring(data)  # noqa: S314  (no document type is left, so no entity; the bytes are few)
    except (ET.ParseError, ValueError, LookupError) as fault:
        raise NotADrawing(str(fault)) from fault
    if root.tag not in (f"{{{NAMESPACE}}}svg", "svg"):
        raise NotADrawing("not an svg")
    _bounded(root)
    made = _node(root, _classes(root))
    width, height = _size(root)
    made.attrib.setdefault("viewBox", f"0 0 {width:g} {height:g}")
    made.attrib |= {"width": f"{width:g}", "height": f"{height:g}"}
    ET.register_namespace("", NAMESPACE)
    return Logo("image/svg+xml", ET.tostring(made, encoding="unicode").encode(), round(width) or 1, round(height) or 1)


def _without_plain_type(data: bytes) -> bytes:
    """The public identifier that old editors write is dropped; one with a subset inside is refused."""
    plain = re.sub(rb"<!DOCTYPE\s+svg\s[^\[\]<>]*>", b"", data, count=1)
    if b"\x00" in plain or re.search(rb"<!(?:DOCTYPE|ENTITY)", plain, re.IGNORECASE):
        raise NotADrawing("a document type")
    return plain


def _bounded(root: ET.Element) -> None:
    def depth(node: ET.Element, level: int) -> Iterator[int]:
        if level > MOST_DEPTH:
            raise NotADrawing("too deep")
        yield level
        for child in node:
            yield from depth(child, level + 1)

    if sum(1 for _level in depth(root, 0)) > MOST_NODES:
        raise NotADrawing("too many shapes")
    if sum(1 for node in root.iter() if _local(node.tag) == "use") > MOST_USES:
        raise NotADrawing("too many uses")


def _local(tag: object) -> str:
    """Comments and instructions have no name; another namespace is nobody's."""
    if not isinstance(tag, str):
        return ""
    namespace, _brace, name = tag.rpartition("}")
    return name if namespace in ("", f"{{{NAMESPACE}") else ""


def _classes(root: ET.Element) -> dict[str, str]:
    """What `<style>` says of a class, as drawing programs export it; nothing else of a style sheet is understood."""
    sheets = ("".join(node.itertext()) for node in root.iter() if _local(node.tag) == "style")
    return {name: said for sheet in sheets for name, said in RULE.findall(sheet)}


def _node(node: ET.Element, classes: Mapping[str, str]) -> ET.Element:
    """A link is the group of what it held."""
    name = "g" if _local(node.tag) == "a" else _local(node.tag)
    made = ET.Element(f"{{{NAMESPACE}}}{name}", _attributes(node, classes))
    speaks = name in ("text", "tspan", "title", "desc")
    made.text = node.text if speaks else None
    for child in node:
        if _local(child.tag) in SHAPES:
            kept = _node(child, classes)
            kept.tail = child.tail if speaks else None
            made.append(kept)
    return made


def _attributes(node: ET.Element, classes: Mapping[str, str]) -> Attributes:
    found = {name: value for name, value in node.attrib.items() if name in PAINT | PLACE}
    for name in node.get("class", "").split():
        found |= _declared(classes.get(name, ""))
    found |= _declared(node.get("style", ""))
    if _local(node.tag) in ("use", "linearGradient", "radialGradient"):
        found |= [("href", node.attrib[name]) for name in HREF if OWN.fullmatch(node.get(name, ""))]
    return {name: value for name, value in found.items() if _harmless(value)}


def _declared(style: str) -> Attributes:
    pairs = (each.partition(":") for each in style.split(";"))
    return {name.strip(): value.strip() for name, _colon, value in pairs if name.strip() in PAINT and value.strip()}


def _harmless(value: str) -> bool:
    """Numbers, words, colours, moves, and `url(#one-of-its-own)`; no other function, no escape."""
    rest = POINTS_INSIDE.sub("", value)
    functions = {name.lower() for name in FUNCTION.findall(rest)}
    return functions <= MOVES and PLAIN.fullmatch(rest) is not None and ":" not in rest and "@" not in rest


def _size(root: ET.Element) -> tuple[float, float]:
    """Of the view box, else of the drawing; refused where neither says."""
    try:
        if (box := root.get("viewBox")) is not None:
            _x, _y, width, height = (float(part) for part in box.replace(",", " ").split())
        else:
            width, height = (float(root.get(name, "").removesuffix("px")) for name in ("width", "height"))
    except ValueError as fault:
        raise NotADrawing("no size") from fault
    if not (0 < width < 100_000 and 0 < height < 100_000):
        raise NotADrawing("no size")
    return width, height


# People's pictures, decoded and encoded anew: only the pixels go through, upright and no larger than a screen.
#
# What a camera writes beside them (place, hour, owner) and what somebody may hide in a file is left behind. Done in the
# sandbox alone (sandbox.py).
#
# How many pixels pass was measured (`python -m benchmarks.bad_files`), so that none takes more than 280 MB: a JPEG of
# 48 millions, as telephones make them, is decoded at a fraction of its size; the others are decoded whole, at up to
# fourteen bytes for each pixel of a PNG or a GIF and twenty-four for one of a WebP.

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
PHOTOGRAPHS = ("JPEG", "MPO")  # MPO: the JPEG of a telephone, with a second picture behind the first
# Told by the file's head, before anything is decoded.
MOST_PIXELS = {"JPEG": 64_000_000, "MPO": 64_000_000, "PNG": 16_000_000, "GIF": 16_000_000, "WEBP": 10_000_000}
MOST_COEFFICIENTS = 100_000_000  # two bytes each: a JPEG that sharpens as it comes is kept whole in that form
WIDTHS = {"small": 480, "large": 1280}
LOGO = (480, 240)
QUALITY = 82
Image.MAX_IMAGE_PIXELS = None  # the bounds above are asked first, and say why


def encoded(data: bytes) -> Picture | None:
    """None where it is no picture of a known format, or a damaged one. TooManyPixels above the bound."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as found:
            return _encoded(_upright(found, WIDTHS["large"]))
    except (UnidentifiedImageError, OSError, SyntaxError, EOFError, IndexError):
        return None


def logo(data: bytes) -> Logo | None:
    """A still PNG with its transparency, sharp at twice the size of the head of a page. None where it is no picture."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as found:
            plain = _upright(found, max(LOGO)).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, EOFError, IndexError):
        return None
    plain.thumbnail(LOGO)
    plain.info.clear()
    return Logo("image/png", _written(plain, "PNG"), plain.width, plain.height)


def _upright(found: Image.Image, side: int) -> Image.Image:
    """Made smaller first, to twice what is asked for, then turned: each copy of a large one takes its memory again."""
    most = _most(found)
    if found.width * found.height > most:
        raise TooManyPixels(most, photograph=found.format in PHOTOGRAPHS)
    longest = max(found.size)
    found.draft("RGB", (side * found.width // longest, side * found.height // longest))  # a JPEG, at a fraction
    smooth = {"1": "L", "P": "RGBA" if _is_clear(found) else "RGB", "PA": "RGBA"}.get(found.mode)
    image = found.convert(smooth) if smooth else found
    image.thumbnail((2 * side, 2 * side), Image.Resampling.LANCZOS)
    return ImageOps.exif_transpose(image)


def _most(found: Image.Image) -> int:
    most = MOST_PIXELS[str(found.format)]
    if isinstance(found, JpegImageFile) and found.info.get("progressive"):
        sampled = [(across, down) for _id, across, down, _table in found.layer]
        finest = max(across for across, _down in sampled) * max(down for _across, down in sampled)
        return min(most, MOST_COEFFICIENTS * finest // sum(across * down for across, down in sampled))
    return most


def _is_clear(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def _encoded(image: Image.Image) -> Picture:
    """A still of what moves; transparency is kept, and asks for PNG."""
    clear = _is_clear(image)
    plain = image.convert("RGBA" if clear else "RGB")
    name, media_type, ending = ("PNG", "image/png", "png") if clear else ("JPEG", "image/jpeg", "jpg")
    versions, large = {}, plain
    for key, width in sorted(WIDTHS.items(), key=lambda one: -one[1]):
        sized = _within(plain, width)
        large = sized if key == "large" else large
        versions[key] = (_written(sized, name), sized.width)
    return Picture(media_type, ending, large.width, large.height, versions)


def _within(image: Image.Image, most: int) -> Image.Image:
    """Never larger than it was; a very tall one is bounded too."""
    sized = image.copy()
    sized.thumbnail((most, most * 2), Image.Resampling.LANCZOS)
    sized.info.clear()
    return sized


def _written(image: Image.Image, name: str) -> bytes:
    out = io.BytesIO()
    given = {"quality": QUALITY, "progressive": True} if name == "JPEG" else {}
    image.save(out, name, optimize=True, **given)
    return out.getvalue()
