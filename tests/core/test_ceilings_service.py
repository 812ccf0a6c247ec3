"""Every ceiling that counts rows before it adds one holds when eight ask at once, on both databases."""

import ast
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.accounts.credentials import RelyingParty
from app.accounts.models import Passkey
from app.accounts.service import factors, roles
from app.attachments import service as attachments
from app.attachments.models import Attachment
from app.core.kinds import LineKind, LinkKind, Role, Stance, StructureKind
from app.core.models import Base
from app.core.unit_of_work import Refused
from app.discussion import service as discussion
from app.discussion.models import Comment
from app.experiments import service as documents
from app.experiments.models import Document
from app.governance.charter.model import DocumentKind
from app.paper import service as papers
from app.paper.models import PaperEntry
from app.paper.service import Paper
from app.proposals.models import Amendment, Draft, Link, NeedLine, Proposal
from app.proposals.service import amendments, merging, proposals, starters, writing
from app.structures import service as structures
from app.structures.models import Structure
from app.structures.service import Card
from app.territory.models import RoleInvitation
from tests.authenticator import Authenticator
from tests.build import World
from tests.factors import opened as session_of
from tests.papers import odt, opened, opened_document, picture

Act = Callable[[int], object]
MOST, AT_ONCE = 2, 8


def _need(world: World, n: int) -> proposals.Text:
    return proposals.Text(title=f"Un besoin numéro {n}", lang="fr", fields={"lived": f"On attend debout {n}."},
                          place_ids=(world.places["Gap"],))


def _drafts(world: World, me: int) -> Act:
    return lambda n: world.do(writing.save, me, f"{n}" * 32, world.space_id, "need", {"title": f"Brouillon {n}"}, 0)


def _proposals(world: World, me: int) -> Act:
    return lambda n: world.do(proposals.submit, me, world.space_id, "need", _need(world, n))


def _structures(world: World, me: int) -> Act:
    def act(n: int) -> object:
        card = Card(name=f"Les Voisins {n}", kind=StructureKind.ASSOCIATION, college="associations")
        return world.do(structures.register, me, card)
    return act


def _papers(world: World, me: int) -> Act:
    return lambda n: world.do(papers.enter, me, world.space_id, _need(world, n),
                              Paper(token=f"{n}" * 32, consented=True))


def _invitations(world: World, me: int) -> Act:
    others = [world.person(f"Olga{n}", Role.OPERATOR) for n in range(AT_ONCE)]
    return lambda n: world.do(roles.invite, others[n], f"zoe{n}@example.org", Role.MEMBER, "fr")


def _comments(world: World, me: int) -> Act:
    needs = [world.need(world.person(f"Ann{n}"), f"Un autre besoin {n}") for n in range(AT_ONCE)]
    return lambda n: world.do(discussion.post, me, needs[n], Stance.NEUTRAL, f"Message {n}", "fr")


def _amendments(world: World, me: int) -> Act:
    needs = [world.need(world.person(f"Ann{n}"), f"Un autre besoin {n}") for n in range(AT_ONCE)]
    return lambda n: world.do(amendments.make, me, needs[n], "lived", 0, 1, f"Autre texte {n}.", "C’est mieux.", "fr")


def _lines(world: World, me: int) -> Act:
    need = world.need(me)
    return lambda n: world.do(starters.add, me, need, LineKind.EXISTS, f"Il y a un car {n}", "fr")


def _attachments_a_day(world: World, me: int) -> Act:
    needs = [world.need(me, f"Un autre besoin {n}") for n in range(AT_ONCE)]
    file = opened(picture((60, 40)))
    return lambda n: world.do(attachments.attach, me, needs[n], f"Un banc {n}", "", file)


def _attachments(world: World, me: int) -> Act:
    need = world.need(me)
    file = opened(picture((60, 40)))
    return lambda n: world.do(attachments.attach, me, need, f"Un banc {n}", "", file)


def _documents(world: World, me: int) -> Act:
    project = world.group_project(me)
    file = opened_document(odt("Un plan"))
    return lambda n: world.do(documents.attach, me, project, DocumentKind.PLAN, f"Plan {n}", file)


