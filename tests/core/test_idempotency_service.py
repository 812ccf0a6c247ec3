"""The same form sent eight times at once, of each kind that creates: written once, said once, told once, on both
databases; and the others are led to where the first one ended."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from app.accounts.service import erasure, roles
from app.attachments import service as attachments
from app.attachments.models import Attachment
from app.core import limits
from app.core.kinds import Ground, Likelihood, LineKind, LinkKind, PledgeKind, Role, Stance, StructureKind, Subject
from app.core.models import ActKey, Base
from app.core.unit_of_work import ATTEMPT, Attempt, Refused, Replayed
from app.decisions.models import Decision, Delegation, SealedBallot
from app.decisions.service import ballots, decisions
from app.discussion import service as discussion
from app.discussion.models import Comment, Synthesis
from app.experiments import service as documents
from app.experiments.models import CheckIn, Document, Indicator, Measure, Milestone, Pledge, Risk
from app.governance.charter.model import DocumentKind
from app.governance.charter.reading import rule_of
from app.groups import service as groups
from app.groups.models import Group, Meeting
from app.moderation import service as moderation
from app.moderation.models import Report
from app.notifications import service as following
from app.notifications.models import Follow
from app.paper import service as papers
from app.paper.models import PaperEntry
from app.proposals.models import Amendment, Carrier, Debate, Draft, Link, NeedLine, Proposal, Revision, Support
from app.proposals.service import amendments, carrying, merging, proposals, starters, writing
from app.proposals.service.writing import Text
from app.site.service import upkeep
from app.structures import service as structures
from app.structures.models import Structure
from app.territory.models import RoleInvitation
from tests.build import World
from tests.conftest import NOW
from tests.papers import odt, opened, opened_document
from tests.polls import BY_MAJORITY, charter, open_question, people, rule as rule_told
from tests.trial import experiment, gauge, plan, project_with_group

TIMES = 8


@dataclass(frozen=True)
class Act:
    """Whose it is, what it runs, and the rows that it makes."""

    actor: int
    operation: Callable[..., Any]
    args: tuple[Any, ...]
    table: type
    given: tuple[tuple[str, Any], ...] = ()
    events: int = 1


def needs(world: World) -> Iterator[Act]:
    alice, bob = world.person("Alice"), world.person("Bob")
    chair = world.person("Ines", Role.STEERING)
    need, other = world.need(alice), world.need(bob, "Un four banal à Gap", town="Gap")
    idea = world.idea(alice)
    text = Text(title="Un minibus pour la vallée", lang="fr", fields={"lived": "Plus de car le soir."},
                place_ids=(world.places["Gap"],))
    yield Act(bob, proposals.submit, (world.space_id, "need", text), Proposal)
    yield Act(
        bob,
        proposals.submit,
        (
            world.space_id,
            "need",
            replace(text, title="Un second minibus"),
            world.do(writing.save, bob, "d" * 32, world.space_id, "need", {}, 0)[0],
        ),
        Proposal,
    )
    said = world.do(discussion.post, bob, need, Stance.FOR, "Oui, et la nuit aussi.", "fr")
    yield Act(bob, discussion.post, (need, Stance.FOR, "Je suis d’accord.", "fr"), Comment)
    yield Act(alice, discussion.reply, (said, "Merci à vous.", "fr"), Comment)
    yield Act(bob, amendments.make, (need, "lived", 0, 1, "Après vingt heures, rien.", "C’est plus exact.", "fr"),
              Amendment)
    yield Act(bob, starters.add, (need, LineKind.OFFER, "Je prête un minibus.", "fr"), NeedLine)
    yield Act(
        chair, starters.open_debate, (need, "Qui garde, et où ?", "fr", (world.now + timedelta(9)).date()), Debate
    )
    yield Act(chair, discussion.write, (need, "Tout le monde le demande, depuis longtemps.", "fr", [said]), Synthesis)
    yield Act(alice, attachments.attach, (need, "Le plan du local", "", opened(odt())), Attachment)
    yield Act(alice, merging.tie, (need, other, LinkKind.CONTINUES), Link, events=2)
    yield Act(alice, carrying.invite_person, (idea, bob), Carrier)
    yield Act(alice, proposals.revise, (need, replace(text, title="Garder les enfants, le soir"), "Plus clair.", 1),
              Revision)
    yield Act(alice, merging.begin, (idea, [("problem", 0)], 1), Draft, events=0)


def projects(world: World) -> Iterator[Act]:
    project, group = project_with_group(world)
    alice, bob = world.person("Alice"), world.person("Bob")
    yield Act(alice, groups.plan, (group, plan(world)), Meeting)
    yield Act(alice, documents.add_indicator, (project, gauge()), Indicator)
    yield Act(alice, documents.propose, (project, "Le gel", Likelihood.LOW, "On chauffe.", bob), Risk)
    yield Act(bob, documents.make, (project, documents.Offer(kind=PledgeKind.EQUIPMENT, what="Une scie")), Pledge)
    yield Act(alice, documents.attach, (project, DocumentKind.BUDGET, "Le budget", opened_document(odt())), Document)


def trials(world: World) -> Iterator[Act]:
    project, indicator = experiment(world)
    alice = world.person("Alice")
    told = documents.Answers(goes_well="Le prêt.", is_hard="Le froid.", comes_next="Un poêle.")
    yield Act(alice, documents.add_measure, (indicator, world.now.date(), Decimal(12)), Measure)
    yield Act(alice, documents.set_milestone, (project, "Cent prêts", (world.now + timedelta(9)).date()), Milestone)
    yield Act(alice, documents.check_in, (project, told), CheckIn)


def offices(world: World) -> Iterator[Act]:
    olga, chair = world.person("Olga", Role.OPERATOR), world.person("Ines", Role.STEERING)
    relay, bob = world.person("Remi", Role.RELAY), world.person("Bob", Role.MEMBER)
    card = structures.Card(name="Les Amis du Buëch", kind=StructureKind.ASSOCIATION, college="associations")
    yield Act(bob, structures.register, (card,), Structure)
    yield Act(olga, roles.invite, ("nadia@example.org", Role.RELAY, "fr"), RoleInvitation)
    rule = rule_of(rule_told("majority"), ())
    asked = decisions.Question(question="Où installer l’outilthèque cet hiver ?", rule=rule)
    yield Act(chair, decisions.open_question, (world.space_id, asked), Decision)
    yield Act(bob, ballots.give, (world.space_id, world.themes["locaux"], chair), Delegation)
    text = Text(title="Un banc devant la poste", lang="fr", fields={"lived": "On attend debout."},
                place_ids=(world.places["Gap"],))
    yield Act(relay, papers.enter, (world.space_id, text, papers.Paper(token="p" * 32, consented=True)), PaperEntry)


def attempt(key: str, content: str = "c") -> Attempt:
    return Attempt(key, content, lambda made: f"/here/{made}")


def sent(world: World, act: Act, key: str = "k", content: str = "c") -> Any:
    """What the operation gives back, or where the first sending ended."""
    make = sessionmaker(world.engine, expire_on_commit=False, info={ATTEMPT: attempt(key, content)})
    try:
        return act.operation(make, world.now, act.actor, *act.args, **dict(act.given))
    except Replayed as told:
        return told


def counted(world: World, *tables: type) -> list[int]:
    with world.make_session() as session:
        return [session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables]


def lines(world: World) -> list[int]:
    """Of the journal, and what waits to be told."""
    return counted(world, *(Base.metadata.tables[name] for name in ("event", "outbox")))


@pytest.fixture
def world(make_session: sessionmaker[Session]) -> World:
    """Whose charter lets a voice be given."""
    return World(make_session, NOW, charter=charter(BY_MAJORITY, delegation="one_level"))


@pytest.mark.parametrize("acts", [needs, projects, trials, offices])
def test_eight_at_once_are_one(world: World, acts: Callable[[World], Iterator[Act]]):
    for number, act in enumerate(acts(world)):
        before, said = counted(world, act.table), lines(world)
        with ThreadPoolExecutor(TIMES) as pool:
            found = list(pool.map(lambda _n, act=act, key=str(number): sent(world, act, key), range(TIMES)))
        made = [one for one in found if not isinstance(one, Replayed)]
        assert len(made) == 1, act
        assert {(one.location, one.same) for one in found if isinstance(one, Replayed)} == {(f"/here/{made[0]}", True)}
        assert counted(world, act.table) == [before[0] + 1], act
        assert [now - then for now, then in zip(lines(world), said, strict=True)] == [act.events] * 2, act


def comment(world: World, body: str = "Je suis d’accord.") -> Act:
    return Act(world.person("Bob"), discussion.post, (world.need(world.person("Alice")), Stance.FOR, body, "fr"),
               Comment)


def test_a_refused_act_leaves_its_key(world: World):
    """What is wrong is mended and sent again with the same key."""
    with pytest.raises(Refused):
        sent(world, comment(world, ""))
    assert counted(world, ActKey) == [0]
    assert isinstance(sent(world, comment(world)), int)


def test_the_same_key_with_another_content_is_told_apart(world: World):
    sent(world, comment(world))
    again = sent(world, comment(world, "Autre chose."), content="other")
    assert (again.same, counted(world, Comment)) == (False, [1])


def test_one_person_key_says_nothing_of_who_it_is(world: World):
    """Digests, a moment and an address: no column leads to a person."""
    assert set(ActKey.__table__.columns.keys()) == {"id", "digest", "content", "at", "location"}
    assert not ActKey.__table__.foreign_keys


def test_keys_go_after_a_week(world: World):
    sent(world, comment(world))
    for days, left in ((limits.ACT_KEY_DAYS, 1), (1, 0)):
        world.later(days=days)
        world.do(upkeep.purge, None)
        assert counted(world, ActKey) == [left]


def test_a_draft_is_published_once_from_two_pages(world: World):
    """Each with a key of its own."""
    bob = world.person("Bob")
    text = Text(title="Un minibus pour la vallée", lang="fr", fields={"lived": "Plus de car le soir."},
                place_ids=(world.places["Gap"],))
    draft, _number = world.do(writing.save, bob, "d" * 32, world.space_id, "need", {}, 0)
    act = Act(bob, proposals.submit, (world.space_id, "need", text, draft), Proposal)

    def publish(key: str) -> Any:
        try:
            return sent(world, act, key)
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(publish, "abcd"))
    assert sorted(map(str, found)) == ["1", *["draft_is_gone"] * 3]
    assert counted(world, Proposal) == [1]


def test_a_draft_whose_answer_was_lost_is_kept_once(world: World):
    """By the page that came back, or by the device that was without a line."""
    bob = world.person("Bob")
    first = world.do(writing.save, bob, "k" * 32, world.space_id, "need", {"title": "Un banc"}, 0)
    assert world.do(writing.save, bob, "k" * 32, world.space_id, "need", {"title": "Un banc"}, 0) == first
    with pytest.raises(Refused, match="draft_changed_elsewhere"):
        world.do(writing.save, bob, "k" * 32, world.space_id, "need", {"title": "Un autre banc"}, 0)


@pytest.mark.parametrize("act", ["support", "answer", "report", "follow"])
def test_what_is_one_upsert_needs_no_key(world: World, act: str):
    first, *_others = people(world)
    idea, decision = world.idea(world.person("Alice")), open_question(world, ballots="secret")
    run, on, table = {"support": (proposals.support, (idea,), Support),
                      "answer": (ballots.answer, (decision, "for"), SealedBallot),
                      "report": (moderation.report, (Subject.PROPOSAL, idea, Ground.HATE, ""), Report),
                      "follow": (following.follow, (Subject.PROPOSAL, idea), Follow)}[act]
    before, = counted(world, table)
    with ThreadPoolExecutor(TIMES) as pool:
        list(pool.map(lambda _n: world.do(run, first, *on), range(TIMES)))
    assert counted(world, table, ActKey) == [before + 1, 0]


def once_over(world: World) -> Iterator[tuple[int, Callable[..., Any], tuple[Any, ...], dict[str, Any], int]]:
    """What a state makes idempotent: who, what, on what, and how many lines of the journal it is worth."""
    alice, bob, relay = world.person("Alice"), world.person("Bob"), world.person("Remi", Role.RELAY)
    need = world.need(alice)
    line = world.do(starters.add, bob, need, LineKind.OFFER, "Je prête un minibus.", "fr")
    yield bob, starters.remove, (line,), {}, 1
    text = Text(title="Un banc devant la poste", lang="fr", fields={"lived": "On attend debout."},
                place_ids=(world.places["Gap"],))
    paper = papers.Paper(token="p" * 32, first_name="Rose", consented=True)
    yield relay, papers.forget, (world.do(papers.enter, relay, world.space_id, text, paper),), {}, 1
    project, group = project_with_group(world)
    risk = world.do(documents.propose, alice, project, "Le gel", Likelihood.LOW, "On chauffe.", bob)
    yield bob, documents.settle, (risk,), {"accepted": True}, 1
    yield bob, groups.join, (group,), {}, 1
    yield bob, erasure.erase, (), {}, 1


def test_what_a_state_makes_idempotent_is_said_once(world: World):
    for who, operation, on, given, worth in once_over(world):
        before = lines(world)[0]
        with ThreadPoolExecutor(TIMES) as pool:
            list(pool.map(lambda _n, one=(operation, who, *on), more=given: world.do(*one, **more), range(TIMES)))
        assert lines(world)[0] == before + worth, operation
    with world.make_session() as session:
        assert session.scalars(sa.select(Group.members)).all() == [3]
