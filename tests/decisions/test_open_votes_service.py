"""Votes that are open while something goes wrong with the machine: a key that is missing, a copy put back, a crash
between two steps of a closing."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core.kinds import DecisionNote, DecisionState
from app.core.unit_of_work import Refused, operation
from app.decisions.models import BallotBox, Decision, Note, SealedBallot
from app.decisions.queries import rolls
from app.decisions.service import ballots, decisions
from app.decisions.service.closing import annul_now
from app.journal.models import Event
from tests import forensics
from tests.build import REASON, World
from tests.polls import answer, chair, close, open_question, people, said
from tests.remembered import _put_back, _rows

annul = operation(annul_now)  # by who runs it, once it has its second or its two days


def a_vote(world: World, number: int = 3) -> tuple[int, list[int]]:
    """Open, answered by so many of its seven."""
    members = people(world, 7)
    decision = open_question(world, ballots="secret")
    answer(world, decision, dict.fromkeys(members[:number], "for"))
    return decision, members


def keys(engine: sa.Engine) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in forensics.folder(engine).iterdir() if file.suffix != ".TAG"}


def put_keys_back(engine: sa.Engine, kept: dict[str, bytes]) -> None:
    for name, data in kept.items():
        (forensics.folder(engine) / name).write_bytes(data)


def cut(_session):
    raise OSError("the machine stops here")


def the(world: World, decision: int) -> Decision:
    with world.make_session() as session:
        return session.get_one(Decision, decision)


# its key is missing


@pytest.mark.parametrize("act", [
    lambda world, decision, who: world.do(ballots.answer, who, decision, "for"),
    lambda world, decision, who: world.do(decisions.declare_interest, who, decision, REASON),
    lambda world, decision, who: world.do(decisions.close_if_due, None, decision, at=world.now + timedelta(days=9))])
def test_without_its_key_a_vote_takes_nothing_and_says_so(world: World, engine: sa.Engine, act):
    decision, members = a_vote(world)
    kept = keys(engine)
    shutil.rmtree(forensics.folder(engine))
    with pytest.raises(Refused, match="vote_key_missing"):
        act(world, decision, members[4])
    assert the(world, decision).state is DecisionState.OPEN
    forensics.folder(engine).mkdir()
    put_keys_back(engine, kept)
    act(world, decision, members[4])


def test_without_its_key_a_vote_can_be_annulled(world: World, engine: sa.Engine):
    decision, _members = a_vote(world)
    shutil.rmtree(forensics.folder(engine))
    world.do(annul, None, decision, REASON, chair(world))
    assert the(world, decision).state is DecisionState.ANNULLED


def test_an_annulment_destroys_the_key_and_the_ballots(world: World, engine: sa.Engine):
    decision, _members = a_vote(world)
    world.do(annul, None, decision, REASON, chair(world))
    assert keys(engine) == {}
    with world.make_session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(SealedBallot)) == 0


def test_a_folder_that_cannot_be_written_opens_no_vote(world: World, engine: sa.Engine):
    people(world, 7)
    forensics.folder(engine).write_text("a file where the folder should be")
    with pytest.raises(Refused, match="vote_keys_not_written"):
        open_question(world, question="Qui garde la clé de la salle ?", ballots="secret")
    with world.make_session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Decision)) == 0


def test_what_is_wrong_is_listed_for_the_operator(world: World, engine: sa.Engine):
    decision, _members = a_vote(world)
    with world.make_session() as session:
        assert rolls.stopped(session) == []
    (forensics.folder(engine) / f"{the(world, decision).reference}.key").unlink()
    with world.make_session() as session:
        assert rolls.stopped(session) == [the(world, decision).reference]


# a copy of the database is put back


def test_an_upgrade_taken_back_goes_on(world: World, engine: sa.Engine):
    """Its key is there and nothing was cast since: the same vote, and its ballots."""
    decision, members = a_vote(world)
    copy = _rows(engine)
    world.do(decisions.move_deadline, chair(world), decision, (world.now + timedelta(days=20)).date(), REASON)
    _put_back(engine, copy)
    told = world.do(decisions.settle_open_votes_after_restore, None)
    assert (told.kept, told.annulled, told.unknown) == ((the(world, decision).reference,), (), ())
    answer(world, decision, {members[3]: "against"})
    assert sorted(said(world, decision)) == ["against", "for", "for", "for"]
    close(world, decision)


@pytest.mark.parametrize("since", [
    lambda world, decision, who: answer(world, decision, {who[5]: "for"}),
    lambda world, decision, who: answer(world, decision, {who[0]: "against"}),
    lambda world, decision, who: world.do(decisions.declare_interest, who[0], decision, REASON),
    lambda world, decision, who: close(world, decision),
    lambda world, decision, who: world.do(annul, None, decision, REASON, chair(world))],
    ids=["a ballot", "a change", "one taken out", "closed", "annulled"])
def test_a_vote_that_went_on_after_the_copy_is_annulled(world: World, engine: sa.Engine, since):
    decision, members = a_vote(world)
    copy = _rows(engine)
    since(world, decision, members)
    _put_back(engine, copy)
    told = world.do(decisions.settle_open_votes_after_restore, None)
    row = the(world, decision)
    assert (told.kept, told.annulled, row.state) == ((), (row.reference,), DecisionState.ANNULLED)
    assert keys(engine) == {}
    with world.make_session() as session:
        note = session.scalars(sa.select(Note).where(Note.decision_id == decision, Note.kind == DecisionNote.ANNULLED,
                                                     Note.by_id.is_(None))).one()
        assert "remis à une copie" in note.reason
        assert session.scalars(sa.select(Event.kind).order_by(Event.id.desc()).limit(1)).one() == "decision.annulled"
        assert session.scalar(sa.select(sa.func.count()).select_from(SealedBallot)) == 0


def test_a_copy_that_bore_its_keys_inside_annuls_all(world: World):
    decision, _members = a_vote(world)
    told = world.do(decisions.settle_open_votes_after_restore, None, keep=False)
    assert (told.kept, told.annulled) == ((), (the(world, decision).reference,))


def test_settling_twice_is_settling_once(world: World):
    decision, _members = a_vote(world)
    world.do(decisions.settle_open_votes_after_restore, None, keep=False)
    told = world.do(decisions.settle_open_votes_after_restore, None, keep=False)
    assert told == decisions.Settled((), (), ())
    assert the(world, decision).state is DecisionState.ANNULLED


def test_keys_of_votes_that_the_copy_does_not_know_are_destroyed(world: World, engine: sa.Engine):
    people(world, 7)
    copy = _rows(engine)
    a_vote(world)
    _put_back(engine, copy)
    told = world.do(decisions.settle_open_votes_after_restore, None)
    assert (len(told.unknown), keys(engine)) == (1, {})


@pytest.mark.parametrize("ballots_since", [1, 2, 3])
def test_a_copy_put_back_by_hand_takes_no_ballot(world: World, engine: sa.Engine, ballots_since: int):
    """Nobody said so to the site: the next ballot finds it, and nothing is counted. One ballot that is missing cannot
    be told from a transaction that was cut: `flask decision settle` is for that."""
    decision, members = a_vote(world)
    copy = _rows(engine)
    answer(world, decision, dict.fromkeys(members[3:3 + ballots_since], "for"))
    _put_back(engine, copy)
    if ballots_since > 1:
        for act in (lambda: answer(world, decision, {members[6]: "for"}), lambda: close(world, decision)):
            with pytest.raises(Refused, match="vote_was_set_back"):
                act()
        with world.make_session() as session:
            assert rolls.stopped(session) == [the(world, decision).reference]
    told = world.do(decisions.settle_open_votes_after_restore, None)
    assert told.annulled == (the(world, decision).reference,)


# a crash between two steps


def test_a_ballot_cut_before_its_commit_stops_nothing(world: World, engine: sa.Engine):
    """The mark was moved beside the key, and the transaction never ended."""
    decision, members = a_vote(world)
    before = [*said(world, decision)]

    sa.event.listen(world.make_session, "before_commit", cut)
    with pytest.raises(OSError, match="stops here"):
        answer(world, decision, {members[5]: "against"})
    sa.event.remove(world.make_session, "before_commit", cut)
    assert said(world, decision) == before
    answer(world, decision, {members[5]: "against"})
    assert len(said(world, decision)) == len(before) + 1


@pytest.mark.parametrize("left", [("key", "mark"), ("key",), ("mark",)])
def test_a_key_that_outlived_its_vote_is_destroyed_at_the_next_turn(world: World, engine: sa.Engine, left):
    decision, _members = a_vote(world)
    kept = keys(engine)
    close(world, decision)
    put_keys_back(engine, {name: data for name, data in kept.items() if name.rsplit(".", 1)[1] in left})
    assert world.do(decisions.sweep, None) == 1
    assert (keys(engine), world.do(decisions.sweep, None)) == ({}, 0)


def test_the_key_of_an_open_vote_is_never_swept(world: World, engine: sa.Engine):
    a_vote(world)
    kept = keys(engine)
    world.later(days=400)
    assert (world.do(decisions.sweep, None), keys(engine)) == (0, kept)


def test_a_key_of_no_known_vote_waits_a_month(world: World, engine: sa.Engine):
    """It may be of an opening that is not written yet."""
    a_vote(world)
    folder: Path = forensics.folder(engine)
    (folder / "HA-D-2031-0001-A.key").write_bytes(b"k" * 32)
    written = (folder / "HA-D-2031-0001-A.key").stat().st_mtime
    at = world.now.fromtimestamp(written, world.now.tzinfo)
    assert world.do(decisions.sweep, None, at=at + timedelta(days=29)) == 0
    assert world.do(decisions.sweep, None, at=at + timedelta(days=31)) == 1
    assert len(keys(engine)) == 2


def test_an_opening_that_fails_leaves_no_vote_and_may_be_tried_again(world: World, engine: sa.Engine):
    people(world, 7)
    asks = chair(world)

    sa.event.listen(world.make_session, "before_commit", cut)
    with pytest.raises(OSError, match="stops here"):
        open_question(world, by=asks, ballots="secret")
    sa.event.remove(world.make_session, "before_commit", cut)
    decision = open_question(world, by=asks, ballots="secret")
    answer(world, decision, {people(world)[0]: "for"})
    with world.make_session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(BallotBox)) == 1
