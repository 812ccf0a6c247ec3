"""The watch over the tests on PostgreSQL sees what it must see; the keys sort by their signs there as on SQLite."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.database import by_signs
from app.core.texts import alphabetical
from app.territory.models import Place
from tests.build import World
from tests.collation import Collated

MIXED = ("etoile", "e t", "e-t", "Et", "zut", "été")


@pytest.mark.parametrize("statement", [
    sa.select(Person.id).order_by(Person.display_name), sa.select(Person.id).order_by(Person.display_name.desc()),
    sa.select(Person.id).where(Person.display_name > "a"),
    sa.select(sa.func.row_number().over(order_by=Person.display_name)),
    sa.select(Person.id).where(Person.id.in_(sa.select(Person.id).order_by(Person.display_name).limit(2)))])
def test_a_text_sorted_by_the_database_is_seen(postgres_engine: sa.Engine, statement: sa.Select):
    with pytest.raises(Collated), postgres_engine.connect() as connection:
        connection.execute(statement)


def test_texts_sort_by_their_signs(session: Session, world: World):
    for number, name in enumerate(MIXED):
        world._add(Place(code=f"9900{number}", name=name, name_key=name, population=1))
    for column in (Place.name_key, by_signs(Place.name)):
        named = session.scalars(sa.select(Place.name).where(Place.code.startswith("9900")).order_by(column))
        assert list(named) == ["Et", "e t", "e-t", "etoile", "zut", "été"]


def test_names_sort_as_people_sort_them():
    mixed = ["Zoé", "Émile", "emile", "Eva", "élan"]
    assert sorted(mixed, key=alphabetical) == ["élan", "emile", "Émile", "Eva", "Zoé"]
