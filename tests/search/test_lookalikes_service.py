"""What says the same is offered, what does not is left alone: on real French texts, with sets written for this."""

import pytest

from app.core.database import WRITE
from tests import lookalikes
from tests.build import World

pytestmark = pytest.mark.skipif(not lookalikes.TEXTS.exists(), reason="the French texts are not here")


def shelf() -> list[lookalikes.Text]:
    """A quarter of the texts, those that have a twin among them; `benchmarks/likeness.py` asks all of all of them."""
    wanted = {text["of"] for text in lookalikes.asked("near_duplicates")}
    return [text for n, text in enumerate(lookalikes.real()) if n % 4 == 0 or text.key in wanted]


def test_near_duplicates_are_offered_and_the_unrelated_bring_nothing(world: World) -> None:
    """Of fifty, 45 at least among the first five; fewer than one in twenty with any among the first three."""
    texts, near, other = shelf(), lookalikes.asked("near_duplicates"), lookalikes.asked("unrelated")
    assert (len(near), len(other)) == (50, 200)
    with world.make_session() as session:
        session.connection(execution_options=WRITE)
        twins = lookalikes.twins(texts, lookalikes.shelve(session, world.space_id, texts))
        found = [text for text in near if twins[text["of"]] & set(lookalikes.offered(session, text, 5))]
        assert len(found) >= 45
        assert sum(bool(lookalikes.offered(session, text, 3)) for text in other[::5]) < 2
        session.rollback()
