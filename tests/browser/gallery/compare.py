"""Which pictures differ, by their bytes; and each pair side by side, with what changed on the right."""

from pathlib import Path

from PIL import Image, ImageChops

GAP = 16
GREY = (128, 128, 128)


def differences(old: Path, new: Path) -> list[str]:
    """Names, in order; one that is in one folder only is told so."""
    names = sorted({str(file.relative_to(folder)) for folder in (old, new) for file in folder.glob("*/*.png")})
    return [_told(name, old / name, new / name) for name in names if _differ(old / name, new / name)]


def _differ(one: Path, other: Path) -> bool:
    return not (one.exists() and other.exists() and one.read_bytes() == other.read_bytes())


def _told(name: str, one: Path, other: Path) -> str:
    if one.exists() and other.exists():
        return name
    return f"{name} (only in the {'old' if one.exists() else 'new'} folder)"


def draw(old: Path, new: Path, name: str, folder: Path) -> None:
    """Before, after, and the places that are not the same, as a picture of its own."""
    before, after = (Image.open(there / name).convert("RGB") for there in (old, new))
    size = (max(before.width, after.width), max(before.height, after.height))
    changed = ImageChops.difference(_on(before, size), _on(after, size)).point(lambda value: min(255, value * 4))
    sheet = Image.new("RGB", (size[0] * 3 + GAP * 2, size[1]), GREY)
    for n, part in enumerate((before, after, changed)):
        sheet.paste(part, (n * (size[0] + GAP), 0))
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(target)


def _on(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    ground = Image.new("RGB", size, GREY)
    ground.paste(picture)
    return ground
