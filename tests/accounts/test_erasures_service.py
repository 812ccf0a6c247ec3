"""What was taken away since a copy is taken away again when the copy comes back, on both databases."""

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from app.accounts.models import Erasure, Person
from app.accounts.service import erasure, roles
from app.attachments import service as attachments
from app.attachments.models import AttachmentFile
from app.core.kinds import CaseState, ContentState, Ground, LineKind, PersonState, Role, Subject, Verdict
from app.discussion.models import Comment
from app.experiments import service as documents
from app.experiments.models import DocumentFile
from app.governance.charter.model import DocumentKind
from app.moderation.models import Case
from app.paper import service as papers
from app.proposals.models import NeedLine, Source
from app.proposals.service import starters
from app.site import erasure_list
from app.site.service import upkeep
from app.territory.models import RoleInvitation
from tests.build import World
from tests.moderation.test_moderation_service import Scene
from tests.paper.test_papers_service import enter
from tests.papers import opened, opened_document, pdf, picture
from tests.remembered import _put_back, _rows


def values(world: World, *what: object) -> list:
    with world.make_session() as session:
        return list(session.scalars(sa.select(*what)))


def restored(world: World, act: Callable[[], object], tmp_path: Path) -> int:
    """A copy, an act, the copy again: how many lines were followed."""
    copy = _rows(world.engine)
    act()
    erasure_list.note(tmp_path, world.make_session, world.now)
    _put_back(world.engine, copy)
    return erasure_list.follow(world.make_session, world.now, erasure_list.read(tmp_path / erasure_list.NAME))


def test_a_person_who_left_does_not_come_back(world: World, tmp_path: Path):
    alice = world.person("Alice")
    assert restored(world, lambda: world.do(erasure.erase, alice), tmp_path) == 1
    with world.make_session() as session:
        person = session.get_one(Person, alice)
    assert (person.state, person.email, person.first_name) == (PersonState.ERASED, None, "")


def test_a_first_name_given_on_paper(world: World, tmp_path: Path):
    rose = world.person("Rose", Role.RELAY)
    need = enter(world, rose)
    assert restored(world, lambda: world.do(papers.forget, rose, need), tmp_path) == 1
    assert values(world, Source.name) == [""]


def test_a_picture_and_a_line(world: World, tmp_path: Path):
    alice = world.person("Alice")
    idea, need = world.idea(alice), world.need(alice)
    joined = world.do(attachments.attach, alice, idea, "Le four", "", opened(picture()))
    line = world.do(starters.add, alice, need, LineKind.OFFER, "Mon adresse privée", "fr")

    def act() -> None:
        world.do(attachments.remove, alice, joined)
        world.do(starters.remove, alice, line)

    assert restored(world, act, tmp_path) == 2
    assert (values(world, AttachmentFile.attachment_id), values(world, NeedLine.body)) == ([], [""])


def test_a_document(world: World, tmp_path: Path):
    alice = world.person("Alice")
    project = world.group_project(alice)
    added = world.do(documents.attach, alice, project, DocumentKind.BUDGET, "Budget", opened_document(pdf()))
    assert restored(world, lambda: world.do(documents.remove_document, alice, added), tmp_path) == 1
    assert values(world, DocumentFile.document_id) == []


def test_an_address_that_was_invited(world: World, tmp_path: Path):
    olga = world.person("Olga", Role.OPERATOR)
    world.do(roles.invite, olga, "zoe@example.org", Role.STEERING, "fr")
    waiting = values(world, RoleInvitation.id)[0]
    assert restored(world, lambda: world.do(roles.cancel, olga, waiting), tmp_path) == 1
    assert values(world, RoleInvitation.id) == []


