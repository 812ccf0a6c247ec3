"""A need written on paper: consent first, one code once, a first name that can go."""

import pytest
import sqlalchemy as sa

from app.accounts.queries.own import everything
from app.accounts.service import erasure
from app.core import limits
from app.core.kinds import Role, Subject
from app.core.unit_of_work import Refused
from app.journal.models import Event
from app.paper import service as papers
from app.paper.models import PaperEntry
from app.paper.service import Paper
from app.proposals.models import Proposal, Source
from app.proposals.queries.lists import is_drawn, leads_to
from app.proposals.service import proposals
from app.proposals.service.writing import Text
from tests.build import REASON, World


def enter(world: World, who: int, token: str = "a" * 32, **given) -> int:
    text = Text(title="Un banc à l’arrêt du car", lang="fr", fields={"lived": "On attend debout."},
                place_ids=(world.places["Gap"],))
    paper = Paper(**{"token": token, "first_name": "Lucienne", "consented": True} | given)
    return int(world.do(papers.enter, who, world.space_id, text, paper))


def test_not_for_everybody(world: World):
    for act in (lambda who: enter(world, who), lambda who: world.do(papers.draw_slips, who, 1)):
        with pytest.raises(Refused, match="not_your_role"):
            act(world.person("Alice"))


FAULTS = (
    ("consent_is_needed", {"consented": False}), ("only_a_first_name", {"first_name": "lucienne@example.org"}),
    ("only_a_first_name", {"first_name": "Lucienne 0692"}), ("unknown_slip", {"slip": "HA-F-2026-0001-A"}),
    ("unknown_slip", {"slip": "bonjour"}), ("too_long", {"first_name": "x" * (limits.NAME + 1)}))


def test_what_is_refused(world: World):
    for code, given in FAULTS:
        with pytest.raises(Refused, match=code):
            enter(world, world.person("Rose", Role.RELAY), **given)


def test_published_under_a_first_name_and_carried_by_who_entered_it(world: World, session):
    rose = world.person("Rose", Role.RELAY)
    made = enter(world, rose)
    assert enter(world, rose) == made  # the same form sent twice
    row = session.get_one(Proposal, made)
    assert (row.author_id, row.carriers, session.get_one(Source, row.source_id).name) == (None, 1, "Lucienne")
    event = session.scalars(sa.select(Event).where(Event.kind == "proposal.published")).one()
    assert event.data == {"track": "need", "stage": row.stage, "written_on": "paper"}
    session.rollback()
    world.do(proposals.withdraw, rose, made, REASON)


def test_a_slip_leads_to_the_page_once_it_came_back(world: World, session):
    rose = world.person("Rose", Role.MEMBER)
    for wrong in (0, limits.SLIPS + 1):
        with pytest.raises(Refused, match="too_many_slips"):
            world.do(papers.draw_slips, rose, wrong)
    first, second = world.do(papers.draw_slips, rose, 2)
    assert "-F-" in first
    assert (is_drawn(session, second), leads_to(session, first)) == (True, None)
    session.rollback()
    made = enter(world, rose, slip=first.lower().replace("-", " "))
    assert leads_to(session, first) == (Subject.PROPOSAL, made)
    session.rollback()
    with pytest.raises(Refused, match="slip_came_back"):
        enter(world, rose, "b" * 32, slip=first)


def test_a_first_name_goes_when_asked(world: World, session):
    rose, other = world.person("Rose", Role.RELAY), world.person("Marc", Role.RELAY)
    made = enter(world, rose)
    with pytest.raises(Refused, match="not_your_paper"):
        world.do(papers.forget, other, made)
    assert world.do(papers.forget, world.person("Carole", Role.STEERING), made)
    assert not world.do(papers.forget, rose, made)
    assert "Lucienne" not in str(session.execute(sa.select(Source.name)).all())
    assert session.scalars(sa.select(Event.data).where(Event.kind == "paper.forgotten")).all() == [{}]


def test_who_enters_has_it_in_their_data_and_may_leave(world: World, session):
    rose = world.person("Rose", Role.RELAY)
    made = enter(world, rose)
    assert [row["proposal_id"] for row in everything(session, rose, world.now)["papers_entered"]] == [made]
    session.rollback()
    world.do(erasure.erase, rose)
    assert session.get_one(Proposal, made).carriers == 0


def test_a_day_has_its_ceiling(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "PAPERS_A_DAY", 2)
    rose = world.person("Rose", Role.RELAY)
    for n in range(2):
        enter(world, rose, f"{n}" * 32)
    with pytest.raises(Refused, match="too_many_papers"):
        enter(world, rose, "c" * 32)
    world.later(days=2)
    assert enter(world, rose, "c" * 32)
    with world.make_session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(PaperEntry)) == 3
