"""The easy-to-read summary: who writes it, what it leaves as it is, where it is found."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import limits
from app.core.unit_of_work import Refused
from app.decisions.models import Decision
from app.decisions.service.decisions import Question, open_question
from app.governance.charter.reading import rule_of
from app.proposals.models import Proposal
from app.proposals.queries.proposals import page, revision_fields
from app.proposals.rules import KEY
from app.proposals.service import proposals
from app.proposals.service.writing import Text
from app.search import queries as search
from app.territory.queries.charters import in_force
from tests.build import World
from tests.polls import chair, people, rule

LIVED = "Après dix-neuf heures, rien."
EASY = "Les parents travaillent tard.\nIl faut une baguette magique."


@pytest.fixture
def need(world: World) -> int:
    made = world.need(world.person("Alice"), lived=LIVED)
    world.do(proposals.support, world.person("Bob"), made)
    return made


def text(world: World, **given: object) -> Text:
    return replace(Text(title="Garder les enfants le soir à Embrun", lang="fr", fields={"lived": LIVED},
                        place_ids=(world.places["Embrun"],)), **given)


def test_it_is_refused(world: World, session: Session, need: int):
    alice = world.person("Alice")
    for who, said, seen, code in ((world.person("Bob"), EASY, 1, "not_your_role"), (None, EASY, 1, "sign_in_first"),
                                  (alice, EASY, 2, "changed_meanwhile"),
                                  (alice, "x" * (limits.EASY + 1), 1, "too_long"),
                                  (alice, "a\u202eb", 1, "not_acceptable_text"), (alice, "  ", 1, "nothing_changed")):
        with pytest.raises(Refused, match=code):
            world.do(proposals.write, who, need, said, seen)
    assert KEY not in revision_fields(session, need, 1)


def test_supporters_are_not_asked_again(world: World, session: Session, need: int):
    assert world.do(proposals.write, world.person("Alice"), need, EASY, 1) == 2
    row = page(session, need)
    assert (row.version, row.meaning_since, row.supports_now, row.fields["lived"]) == (2, 1, 1, LIVED)
    assert row.html[KEY].startswith("<p>Les parents")
    assert row.excerpt == LIVED
    assert [hit.ref for hit in search.find(session, "baguette", "fr")] == [need]


def test_a_new_text_keeps_it_and_an_empty_one_takes_it_away(world: World, session: Session, need: int):
    alice = world.person("Alice")
    world.do(proposals.write, alice, need, EASY, 1)
    world.do(proposals.revise, alice, need, text(world, fields={"lived": "Le soir, rien du tout, nulle part."}),
             "Mieux dit", 2)
    assert revision_fields(session, need, 3)[KEY] == EASY
    assert world.do(proposals.write, alice, need, " ", 3) == 4
    assert KEY not in revision_fields(session, need, 4)


def test_changed_alone_with_the_form_it_needs_no_reason(world: World, session: Session, need: int):
    with pytest.raises(Refused, match="note_is_needed"):
        world.do(proposals.revise, world.person("Alice"), need, text(world, fields={"lived": "Rien."}), "", 1)
    world.do(proposals.revise, world.person("Alice"), need, text(world, easy_summary=EASY), "", 1)
    session.rollback()
    assert session.get_one(Proposal, need).meaning_since == 1


def test_it_does_not_make_a_new_meaning_small(world: World, need: int):
    with pytest.raises(Refused, match="not_minor_meaning"):
        world.do(proposals.revise, world.person("Alice"), need,
                 text(world, fields={"lived": f"{LIVED} Jamais."}, easy_summary=EASY), "", 1, minor=True)


def test_a_decision_bears_it_from_its_opening(world: World, session: Session):
    people(world)
    rules = rule_of(rule("majority"), tuple(in_force(session, world.space_id)[1].colleges))
    session.rollback()
    ask = Question(question="Ouvrir le local le samedi ?", rule=rules, easy_summary="x" * (limits.EASY + 1))
    with pytest.raises(Refused, match="too_long"):
        world.do(open_question, chair(world), world.space_id, ask)
    made = world.do(open_question, chair(world), world.space_id, replace(ask, easy_summary="Le local.\nLe samedi."))
    told = session.execute(sa.select(Decision.easy_summary, Decision.easy_html).where(Decision.id == made)).one()
    assert told == ("Le local.\nLe samedi.", "<p>Le local.<br>\nLe samedi.</p>\n")
