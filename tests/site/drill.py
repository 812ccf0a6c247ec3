"""A site with everything on it, and what must be the same of it wherever it is put back."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.attachments import service as attachments
from app.attachments.models import AttachmentFile
from app.core.kinds import PersonState, Role, Subject
from app.extensions import db
from app.journal import service as anchors
from app.notifications import service as following
from app.search import queries as search
from app.site.register import State, state
from tests.build import World
from tests.papers import odt, opened, opened_document, picture
from tests.polls import decided
from tests.remembered import remembered
from tests.site.conftest import House
from tests.web.everything import need_with_all

LEAVING = ("login_session", "login_code", "held_form")  # nobody is signed in after a restore


@dataclass
class Filled:
    world: World
    alice: int
    need: int
    decision: int


def filled(house: House) -> Filled:
    """People, texts, pictures, documents, a closed decision, follows, a signed head."""
    world = house.world(days_ago=30)
    alice, need, decision = _lived(world)
    signer = anchors.draw(house.folder)
    world.do(anchors.begin_key, None, signer)
    world.do(anchors.sign, None, world.space_id, signer)
    world.later(hours=1)
    return Filled(world, alice, need, decision)


@remembered
def _lived(world: World) -> tuple[int, int, int]:
    alice = world.person("Alice", Role.OPERATOR)
    made = need_with_all(world, alice, "alpin")
    idea = world.idea(alice)
    world.do(attachments.attach, alice, idea, "Le four, porte ouverte", "", opened(picture()))
    world.do(attachments.attach, alice, idea, "Le plan", "", opened_document(odt()))
    world.do(following.follow, world.person("Bob"), Subject.PROPOSAL, idea)
    decision = decided(world, "majority", ("for", "for", "against", "for", "abstain"), ballots="secret")
    return alice, made.need, decision


def state_of(house: House) -> State:
    with house.app.app_context(), Session(db.engine) as session:
        return state(session)


def digest_of_files(house: House) -> list[bytes]:
    with house.app.app_context(), Session(db.engine) as session:
        return list(session.scalars(sa.select(AttachmentFile.data).order_by(
            AttachmentFile.attachment_id, AttachmentFile.version)))


def erased(house: House) -> set[int]:
    with house.app.app_context(), Session(db.engine) as session:
        return set(session.scalars(sa.select(Person.id).where(Person.state == PersonState.ERASED)))


def found(house: House, words: str) -> int:
    """How many hits."""
    with house.app.app_context(), Session(db.engine) as session:
        return len(search.find(session, words, "fr", limit=50))


def same_rows(one: State, other: State, *, but: tuple[str, ...] = ()) -> dict[str, tuple[int, int]]:
    return {name: (number, other.rows.get(name, -1)) for name, number in one.rows.items()
            if name not in but and other.rows.get(name) != number}
