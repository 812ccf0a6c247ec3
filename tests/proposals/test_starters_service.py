"""Syntheses, debates and the lines under a need, on both databases."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.accounts.queries import accounts, own
from app.accounts.service import erasure
from app.core import limits
from app.core.kinds import ContentState, Ground, LineKind, Role, Stance, Subject, Verdict
from app.core.unit_of_work import Refused
from app.discussion import service as discussion
from app.discussion.models import Comment, Synthesis
from app.journal.models import Event
from app.moderation import service as moderation
from app.moderation.models import Case
from app.proposals.models import Debate, NeedLine
from app.proposals.queries import lists
from app.proposals.service import proposals, starters
from tests.build import World

SAID = "Ce qui rassemble : tout le monde veut un local."
OVER = "Nous gardons l’idée d’une boîte à clés, et nous l’essayons cet hiver."
WHY = "Une commune nouvelle veut s’y joindre, avec deux salles."
UNTIL = date(2026, 6, 20)


@pytest.fixture
def alice(world: World) -> int:
    return world.person("Alice")


@pytest.fixture
def bob(world: World) -> int:
    return world.person("Bob")


@pytest.fixture
def need(world: World, alice: int) -> int:
    return world.need(alice)


def refused(world, *args, **given) -> tuple[str, str | None]:
    with pytest.raises(Refused) as caught:
        world.do(*args, **given)
    return caught.value.code, caught.value.field


def code(world, *args, **given) -> str:
    return refused(world, *args, **given)[0]


def say(world, by, item, text="Oui") -> int:
    return world.do(discussion.post, by, item, Stance.NEUTRAL, text, "fr")


def kinds(world) -> list[str]:
    with world.make_session() as session:
        return list(session.scalars(sa.select(Event.kind).order_by(Event.id)))


# Syntheses


def test_only_a_carrier_a_moderator_or_the_committee_writes_one(world, alice, bob, need):
    comment = say(world, bob, need)
    assert code(world, discussion.write, None, need, SAID, "fr", [comment]) == "sign_in_first"
    assert code(world, discussion.write, bob, need, SAID, "fr", [comment]) == "not_your_role"
    for who in (alice, world.person("Mona", Role.MODERATOR), world.person("Chair", Role.STEERING)):
        assert world.do(discussion.write, who, need, SAID, "fr", [comment])


@pytest.mark.parametrize(("text", "told"), [
    ("", ("is_needed", "body")), ("Court", ("too_short", "body")), ("a" * (limits.FIELD + 1), ("too_long", "body"))])
def test_a_synthesis_says_something(world, alice, need, text, told):
    comment = say(world, alice, need)
    assert refused(world, discussion.write, alice, need, text, "fr", [comment]) == told


def test_it_covers_visible_messages_of_this_very_discussion(world, alice, need, session):
    here, hidden, elsewhere = say(world, alice, need), say(world, alice, need), say(world, alice, world.idea(alice))
    session.execute(sa.update(Comment).where(Comment.id == hidden).values(state=ContentState.HIDDEN))
    session.commit()
    assert refused(world, discussion.write, alice, need, SAID, "fr", [hidden, elsewhere, 999]) == (
        "synthesis_covers_nothing", "covers")
    world.do(discussion.write, alice, need, SAID, "fr", [here, hidden, elsewhere])
    assert session.scalar(sa.select(Synthesis.covers)) == [here]


def test_everything_until_here_and_what_was_covered_before(world, alice, need, session):
    first, second = say(world, alice, need), say(world, alice, need)
    world.do(discussion.write, alice, need, SAID, "fr", [], up_to=first)
    third = say(world, alice, need)
    assert world.do(discussion.write, alice, need, SAID + " Bis.", "fr", [third], again=True) == 2
    rows = session.scalars(sa.select(Synthesis).order_by(Synthesis.number)).all()
    assert [(row.number, row.covers, row.covered) for row in rows] == [(1, [first], 1), (2, [first, third], 2)]
    assert second not in rows[1].covers
    assert "synthesis.written" in kinds(world)


# Debates


def test_who_may_open_a_debate_and_on_what(world, alice, bob, need):
    assert code(world, starters.open_debate, None, need, "Une clé commune ?", "fr", UNTIL) == "sign_in_first"
    assert code(world, starters.open_debate, bob, need, "Une clé commune ?", "fr", UNTIL) == "not_your_role"
    idea = world.idea(alice)
    assert code(world, starters.open_debate, alice, idea, "Une clé commune ?", "fr", UNTIL) == "debate_on_needs_only"
    assert world.do(starters.open_debate, world.person("Chair", Role.STEERING), need, "Une clé commune ?", "fr", UNTIL)


@pytest.mark.parametrize(("question", "until", "told"), [
    ("", UNTIL, ("is_needed", "question")), ("Clé ?", UNTIL, ("too_short", "question")),
    ("a" * (limits.QUESTION + 1), UNTIL, ("too_long", "question")),
    ("Une clé commune ?", date(2026, 6, 1), ("debate_day", "until")),
    ("Une clé commune ?", date(2027, 6, 1), ("debate_day", "until"))])
def test_a_debate_has_a_question_and_a_day_to_come(world, alice, need, question, until, told):
    assert refused(world, starters.open_debate, alice, need, question, "fr", until) == told


def test_one_debate_at_a_time_and_a_conclusion_is_written(world, alice, bob, need, session):
    one = world.do(starters.open_debate, alice, need, "Une clé commune ?", "fr", UNTIL)
    assert code(world, starters.open_debate, alice, need, "Une autre clé ?", "fr", UNTIL) == "debate_is_open"
    assert refused(world, starters.conclude, alice, one, "") == ("is_needed", "conclusion")
    assert refused(world, starters.conclude, alice, one, "Oui.") == ("too_short", "conclusion")
    assert code(world, starters.conclude, bob, one, OVER) == "not_your_role"
    world.do(starters.conclude, alice, one, OVER)
    assert code(world, starters.conclude, alice, one, OVER) == "debate_is_over"
    row = session.get_one(Debate, one)
    assert (row.closed_at, row.closed_by, row.conclusion) == (world.now, alice, OVER)


def test_reopening_needs_a_reason_and_keeps_the_conclusion(world, alice, need, session):
    one = world.do(starters.open_debate, alice, need, "Une clé commune ?", "fr", UNTIL)
    assert code(world, starters.reopen, alice, one, WHY, UNTIL) == "debate_is_open"
    world.do(starters.conclude, alice, one, OVER)
    assert refused(world, starters.reopen, alice, one, "Encore", UNTIL) == ("too_short", "reason")
    two = world.do(starters.reopen, alice, one, WHY, UNTIL)
    world.do(starters.conclude, alice, two, OVER)
    assert code(world, starters.reopen, alice, one, WHY, UNTIL) == "debate_is_old"
    assert session.get_one(Debate, one).conclusion == OVER
    assert session.get_one(Debate, two).reopens_id == one
    assert [kind for kind in kinds(world) if kind.startswith("debate")] == [
        "debate.opened", "debate.concluded", "debate.reopened", "debate.concluded"]


def test_its_opener_is_reminded_once_after_the_last_day(world, alice, need, session):
    one = world.do(starters.open_debate, alice, need, "Une clé commune ?", "fr", UNTIL)
    assert lists.due(session, world.now) == []
    assert world.do(starters.remind, None, one) is False
    world.later(days=25)
    assert lists.due(session, world.now) == [one]
    session.rollback()
    assert [world.do(starters.remind, None, one) for _ in range(2)] == [True, False]
    assert session.scalar(sa.select(Event.data).where(Event.kind == "debate.due")) == {
        "debate_id": one, "person_id": alice}
    waiting = own.to_do(session, accounts.actor_of(session, alice), world.now)
    assert [item.number for item in waiting if item.kind == "debate"] == [one]


def test_a_withdrawn_need_reminds_nobody(world, alice, need, session):
    world.do(starters.open_debate, alice, need, "Une clé commune ?", "fr", UNTIL)
    world.do(proposals.withdraw, alice, need, "Nous partons de la vallée, à regret.")
    assert lists.due(session, world.now + timedelta(days=25)) == []


# The three lists


def line(world, by, item, text="Un local vide", kind=LineKind.OFFER, **given) -> int:
    return world.do(starters.add, by, item, kind, text, "fr", **given)


def test_who_may_write_a_line_and_where(world, alice, need):
    assert code(world, starters.add, None, need, LineKind.OFFER, "Un local", "fr") == "sign_in_first"
    assert code(world, starters.add, alice, world.idea(alice), LineKind.OFFER, "Un local", "fr") == (
        "lines_on_needs_only")
    structure = world.structure("Les outils", world.person("Zoe"))
    assert refused(world, starters.add, alice, need, LineKind.OFFER, "Un local", "fr", structure_id=structure) == (
        "no_mandate", "structure")


@pytest.mark.parametrize(("text", "told"), [
    ("", "is_needed"), ("ab", "too_short"), ("a" * (limits.SHORT + 1), "too_long"), ("a\x00b", "not_acceptable_text")])
def test_a_line_is_short_and_readable(world, alice, need, text, told):
    assert refused(world, starters.add, alice, need, LineKind.OFFER, text, "fr") == (told, "body")


def test_five_lines_of_a_kind_for_each_and_never_twice_the_same(world, alice, bob, need):
    line(world, alice, need, "Une clé")
    assert code(world, starters.add, bob, need, LineKind.OFFER, "une CLÉ", "fr") == "line_is_there"
    for n in range(limits.OWN_LINES - 1):
        line(world, alice, need, f"Clé {n}")
    assert code(world, starters.add, alice, need, LineKind.OFFER, "Encore une", "fr") == "too_many_lines"
    assert line(world, alice, need, "Encore une", LineKind.MISSING)


def test_ones_own_line_is_taken_away_and_nobody_elses(world, alice, bob, need, session):
    one = line(world, alice, need)
    assert code(world, starters.remove, bob, one) == "not_your_line"
    world.do(starters.remove, alice, one)
    world.do(starters.remove, alice, one)
    session.rollback()
    assert session.get_one(NeedLine, one).body == ""
    assert lists.lines(session, need) == []
    assert kinds(world).count("line.removed") == 1


def test_offers_follow_the_person_and_the_structure(world, alice, need, session):
    structure = world.structure("Les outils", alice)
    line(world, alice, need, "Un marteau")
    line(world, alice, need, "Un atelier", structure_id=structure)
    line(world, alice, need, "Un toit", LineKind.MISSING)
    assert [row.body for row in lists.offers(session, person_id=alice)] == ["Un atelier", "Un marteau"]
    assert [row.body for row in lists.offers(session, structure_id=structure)] == ["Un atelier"]


def test_leaving_takes_offers_away_and_leaves_the_rest(world, bob, need, session):
    line(world, bob, need, "Un marteau")
    line(world, bob, need, "Un toit", LineKind.MISSING)
    assert len(own.everything(session, bob, world.now)["need_lines"]) == 2
    session.rollback()
    world.do(erasure.erase, bob)
    assert [row.body for row in lists.lines(session, need)] == ["Un toit"]
    assert session.scalar(sa.select(sa.func.count()).where(NeedLine.body == "Un marteau")) == 0


def test_a_line_is_reported_hidden_answered_and_shown_again(world, bob, need, session):
    one, mona, other = line(world, bob, need), world.person("Mona", Role.MODERATOR), world.person("Max", Role.MODERATOR)
    world.do(moderation.report, None, Subject.LINE, one, Ground.ADVERTISING, "", visitor_tag="v")
    case = session.scalar(sa.select(Case.id))
    session.rollback()
    reason = "C’est une annonce commerciale, sans lien avec le besoin."
    assert code(world, moderation.report, bob, Subject.LINE, one, Ground.OTHER, "") == "report_own_content"
    verdict = world.do(moderation.judge, mona, case, Verdict.HIDE, Ground.ADVERTISING, reason)
    assert lists.lines(session, need) == []
    session.rollback()
    with pytest.raises(NoResultFound):
        world.do(starters.remove, world.person("Eve"), one)
    world.do(moderation.answer, bob, verdict, "Je prête gratuitement, ce n’est pas une annonce.")
    world.do(moderation.judge, other, case, Verdict.RESTORE, Ground.ADVERTISING, reason)
    assert len(lists.lines(session, need)) == 1
