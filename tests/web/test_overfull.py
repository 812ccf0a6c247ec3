"""Too many of everything: what is counted, folded or numbered rather than laid end to end."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.kinds import LineKind
from app.proposals.service import proposals, starters
from app.proposals.views.lists import some
from tests.build import TOWNS
from tests.polls import decided
from tests.web.town import Town, town

EVERYWHERE = [name for _code, name, _people in TOWNS]


@pytest.fixture(scope="module")
def gap(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    yield from town(sqlite_template, tmp_path_factory.mktemp("overfull"), days_ago=60)


@pytest.mark.parametrize(("names", "expected"), [
    ([], ""), (["Gap"], "Gap"), (["Gap", "Embrun", "Serres"], "Gap, Embrun, Serres"),
    (["Gap", "Embrun", "Serres", "Veynes"], "Gap, Embrun et 2 autres")])
def test_names_beyond_some_are_counted(gap: Town, names: list[str], expected: str):
    """Nobody is told « et 1 autre » in the place of a name."""
    with gap.app.test_request_context(headers={"Accept-Language": "fr"}):
        assert some(names, 2) == expected


def test_a_page_counts_communes_and_has_them_all(gap: Town):
    world = gap.world
    text = proposals.Text(title="Garder les enfants le soir partout", lang="fr", fields={"lived": "Rien le soir."},
                          place_ids=tuple(world.places.values()))
    need = world.do(proposals.submit, world.person("Alice"), world.space_id, "need", text)
    page = gap.read(f"/propositions/{need}")
    folded = re.search(r'<details class="others"><summary>et 2 autres</summary>(.*?)</details>', page)
    assert folded
    assert sum(name in folded.group(1) for name in EVERYWHERE) == 2
    assert all(name in page for name in EVERYWHERE)
    other = world.do(proposals.submit, world.person("Alice"), world.space_id, "need",
                     replace(text, title="Un autre besoin, d’un seul endroit", place_ids=text.place_ids[:1]))
    assert 'class="others"' not in gap.read(f"/propositions/{other}")


def test_a_long_list_is_folded_unless_one_wrote_in_the_rest(gap: Town):
    world = gap.world
    need = world.need(world.person("Alice"), title="Un besoin à sept lignes, vécu ici")
    for n in range(7):
        world.do(starters.add, world.person(f"Sup{n}"), need, LineKind.EXISTS, f"Ligne {n} de la liste", "fr")
    page = gap.read(f"/propositions/{need}")
    assert '<details class="folded"><summary>1 autre ligne</summary>' in page
    assert "Ligne 6 de la liste" in page
    own = gap.enter("Sup6").get(f"/propositions/{need}").text
    assert '<details class="folded" open><summary>1 autre ligne</summary>' in own


def test_many_options_are_numbers_in_the_heads(gap: Town):
    options = [f"La halle numéro {n} du marché" for n in range(6)]
    ranks = [[f"o{n}"] for n in range(1, 7)]
    decision = decided(gap.world, "schulze", [ranks, ranks[::-1], ranks], options=options)
    page = gap.read(f"/decisions/{decision}")
    assert '<th scope="col" class="number">6</th>' in page
    assert '<th scope="row">6. La halle numéro 5 du marché</th>' in page
