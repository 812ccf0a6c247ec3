"""Without JavaScript: typed while the session ended, or with a token too old, it is shown back and can be sent."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.accounts.models import LoginSession
from app.core.database import WRITE
from tests.web.everything import need_with_all, project_with_all
from tests.web.signing import token
from tests.web.town import Town, town

TEXT = "Un texte auquel je tiens, écrit longuement pendant que la session se terminait sans rien dire."
SHORT = "Un texte court."
COVERS = [str(n) for n in range(30)]  # more boxes than a form has places
FORMS = {
    "/propositions/1/commenter": {"stance": "for", "body": TEXT},
    "/commentaires/1/repondre": {"body": SHORT},
    "/commentaires/1/modifier": {"body": TEXT},
    "/propositions/1/amendements/nouveau": {"field": "lived", "paragraph": "0", "version": "1", "text": TEXT,
                                            "rationale": SHORT},
    "/propositions/1/amendements/1/commenter": {"stance": "question", "body": TEXT},
    "/propositions/1/synthese": {"body": TEXT, "covers": COVERS},
    "/reunions/1/compte-rendu": {"minutes": TEXT, "present": ["1", "2"], "text_1": SHORT, "seen": ""},
    "/debats/1/conclure": {"conclusion": TEXT},
}


@pytest.fixture(scope="module")
def place(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    for made in town(sqlite_template, tmp_path_factory.mktemp("kept"), days_ago=75):
        need_with_all(made.world, made.world.person("Alice"), "ordinaire")
        project_with_all(made.world, "ordinaire")
        yield made


def shown(page: str, fields: dict[str, str | list[str]]) -> bool:
    return all(each in page and page.count(f'name="{name}"') == len(values)
               for name, given in fields.items() for values in [[given] if isinstance(given, str) else given]
               for each in values)


@pytest.mark.parametrize("path", FORMS)
def test_with_a_token_of_another_session(place: Town, path: str):
    answer = place.enter("Alice").post(path, data={"csrf_token": "old", **FORMS[path]})
    assert answer.status_code == 400
    assert shown(answer.text, FORMS[path])
    assert f'action="{path}"' in answer.text


def test_what_the_address_says_is_kept_too(place: Town):
    """Whom a question is asked of, which message is answered."""
    path = "/propositions/1/commenter?avis=for"
    answer = place.enter("Alice").post(path, data={"csrf_token": "old", "body": TEXT})
    assert f'action="{path}"' in answer.text


def sessions(place: Town, revoked_at: datetime | None) -> None:
    with place.world.make_session() as session:
        session.connection(execution_options=WRITE)
        session.execute(sa.update(LoginSession).values(revoked_at=revoked_at))
        session.commit()


@pytest.mark.parametrize("path", FORMS)
def test_with_a_session_that_ended(place: Town, path: str):
    """Kept on the server; offered once one is back (the sign-in itself leads there: test_writing)."""
    client = place.enter("Alice")
    csrf = token(client.get("/mon-espace/reglages"))
    sessions(place, place.world.now)
    assert client.post(path, data={"csrf_token": csrf, **FORMS[path]}).headers["Location"] == "/connexion"
    sessions(place, None)
    assert shown(client.get("/reprendre").text, FORMS[path])
