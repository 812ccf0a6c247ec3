"""Joining a file by its page, and how it is served: never as something that runs, never of what is hidden."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.attachments import sandbox, service as attachments
from app.attachments.models import Attachment
from app.core.database import WRITE
from app.core.kinds import ContentState, Role
from app.moderation.models import Case
from app.proposals.models import Proposal
from tests import bad_files
from tests.build import REASON
from tests.papers import odt, opened, photographed, picture
from tests.web.signing import post, token
from tests.web.town import Town, town

IDEA = 1
PAGE, JOIN = f"/propositions/{IDEA}", f"/propositions/{IDEA}/joindre"
ROLES = ("", "Alice", "Bob", "Mona", "Ines", "Olga")


@pytest.fixture(scope="module")
def there(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Alice carries the idea; Bob is anybody; the others have their roles."""
    for made in town(sqlite_template, tmp_path_factory.mktemp("pieces")):
        assert made.world.idea(made.world.person("Alice")) == IDEA
        made.world.person("Bob")
        for name, role in (("Mona", Role.MODERATOR), ("Ines", Role.STEERING), ("Olga", Role.OPERATOR)):
            made.world.person(name, role)
        yield made


def reader(there: Town, name: str) -> FlaskClient:
    return there.enter(name) if name else there.client


def send(there: Town, name: str, data: bytes, title: str, path: str = JOIN):
    client = there.enter(name)
    csrf = token(client.get("/mon-espace/reglages"))
    sent = {"csrf_token": csrf, "title": title, "caption": "", "file": (io.BytesIO(data), "photo.jpg")}
    return client.post(path, data=sent, content_type="multipart/form-data")


def joined(there: Town, data: bytes, title: str = "Le four, porte ouverte") -> int:
    return there.world.do(attachments.attach, there.world.people["Alice"], IDEA, title, "", opened(data))


@pytest.mark.parametrize("name", ["Bob", "Mona", "Ines", "Olga"])
def test_only_those_who_carry_join(there: Town, name: str):
    assert there.enter(name).get(JOIN).status_code == 403
    assert send(there, name, picture(), "Une photo").status_code in (403, 422)


def test_a_visitor_signs_in_first(there: Town):
    assert "/connexion" in there.client.get(JOIN).headers["Location"]


def test_what_is_wrong_is_said_beside_the_field_and_the_words_are_kept(there: Town):
    page = send(there, "Alice", b"MZ a program", "Le four, porte ouverte")
    assert page.status_code == 422
    assert 'value="Le four, porte ouverte"' in page.text
    assert 'id="file-error"' in page.text


