"""Who joins what, how much of it, and what is left when it goes."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.attachments import queries as read, service as attachments
from app.attachments.models import Attachment, AttachmentFile
from app.core import limits
from app.core.kinds import ContentState, Ground, Role, Subject, Verdict
from app.core.unit_of_work import Refused
from app.groups import service as meetings
from app.groups.models import Group
from app.journal.models import Event
from app.moderation import service as moderation
from app.moderation.models import Case
from app.proposals.models import Proposal
from app.proposals.service import merging
from app.search import queries as search
from tests.build import REASON, World
from tests.papers import enormous, odt, opened, packed, pdf, picture, read_by_job

ALT = "Le four, porte ouverte, deux pains dessus"


@pytest.fixture
def idea(world: World) -> int:
    return world.idea(world.person("Alice"))


def join(world: World, idea: int, data: bytes, title: str = ALT) -> int:
    return world.do(attachments.attach, world.people["Alice"], idea, title, "", opened(data))


def refused(world: World, operation, who: int | None, *args: object) -> tuple[str, str | None]:
    with pytest.raises(Refused) as why:
        world.do(operation, who, *args)
    return why.value.code, why.value.field


def again(world: World, idea: int) -> str:
    return refused(world, attachments.attach, world.people["Alice"], idea, ALT, "", opened(pdf()))[0]


def test_only_those_who_carry(world: World, idea: int):
    for who, code in ((None, "sign_in_first"), (world.person("Bob"), "not_your_role")):
        assert refused(world, attachments.attach, who, idea, ALT, "", opened(picture()))[0] == code


@pytest.mark.parametrize(("title", "why"), [("", "is_needed"), ("x" * 400, "too_long")])
def test_its_words_are_refused(world: World, idea: int, title: str, why: str):
    told = refused(world, attachments.attach, world.people["Alice"], idea, title, "", opened(picture()))
    assert told == (why, "title")


@pytest.mark.parametrize(("data", "why"), [
    (b"", ("file_is_needed", "file")), (b"MZ\x90 a program", ("not_an_attachment", "file")),
    (b"<svg onload='alert(1)'/>", ("not_an_attachment", "file")),
    (enormous(), ("image_too_large", "file")),
    (b"%PDF-1.4" + b"x" * limits.DOCUMENT_BYTES, ("document_too_heavy", "file")),
    (packed(("mimetype", "application/vnd.oasis.opendocument.text"), ("Basic/script.xml", "")),
     ("not_an_attachment", "file"))])
def test_what_is_refused(data: bytes, why: tuple[str, str]):
    with pytest.raises(Refused) as no:
        attachments.opened(data)
    assert (no.value.code, no.value.field) == why


def test_so_many_of_one_proposal(world: World, idea: int, session, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "ATTACHMENTS", 1)
    one = join(world, idea, pdf())
    assert again(world, idea) == "too_many_attachments"
    world.do(attachments.remove, world.people["Alice"], one)
    join(world, idea, pdf())


def test_so_many_a_day(world: World, idea: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "ATTACHMENTS_A_DAY", 1)
    join(world, idea, pdf())
    assert again(world, idea) == "too_many_attachments_today"
    world.later(days=1, seconds=1)
    join(world, idea, pdf())


def test_the_journal_has_its_weight_and_its_digest_and_no_words(world: World, idea: int, session):
    join(world, idea, picture())
    told = session.scalars(sa.select(Event).where(Event.kind == "attachment.added")).one().data
    row = session.scalars(sa.select(Attachment)).one()
    assert (told["digest"], told["size"], told["attachment"]) == (row.digest, row.size, "image")
    assert ALT not in str(told)


def test_the_words_of_a_document_are_found_after_it_is_read(world: World, idea: int, session):
    one = join(world, idea, odt("Un moulin à huile de noix"))
    assert read.unread(session, world.now, attachments.AGAIN) == [one]
    session.rollback()
    assert read_by_job(world, one)
    assert not read_by_job(world, one), "once"
    assert [hit.ref for hit in search.find(session, "huile de noix", "fr")] == [idea]


def test_taken_away_nothing_of_it_is_left(world: World, idea: int, session):
    one = join(world, idea, odt("Un moulin à huile de noix"))
    read_by_job(world, one)
    world.do(attachments.remove, world.people["Alice"], one)
    assert session.scalar(sa.select(sa.func.count()).select_from(AttachmentFile)) == 0
    assert search.find(session, "huile de noix", "fr") == []
    assert read.of_proposal(session, idea) == []


def test_a_moderator_says_why_and_it_is_shown(world: World, idea: int, session):
    one, mona = join(world, idea, picture()), world.person("Mona", Role.MODERATOR)
    assert refused(world, attachments.remove, mona, one) == ("is_needed", "reason")
    assert refused(world, attachments.remove, world.person("Bob"), one, REASON)[0] == "not_your_role"
    world.do(attachments.remove, mona, one, REASON)
    assert [row.removal_reason for row in read.of_proposal(session, idea)] == [REASON]


def test_of_a_hidden_proposal_nothing_is_served(world: World, idea: int, session):
    one, mona = join(world, idea, picture()), world.person("Mona", Role.MODERATOR)
    assert read.file(session, one, "small") is not None
    session.rollback()
    world.do(moderation.report, world.person("Bob"), Subject.PROPOSAL, idea, Ground.HATE, "")
    case = session.scalars(sa.select(Case.id)).one()
    session.rollback()
    world.do(moderation.judge, mona, case, Verdict.HIDE, Ground.HATE, REASON)
    assert read.file(session, one, "small") is None



def test_reported_hidden_with_a_ground_and_shown_again(world: World, idea: int, session):
    one, mona, rose = join(world, idea, odt("huile")), *(world.person(n, Role.MODERATOR) for n in ("Mona", "Rose"))
    assert refused(world, moderation.report, world.people["Alice"], Subject.ATTACHMENT, one, Ground.HATE, "")[0] == (
        "report_own_content")
    world.do(moderation.report, world.person("Bob"), Subject.ATTACHMENT, one, Ground.PERSONAL_DATA, "")
    case = session.scalars(sa.select(Case.id)).one()
    session.rollback()
    verdict = world.do(moderation.judge, mona, case, Verdict.HIDE, Ground.PERSONAL_DATA, REASON)
    assert read.file(session, one, "file") is None
    assert read.file(session, one, "file", hidden=True) is not None
    assert [(row.title, row.ground) for row in read.of_proposal(session, idea)] == [("", Ground.PERSONAL_DATA)]
    assert (search.find(session, "pains dessus", "fr"), read.listing(session)) == ([], [])
    session.rollback()
    world.do(moderation.answer, world.people["Alice"], verdict, REASON)
    assert refused(world, moderation.judge, mona, case, Verdict.RESTORE, Ground.OTHER, REASON)[0] == "judge_twice"
    world.do(moderation.judge, rose, case, Verdict.RESTORE, Ground.OTHER, REASON)
    assert [hit.ref for hit in search.find(session, "pains dessus", "fr")] == [idea]
    assert [row.id for row in read.listing(session)] == [one]


def test_with_the_minutes_by_who_holds_the_meeting(world: World, session):
    alice, bob = world.person("Alice"), world.person("Bob")
    project = world.group_project(alice)
    group = session.scalar(sa.select(Group.id).where(Group.proposal_id == project))
    session.rollback()
    told = meetings.Plan(title="Première réunion", day=(world.now + timedelta(days=3)).date(), starts=meetings.time(18),
                         ends=meetings.time(20), where="La mairie", agenda="")
    meeting = world.do(meetings.plan, alice, group, told)
    attach = attachments.attach_to_meeting
    assert refused(world, attach, alice, meeting, ALT, "", opened(pdf()))[0] == "meeting_not_started"
    world.later(days=4)
    assert refused(world, attach, bob, meeting, ALT, "", opened(pdf()))[0] == "not_your_role"
    one = world.do(attach, alice, meeting, ALT, "", opened(pdf()))
    assert [row.id for row in read.of_meeting(session, meeting)] == [one]
    assert read.of_proposal(session, project) == []
    session.rollback()
    assert refused(world, attachments.remove, bob, one, REASON)[0] == "not_your_role"
    world.do(attachments.remove, alice, one)
    assert read.of_meeting(session, meeting) == []


def seen(session, proposal: int) -> list[tuple[int, bool]]:
    session.rollback()
    return [(row.id, bool(row.came_from)) for row in read.of_proposal(session, proposal)]


@pytest.fixture
def united(world: World, idea: int) -> tuple[int, int, list[tuple[int, bool]]]:
    """(what continues, what was united with it, their pieces): the one's own first."""
    goes = world.idea(world.person("Bob"), title="Un four à pain au hameau")
    theirs = world.do(attachments.attach, world.people["Bob"], goes, ALT, "", opened(picture()))
    own = join(world, idea, picture())
    world.do(merging.merge, world.person("Carole", Role.STEERING), goes, idea, REASON)
    return idea, goes, [(own, False), (theirs, True)]


def test_what_was_united_brings_its_pieces_until_it_is_undone(world: World, united, session):
    stays, goes, both = united
    assert seen(session, stays) == both
    world.do(merging.undo, world.people["Carole"], goes)
    assert seen(session, stays) == both[:1]


def test_united_twice_they_follow(world: World, united, session):
    stays, _goes, both = united
    third = world.idea(world.person("Dan"), title="Un four pour la vallée")
    world.do(merging.merge, world.people["Carole"], stays, third, REASON)
    assert seen(session, third) == sorted((number, True) for number, _came in both)


def test_what_is_hidden_brings_nothing_along(world: World, united, session):
    stays, goes, both = united
    session.get_one(Proposal, goes).state = ContentState.HIDDEN
    session.commit()
    assert seen(session, stays) == both[:1]
