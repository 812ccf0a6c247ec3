"""References are given at publication, one after the other, and never again; the same on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.kinds import Role, SpaceKind, Subject
from app.core.unit_of_work import Refused
from app.decisions.models import Decision
from app.decisions.service import decisions
from app.groups.models import Group
from app.proposals.models import Proposal
from app.proposals.queries.lists import by_reference, leads_to
from app.proposals.rules import read
from app.proposals.service import proposals
from app.territory import service as spaces
from app.territory.rules import Spot
from tests.build import CHARTERS, World


def references(session: Session) -> list[str]:
    return list(session.scalars(sa.select(Proposal.reference).order_by(Proposal.id)))


def test_a_refused_publication_takes_no_number(world: World, session: Session):
    alice = world.person("Alice")
    for _ in range(2):
        with pytest.raises(Refused, match="place_is_needed"):
            world.do(proposals.submit, alice, world.space_id, "need", proposals.Text(
                title="Un besoin sans lieu", lang="fr", fields={"lived": "Rien."}))
    world.need(alice)
    assert [read(code).reference.number for code in references(session)] == [1]


def test_one_after_the_other_by_kind_and_year(world: World, session: Session):
    alice = world.person("Alice")
    world.need(alice)
    world.idea(alice)
    world.need(alice, "Un autre besoin")
    world.now = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # already the next year in Paris
    world.need(alice, "Le premier de l’année")
    assert [code[:-2] for code in references(session)] == [
        "HA-N-2026-0001", "HA-P-2026-0001", "HA-N-2026-0002", "HA-N-2027-0001"]


def test_two_at_once_never_get_the_same(world: World, session: Session):
    people = [world.person(f"Sup{n}") for n in range(8)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda who: world.need(who, f"Le besoin de la personne {who}"), people))
    numbers = sorted(read(code).reference.number for code in references(session))
    assert numbers == list(range(1, 9))


def test_a_call_writes_under_the_code_of_the_territory_or_its_own(world: World, session: Session):
    alice, charter = world.person("Alice"), (CHARTERS / "default.toml").read_text()
    until = world.now + timedelta(days=9)
    for slug, code in (("hiver", ""), ("printemps", "HAP")):
        call = world.do(spaces.open_space, None, slug, SpaceKind.CALL, {"fr": slug}, {}, "Europe/Paris", charter,
                        closes_at=until, theme_needed=False, code=code)
        world.do(proposals.submit, alice, call, "need", proposals.Text(
            title=f"Un besoin pour le {slug}", lang="fr", fields={"lived": "Rien."}, whole_territory=True))
    assert [code[:-2] for code in references(session)] == ["HA-N-2026-0001", "HAP-N-2026-0001"]


def test_a_code_with_a_doubtful_letter_is_refused(world: World):
    for code in ("OI", "H", "HAUT", "ha", "H1"):
        with pytest.raises(Refused, match="not_a_code"):
            world.do(spaces.open_space, None, "x", SpaceKind.TERRITORY, {}, {}, "Europe/Paris", "", code=code)


def test_groups_and_decisions_have_theirs(world: World, session: Session):
    idea = world.group_project(world.person("Alice"))
    group = session.execute(sa.select(Group.id, Group.reference).where(Group.proposal_id == idea)).one()
    assert group.reference.startswith("HA-G-2026-0001-")
    session.rollback()  # what follows is read anew
    other, chair = world.ready_idea(world.person("Bob")), world.person("Steering", Role.STEERING)
    asked = world.do(decisions.open_gate, chair, other, world.gate(other), "Passe-t-elle à l’étape suivante ?")
    code = session.scalar(sa.select(Decision.reference).where(Decision.id == asked))
    assert code.startswith("HA-D-2026-0001-")
    assert leads_to(session, code) == (Subject.DECISION, asked)
    assert leads_to(session, group.reference) == (Subject.GROUP, group.id)
    assert by_reference(session, code) is None


def test_it_is_found_however_it_is_typed(world: World, session: Session):
    need = world.need(world.person("Alice"))
    code = references(session)[0]
    for typed in (code, code.lower(), code.replace("-", " "), code.replace("0", "o")):
        assert by_reference(session, typed) == need
    wrong = code[:-1] + ("C" if code[-1] == "B" else "B")
    assert [by_reference(session, typed) for typed in (wrong, "salle", "")] == [None, None, None]


@pytest.mark.parametrize(("spot", "code"), [
    (Spot(91_000_000, 6_000_000), "not_on_earth"), (Spot(44_500_000, 200_000_000), "not_on_earth"),
    (Spot(6_080_000, 44_550_000), "out_of_territory"), (Spot(41_380_000, 2_170_000), "out_of_territory")])
def test_a_point_out_of_the_territory_is_refused(world: World, spot: Spot, code: str):
    alice = world.person("Alice")
    need = world.need(alice)
    _centres(world)
    with pytest.raises(Refused, match=code) as refused:
        world.do(proposals.locate, alice, need, "", spot)
    assert refused.value.field == "latitude"


def test_only_carriers_say_where(world: World):
    need = world.need(world.person("Alice"))
    with pytest.raises(Refused):
        world.do(proposals.locate, world.person("Bob"), need, "La halle", None)


def test_a_point_is_said_then_taken_away(world: World, session: Session):
    alice = world.person("Alice")
    need = world.need(alice)
    _centres(world)
    assert world.do(proposals.locate, alice, need, "La halle du marché", Spot(44_565_000, 6_495_000))
    assert not world.do(proposals.locate, alice, need, "La halle du marché", Spot(44_565_000, 6_495_000))
    row = session.execute(sa.select(Proposal.where_text, Proposal.latitude, Proposal.longitude)).one()
    assert tuple(row) == ("La halle du marché", 44_565_000, 6_495_000)
    session.rollback()
    assert world.do(proposals.locate, alice, need, "", None)
    assert session.execute(sa.select(Proposal.latitude, Proposal.where_text)).one() == (None, "")


def _centres(world: World) -> None:
    from app.territory import service as territory
    from app.territory.rules import parse_places

    head = "code;nom;population;code_groupe;nom_groupe;latitude;longitude\n"
    world.do(territory.replace, None, parse_places(
        head + "05061;Gap;40000;;;44,5594;6,0786\n05046;Embrun;6100;;;44,5644;6,4961\n")[0])
