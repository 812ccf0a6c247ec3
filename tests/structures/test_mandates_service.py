"""Structures entered once, and people who speak for them."""

import pytest
from sqlalchemy.orm import Session

from app.accounts.queries.accounts import actor_of, speaks_for
from app.core.kinds import MandateState, Role, StructureKind
from app.core.unit_of_work import Refused
from app.structures import queries as read, service as mandates
from app.structures.models import Mandate, Structure
from app.structures.service import Card
from tests.build import World


def card(name: str = "La Clairière", **given: object) -> Card:
    return Card(**({"name": name, "kind": StructureKind.ASSOCIATION, "college": "associations"} | given))


def asked(world: World, who: int, structure_id: int) -> int:
    return world.do(mandates.ask, who, structure_id, "Bénévole")


def test_a_visitor_enters_nothing(world: World) -> None:
    with pytest.raises(Refused, match="sign_in_first"):
        world.do(mandates.register, None, card())


@pytest.mark.parametrize(("given", "code"), [
    ({"name": "x"}, "too_short"), ({"name": "x" * 161}, "too_long"), ({"college": "nobles"}, "unknown_college"),
    ({"url": "javascript:alert(1)"}, "not_an_address"), ({"url": "ftp://x.org"}, "not_an_address"),
    ({"place_id": 999}, "unknown_place"), ({"about": "\u202e"}, "not_acceptable_text"),
])
def test_a_card_that_will_not_do(world: World, given: dict, code: str) -> None:
    with pytest.raises(Refused, match=code):
        world.do(mandates.register, world.person("Alice"), card(**given))


@pytest.mark.parametrize("again", ["la clairiere", "La  Clairière", "LA CLAIRIÈRE", "Tiers-lieu La Clairière"])
def test_the_same_name_is_refused_with_the_way_to_it(world: World, again: str) -> None:
    alice = world.person("Alice")
    slug = world.do(mandates.register, alice, card(aliases=("Tiers lieu la Clairière",)))
    with pytest.raises(Refused, match="structure_exists") as refused:
        world.do(mandates.register, alice, card(again))
    assert refused.value.params["slug"] == slug


def test_an_alias_that_is_anothers_name_is_refused(world: World) -> None:
    alice = world.person("Alice")
    world.do(mandates.register, alice, card())
    with pytest.raises(Refused, match="structure_exists"):
        world.do(mandates.register, alice, card("Le Fournil", aliases=("La Clairière",)))


def test_no_more_than_five_a_day(world: World) -> None:
    alice = world.person("Alice")
    for n in range(mandates.A_DAY):
        world.do(mandates.register, alice, card(f"Structure {n}"))
    with pytest.raises(Refused, match="too_many_structures"):
        world.do(mandates.register, alice, card("Une de trop"))


def test_two_names_that_look_alike_in_an_address_get_two_addresses(world: World) -> None:
    alice = world.person("Alice")
    slugs = [world.do(mandates.register, alice, card(name)) for name in ("Écho 05", "Écho/05")]
    assert slugs == ["echo-05", "echo-05-2"]


def test_registering_can_ask_to_speak(world: World, session: Session) -> None:
    alice = world.person("Alice")
    world.do(mandates.register, alice, card(), True)
    assert session.query(Mandate).one().state is MandateState.ASKED


def test_a_stranger_does_not_edit(world: World) -> None:
    fournil = world.structure("Le Fournil")
    elsewhere = world.person("Bob")
    world.structure("Autre", elsewhere)
    with pytest.raises(Refused, match="not_your_structure"):
        world.do(mandates.edit, elsewhere, fournil, card())


def test_who_speaks_for_it_edits(world: World, session: Session) -> None:
    alice = world.person("Alice")
    fournil = world.structure("Le Fournil", alice)
    world.do(mandates.edit, alice, fournil, card("Le Fournil du Buëch", aliases=("Fournil",), url="https://example.org"))
    assert session.get_one(Structure, fournil).name == "Le Fournil du Buëch"
    assert read.aliases_of(session, fournil) == ["Fournil"]


def test_a_mandate_is_asked_once(world: World) -> None:
    alice, fournil = world.person("Alice"), world.structure("Le Fournil")
    asked(world, alice, fournil)
    with pytest.raises(Refused, match="mandate_is_there"):
        asked(world, alice, fournil)


def test_asking_is_not_speaking(world: World, session: Session) -> None:
    alice, fournil = world.person("Alice"), world.structure("Le Fournil")
    asked(world, alice, fournil)
    assert not speaks_for(session, alice, fournil, world.now.date())
    assert Role.REPRESENTATIVE not in actor_of(session, alice).roles


def test_nobody_confirms_their_own_request(world: World) -> None:
    chair, fournil = world.person("Chair", Role.STEERING), world.structure("Le Fournil")
    mandate = asked(world, chair, fournil)
    with pytest.raises(Refused, match="not_your_own_request"):
        world.do(mandates.confirm, chair, mandate)


def test_who_speaks_for_another_structure_does_not_confirm(world: World) -> None:
    alice, bob = world.person("Alice"), world.person("Bob")
    world.structure("Autre", bob)
    mandate = asked(world, alice, world.structure("Le Fournil"))
    with pytest.raises(Refused, match="not_your_structure"):
        world.do(mandates.confirm, bob, mandate)


@pytest.mark.parametrize("role", [Role.STEERING, Role.OPERATOR])
def test_the_committee_confirms(world: World, session: Session, role: Role) -> None:
    alice, fournil = world.person("Alice"), world.structure("Le Fournil")
    world.do(mandates.confirm, world.person("Chair", role), asked(world, alice, fournil))
    assert speaks_for(session, alice, fournil, world.now.date())


def test_the_structure_confirms(world: World, session: Session) -> None:
    alice, bob = world.person("Alice"), world.person("Bob")
    fournil = world.structure("Le Fournil", bob)
    world.do(mandates.confirm, bob, asked(world, alice, fournil))
    assert speaks_for(session, alice, fournil, world.now.date())


def test_an_answer_is_given_once(world: World) -> None:
    chair = world.person("Chair", Role.STEERING)
    mandate = asked(world, world.person("Alice"), world.structure("Le Fournil"))
    world.do(mandates.refuse, chair, mandate)
    with pytest.raises(Refused, match="mandate_is_settled"):
        world.do(mandates.confirm, chair, mandate)


def test_one_may_ask_again_after_a_refusal(world: World) -> None:
    alice, fournil = world.person("Alice"), world.structure("Le Fournil")
    world.do(mandates.refuse, world.person("Chair", Role.STEERING), asked(world, alice, fournil))
    assert asked(world, alice, fournil)


def test_a_mandate_ends_at_once(world: World, session: Session) -> None:
    alice = world.person("Alice")
    fournil = world.structure("Le Fournil", alice)
    mandate = session.query(Mandate.id).scalar()
    session.rollback()
    with pytest.raises(Refused, match="not_your"):
        world.do(mandates.end, world.person("Bob"), mandate)
    world.do(mandates.end, alice, mandate)
    assert not speaks_for(session, alice, fournil, world.now.date())


def test_the_list_goes_on_where_it_stopped(world: World, session: Session) -> None:
    for n in range(23):
        world.structure(f"Structure {n:02d}")
    first, after = read.page(session, None, None)
    second, end = read.page(session, None, after)
    assert (len(first), len(second), end) == (20, 3, None)
    assert not {row.slug for row in first} & {row.slug for row in second}
