"""What happened, read back from the database: replayed by its own rules it is the same, and by others it differs."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from app.core.kinds import Answer, LinkKind, OutcomeKind, Role, Stance
from app.decisions.queries.history import history_of
from app.decisions.service import ballots, decisions, steering
from app.discussion import service as discussion
from app.experiments import service as outcomes
from app.governance.charter.model import Charter
from app.governance.charter.reading import parse, rule_of
from app.governance.gates import Facts
from app.governance.simulation.history import History
from app.governance.simulation.replay import Row, Verdict, Why, simulate
from app.proposals.queries.steering import come_of_age, untouched
from app.proposals.service import carrying, merging, proposals
from app.site.register import Rolls
from app.territory.queries.charters import in_force
from tests.build import CHARTERS, REASON, World
from tests.polls import charter as with_decision, rule
from tests.queries_count import statements
from tests.remembered import remembered
from tests.trial import bilan, experiment, measured

PARIS = ZoneInfo("Europe/Paris")
PARIS_NOON = datetime(2026, 6, 1, 11, tzinfo=UTC)
DEFAULT = (CHARTERS / "default.toml").read_text()
SUPPORTS = "supports = { at_least = 8, from_places = 3 }"


def history(world: World) -> History:
    with world.make_session() as session:
        return history_of(session, world.space_id, world.now)


def tried(world: World, text: str = "") -> tuple[Row, ...]:
    """Under the charter in force, or another."""
    with world.make_session() as session:
        charter = parse(text) if text else in_force(session, world.space_id)[1]
        return simulate(charter, history_of(session, world.space_id, world.now), PARIS).rows


def looked(world: World, **later: float) -> None:
    """Time passes, and the service looks at what it brought."""
    world.later(**later)
    with world.make_session() as session:
        ripe, still = come_of_age(session, world.now), untouched(session, world.now)
    for number in ripe:
        world.do(proposals.look_again, None, number)
    for number in still:
        world.do(proposals.fall_asleep, None, number)


def assert_the_same(world: World) -> None:
    rows = tried(world)
    assert [(row.story.title, row.verdict, row.uncertain) for row in rows] == [
        (row.story.title, Verdict.SAME, False) for row in rows]
    assert [[(m.at, m.gate, m.to_stage) for m in row.moves] for row in rows] == [
        [(m.at, m.gate, m.to_stage) for m in row.story.moves] for row in rows]


@remembered
def needs(world: World) -> None:
    """Recognised, short of one support, merged and thereby recognised, taken back after it was, asleep and awake."""
    alice, bob = world.person("Alice"), world.person("Bob")
    world.supporters(world.need(alice, title="Un car le soir"), 9)
    world.supporters(world.need(alice, title="Une crèche au col"), 7)
    into, goes = world.need(alice, title="Des salles pour tous"), world.need(bob, title="Une salle à Gap")
    world.supporters(into, 5)
    world.supporters(goes, 6, start=3)
    world.later(hours=2)
    world.do(merging.merge, world.person("Carole", Role.STEERING), goes, into, REASON)
    left = world.need(bob, title="Une laverie")
    world.supporters(left, 8)
    world.later(hours=1)
    world.do(proposals.unsupport, world.people["Sup2"], left)
    looked(world, days=370)
    world.supporters(left, 1, start=20)


@remembered
def ideas(world: World) -> None:
    """Asked about and answered, ripe by itself, declined then promoted, left by a carrier, withdrawn."""
    alice, chair = world.person("Alice"), world.person("Carole", Role.STEERING)
    ready = world.ready_idea(alice)
    asked = world.do(discussion.post, world.person("Dan"), ready, Stance.QUESTION, "Qui paie l’assurance ?", "fr")
    world.later(hours=3)
    world.do(discussion.reply, alice, asked, "La mairie de Gap, c’est signé.", "fr")
    world.do(steering.decide, chair, ready, "to_work_group", Answer.DECLINED, REASON)
    looked(world, days=3)
    world.do(steering.decide, chair, ready, "to_work_group", Answer.PROMOTED, REASON)
    second = world.idea(alice, title="Un atelier vélo")
    other = world.person("Zoe")
    world.carrier(second, alice, other)
    world.do(carrying.leave, other, second)
    third = world.idea(alice, title="Un four à pain")
    world.later(days=1)
    world.do(proposals.withdraw, alice, third, REASON)


def test_nothing_yet(world: World):
    assert history(world).stories == ()


def test_needs_and_ideas_as_they_happened(world: World):
    needs(world)
    ideas(world)
    assert_the_same(world)
    assert sum(len(story.moves) for story in history(world).stories) == 4


def test_two_trials_of_a_project_and_the_need_it_covers(world: World):
    need = world.need(world.person("Alice"))
    world.supporters(need, 8)
    project, indicator = experiment(world)
    world.do(merging.tie, world.people["Alice"], project, need, LinkKind.ANSWERS_NEED)
    measured(world, indicator)
    world.later(days=1)
    world.do(outcomes.declare, world.people["Alice"], project, bilan(OutcomeKind.ADAPTED))
    world.later(days=2)
    world.do(steering.decide, world.people["Steering"], project, "to_experiment", Answer.PROMOTED, REASON)
    world.later(days=2)
    world.do(outcomes.declare, world.people["Alice"], project, bilan(OutcomeKind.CONTINUED))
    assert_the_same(world)
    moves = {story.proposal_id: [move.gate for move in story.moves] for story in history(world).stories}
    assert moves[need] == ["recognition", "cover"]
    assert moves[project] == ["to_work_group", "to_experiment", "to_outcome", "back_to_work", "to_experiment",
                              "to_outcome"]


def waiting(text: str = DEFAULT, days: int = 5) -> str:
    return text.replace(SUPPORTS, f"{SUPPORTS}\nopen_for = {{ days = {days} }}")


def test_what_time_alone_let_pass_and_one_day_more(make_session):
    """Seen thirteen hours after its midnight: the same under its own rule, and a day is a difference."""
    world = World(make_session, PARIS_NOON, charter=waiting())
    world.supporters(world.need(world.person("Alice")), 8)
    looked(world, days=4)
    looked(world, days=1)
    looked(world, days=9)
    assert len(history(world).stories[0].moves) == 1
    assert_the_same(world)
    assert [tried(world, waiting(days=days))[0].verdict for days in (4, 6)] == [Verdict.SOONER, Verdict.LATER]


def test_more_supports_would_have_held_it_back_with_the_figures(world: World):
    need = world.need(world.person("Alice"))
    world.supporters(need, 10)
    world.later(days=4)
    world.supporters(need, 2, start=10)
    (row,) = tried(world, DEFAULT.replace(SUPPORTS, "supports = { at_least = 12, from_places = 3 }"))
    (step,) = row.steps
    assert (row.verdict, step.would) == (Verdict.LATER, world.now)
    assert step.held[0].item.params["missing"] == 4  # eight that day, when it passed: the report of the passage says so
    assert step.held[0].until == world.now


def test_where_a_support_that_was_taken_back_came_from_is_not_known(world: World):
    need = world.need(world.person("Alice"))
    world.supporters(need, 6)
    world.later(days=1)
    world.do(proposals.unsupport, world.people["Sup5"], need)
    told = history(world).stories[0]
    assert told.at(world.now - timedelta(hours=1)).approximate
    assert not told.at(world.now).approximate
    (row,) = tried(world, DEFAULT.replace(SUPPORTS, "supports = { at_least = 6, from_places = 5 }"))
    assert (row.verdict, row.steps[0].approximate) == (Verdict.FURTHER, True)


def test_an_answer_given_here_is_counted_again_from_its_published_file(make_session):
    """Four of five say yes: enough for two thirds, not for nine tenths."""
    told = "\n".join(f'{key} = {value}' for key, value in {
        "method": '"majority"', "by": '"members"', "open_days": 7, "more_than": '"1/2"'}.items())
    world = World(make_session, PARIS_NOON, charter=with_decision(told))
    idea = world.ready_idea(world.person("Alice"))
    chair = world.person("Carole", Role.STEERING)
    decision = world.do(decisions.open_gate, chair, idea, "to_work_group", "Passe-t-elle ?")
    for n in range(5):
        world.do(ballots.answer, world.people[f"Sup{n}"], decision, "for" if n else "against", None, REASON)
    world.later(days=9)
    assert world.do(decisions.close_if_due, None, decision)
    assert_the_same(world)
    (row,) = tried(world, with_decision(told.replace("more_than", "at_least").replace("1/2", "2/3")))
    assert row.verdict is Verdict.SAME
    (row,) = tried(world, with_decision(told.replace("more_than", "at_least").replace("1/2", "9/10")))
    assert (row.verdict, row.steps[0].why) == (Verdict.HELD, Why.VOTE)


def test_the_figures_of_the_end_are_those_of_the_gate(world: World):
    needs(world)
    ideas(world)
    with world.make_session() as session:
        told = history_of(session, world.space_id, world.now).stories
    for story in told:
        now, before = story.moments[-1].facts, story.moments[-2].facts
        assert {name for name in Facts.__dataclass_fields__ if name != "stage_since" and not story.ended
                and getattr(now, name) != getattr(before, name)} == set(), story.title


def test_the_number_of_statements_does_not_grow(world: World, engine):
    def asked() -> int:
        with statements(engine) as seen:
            history(world)
        return len(seen)

    alice = world.person("Alice")
    world.supporters(world.need(alice, title="Un car le soir"), 8)
    few = asked()
    for n in range(4):
        world.supporters(world.need(alice, title=f"Le besoin numéro {n}"), 2)
    assert asked() == few
    assert few <= 26


@pytest.fixture
def structures(world: World) -> tuple[int, int]:
    """One with three people in the committee, one with a single one; and somebody who speaks for nobody."""
    people = [world.person(name, Role.STEERING) for name in ("Ana", "Bea", "Cid", "Dov", "Eve")]
    return world.structure("La Fabrique", *people[:3]), world.structure("Le Relais", people[3])


def players(session: Session, world: World, by: str, **more: object) -> list[tuple[int | None, int]]:
    charter: Charter = in_force(session, world.space_id)[1]
    law = rule_of(rule("majority", by, **more), tuple(charter.colleges))
    found = Rolls(session, world.space_id, charter, world.now.date()).players(law)
    return sorted(((one.structure, one.size) for one in found), key=str)


def test_those_who_speak_for_one_structure_are_one(world: World, session, structures):
    fabrique, relais = structures
    assert players(session, world, "steering") == sorted([(fabrique, 3), (relais, 1), (None, 1)], key=str)
    assert players(session, world, "representatives") == sorted([(fabrique, 1), (relais, 1)], key=str)
    assert players(session, world, "group") == []


def test_counted_by_colleges_a_structure_has_one_voice(world: World, session, structures):
    fabrique, relais = structures
    found = players(session, world, "members", colleges=["residents", "associations"])
    assert [size for structure, size in found if structure in (fabrique, relais)] == [1, 1]
