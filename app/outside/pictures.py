"""People's pictures, decoded and encoded anew: only the pixels go through, upright and no larger than a screen.

What a camera writes beside them (place, hour, owner) and what somebody may hide in a file is left behind."""

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from app.outside.drawings import Logo

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = 40_000_000  # told by the file's head, before anything is decoded: 120 MB of memory at the most
WIDTHS = {"small": 480, "large": 1280}
LOGO = (480, 240)
QUALITY = 82
Image.MAX_IMAGE_PIXELS = None  # the bound above is asked first, and says why


class TooManyPixels(ValueError):
    """More than can be decoded here."""


@dataclass(frozen=True, slots=True)
class Picture:
    """`versions`: bytes and width by name; `width` and `height` are those of the large one."""

    media_type: str
    ending: str
    width: int
    height: int
    versions: dict[str, tuple[bytes, int]]


def encoded(data: bytes) -> Picture | None:
    """None where it is no picture of a known format, or a damaged one. TooManyPixels above the bound."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as found:
            if found.width * found.height > MOST_PIXELS:
                raise TooManyPixels
            found.draft("RGB", (WIDTHS["large"], WIDTHS["large"]))  # a JPEG is decoded at a fraction of its size
            return _encoded(ImageOps.exif_transpose(found))
    except (UnidentifiedImageError, OSError, SyntaxError, EOFError, IndexError):
        return None


def _encoded(image: Image.Image) -> Picture:
    """A still of what moves; transparency is kept, and asks for PNG."""
    clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
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


def logo(data: bytes) -> Logo | None:
    """A still PNG with its transparency, sharp at twice the size of the head of a page. None where it is no picture."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as found:
            if found.width * found.height > MOST_PIXELS:
                raise TooManyPixels
            plain = ImageOps.exif_transpose(found).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, EOFError, IndexError):
        return None
    plain.thumbnail(LOGO)
    plain.info.clear()
    return Logo("image/png", _written(plain, "PNG"), plain.width, plain.height)
