"""The living page: for the operator alone, and every shared macro is on it."""

from collections.abc import Iterator
from pathlib import Path

import html5lib
import jinja2
import pytest
from jinja2.runtime import Macro

import app as house
from app.core.kinds import Role
from tests.web.signing import post
from tests.web.town import Town, town

SHARED = Path(house.__file__).parent / "templates" / "_shared"


@pytest.fixture(scope="module")
def gap(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    for made in town(sqlite_template, tmp_path_factory.mktemp("design")):
        made.world.person("Olga", Role.OPERATOR)
        made.world.person("Mona", Role.MODERATOR, Role.STEERING)
        yield made


def macros(file: Path, environment: jinja2.Environment) -> set[str]:
    """Those that other templates may call."""
    told = environment.parse(file.read_text()).find_all(jinja2.nodes.Macro)
    return {f"{file.name}: {one.name}" for one in told if not one.name.startswith("_")}


@pytest.fixture
def shown(gap: Town, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What drew something of the page, by the file it is written in."""
    drawn, real = set(), Macro._invoke

    def invoke(self: Macro, *given: object) -> object:
        drawn.add(f"{Path(self._func.__code__.co_filename).name}: {self.name}")
        return real(self, *given)

    monkeypatch.setattr(Macro, "_invoke", invoke)
    assert gap.enter("Olga").get("/design").status_code == 200
    return drawn


def test_nobody_but_the_operator(gap: Town):
    assert gap.client.get("/design").status_code == 303
    assert gap.enter("Mona").get("/design").status_code == 403


def test_every_shared_macro_is_on_the_page(gap: Town, shown: set[str]):
    """Whoever adds a part shows it in app/templates/design/."""
    known = set().union(*(macros(file, gap.app.jinja_env) for file in SHARED.glob("*.html")))
    assert len(known) > 50
    assert known - shown == set()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_is_well_formed(gap: Town, language: str):
    client = gap.enter("Olga")
    client.set_cookie("lang", language)
    page = client.get("/design").text
    parser = html5lib.HTMLParser(strict=False)
    tree = parser.parse(page)
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    assert parser.errors == []
    assert [one for one in set(ids) if ids.count(one) > 1] == []


def test_a_sample_of_a_button_writes_nothing(gap: Town):
    gap.enter("Olga").set_cookie("lang", "fr")
    answer = post(gap.enter("Olga"), "/design")
    assert (answer.status_code, answer.location) == (303, "/design")
    assert "Rien n’a été écrit" in gap.enter("Olga").get("/design").text
