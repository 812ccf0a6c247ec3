"""What looks alike: noted once for each version, told apart for good; ties undone from both ends."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.core.kinds import Ground, LinkKind, Role, Subject, Verdict
from app.core.unit_of_work import Refused
from app.journal.models import Event
from app.moderation import service as moderation
from app.moderation.models import Case
from app.proposals.models import Link, Proposal
from app.proposals.service import merging, proposals
from app.proposals.service.writing import Text
from app.search import service as likeness
from app.search.models import Likeness
from app.search.queries import pairs
from tests.build import REASON, World
from tests.queries_count import statements

LIKE = "Garder les enfants le soir, à Embrun et autour"


def looked(world: World) -> int:
    """As the job does."""
    with world.make_session() as session:
        found = [(row.id, row.version, pairs.pairs_of(session, row.id)) for row in pairs.to_compare(session, 50)]
    for proposal_id, version, others in found:
        world.do(likeness.note, None, proposal_id, version, others)
    return len(found)


def near(world: World, proposal_id: int) -> list[int]:
    with world.make_session() as session:
        return [row.id for row in pairs.of_proposal(session, proposal_id)]


@pytest.fixture
def two(world: World) -> tuple[int, int]:
    one, other = world.need(world.person("Alice")), world.need(world.person("Bob"), title=LIKE)
    world.need(world.person("Dora"), title="Réparer les vélos de la vallée", lived="Rien ici.", town="Gap")
    assert looked(world) == 3
    return one, other


def test_telling_apart_is_for_carriers_moderation_and_the_committee(world: World, two: tuple[int, int]):
    with pytest.raises(Refused, match="not_your_role"):
        world.do(likeness.dismiss, world.person("Dora"), *two)
    with pytest.raises(Refused, match="not_alike"):
        world.do(likeness.dismiss, world.people["Alice"], two[0], two[0])
    with pytest.raises(Refused, match="not_alike"):
        world.do(likeness.dismiss, world.people["Alice"], two[0], two[1] + 1)


def test_found_from_both_ends_and_once(world: World, two: tuple[int, int], session):
    assert (near(world, two[0]), near(world, two[1])) == ([two[1]], [two[0]])
    assert looked(world) == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(Likeness)) == 1


def test_told_apart_is_remembered_whatever_the_texts_become(world: World, two: tuple[int, int], session):
    assert world.do(likeness.dismiss, world.people["Bob"], two[1], two[0])
    assert not world.do(likeness.dismiss, world.person("Mona", Role.MODERATOR), *two)
    text = Text(title=LIKE + " !", lang="fr", fields={"lived": "Après dix-neuf heures, rien."},
                place_ids=(world.places["Embrun"],))
    world.do(proposals.revise, world.people["Bob"], two[1], text, "Un point d’exclamation", 1)
    assert looked(world) == 1
    assert near(world, two[0]) == []
    told = session.scalars(sa.select(Event).where(Event.kind == "likeness.dismissed")).one()
    assert (told.subject_id, told.data, told.actor_id) == (two[1], {"other_id": two[0]}, world.people["Bob"])


def test_what_changed_enough_is_no_longer_alike(world: World, two: tuple[int, int], session):
    text = Text(title="Faucher les talus plus tard au printemps", lang="fr", fields={"lived": "Les orchidées."},
                place_ids=(world.places["Gap"],))
    world.do(proposals.revise, world.people["Bob"], two[1], text, "Un tout autre besoin", 1)
    looked(world)
    assert session.scalar(sa.select(sa.func.count()).select_from(Likeness)) == 0


def test_what_was_settled_is_shown_no_more(world: World, two: tuple[int, int], session):
    """Tied, taken back, hidden, merged: one after the other."""
    chair, mona = world.person("Carole", Role.STEERING), world.person("Mona", Role.MODERATOR)
    tied, back, hidden = (world.need(world.people["Bob"], title=f"{LIKE}, {word}") for word in ("bien", "vite", "là"))
    looked(world)
    world.do(merging.tie, chair, two[0], tied, LinkKind.CONTINUES)
    world.do(proposals.withdraw, world.people["Bob"], back, REASON)
    assert set(near(world, two[0])) == {two[1], hidden}
    world.do(moderation.report, world.people["Alice"], Subject.PROPOSAL, hidden, Ground.OFF_TOPIC, "")
    case = session.scalars(sa.select(Case.id)).one()
    session.rollback()
    world.do(moderation.judge, mona, case, Verdict.HIDE, Ground.OFF_TOPIC, REASON)
    world.do(merging.merge, chair, two[1], two[0], REASON)
    assert near(world, two[0]) == []
    assert pairs.waiting(session) == 0


def test_the_queue_asks_as_much_for_many(world: World, two: tuple[int, int], session):
    engine = session.get_bind().engine
    for n in range(4):
        world.need(world.people["Alice"], title=f"Garder les enfants le soir à Embrun, numéro {n}")
    looked(world)
    with statements(engine) as seen:
        first = pairs.queue(session, None, 3)
        total = pairs.waiting(session)
    assert (len(seen), len(first)) == (2, 3)
    assert total > 5
    last = first[-1]
    rest = pairs.queue(session, (last.found_at, last.one_id, last.other_id), 50)
    assert len(rest) == total - 3


# Ties ---------------------------------------------------------------------------------------------------------------

def test_a_tie_needs_another_that_can_be_read_and_goes_on(world: World, two: tuple[int, int], session):
    alice, chair = world.people["Alice"], world.person("Carole", Role.STEERING)
    third = two[1] + 1
    with pytest.raises(Refused, match="linked_to_itself"):
        world.do(merging.tie, alice, two[0], two[0], LinkKind.CONTINUES)
    with pytest.raises(Refused, match="not_linkable"):
        world.do(merging.tie, alice, *two, LinkKind.MERGED_INTO)
    with pytest.raises(NoResultFound):
        world.do(merging.tie, alice, two[0], 999, LinkKind.CONTINUES)
    world.do(merging.merge, chair, two[1], two[0], REASON)
    with pytest.raises(Refused, match="other_was_merged"):
        world.do(merging.tie, world.people["Dora"], third, two[1], LinkKind.CONTINUES)
    idea = world.idea(world.people["Alice"])
    with pytest.raises(Refused, match="not_a_need"):
        world.do(merging.tie, world.people["Alice"], two[0], idea, LinkKind.ANSWERS_NEED)


def test_the_same_said_from_the_other_end_is_said_already(world: World, two: tuple[int, int], session):
    assert world.do(merging.tie, world.people["Alice"], *two, LinkKind.DUPLICATES)
    assert not world.do(merging.tie, world.people["Bob"], two[1], two[0], LinkKind.DUPLICATES)
    assert world.do(merging.tie, world.people["Bob"], two[1], two[0], LinkKind.CONTINUES)
    told = session.scalars(sa.select(Event.subject_id).where(Event.kind == "link.made").order_by(Event.id)).all()
    assert told == [two[0], two[1], two[1], two[0]]


def test_undone_from_either_end_by_who_carries_it(world: World, two: tuple[int, int], session):
    world.do(merging.tie, world.people["Alice"], *two, LinkKind.CONTINUES)
    number = session.scalars(sa.select(Link.id)).one()
    session.rollback()
    with pytest.raises(Refused, match="not_your_role"):
        world.do(merging.untie, world.people["Dora"], two[1], number)
    with pytest.raises(NoResultFound):
        world.do(merging.untie, world.people["Dora"], two[1] + 1, number)
    world.do(merging.untie, world.people["Bob"], two[1], number)
    assert session.scalars(sa.select(Link.id)).all() == []
    assert session.scalar(sa.select(Proposal.compared).where(Proposal.id == two[0])) == 1
