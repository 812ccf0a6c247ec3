"""The list of communes, replaced as a whole."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from app.core.unit_of_work import Refused
from app.journal.models import Event
from app.territory import reference, service as territory
from app.territory.models import Place
from app.territory.rules import PlaceRow
from app.territory.service import Replaced
from tests.build import TOWNS, World


def row(code: str, name: str, population: int = 100) -> PlaceRow:
    return PlaceRow(code, name, population, "200", "Communauté de communes", 44_500_000, 6_100_000)


def test_an_empty_list_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="no_places"):
        world.do(territory.replace, None, [])


def test_it_needs_a_territory(make_session: sessionmaker[Session]) -> None:
    from tests.conftest import NOW

    with pytest.raises(Refused, match="no_territory_yet"):
        territory.replace(make_session, NOW, None, [row("05061", "Gap")])


def test_it_adds_changes_and_retires_but_never_deletes(world: World, session: Session) -> None:
    done = world.do(territory.replace, None, [row("05061", "Gap", 41_000), row("05001", "Abriès-Ristolas")])
    assert done == Replaced(added=1, changed=1, same=0, retired=len(TOWNS) - 1)
    places = {place.code: place for place in session.scalars(sa.select(Place))}
    assert len(places) == len(TOWNS) + 1
    assert (places["05061"].id, places["05061"].population) == (world.places["Gap"], 41_000)
    assert places["05061"].retired_at is None
    assert places["05023"].retired_at is not None
    assert places["05001"].name_key == "abries ristolas"


def test_the_same_list_twice_changes_nothing(world: World) -> None:
    rows = [row("05061", "Gap"), row("05001", "Abriès-Ristolas")]
    world.do(territory.replace, None, rows)
    assert world.do(territory.replace, None, rows) == Replaced(added=0, changed=0, same=2, retired=0)


def test_a_commune_that_comes_back_is_as_before(world: World, session: Session) -> None:
    world.do(territory.replace, None, [row("05061", "Gap")])
    world.do(territory.replace, None, [row("05061", "Gap"), row("05023", "Briançon")])
    place = session.get_one(Place, world.places["Briançon"])
    assert place.retired_at is None


def test_it_is_told_in_the_journal_with_figures_only(world: World, session: Session) -> None:
    world.do(territory.replace, None, [row("05061", "Gap")])
    event = session.scalars(sa.select(Event).where(Event.kind == "territory.imported")).one()
    assert event.data == {"places": 1, "retired": len(TOWNS) - 1}


def test_pages_see_it_at_once(world: World, session: Session) -> None:
    assert reference.current(session, world.now).place("Abriès") is None
    world.do(territory.replace, None, [row("05001", "Abriès")])
    session.rollback()
    known = reference.current(session, world.now)
    assert known.place("Abriès") is not None
    assert known.place("Gap") is None
    assert known.codes["05061"].retired


def test_thousands_of_communes_at_once(world: World) -> None:
    done = world.do(territory.replace, None, [row(f"{n:05}", f"Commune {n}") for n in range(1_201)])
    assert done.added + done.changed == 1_201