def _links(world: World, me: int) -> Act:
    need = world.need(me)
    others = [world.need(world.person(f"Ann{n}"), f"Un autre besoin {n}") for n in range(AT_ONCE)]
    return lambda n: world.do(merging.tie, me, need, others[n], LinkKind.INSPIRED_BY)


def _passkeys(world: World, me: int) -> Act:
    site, challenge, here = RelyingParty("a.example", "https://a.example", "A"), "A" * 43, session_of(world, me)
    answers = [Authenticator(origin=site.origin, rp_id=site.id).create({"challenge": challenge})
               for _ in range(AT_ONCE)]
    return lambda n: world.do(factors.add, me, here, site, challenge, answers[n], f"Clé {n}")


CASES: dict[str, tuple[Callable[[World, int], Act], str, type[Base]]] = {
    "drafts": (_drafts, "app.core.limits.DRAFTS", Draft),
    "proposals": (_proposals, "app.proposals.service.proposals.PER_DAY", Proposal),
    "structures": (_structures, "app.structures.service.A_DAY", Structure),
    "papers": (_papers, "app.core.limits.PAPERS_A_DAY", PaperEntry),
    "invitations": (_invitations, "app.core.limits.INVITATIONS", RoleInvitation),
    "comments": (_comments, "app.core.limits.COMMENTS_AN_HOUR", Comment),
    "amendments": (_amendments, "app.core.limits.AMENDMENTS_A_DAY", Amendment),
    "lines": (_lines, "app.core.limits.OWN_LINES", NeedLine),
    "attachments a day": (_attachments_a_day, "app.core.limits.ATTACHMENTS_A_DAY", Attachment),
    "attachments": (_attachments, "app.core.limits.ATTACHMENTS", Attachment),
    "documents": (_documents, "app.core.limits.DOCUMENTS", Document),
    "links": (_links, "app.core.limits.LINKS", Link),
    "passkeys": (_passkeys, "app.core.limits.PASSKEYS", Passkey),
}


@pytest.mark.parametrize("name", CASES)
def test_eight_at_once_add_no_more_than_the_ceiling(world: World, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    prepare, ceiling, table = CASES[name]
    act = prepare(world, world.person("Rose", Role.RELAY, Role.STEERING))
    with world.make_session() as session:
        before = session.scalar(sa.select(sa.func.count()).select_from(table))
    monkeypatch.setattr(ceiling, MOST)

    def tried(n: int) -> str:
        try:
            act(n)
        except Refused as refused:
            return refused.code
        return ""

    with ThreadPoolExecutor(AT_ONCE) as pool:
        said = list(pool.map(tried, range(AT_ONCE)))
    assert said.count("") == MOST
    assert all(code.startswith("too_many") for code in said if code)
    with world.make_session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(table)) == before + MOST


HELD_BY_ITS_PROPOSAL = "the proposal's row is locked by proposal_for"
HELD = {
    "too_many_amendments": "amendments", "too_many_attachments": HELD_BY_ITS_PROPOSAL,
    "too_many_attachments_today": "attachments a day", "too_many_carriers": HELD_BY_ITS_PROPOSAL,
    "too_many_comments": "comments", "too_many_documents": HELD_BY_ITS_PROPOSAL, "too_many_drafts": "drafts",
    "too_many_indicators": HELD_BY_ITS_PROPOSAL, "too_many_invitations": "invitations", "too_many_lines": "lines",
    "too_many_links": HELD_BY_ITS_PROPOSAL, "too_many_milestones": HELD_BY_ITS_PROPOSAL,
    "too_many_open": "proposals", "too_many_papers": "papers",
    "too_many_passkeys": "passkeys", "too_many_proposals": "proposals",
    "too_many_risks": HELD_BY_ITS_PROPOSAL, "too_many_structures": "structures",
    "too_many_slips": "a number typed, not a count of rows",
}


def test_every_ceiling_says_what_holds_it() -> None:
    """A new one is added to this list with its case above, or with the row that is locked before it counts."""
    raised = (ast.unparse(node.args[0]).rpartition(".")[2] for file in Path("app").rglob("*.py")
              for node in ast.walk(ast.parse(file.read_text()))
              if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused" and node.args)
    found = {name.lower() for name in raised if name.startswith("TOO_MANY_")}
    assert found == set(HELD)
