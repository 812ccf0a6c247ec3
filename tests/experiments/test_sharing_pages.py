"""Risks, contributions and documents of a project: who may not, what is refused beside its field, what is shown."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core import limits
from app.core.kinds import Likelihood, PledgeKind
from app.experiments import service as documents
from app.experiments.models import Document, Pledge, Risk
from app.governance.charter.model import DocumentKind
from tests.experiments.test_sharing_service import DOCX, ODT, PDF
from tests.papers import opened_document
from tests.trial import project_with_group
from tests.web.signing import post, token
from tests.web.town import Town, town

RISK = {"what": "Le local ferme cet hiver", "likelihood": "medium", "answer": "On déménage au lycée."}
PLEDGE = {"kind": "volunteer_hours", "what": "Tenir la permanence", "hours": "12", "euros": "", "structure": "0"}
PAPER = {"kind": "insurance", "title": "Attestation d’assurance 2027"}
WRITE = ("risques/nouveau", "documents/nouveau")
PROJECT = 1  # the first proposal of its world
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.fixture(scope="module")
def there(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A project with its group: Alice, Zoe and Yann carry it; Bob takes part in the territory."""
    for made in town(sqlite_template, tmp_path_factory.mktemp("sharing"), days_ago=41):
        made.world.person("Bob")
        project_with_group(made.world)
        yield made


@pytest.fixture
def base(there: Town) -> str:
    return f"/propositions/{PROJECT}"


def rows(there: Town) -> list[int]:
    with there.world.make_session() as session:
        return [session.scalar(sa.select(sa.func.count()).select_from(row)) or 0 for row in (Risk, Pledge, Document)]


def holder(there: Town, name: str = "Zoe") -> dict[str, str]:
    return {"holder": str(there.world.people[name])}


def send(client: FlaskClient, path: str, name: str, data: bytes, **fields: str) -> TestResponse:
    answer = client.post(path, data={"csrf_token": token(client.get(path)), **PAPER, **fields,
                                     "file": (io.BytesIO(data), name)})
    answer.request.environ["wsgi.input"].close()  # a heavy form is kept in a file of the client's
    return answer


def risk(there: Town, who: str = "Zoe") -> int:
    made: int = there.world.do(documents.propose, there.world.people["Alice"], PROJECT, "Le local ferme",
                               Likelihood.LOW, "", there.world.people[who])
    return made


def pledge(there: Town, who: str = "Bob") -> int:
    offer = documents.Offer(kind=PledgeKind.VOLUNTEER_HOURS, what="Tenir la permanence", hours=12)
    made: int = there.world.do(documents.make, there.world.people[who], PROJECT, offer)
    return made


def paper(there: Town) -> int:
    made: int = there.world.do(documents.attach, there.world.people["Alice"], PROJECT, DocumentKind.BUDGET,
                               "Budget d’essai", opened_document(PDF))
    return made


def part(there: Town, base: str, anchor: str) -> str:
    """One of the three parts of the page, as a visitor reads it."""
    return there.read(f"{base}/partage").split(f'id="{anchor}"')[1].split("</section>")[0]


# who may not


def test_a_visitor_is_asked_to_sign_in_to_write_and_reads_without(there: Town, base: str):
    for path in (*WRITE, "contributions/nouvelle"):
        assert "/connexion" in there.client.get(f"{base}/{path}").headers["Location"]
        assert f"{base}/{path}" not in there.read(f"{base}/partage") or path.startswith("contributions")


def test_nothing_is_written_without_the_token_of_a_page(there: Town, base: str):
    line, gift, alice = risk(there), pledge(there), there.enter("Alice")
    before = rows(there)
    for path, fields in ((WRITE[0], RISK | holder(there)), (WRITE[1], PAPER), ("contributions/nouvelle", PLEDGE),
                         (f"risques/{line}/retirer", {}), (f"contributions/{gift}/confirmer", {})):
        assert alice.post(f"{base}/{path}", data=fields).status_code == 400
    assert rows(there) == before


def test_who_does_not_carry_it_writes_no_risk_and_joins_no_document(there: Town, base: str):
    bob, before = there.enter("Bob"), rows(there)
    told = (post(bob, f"{base}/{WRITE[0]}", RISK | holder(there)), send(bob, f"{base}/{WRITE[1]}", "a.pdf", PDF))
    for answer in told:
        assert answer.status_code == 422
        assert "Votre rôle ne permet pas cela" in answer.text
    assert rows(there) == before
    page = bob.get(f"{base}/partage").text
    assert not any(path in page for path in WRITE)


