"""People's pictures, decoded and encoded anew: only the pixels go through, upright and no larger than a screen.

What a camera writes beside them (place, hour, owner) and what somebody may hide in a file is left behind. Done in the
sandbox alone (sandbox.py).

How many pixels pass was measured (`python -m benchmarks.bad_files`), so that none takes more than 280 MB: a JPEG of 48
millions, as telephones make them, is decoded at a fraction of its size; the others are decoded whole, at up to fourteen
bytes for each pixel of a PNG or a GIF and twenty-four for one of a WebP."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

from app.outside.files import Logo, Picture, TooManyPixels

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