def test_what_was_hidden_stays_hidden_and_waits_for_a_verdict(world: World, tmp_path: Path):
    scene = Scene(world)
    world.later(hours=1)

    def act() -> None:
        scene.report()
        scene.judge(scene.mona)

    assert restored(world, act, tmp_path) == 1
    assert values(world, Comment.state) == [ContentState.HIDDEN]
    assert values(world, Case.state) == [CaseState.OPEN]
    scene.judge(scene.max, Verdict.HIDE, Ground.HATE)
    assert values(world, Case.state) == [CaseState.CLOSED]


def test_what_was_hidden_then_shown_stays_in_sight(world: World, tmp_path: Path):
    scene = Scene(world)
    world.later(hours=1)

    def act() -> None:
        scene.report()
        scene.judge(scene.mona)
        world.later(hours=1)
        scene.judge(scene.mona, Verdict.RESTORE, Ground.OTHER)

    assert restored(world, act, tmp_path) == 0
    assert values(world, Comment.state) == [ContentState.VISIBLE]


def test_what_was_hidden_before_the_copy_is_left_as_the_copy_has_it(world: World, tmp_path: Path):
    scene = Scene(world)
    scene.report()
    scene.judge(scene.mona)
    erasure_list.note(tmp_path, world.make_session, world.now)
    world.later(hours=1)
    scene.judge(scene.mona, Verdict.RESTORE, Ground.OTHER)
    (tmp_path / erasure_list.NAME).write_text((tmp_path / erasure_list.NAME).read_text().splitlines()[0])
    world.later(hours=1)
    world.need(scene.alice)
    assert restored(world, lambda: None, tmp_path) == 0


def test_a_number_given_again_is_not_taken_for_the_old_one(world: World, tmp_path: Path):
    """After a restore, the next line may have the number of one that was removed."""
    alice = world.person("Alice")
    need = world.need(alice)
    copy = _rows(world.engine)
    line = world.do(starters.add, alice, need, LineKind.OFFER, "Mon adresse privée", "fr")
    world.do(starters.remove, alice, line)
    erasure_list.note(tmp_path, world.make_session, world.now)
    _put_back(world.engine, copy)
    world.later(minutes=5)
    assert world.do(starters.add, alice, need, LineKind.OFFER, "Une remorque", "fr") == line
    assert erasure_list.follow(world.make_session, world.now, erasure_list.read(tmp_path / erasure_list.NAME)) == 0
    assert values(world, NeedLine.body) == ["Une remorque"]


def test_following_twice_is_following_once(world: World, tmp_path: Path):
    alice = world.person("Alice")
    assert restored(world, lambda: world.do(erasure.erase, alice), tmp_path) == 1
    again = erasure_list.follow(world.make_session, world.now, erasure_list.read(tmp_path / erasure_list.NAME))
    assert again == 0


def test_an_unknown_kind_or_person_is_passed_over(world: World):
    assert not world.do(upkeep.repeat, None, "nothing", "12")
    assert not world.do(upkeep.repeat, None, "hidden", f"{Subject.COMMENT.value}:99@2026-01-01T00:00:00.000000Z")
    assert not world.do(erasure.repeat, None, "f" * 32)


def test_the_list_names_nobody_and_is_written_once(world: World, tmp_path: Path):
    alice = world.person("Alice")
    world.do(erasure.erase, alice)
    assert erasure_list.note(tmp_path, world.make_session, world.now) == 1
    assert erasure_list.note(tmp_path, world.make_session, world.now) == 0
    file = tmp_path / erasure_list.NAME
    assert "alice" not in file.read_text().lower()
    assert file.stat().st_mode & 0o077 == 0
    assert values(world, Erasure.noted_at) == [world.now]


def test_a_line_torn_by_a_crash_is_passed_over_and_those_after_it_are_whole(world: World, tmp_path: Path):
    file = tmp_path / erasure_list.NAME
    file.write_text('{"at": "2026-01-01T00:00:00Z", "what": "per')
    world.do(erasure.erase, world.person("Alice"))
    erasure_list.note(tmp_path, world.make_session, world.now)
    assert [line.what for line in erasure_list.read(file)] == ["person"]
