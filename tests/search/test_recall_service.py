"""The judged queries find what was judged, on real French texts. The texts are not in this repository."""

import pytest
from sqlalchemy.orm import Session

from app.core.database import WRITE
from app.core.kinds import Subject
from app.search import queries as search
from app.search.queries import finding
from app.search.queries.finding import suggestion
from app.search.queries.keeping import learn
from app.search.views import FEW
from app.territory.models import Space
from benchmarks import _french
from tests.build import World

LEAST = 0.93
AMONG = 6  # one text of so many, beside those that are expected


@pytest.mark.skipif(not _french.FILE.exists(), reason="the French texts are not here")
def test_what_was_judged_is_found(world: World, session: Session) -> None:
    wanted = {key for _query, expected in _french.queries() for key in expected}
    texts = [text for n, text in enumerate(_french.real()) if text.title and (text.key in wanted or n % AMONG == 0)]
    session.connection(execution_options=WRITE)
    assert session.get(Space, world.space_id)
    for number, text in enumerate(texts, 1):
        search.index(session, world.space_id, Subject.PROPOSAL, number, "fr", text.title, text.body, now=world.now)
    learn(session, [("fr", f"{text.title} {text.body}") for text in texts if text.key in wanted])
    keys = dict(enumerate((text.key for text in texts), 1))
    shares = [_share(session, keys, query, set(expected)) for query, expected in _french.queries()]
    assert sum(shares) / len(shares) >= LEAST


def _share(session: Session, keys: dict[int, str], query: str, expected: set[str]) -> float:
    """On the first page; another spelling is followed where nothing is found."""
    hits = search.find(session, query, "fr")
    asked = search.ask(session, query if hits else suggestion(session, query, "fr") or query, "fr")
    assert asked is not None
    hits = finding.find(session, asked)
    found = {keys[hit.ref] for hit in (hits if len(hits) > FEW else [*hits, *finding.find_nearly(session, asked)])[:20]}
    return len(found & expected) / min(20, len(expected))
