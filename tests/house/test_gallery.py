"""The gallery's own parts that need no browser."""

from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from app.core import limits
from tests.browser.gallery.compare import differences, draw
from tests.browser.gallery.house import Chance
from tests.browser.gallery.overfull import Overfull
from tests.browser.gallery.pages import ALL


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for folder, colours in (("old", {"same": "red", "other": "red", "gone": "red"}),
                            ("new", {"same": "red", "other": "blue"})):
        (tmp_path / folder / "world").mkdir(parents=True)
        for name, colour in colours.items():
            Image.new("RGB", (20, 10), colour).save(tmp_path / folder / "world" / f"{name}.png")
    return tmp_path / "old", tmp_path / "new"


def test_it_names_the_pictures_that_differ(folders: tuple[Path, Path]):
    assert differences(*folders) == ["world/gone.png (only in the old folder)", "world/other.png"]


def test_a_pair_is_drawn_side_by_side(folders: tuple[Path, Path], tmp_path: Path):
    draw(*folders, "world/other.png", tmp_path / "changed")
    with Image.open(tmp_path / "changed" / "world" / "other.png") as sheet:
        assert sheet.size == (3 * 20 + 2 * 16, 10)
        assert (sheet.getpixel((0, 0)), sheet.getpixel((36, 0))) == ((255, 0, 0), (0, 0, 255))


def test_chance_falls_alike():
    one, other = Chance(1), Chance(1)
    assert [one.token_hex(8), one.randbelow(9), one.choice("abc")] == [
        other.token_hex(8), other.randbelow(9), other.choice("abc")]


def test_no_two_pictures_have_one_name():
    for shots in ALL.values():
        names = [one.name for one in shots]
        assert len(names) == len(set(names))


def test_every_address_is_one_of_the_site(app: Flask):
    known = app.url_map.bind("localhost")
    for shot in (one for shots in ALL.values() for one in shots):
        path = shot.path.split("?")[0].replace("{gate}", "to_work_group").replace("{structure}", "la-clairiere")
        while "{" in path:
            path = path[:path.index("{")] + "1" + path[path.index("}") + 1:]
        assert shot.status != 200 or known.match(path, method="GET")


def test_the_long_titles_are_as_long_as_the_rules_allow():
    found = Overfull()
    assert max(len(row["title"]) for row in [*found.needs, *found.projects]) == limits.TITLE
    assert max(len(row["communes"]) for row in found.projects) == limits.PLACES
