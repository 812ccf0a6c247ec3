"""A voice given for a theme, carried in a public decision as far as the charter says, and never over one's own."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from app.accounts.service import erasure
from app.core.unit_of_work import Refused
from app.decisions.models import Decision, DecisionFile, Delegation
from app.decisions.service import ballots
from app.journal.models import Event
from tests.build import World
from tests.conftest import NOW
from tests.polls import BY_MAJORITY, answer, charter, close, open_question, people

WAYS = {"one_level": 2, "transitive": 3}
"""Ann gives to Ben, who gives to Cat, who answers: how many voices say yes."""


@pytest.fixture
def place(make_session: sessionmaker[Session], request: pytest.FixtureRequest) -> World:
    """A territory whose charter lets a voice be given; to one person only unless the test asks for more."""
    return World(make_session, NOW, charter=charter(BY_MAJORITY, delegation=getattr(request, "param", "one_level")))


def give(world: World, giver: int, holder: int) -> None:
    world.do(ballots.give, giver, world.space_id, world.themes["locaux"], holder)


def chain(world: World) -> list[int]:
    """Four members: the first gives to the second, the second to the third; the fourth gives nothing."""
    members = people(world, 4)
    give(world, members[0], members[1])
    give(world, members[1], members[2])
    return members


def asked(world: World, **more: object) -> int:
    """A public question on an idea of that theme, whose author is the fifth on the roll."""
    return open_question(world, proposal_id=world.idea(world.person("Alice")), **more)


def counted(world: World, decision: int) -> tuple[dict[str, int], int]:
    """The votes, and how many of them came by delegation, as they are published."""
    close(world, decision)
    with world.make_session() as session:
        row = session.get_one(Decision, decision)
        said = session.scalars(sa.select(DecisionFile.text).where(DecisionFile.decision_id == decision)).one()
    evidence = row.result["evidence"]
    return {key: evidence[key] for key in ("for", "against")}, said.count('"delegated":true')


def test_not_where_the_charter_says_nothing_of_it(world: World):
    ann, ben = people(world, 2)
    with pytest.raises(Refused, match="no_delegation_here"):
        give(world, ann, ben)


def test_not_to_oneself_nor_round_in_a_circle(place: World):
    ann, _ben, cat, _dan = chain(place)
    for giver, holder, code in ((ann, ann, "not_to_yourself"), (cat, ann, "goes_round"), (ann, 9999, "nobody_there")):
        with pytest.raises(Refused, match=code) as no:
            give(place, giver, holder)
        assert no.value.field == "to"


@pytest.mark.parametrize(("place", "yes"), WAYS.items(), indirect=["place"])
def test_it_is_carried_as_far_as_the_charter_says(place: World, yes: int):
    _ann, _ben, cat, dan = chain(place)
    decision = asked(place)
    answer(place, decision, {cat: "for", dan: "against"})
    assert counted(place, decision) == ({"for": yes, "against": 1}, yes - 1)


@pytest.mark.parametrize("place", ["transitive"], indirect=True)
def test_who_answers_speaks_for_themself_and_for_those_behind(place: World):
    _ann, ben, cat, _dan = chain(place)
    decision = asked(place)
    answer(place, decision, {ben: "against", cat: "for"})
    assert counted(place, decision) == ({"for": 1, "against": 2}, 1)


def test_taken_back_or_run_out_it_is_counted_no_more(place: World):
    ann, ben, cat, _dan = chain(place)
    decision = asked(place)
    answer(place, decision, {ben: "for", cat: "for"})
    place.do(ballots.end, ann, place.space_id, place.themes["locaux"])
    assert counted(place, decision) == ({"for": 2, "against": 0}, 0)
    give(place, ann, ben)
    place.later(days=400)
    late = asked(place)
    answer(place, late, {ben: "for"})
    assert counted(place, late) == ({"for": 1, "against": 0}, 0)


@pytest.mark.parametrize("gone", [0, 1], ids=["who gave", "who holds"])
def test_erasure_ends_it_on_both_sides(place: World, gone: int):
    """It is counted no more in what opens afterwards, and the journal says that it ended."""
    members = people(place, 4)
    give(place, members[0], members[1])
    place.do(erasure.erase, members[gone])
    with place.make_session() as session:
        assert session.scalars(sa.select(Delegation.id).where(Delegation.until_at.is_(None))).all() == []
        assert session.scalars(sa.select(Event.id).where(Event.kind == "delegation.ended")).one()


def test_a_secret_answer_carries_nobody(place: World):
    """The weight of a ballot would tell whose it is."""
    members = chain(place)
    decision = asked(place, ballots="secret")
    answer(place, decision, {members[1]: "for"})
    close(place, decision)
    with place.make_session() as session:
        assert session.get_one(Decision, decision).result["evidence"]["turnout"]["present"] == 1


def test_another_theme_is_not_concerned(place: World):
    """A question on no proposal has no theme."""
    _ann, ben, _cat, _dan = chain(place)
    decision = open_question(place)
    answer(place, decision, {ben: "for"})
    assert counted(place, decision) == ({"for": 1, "against": 0}, 0)
