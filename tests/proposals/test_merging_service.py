"""A merge and its way back: the figures of both are as if it had never been, but for who spoke since."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from app.core.kinds import Role, Status
from app.core.unit_of_work import Refused
from app.proposals.models import Carrier, Link, Proposal, Support
from app.proposals.service import carrying, merging, proposals
from app.search.models import SearchDoc
from app.territory.models import Tally
from tests.build import REASON, World, other_space
from tests.remembered import remembered

Figures = dict[str, object]


def chair(world: World) -> int:
    return world.person("Carole", Role.STEERING)


@remembered
def two(world: World) -> tuple[int, int]:
    """What goes, with three supporters, and what goes on, with two; one of them supports both."""
    alice, bob = world.person("Alice"), world.person("Bob")
    goes, stays = world.need(alice, title="Une garde d’enfants tardive à Embrun"), world.need(bob)
    for name, one in (("P0", goes), ("P1", goes), ("P2", goes), ("P2", stays), ("P3", stays)):
        world.do(proposals.support, world.person(name), one)
    return goes, stays


def figures(world: World, one: int) -> Figures:
    with world.make_session() as session:
        row = session.get_one(Proposal, one)
        people = set(session.scalars(sa.select(Support.person_id).where(Support.proposal_id == one)))
        invited = set(session.scalars(sa.select(Carrier.person_id).where(
            Carrier.proposal_id == one, Carrier.left_at.is_(None), Carrier.declined_at.is_(None))))
        return {"status": row.status, "into": row.merged_into_id, "reason": row.closing_reason, "people": people,
                "supports": row.supports, "carriers": row.carriers, "invited": invited, "stage": row.stage,
                "found": session.scalar(sa.select(SearchDoc.words).where(SearchDoc.ref == one)),
                "links": session.scalar(sa.select(sa.func.count()).select_from(Link).where(
                    sa.or_(Link.from_id == one, Link.to_id == one)))}


def totals(world: World) -> dict[str, int]:
    with world.make_session() as session:
        return {row.key: row.n for row in session.scalars(sa.select(Tally)) if row.n}


@remembered
def merged(world: World) -> tuple[int, int]:
    goes, stays = two(world)
    world.do(merging.merge, chair(world), goes, stays, REASON)
    return goes, stays


def test_not_with_itself_nor_across_tracks_or_spaces(world: World):
    goes, stays = two(world)
    idea = world.idea(world.person("Alice"))
    far = world.need(world.person("Dora"), title="Un besoin d’un autre appel")
    with world.make_session() as session:
        call = other_space(world)
        session.get_one(Proposal, far).space_id = call
        session.commit()
    for into in (goes, idea, far):
        with pytest.raises(Refused, match="not_mergeable"):
            world.do(merging.merge, chair(world), goes, into, REASON)
    assert world.do(merging.merge, chair(world), goes, stays, REASON)


def refused(world: World, who: int, *args: object) -> str:
    with pytest.raises(Refused) as why:
        world.do(merging.undo, who, *args)
    return why.value.code


def test_a_supporter_of_both_counts_once_and_those_who_came_are_asked_again(world: World, session):
    _goes, stays = merged(world)
    assert session.scalar(sa.select(Proposal.supports).where(Proposal.id == stays)) == 4
    came = session.scalars(sa.select(Support.person_id).where(Support.proposal_id == stays, Support.version == 0))
    assert set(came) == {world.people["P0"], world.people["P1"]}


def test_undone_both_are_as_before(world: World):
    goes, stays = two(world)
    before = figures(world, goes), figures(world, stays), totals(world)
    world.do(merging.merge, chair(world), goes, stays, REASON)
    assert figures(world, goes)["status"] is Status.MERGED
    assert world.do(merging.undo, chair(world), goes) == stays
    assert (figures(world, goes), figures(world, stays), totals(world)) == before


def gives(world: World, stays: int) -> None:
    world.do(proposals.support, world.person("P0"), stays)


def confirms(world: World, stays: int) -> None:
    world.do(proposals.confirm, world.person("P0"), stays, 1)


@pytest.mark.parametrize("spoke", [gives, confirms])
def test_who_spoke_for_the_one_that_goes_on_stays_there(world: World, spoke: Callable[[World, int], None]):
    goes, stays = merged(world)
    spoke(world, stays)
    world.do(merging.undo, chair(world), goes)
    names = {world.people[name] for name in ("P0", "P2", "P3")}
    assert (figures(world, stays)["people"], figures(world, stays)["supports"]) == (names, 3)
    assert figures(world, goes)["supports"] == 3


def test_who_took_a_support_back_meanwhile_is_not_taken_away_twice(world: World):
    goes, stays = merged(world)
    world.do(proposals.unsupport, world.person("P1"), stays)
    world.do(merging.undo, chair(world), goes)
    assert figures(world, stays)["supports"] == len(figures(world, stays)["people"]) == 2


def test_who_accepted_to_carry_goes_on_carrying(world: World):
    goes, stays = merged(world)
    with world.make_session() as session:
        asked = session.scalar(sa.select(Carrier.id).where(
            Carrier.proposal_id == stays, Carrier.person_id == world.people["Alice"]))
    world.do(carrying.accept, world.people["Alice"], asked)
    world.do(merging.undo, chair(world), goes)
    assert figures(world, stays)["carriers"] == 2


def test_merged_again_after(world: World):
    goes, stays = merged(world)
    world.do(merging.undo, chair(world), goes)
    world.do(merging.merge, chair(world), goes, stays, REASON)
    assert figures(world, stays)["supports"] == 4


def test_only_the_committee_undoes(world: World):
    goes, _stays = merged(world)
    assert refused(world, world.person("Alice"), goes) == "not_your_role"


def test_for_seven_days(world: World):
    goes, _stays = merged(world)
    world.later(days=7)
    assert refused(world, chair(world), goes) == "too_late_to_undo_merge"


def test_not_what_was_never_merged(world: World):
    goes, _stays = two(world)
    assert refused(world, chair(world), goes) == "not_open"


def test_not_once_the_other_went_elsewhere(world: World):
    goes, stays = merged(world)
    world.do(merging.merge, chair(world), stays, world.need(world.person("Dora"), title="Une crèche du soir"), REASON)
    assert refused(world, chair(world), goes) == "merge_went_on"


def test_not_once_a_gate_was_passed_with_these_supports(world: World):
    goes, stays = two(world)
    world.supporters(goes, 7, start=10)
    world.do(merging.merge, chair(world), goes, stays, REASON)
    assert figures(world, stays)["stage"] == "recognised"
    assert refused(world, chair(world), goes) == "merge_counted"