def test_a_risk_is_accepted_by_nobody_else_and_taken_off_by_who_carries(there: Town, base: str):
    line = risk(there)
    for name, act in (("Alice", "accepter"), ("Yann", "refuser"), ("Bob", "retirer")):
        client = there.enter(name)
        post(client, f"{base}/risques/{line}/{act}", at=f"{base}/contributions/nouvelle")
        assert 'class="notice refusal' in client.get(f"{base}/partage").text
    with there.world.make_session() as session:
        row = session.get_one(Risk, line)
        assert (row.accepted_at, row.declined_at, row.removed_at) == (None, None, None)


def test_a_contribution_is_confirmed_by_who_carries_never_by_the_giver(there: Town, base: str):
    mine, of_bob = pledge(there, "Alice"), pledge(there)
    for name, gift, act in (("Alice", mine, "confirmer"), ("Bob", of_bob, "confirmer"), ("Zoe", of_bob, "reprendre")):
        post(there.enter(name), f"{base}/contributions/{gift}/{act}", at=f"{base}/contributions/nouvelle")
    with there.world.make_session() as session:
        for gift in (mine, of_bob):
            row = session.get_one(Pledge, gift)
            assert (row.confirmed_at, row.withdrawn_at) == (None, None)


def test_at_another_stage_there_is_nothing_to_share_yet(there: Town):
    idea = there.world.idea(there.world.people["Alice"], title="Un four à pain banal à Tallard")
    alice, path = there.enter("Alice"), f"/propositions/{idea}"
    assert "contributions/nouvelle" not in alice.get(f"{path}/partage").text
    assert post(alice, f"{path}/contributions/nouvelle", PLEDGE).status_code == 422
    assert post(alice, f"{path}/risques/nouveau", RISK | holder(there, "Alice")).status_code == 422


@pytest.mark.parametrize("path", ["/propositions/999/partage", "/propositions/999/risques/nouveau", "/documents/999"])
def test_what_is_not_there(there: Town, path: str):
    assert there.enter("Alice").get(path).status_code == 404


# what is refused beside its field, and what was typed stays


@pytest.mark.parametrize(("sent", "field"), [
    ({"what": ""}, "what"), ({"what": "x" * 201}, "what"), ({"likelihood": ""}, "likelihood"),
    ({"likelihood": "certain"}, "likelihood"), ({"answer": "x" * 2001}, "answer"), ({"holder": "999"}, "holder"),
    ({"holder": "Zoe"}, "holder")])
def test_what_is_no_risk(there: Town, base: str, sent: dict[str, str], field: str):
    before = rows(there)
    page = post(there.enter("Alice"), f"{base}/risques/nouveau", RISK | holder(there) | sent)
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    for name in ("what", "answer"):
        assert name == field or RISK[name] in page.text
    assert rows(there) == before


@pytest.mark.parametrize(("sent", "field", "said"), [
    ({"kind": ""}, "kind", "Choisissez"), ({"kind": "gold"}, "kind", ""), ({"what": ""}, "what", "Écrivez"),
    ({"hours": ""}, "hours", "un nombre d’heures"), ({"hours": "0"}, "hours", "un nombre d’heures"),
    ({"hours": "beaucoup"}, "hours", "entier"), ({"hours": "-3"}, "hours", ""), ({"hours": "99999999"}, "hours", ""),
    ({"kind": "money", "euros": ""}, "euros", "une somme en euros"), ({"kind": "money", "euros": "1,5"}, "euros", ""),
    ({"structure": "999"}, "structure", "")])
def test_what_is_no_contribution(there: Town, base: str, sent: dict[str, str], field: str, said: str):
    before = rows(there)
    page = post(there.enter("Bob"), f"{base}/contributions/nouvelle", PLEDGE | sent)
    assert page.status_code == 422
    told = re.findall(rf'id="{field}-error".*?<span>(.*?)</span>', page.text, re.S)
    assert told
    assert said in told[0]
    assert not re.search(r"\b(valid|Not|must|between|Invalid)\b", told[0])
    assert field == "what" or PLEDGE["what"] in page.text
    assert sent.get("hours", "") in page.text
    assert rows(there) == before