def test_a_picture_is_shown_with_its_size_its_words_and_nothing_of_its_camera(there: Town):
    assert send(there, "Alice", photographed(), 'Le four "de" <b>Névache</b>').status_code == 303
    page = there.read(PAGE)
    assert 'alt="Le four &#34;de&#34; &lt;b&gt;Névache&lt;/b&gt;"' in page
    assert 'width="600" height="900"' in page
    assert 'loading="lazy"' in page
    with there.world.make_session() as session:
        number = session.scalar(sa.select(sa.func.max(Attachment.id)))
    served = there.client.get(f"/pieces/{number}/grande")
    assert (served.mimetype, served.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert "sandbox" in served.headers["Content-Security-Policy"]
    assert b"ACME" not in served.data
    again = there.client.get(f"/pieces/{number}/grande", headers={"If-None-Match": served.headers["ETag"]})
    assert again.status_code == 304


def test_a_document_is_saved_with_its_weight_told(there: Town):
    number = joined(there, odt("mot " * 9000), "Le plan du four")
    assert "ODT, 1 ko" in there.read(PAGE).replace("\u00a0", " ")
    served = there.client.get(f"/pieces/{number}/fichier")
    assert served.headers["Content-Disposition"] == "attachment; filename=le-plan-du-four.odt"
    assert there.client.get(f"/pieces/{number}/grande").status_code == 404


def test_taken_away_by_a_moderator_with_a_reason(there: Town):
    number = joined(there, picture())
    path = f"/pieces/{number}/retirer"
    assert there.enter("Bob").get(path).status_code == 403
    assert post(there.enter("Mona"), path, {"reason": ""}).status_code == 422
    assert post(there.enter("Mona"), path, {"reason": REASON}).status_code == 303
    assert there.client.get(f"/pieces/{number}/petite").status_code == 404
    assert REASON in there.read(PAGE)


@pytest.mark.parametrize("name", ROLES)
def test_of_a_hidden_proposal_all_is_refused_alike(there: Town, name: str):
    number = joined(there, picture())
    hide(there, ContentState.HIDDEN)
    try:
        for path in (f"/pieces/{number}/petite", f"/pieces/{number}/grande", f"/pieces/{number}/fichier"):
            answer, nothing = reader(there, name).get(path), reader(there, name).get("/pieces/99999/petite")
            assert (answer.status_code, said(answer.text)) == (404, said(nothing.text)), "no hint that it is there"
    finally:
        hide(there, ContentState.VISIBLE)


def said(page: str) -> str:
    """What the page says, without the addresses and the tokens of its frame."""
    return page.partition("<main")[2].partition("</main>")[0]


def hide(there: Town, state: ContentState) -> None:
    with there.world.make_session() as session:
        session.connection(execution_options=WRITE)
        session.execute(sa.update(Proposal).values(state=state))
        session.commit()


def test_reported_by_a_visitor_looked_at_hidden_and_answered(there: Town):
    number = joined(there, picture(), "Une plaque d’immatriculation, lisible")
    files = [f"/pieces/{number}/petite", f"/pieces/{number}/grande"]
    path = f"/signaler/attachment/{number}"
    assert path in there.read(PAGE)
    assert path not in there.enter("Alice").get(PAGE).text, "one does not report oneself"
    assert "plaque" in there.read(path)
    assert post(there.enter("Bob"), path, {"ground": "personal_data", "note": ""}).status_code == 303
    mona = there.enter("Mona")
    assert "plaque" in mona.get("/moderation").text
    with there.world.make_session() as session:
        case = session.scalar(sa.select(sa.func.max(Case.id)))
    assert f'src="{files[0]}"' in mona.get(f"/moderation/{case}").text
    told = {"verdict": "hide", "ground": "personal_data", "explanation": REASON}
    assert post(mona, f"/moderation/{case}", told).status_code == 303
    assert [there.client.get(file).status_code for file in files] == [404, 404]
    assert [there.enter("Alice").get(file).status_code for file in files] == [404, 404]
    seen = mona.get(files[0])
    assert (seen.status_code, seen.headers["Cache-Control"]) == (200, "no-store")
    page = there.read(PAGE)
    assert "Une pièce est masquée" in page
    assert "plaque" not in page
    answer = there.enter("Alice").get(f"/moderation/{case}/mon-contenu", follow_redirects=True).text
    assert "Ce que vous avez joint a été masqué" in answer
    assert there.client.get(path).status_code == 404


def test_the_open_data_list_what_everybody_sees(there: Town):
    number = joined(there, picture(), "Le lavoir, à sec")
    rows = [json.loads(line) for line in there.client.get("/pieces.jsonl").text.splitlines()]
    told = next(row for row in rows if row["id"] == number)
    assert (told["title"], told["kind"], told["reference"][:2]) == ("Le lavoir, à sec", "image", "HA")
    assert told["url"].endswith(f"/pieces/{number}/grande")
    assert len(told["sha256"]) == 64
    assert not any("plaque" in row["title"] for row in rows)


def test_the_picture_is_on_the_sheet(there: Town):
    joined(there, picture(), "Le lavoir, à sec")
    assert 'class="sheet-picture"' in there.read(PAGE + "/fiche")


@pytest.fixture
def crowded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As many files are being opened as may be."""
    gate = sandbox.Gate(1, 0, 0.0)
    monkeypatch.setattr(sandbox, "gate", gate)
    with gate():
        yield


@pytest.mark.usefixtures("crowded")
def test_where_others_are_being_opened_it_is_said_and_the_words_are_kept(there: Town):
    page = send(there, "Alice", picture((11, 12)), "Le four, vu d’en haut")
    assert page.status_code == 422
    assert 'value="Le four, vu d’en haut"' in page.text
    assert "renvoyez" in page.text.split('id="file-error"')[1][:400]


@pytest.mark.parametrize(("data", "said"), [
    (bad_files.png(), "16 millions"), (picture((13, 14)), "trop de temps")], ids=["pixels", "time"])
def test_what_asks_too_much_is_refused_in_words(there: Town, data: bytes, said: str, tmp_path: Path,
                                                monkeypatch: pytest.MonkeyPatch):
    if said == "trop de temps":
        (tmp_path / "child.py").write_text("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
        monkeypatch.setattr(sandbox, "CHILD", tmp_path / "child.py")
    page = send(there, "Alice", data, "Le four, vu d’en bas")
    assert page.status_code == 422
    assert 'value="Le four, vu d’en bas"' in page.text
    assert said in page.text.split('id="file-error"')[1][:400].replace("\u00a0", " ")


def test_who_may_not_join_has_nothing_opened(there: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sandbox, "gate", sandbox.Gate(0, 0, 0.0))
    for name in ("Bob", "Mona"):
        assert send(there, name, picture((15, 16)), "Une photo").status_code == 403
