"""Heads of the journal signed, on both databases: when, by which key, and who gets them by mail."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from app.accounts.service import erasure
from app.core.unit_of_work import Refused
from app.journal import queries as read, service as anchors
from app.journal.models import Event, HeadSubscription, SignedHead, SigningKey
from app.journal.rules import signed_text
from app.notifications.models import Mail
from tests.build import World
from tests.polls import close, open_question, people


@pytest.fixture
def signer(world: World, tmp_path: Path) -> anchors.HeadSigner:
    drawn = anchors.draw(tmp_path)
    world.do(anchors.begin_key, None, drawn)
    return drawn


def signs(world: World, signer: anchors.HeadSigner) -> bool:
    done: bool = world.do(anchors.sign, None, world.space_id, signer)
    return done


def heads(world: World) -> list[SignedHead]:
    with world.make_session() as session:
        return list(session.scalars(sa.select(SignedHead).order_by(SignedHead.id)))


def test_there_is_one_first_key(world: World, signer, tmp_path: Path):
    assert not world.do(anchors.begin_key, None, anchors.draw(tmp_path / "elsewhere"))
    with world.make_session() as session:
        assert [key.why for key in session.scalars(sa.select(SigningKey))] == ["first"]


def test_a_key_that_is_not_in_force_signs_nothing(world: World, signer, tmp_path: Path):
    with pytest.raises(Refused, match="another_key_is_in_force"):
        signs(world, anchors.draw(tmp_path / "elsewhere"))


def test_a_head_is_signed_once_until_it_moves_and_a_day_has_passed(world: World, signer):
    assert [signs(world, signer), signs(world, signer)] == [True, False]
    world.need(world.person("Alice"))
    assert not signs(world, signer)
    world.later(hours=25)
    assert [signs(world, signer), signs(world, signer)] == [True, False]


def test_a_head_that_did_not_move_is_not_signed_again(world: World, signer):
    signs(world, signer)
    world.later(days=30)
    assert not signs(world, signer)


def test_a_decision_that_was_closed_is_signed_at_once(world: World, signer):
    people(world)
    decision = open_question(world)
    world.later(days=9)
    signs(world, signer)
    close(world, decision, days=0)
    assert [signs(world, signer), signs(world, signer)] == [True, False]


def test_what_is_signed_is_the_published_line(world: World, signer):
    signs(world, signer)
    with world.make_session() as session:
        line = read.line_of_head(read.latest(session, world.space_id, 1)[0])
        last = session.scalars(sa.select(Event).order_by(Event.seq.desc())).first()
    assert (line["seq"], line["digest"]) == (last.seq, last.digest)
    assert anchors.holds(signer.public, signed_text(line), line["signature"])
    assert not anchors.holds(signer.public, signed_text(line | {"seq": 1}), line["signature"])


def test_a_new_key_is_signed_by_the_old_one_and_the_journal_says_so(world: World, signer, tmp_path: Path):
    new = anchors.begin_next(tmp_path)
    world.do(anchors.change_key, None, new, "renewed", signer)
    with world.make_session() as session:
        old, newer = read.keys(session)
        said = session.scalars(sa.select(Event).order_by(Event.seq.desc())).first()
    line = read.line_of_key(newer)
    assert (newer.previous, line["why"]) == (old.fingerprint, "renewed")
    assert anchors.holds(old.public, signed_text(line), line["endorsement"])
    assert (said.kind, said.data["fingerprint"]) == ("journal.key_changed", new.fingerprint)
    with pytest.raises(Refused, match="another_key_is_in_force"):
        signs(world, signer)


def test_a_key_cannot_be_renewed_by_one_that_is_not_in_force(world: World, signer, tmp_path: Path):
    other = anchors.draw(tmp_path / "elsewhere")
    with pytest.raises(Refused, match="another_key_is_in_force"):
        world.do(anchors.change_key, None, anchors.begin_next(tmp_path), "renewed", other)


def mailed(world: World) -> list[Mail]:
    with world.make_session() as session:
        due = read.to_mail(session, world.now, 10)
    for person_id in due:
        world.do(anchors.mail, None, person_id, "fr")
    with world.make_session() as session:
        return list(session.scalars(sa.select(Mail).where(Mail.kind == "journal_heads").order_by(Mail.id)))


def test_who_asked_gets_a_mail_a_week_at_most(world: World, signer):
    alice = world.person("Alice")
    signs(world, signer)
    world.do(anchors.subscribe, alice)
    assert mailed(world) == []
    world.later(days=1)
    world.need(alice)
    signs(world, signer)
    assert len(mailed(world)) == 1
    world.later(days=2)
    world.need(alice)
    signs(world, signer)
    assert len(mailed(world)) == 1
    world.later(days=6)
    told = mailed(world)
    assert len(told) == 2
    assert str(heads(world)[-1].seq) in told[1].params["lines"][-1]


def test_asking_twice_is_asking_once(world: World, signer):
    alice = world.person("Alice")
    world.do(anchors.subscribe, alice)
    world.do(anchors.subscribe, alice)
    with world.make_session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(HeadSubscription)) == 1


def test_stopping_stops(world: World, signer):
    alice = world.person("Alice")
    world.do(anchors.subscribe, alice)
    world.do(anchors.unsubscribe, alice)
    world.later(days=8)
    signs(world, signer)
    assert mailed(world) == []


def test_who_leaves_for_good_is_no_longer_written_to(world: World, signer):
    alice = world.person("Alice")
    world.do(anchors.subscribe, alice)
    world.do(erasure.erase, alice)
    signs(world, signer)
    assert mailed(world) == []
    with world.make_session() as session:
        assert session.get(HeadSubscription, alice) is None


def test_nobody_else_may_ask(world: World, signer):
    with pytest.raises(Refused, match="sign_in_first"):
        world.do(anchors.subscribe, None)
