"""A site where every job has something to do, and what must have become of it."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.service import erasure, roles
from app.attachments import service as attachments
from app.attachments.models import Attachment
from app.core.kinds import Answer, Role, Stance
from app.decisions.models import Decision
from app.decisions.service import ballots, decisions, steering
from app.discussion import service as discussion
from app.extensions import db
from app.journal import service as anchors
from app.journal.models import Event, SignedHead
from app.notifications.models import Mail
from app.proposals.models import Proposal
from app.proposals.service import proposals, starters, writing
from app.site import erasure_list, register
from app.site.backups.files import Instance
from tests.build import REASON, World
from tests.papers import odt, opened
from tests.polls import open_question, people as members
from tests.web.town import Town

BEGAN = timedelta(days=400)  # before now


def settled(world: World) -> None:
    """From four hundred days ago to now."""
    now = world.now
    world.now = now - timedelta(days=399)
    alice = world.person("Alice")
    world.need(alice, title="Un besoin que personne ne touche plus")
    world.now = now - timedelta(days=100)
    world.do(writing.save, alice, "old", world.space_id, "need", {"title": "Un brouillon trop vieux"}, 0)
    world.later(days=20)
    world.do(writing.save, alice, "soon", world.space_id, "need", {"title": "Un brouillon qui va partir"}, 0)
    world.now = now - timedelta(days=60)
    _ripe(world, alice)
    _by_staff(world)
    world.now = now - timedelta(days=9)
    _asked(world)
    world.now = now - timedelta(days=1)
    _said(world, alice)
    world.now = now


def _ripe(world: World, alice: int) -> None:
    idea = world.idea(alice)
    other = world.person("Zoe")
    world.carrier(idea, alice, other, world.structure("Les outils du pays", other))
    world.supporters(idea, 12)


def _by_staff(world: World) -> None:
    """A role that waits for a second, an answer typed of a meeting, a debate whose last day passes."""
    for name in ("Olga", "Otto", "Odile"):
        world.person(name, Role.OPERATOR)
    chairs = [world.person(name, Role.STEERING) for name in ("Ines", "Jean", "Karim")]
    world.do(roles.grant, world.people["Olga"], world.person("Bob"), Role.MODERATOR)
    need = world.need(world.person("Carol"), title="Un besoin dont on débat")
    world.do(starters.open_debate, chairs[0], need, "Quelle question ?", "fr", (world.now + timedelta(days=9)).date())
    idea = world.ready_idea(world.person("Dora"), title="Un four à pain pour le quartier")
    world.do(proposals.look_again, None, idea)
    world.do(steering.decide, chairs[0], idea, world.gate(idea), Answer.PROMOTED, REASON,
             steering.Hands(3, 0, 0, frozenset(chairs)))


def _asked(world: World) -> None:
    voters = members(world, 7)
    for shape, method in (("secret", "majority"), ("public", "majority"), ("secret", "approval")):
        number = open_question(world, method, f"Une question, {method}, {shape} ?", ballots=shape)
        choice: Any = ["o1"] if method == "approval" else "for"
        for who in voters:
            world.do(ballots.answer, who, number, choice)
    open_question(world, "consent", "Une question par consentement ?")
    annulled = open_question(world, "majority", "Une question à annuler ?")
    world.do(decisions.annul, world.people["Ines"], annulled, REASON)


def _said(world: World, alice: int) -> None:
    idea = world.idea(alice, title="Une idée dont on parle")
    for n in range(4):
        world.do(discussion.post, world.person(f"Ann{n}"), idea, Stance.QUESTION, f"Une question, {n} ?", "fr")
    for words in ("Un moulin à huile", "Un lavoir couvert"):
        world.do(attachments.attach, alice, idea, words, "", opened(odt(words)))
    world.do(anchors.subscribe, world.people["Carol"])
    world.do(erasure.erase, world.person("Emma"))


@dataclass(frozen=True)
class Became:
    """What does not depend on how often a worker was killed."""

    rows: dict[str, int]
    said: dict[str, int]
    journal: int
    proposals: list[tuple[Any, ...]]
    decisions: list[tuple[Any, ...]]
    mails: list[tuple[Any, ...]]
    documents: list[bool]
    signed: int
    erased: set[tuple[str, str]]
    copies: bool
    faults: list[str]


APART = ("outbox", "signed_head", "signing_key")  # how often a head is signed is a matter of hours


def became(town: Town) -> Became:
    with town.app.app_context(), Session(db.engine) as session:
        state, folder = register.state(session), Path(town.app.instance_path)
        said = session.execute(sa.select(Event.kind, sa.func.count()).group_by(Event.kind)).all()
        signed = session.execute(sa.select(SignedHead.seq, sa.func.count()).group_by(SignedHead.seq).having(
            sa.func.count() > 1)).all()
        return Became(
            {name: n for name, n in state.rows.items() if name not in APART}, {row[0]: row[1] for row in said},
            state.journal[0]["seq"],
            _rows(session, Proposal.title, Proposal.status, Proposal.stage, Proposal.ready_since.is_(None)),
            _rows(session, Decision.question, Decision.state, Decision.step),
            _rows(session, Mail.kind, Mail.to_address, Mail.state),
            [bool(words) for words in session.scalars(sa.select(Attachment.words).order_by(Attachment.id))],
            len(signed), {(line.what, line.target) for line in erasure_list.read(folder / erasure_list.NAME)},
            bool(list(Instance.of(town.app).copies.glob("cordee-*"))), state.faults)


def _rows(session: Session, *columns: Any) -> list[tuple[Any, ...]]:
    return sorted((tuple(row) for row in session.execute(sa.select(*columns))), key=str)