@pytest.mark.parametrize(("name", "data"), [
    ("devis.pdf", HTML), ("devis.pdf", b""), ("devis.odt", b"PK\x03\x04 broken"), ("devis.docx", b"MZ\x90 a program"),
    ("photo.pdf", b"\xff\xd8\xff\xe0 a picture"), ("devis.pdf", b"%PDF-1.7 cut short")])
def test_a_file_whose_content_is_not_what_its_name_says(there: Town, base: str, name: str, data: bytes):
    before = rows(there)
    page = send(there.enter("Alice"), f"{base}/documents/nouveau", name, data)
    assert page.status_code == 422
    assert 'id="file-error"' in page.text
    assert PAPER["title"] in page.text
    assert 'value="insurance" selected' in page.text or 'selected value="insurance"' in page.text
    assert rows(there) == before


def test_a_document_without_a_title_or_too_heavy(there: Town, base: str):
    alice, path = there.enter("Alice"), f"{base}/documents/nouveau"
    assert 'id="title-error"' in send(alice, path, "a.pdf", PDF, title="").text
    heavy = PDF + b" " * limits.DOCUMENT_BYTES
    assert 'id="file-error"' in send(alice, path, "a.pdf", heavy).text
    assert send(alice, path, "a.pdf", heavy + b" " * limits.BODY_BYTES).status_code == 413


# what is shown


def test_a_risk_is_asked_then_held(there: Town, base: str):
    sent = RISK | {"what": "La <b>toiture</b> fuit"}
    assert post(there.enter("Alice"), f"{base}/risques/nouveau", sent | holder(there)).status_code == 303
    told = part(there, base, "risques").split("toiture")[1]
    assert "réponse attendue" in told.split("</li>")[0]
    assert "La &lt;b&gt;toiture" in part(there, base, "risques")
    zoe = there.enter("Zoe")
    accept = re.findall(rf'action="({base}/risques/\d+/accepter)"', zoe.get(f"{base}/partage").text)[-1]
    post(zoe, accept, at=f"{base}/partage")
    told = part(there, base, "risques").split("toiture")[1].split("</li>")[0]
    assert "porté" in told
    assert RISK["answer"] in told


def test_a_contribution_is_promised_then_there(there: Town, base: str):
    sent = PLEDGE | {"kind": "money", "euros": "150", "what": "Pour les étagères"}
    assert post(there.enter("Bob"), f"{base}/contributions/nouvelle", sent).status_code == 303
    told = part(there, base, "contributions").split("150 €")[-1].split("</li>")[0]
    assert "Pour les étagères" in told
    assert "promis" in told
    zoe = there.enter("Zoe")
    confirm = re.findall(rf'action="({base}/contributions/\d+/confirmer)"', zoe.get(f"{base}/partage").text)[-1]
    post(zoe, confirm, at=f"{base}/partage")
    assert "arrivé" in part(there, base, "contributions").split("Pour les étagères")[0].split("<li")[-1]


@pytest.mark.parametrize(("data", "ending", "media"), [
    (PDF, "pdf", "application/pdf"), (ODT, "odt", "application/vnd.oasis.opendocument.text"),
    (DOCX, "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")])
def test_a_document_is_saved_never_shown_as_a_page_of_ours(there: Town, base: str, data: bytes, ending: str,
                                                            media: str):
    """Its type and its name are those of its content, whatever name it came under."""
    assert send(there.enter("Alice"), f"{base}/documents/nouveau", "../../x.html", data).status_code == 303
    told = part(there, base, "documents")
    assert PAPER["title"] in told
    file = there.client.get(re.findall(r'href="(/documents/\d+)"', told)[-1])
    assert (file.data, file.mimetype) == (data, media)
    assert file.headers["Content-Disposition"] == f"attachment; filename=attestation-d-assurance-2027.{ending}"
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert file.headers["X-Content-Type-Options"] == "nosniff"


def test_a_document_taken_back_is_gone(there: Town, base: str):
    number = paper(there)
    assert there.client.get(f"/documents/{number}").status_code == 200
    post(there.enter("Bob"), f"{base}/documents/{number}/retirer", at=f"{base}/contributions/nouvelle")
    assert there.client.get(f"/documents/{number}").status_code == 200
    post(there.enter("Alice"), f"{base}/documents/{number}/retirer", at=f"{base}/partage")
    assert there.client.get(f"/documents/{number}").status_code == 404
    assert f"/documents/{number}\"" not in there.read(f"{base}/partage")
