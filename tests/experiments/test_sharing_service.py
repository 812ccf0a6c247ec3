"""Risks held by who accepted them, contributions confirmed by somebody else, documents known by their content."""

import io
import zipfile

import pytest
import sqlalchemy as sa

from app.attachments.files import kind_of
from app.core import limits
from app.core.kinds import Likelihood, PledgeKind
from app.core.unit_of_work import Refused
from app.experiments import service as documents
from app.experiments.models import DocumentFile
from app.governance.charter.model import DocumentKind
from app.governance.gates import Facts
from app.proposals.queries.steering import facts_of
from tests.build import World
from tests.papers import opened_document
from tests.trial import project_with_group

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def packed(*members: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, data in members:
            made.writestr(name, data)
    return file.getvalue()


ODT = packed(("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<x/>"))
DOCX = packed(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<x/>"))
XLSX = packed(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<x/>"))


@pytest.fixture
def project(world: World) -> int:
    return project_with_group(world)[0]


def facts(world: World, project: int) -> Facts:
    with world.make_session() as session:
        return facts_of(session, project)


def risk(world: World, project: int, holder: str = "Zoe") -> int:
    return world.do(
        documents.propose,
        world.person("Alice"),
        project,
        "Le local ferme",
        Likelihood.MEDIUM,
        "On déménage.",
        world.person(holder),
    )


def pledge(world: World, project: int, who: str = "Bob", **given: object) -> int:
    offer = {"kind": PledgeKind.VOLUNTEER_HOURS, "what": "Tenir la permanence", "hours": 12} | given
    return world.do(documents.make, world.person(who), project, documents.Offer(**offer))


def test_a_stranger_writes_no_risk(world: World, project: int):
    with pytest.raises(Refused, match="not_your_role"):
        world.do(documents.propose, world.person("Bob"), project, "Tout", Likelihood.LOW, "", world.person("Bob"))


def test_nobody_holds_a_risk_without_having_said_yes(world: World, project: int):
    line = risk(world, project)
    assert facts(world, project).risks_shared == 0
    with pytest.raises(Refused, match="not_your_risk"):
        world.do(documents.settle, world.person("Alice"), line, accepted=True)
    world.do(documents.settle, world.person("Zoe"), line, accepted=True)
    assert facts(world, project).risks_shared == 1


def test_one_who_declines_holds_nothing(world: World, project: int):
    world.do(documents.settle, world.person("Zoe"), risk(world, project), accepted=False)
    assert facts(world, project).risks_shared == 0


def test_a_risk_taken_off_the_table_counts_no_more(world: World, project: int):
    line = risk(world, project, "Alice")
    assert facts(world, project).risks_shared == 1
    world.do(documents.remove_risk, world.person("Alice"), line)
    assert facts(world, project).risks_shared == 0


@pytest.mark.parametrize(("given", "field"), [
    ({"hours": 0}, "hours"), ({"hours": 20_000}, "hours"), ({"kind": PledgeKind.MONEY, "cents": 0}, "euros"),
    ({"what": ""}, "what"), ({"structure_id": 999}, "structure")])
def test_what_is_no_pledge(world: World, project: int, given: dict, field: str):
    with pytest.raises(Refused) as no:
        pledge(world, project, **given)
    assert no.value.field == field


def test_pledges_add_up_by_hours_euros_and_structures(world: World, project: int):
    bob = world.person("Bob")
    pledge(world, project)
    pledge(world, project, kind=PledgeKind.MONEY, cents=150_00, structure_id=world.structure("La halle", bob))
    back = pledge(world, project, hours=30)
    world.do(documents.withdraw, bob, back)
    told = facts(world, project)
    assert (told.contribution_hours, told.contribution_euros_cents, told.contribution_structures) == (12, 15_000, 1)


def test_somebody_else_confirms(world: World, project: int):
    mine = pledge(world, project, "Alice")
    with pytest.raises(Refused, match="somebody_else_confirms"):
        world.do(documents.confirm, world.person("Alice"), mine)
    world.do(documents.confirm, world.person("Zoe"), mine)
    with pytest.raises(Refused, match="already_answered"):
        world.do(documents.withdraw, world.person("Alice"), mine)


@pytest.mark.parametrize(("data", "ending"), [(PDF, "pdf"), (ODT, "odt"), (DOCX, "docx"), (XLSX, "xlsx")])
def test_a_file_is_what_it_contains(data: bytes, ending: str):
    found = kind_of(data)
    assert found is not None
    assert found.ending == ending


@pytest.mark.parametrize("data", [
    b"", b"MZ\x90", b"<html><script>alert(1)</script></html>", b"%PDF-1.7 cut short", b"PK\x03\x04 broken",
    packed(("word/document.xml", b"<x/>")), packed(("[Content_Types].xml", b"<Types/>")),
    packed(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<x/>"), ("word/vbaProject.bin", b"x")),
    packed(("[Content_Types].xml", b"<T macroEnabled/>"), ("word/document.xml", b"<x/>")),
    packed(("mimetype", b"application/epub+zip"), ("content.xml", b"<x/>")),
    packed(*((f"m{n}", b"") for n in range(3_100))), b"\xff\xd8\xff\xe0 a picture"], ids=range(12))
def test_anything_else_is_refused(data: bytes):
    assert kind_of(data) is None


def test_a_bomb_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", b"<Types/>")
        made.writestr("word/document.xml", b"0" * 61_000_000)
    assert len(file.getvalue()) < 100_000
    assert kind_of(file.getvalue()) is None


def test_too_heavy_is_refused_beside_its_field():
    heavy = PDF + b"x" * limits.DOCUMENT_BYTES
    with pytest.raises(Refused) as no:
        documents.opened(heavy)
    assert (no.value.code, no.value.field) == ("document_too_heavy", "file")


def test_a_document_is_there_until_it_is_removed(world: World, project: int):
    alice = world.person("Alice")
    made = world.do(documents.attach, alice, project, DocumentKind.BUDGET, "Budget", opened_document(PDF))
    world.do(documents.attach, alice, project, DocumentKind.INSURANCE, "Assurance", opened_document(ODT))
    assert facts(world, project).documents == {"budget", "insurance"}
    world.do(documents.remove_document, alice, made)
    assert facts(world, project).documents == {"insurance"}
    with world.make_session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(DocumentFile)) == 1
