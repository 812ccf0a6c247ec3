"""Suggested changes: made, supported, withdrawn; integrated, declined, in conflict; every refusal."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.accounts.queries import own
from app.core.kinds import AmendmentStatus, Ground, LinkKind, Role, Stance, Status, Subject, Verdict
from app.core.unit_of_work import Refused
from app.discussion import service as discussion
from app.journal.models import Event
from app.moderation import service as moderation
from app.notifications import service as delivery
from app.notifications.queries import lines
from app.proposals.models import Amendment, AmendmentSupport, Draft, Link, Proposal, Revision, Support
from app.proposals.service import amendments, proposals
from app.proposals.service.writing import Text
from tests.build import FIELDS, REASON, World

BRINGS = "Un local.\n\nDeux bénévoles le samedi.\n\nDes étagères."
WHY = "Le samedi ne suffira pas."


@pytest.fixture
def idea(world: World) -> int:
    return world.idea(world.person("Alice"), brings=BRINGS)


def suggest(world: World, idea: int, text: str = "Trois bénévoles le samedi.", *, by: str = "Bob", paragraph: int = 1,
            field: str = "brings", seen: int = 1, why: str = WHY) -> int:
    made: int = world.do(amendments.make, world.person(by), idea, field, paragraph, seen, text, why, "fr")
    return made


def one(session, amendment: int) -> Amendment:
    session.rollback()  # SQLite would show what it saw first
    found: Amendment = session.get_one(Amendment, amendment)
    return found


def fields(session, idea: int, number: int) -> dict[str, str]:
    session.rollback()
    found: dict[str, str] = session.scalar(sa.select(Revision.fields).where(
        Revision.proposal_id == idea, Revision.number == number))
    return found


def rewrite(world: World, idea: int, seen: int = 1, **changed: str) -> None:
    text = Text(title="Une outilthèque partagée à Gap", lang="fr", fields=FIELDS | {"brings": BRINGS} | changed,
                place_ids=(world.places["Gap"],), theme_id=world.themes["locaux"])
    world.do(proposals.revise, world.person("Alice"), idea, text, "Texte revu ensemble", seen)


REFUSED = [
    ({"text": "Deux bénévoles le samedi."}, "amendment_changes_nothing"), ({"why": "Non."}, "too_short"),
    ({"why": ""}, "is_needed"), ({"text": "Trois\u202ebénévoles"}, "not_acceptable_text"),
    ({"paragraph": 9}, "paragraph_changed"), ({"paragraph": -1}, "paragraph_changed"),
    ({"field": "none"}, "paragraph_changed"), ({"seen": 7}, "paragraph_changed"), ({"text": "x" * 9000}, "too_long"),
    ({"text": "", "field": "problem", "paragraph": 0}, "is_needed")]


def test_it_refuses(world: World, session, idea):
    for given, code in REFUSED:
        with pytest.raises(Refused, match=code):
            suggest(world, idea, **given)
    assert session.scalar(sa.select(sa.func.count()).select_from(Amendment)) == 0


def test_a_paragraph_that_changed_meanwhile(world: World, idea: int):
    rewrite(world, idea, brings="Un local.\n\nDix bénévoles tous les jours.\n\nDes étagères.")
    with pytest.raises(Refused, match="paragraph_changed"):
        suggest(world, idea)


def test_one_that_only_moved_is_found_again(world: World, session, idea: int):
    rewrite(world, idea, brings="Une cour.\n\n" + BRINGS)
    assert one(session, suggest(world, idea)).paragraph == 2


def test_twenty_a_day(world: World, idea: int):
    for n in range(20):
        suggest(world, idea, f"{n} bénévoles")
    with pytest.raises(Refused, match="too_many_amendments"):
        suggest(world, idea, "Une de trop")
    world.later(days=1, minutes=1)
    assert suggest(world, idea, "Le lendemain")


def test_a_text_that_is_withdrawn_takes_none(world: World, idea: int):
    world.do(proposals.withdraw, world.person("Alice"), idea, REASON)
    with pytest.raises(Refused, match="not_open"):
        suggest(world, idea)


def test_supported_once(world: World, session, idea: int):
    made = suggest(world, idea)
    carol = world.person("Carol")
    assert [world.do(amendments.support, carol, made) for _ in range(2)] == [True, False]
    assert one(session, made).supports == 1
    assert [world.do(amendments.unsupport, carol, made) for _ in range(2)] == [True, False]
    assert one(session, made).supports == 0


def test_withdrawn_by_its_author_only(world: World, session, idea: int):
    made = suggest(world, idea)
    with pytest.raises(Refused, match="not_your_amendment"):
        world.do(amendments.withdraw, world.person("Alice"), made)
    world.do(amendments.withdraw, world.person("Bob"), made)
    assert one(session, made).status is AmendmentStatus.WITHDRAWN


def test_what_is_settled_stays_so(world: World, idea: int):
    made = suggest(world, idea)
    world.do(amendments.withdraw, world.person("Bob"), made)
    for act, who, given in ((amendments.support, "Carol", ()), (amendments.unsupport, "Carol", ()),
                            (amendments.withdraw, "Bob", ()), (amendments.integrate, "Alice", (1,)),
                            (amendments.decline, "Alice", (REASON,))):
        with pytest.raises(Refused, match="amendment_is_settled"):
            world.do(act, world.person(who), made, *given)


def test_r12_only_carriers_answer(world: World, idea: int):
    """Neither its author, nor the committee."""
    made = suggest(world, idea)
    for who in (world.person("Bob"), world.person("Steering", Role.STEERING)):
        for act, given in ((amendments.integrate, (1,)), (amendments.decline, (REASON,))):
            with pytest.raises(Refused, match="not_your_role"):
                world.do(act, who, made, *given)


def test_integrated_it_is_a_version_that_credits_its_author(world: World, session, idea: int):
    made = suggest(world, idea)
    assert world.do(amendments.integrate, world.person("Alice"), made, 1) == 2
    revision = session.scalars(sa.select(Revision).where(Revision.number == 2)).one()
    assert (revision.amendment_id, revision.author_id) == (made, world.person("Alice"))
    assert fields(session, idea, 2)["brings"] == "Un local.\n\nTrois bénévoles le samedi.\n\nDes étagères."
    assert (one(session, made).status, one(session, made).made_version) == (AmendmentStatus.INTEGRATED, 2)


def test_only_on_the_version_the_carrier_has_in_sight(world: World, idea: int):
    made = suggest(world, idea)
    rewrite(world, idea, missing="Une assurance.")
    with pytest.raises(Refused, match="changed_meanwhile"):
        world.do(amendments.integrate, world.person("Alice"), made, 1)


def test_two_on_the_same_lines_conflict_and_are_solved_by_hand(world: World, session, idea: int):
    first, second = suggest(world, idea), suggest(world, idea, "Deux bénévoles le dimanche.", by="Carol")
    alice = world.person("Alice")
    world.do(amendments.integrate, alice, first, 1)
    with pytest.raises(Refused, match="amendment_conflicts"):
        world.do(amendments.integrate, alice, second, 2)
    with pytest.raises(Refused, match="changed_meanwhile"):
        world.do(amendments.integrate, alice, second, 1, by_hand="Trois bénévoles.")
    world.do(amendments.integrate, alice, second, 2, by_hand="Trois bénévoles le samedi, deux le dimanche.")
    assert fields(session, idea, 3)["brings"].split("\n\n")[1] == "Trois bénévoles le samedi, deux le dimanche."
    assert len(fields(session, idea, 3)["brings"].split("\n\n")) == 3


def test_where_the_paragraph_is_gone_it_comes_at_the_end(world: World, session, idea: int):
    made = suggest(world, idea)
    rewrite(world, idea, brings="Une camionnette.")
    world.do(amendments.integrate, world.person("Alice"), made, 2, by_hand="Trois bénévoles.")
    assert fields(session, idea, 3)["brings"] == "Une camionnette.\n\nTrois bénévoles."


def test_by_hand_it_still_fits(world: World, idea: int):
    made = suggest(world, idea)
    with pytest.raises(Refused, match="too_long"):
        world.do(amendments.integrate, world.person("Alice"), made, 1, by_hand="x" * 8001)


def test_declining_needs_a_public_reason(world: World, session, idea: int):
    made = suggest(world, idea)
    with pytest.raises(Refused, match="too_short"):
        world.do(amendments.decline, world.person("Alice"), made, "Non.")
    world.do(amendments.decline, world.person("Alice"), made, REASON)
    assert (one(session, made).status, one(session, made).answer) == (AmendmentStatus.DECLINED, REASON)


def test_a_declined_one_becomes_a_proposal_of_its_own(world: World, session, idea: int):
    made, bob = suggest(world, idea), world.person("Bob")
    with pytest.raises(Refused, match="amendment_is_settled"):
        world.do(amendments.begin_proposal, bob, made)
    world.do(amendments.decline, world.person("Alice"), made, REASON)
    with pytest.raises(Refused, match="not_your_amendment"):
        world.do(amendments.begin_proposal, world.person("Alice"), made)
    draft = world.do(amendments.begin_proposal, bob, made)
    assert world.do(amendments.begin_proposal, bob, made) == draft
    assert session.get_one(Draft, draft).fields["brings"] == "Trois bénévoles le samedi."
    session.rollback()
    text = Text(title="Une outilthèque en semaine", lang="fr", fields=FIELDS, place_ids=(world.places["Gap"],),
                theme_id=world.themes["locaux"])
    own = world.do(proposals.submit, bob, world.space_id, "project", text, draft)
    link = session.scalars(sa.select(Link)).one()
    assert (link.from_id, link.to_id, link.kind) == (own, idea, LinkKind.INSPIRED_BY)
    with pytest.raises(Refused, match="amendment_became_proposal"):
        world.do(amendments.begin_proposal, bob, made)


def test_its_author_hears_of_the_answer_and_carriers_of_the_suggestion(world: World, session, idea: int):
    made = suggest(world, idea)
    world.do(amendments.decline, world.person("Alice"), made, REASON)
    for event in session.scalars(sa.select(Event.id).where(Event.kind.startswith("amendment."))).all():
        world.do(delivery.deliver, None, event, "fr")
    session.rollback()
    row = type("Row", (), {"subject_kind": Subject.PROPOSAL, "subject_id": idea})
    told = {name: [line.kind for line in next(iter(lines(session, world.person(name), frozenset(), [row]).values()))]
            for name in ("Alice", "Bob")}
    assert told == {"Alice": ["amendment.made"], "Bob": ["amendment.settled"]}


def test_who_suggested_and_who_put_it_in_need_not_confirm(world: World, session, idea: int):
    for name in ("Alice", "Bob", "Carol"):
        world.do(proposals.support, world.person(name), idea)
    world.do(amendments.integrate, world.person("Alice"), suggest(world, idea), 1)
    given = dict(session.execute(sa.select(Support.person_id, Support.version)).all())
    assert given == {world.person("Alice"): 2, world.person("Bob"): 2, world.person("Carol"): 1}


def test_as_a_small_correction_it_keeps_every_support(world: World, session, idea: int):
    made = suggest(world, idea, "Des bénévoles le samedi matin.", why="Plus juste ainsi.")
    with pytest.raises(Refused, match="not_minor_figures"):
        world.do(amendments.integrate, world.person("Alice"), made, 1, minor=True)
    other = suggest(world, idea, "Un grand local.", paragraph=0)
    world.do(amendments.integrate, world.person("Alice"), other, 1, minor=True)
    assert session.get_one(Proposal, idea).meaning_since == 1


def test_talked_about_on_its_own(world: World, idea: int):
    made, other = suggest(world, idea), world.idea(world.person("Alice"), "Une autre idée voisine")
    assert world.do(discussion.post, world.person("Carol"), idea, Stance.FOR, "Très bien.", "fr", amendment_id=made)
    with pytest.raises(NoResultFound):
        world.do(discussion.post, world.person("Carol"), other, Stance.FOR, "Ailleurs.", "fr", amendment_id=made)


def test_hidden_by_moderation_nothing_is_done_with_it(world: World, session, idea: int):
    made = suggest(world, idea)
    world.do(moderation.report, world.person("Carol"), Subject.AMENDMENT, made, Ground.HATE, "")
    case = session.scalar(sa.text("SELECT id FROM moderation_case"))
    world.do(moderation.judge, world.person("Mona", Role.MODERATOR), case, Verdict.HIDE, Ground.HATE, REASON)
    with pytest.raises(Refused, match="is_hidden"):
        world.do(amendments.withdraw, world.person("Bob"), made)
    for act, who, given in ((amendments.integrate, "Alice", (1,)), (amendments.support, "Carol", ())):
        with pytest.raises(NoResultFound):
            world.do(act, world.person(who), made, *given)
    with pytest.raises(NoResultFound):
        world.do(discussion.post, world.person("Carol"), idea, Stance.FOR, "Très bien.", "fr", amendment_id=made)


def test_ones_own_suggestions_are_ones_own_data(world: World, session, idea: int):
    made, bob = suggest(world, idea), world.person("Bob")
    world.do(amendments.support, bob, made)
    told = own.everything(session, bob, world.now)
    assert [row["text"] for row in told["amendments"]] == ["Trois bénévoles le samedi."]
    assert [row["amendment_id"] for row in told["amendment_supports"]] == [made]
    assert session.scalar(sa.select(sa.func.count()).select_from(AmendmentSupport)) == 1
    assert session.get_one(Proposal, idea).status is Status.OPEN
