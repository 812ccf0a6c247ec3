"""Who hears of what: a table without a hole, and without a leak."""

import pytest

from app.core.events import KINDS, STAFF, Relation, event, hearers, may_still_read
from app.core.kinds import Loudness, Role, Visibility

CONCERNED = {Relation.PERSON, Relation.AUTHOR, Relation.REPORTER, Relation.MODERATOR, Relation.STEERING,
             Relation.OPERATOR, Relation.REPRESENTATIVE, Relation.HOLDER}


def test_who_is_told_must_be_said():
    with pytest.raises(TypeError):
        event("nothing.said")


@pytest.mark.parametrize("kind", [k for k, v in KINDS.items() if v.visibility is not Visibility.PUBLIC])
def test_what_is_for_staff_is_never_told_to_followers(kind):
    assert {hearing.relation for hearing in KINDS[kind].to} <= CONCERNED


@pytest.mark.parametrize("kind", sorted(k for k, v in KINDS.items() if not v.of_moderation))
def test_nothing_is_told_of_a_hidden_content(kind):
    assert hearers(kind, hidden=True) == ()


def test_the_author_of_a_hidden_content_is_told_at_once():
    told = {hearing.relation: hearing.loudness for hearing in hearers("content.hidden", hidden=True)}
    assert told[Relation.AUTHOR] is Loudness.AT_ONCE


@pytest.mark.parametrize(("kind", "relation"), [
    ("carrier.invited", Relation.PERSON), ("gate.declined", Relation.CARRIER), ("passage.made", Relation.CARRIER),
    ("role.granted", Relation.PERSON), ("content.hidden", Relation.AUTHOR)])
def test_what_concerns_somebody_is_mailed_at_once(kind, relation):
    assert next(h for h in KINDS[kind].to if h.relation is relation).at_once


def test_a_comment_or_a_support_is_never_mailed_at_once():
    quiet = ("comment.posted", "support.given", "proposal.revised")
    assert not any(hearing.at_once for kind in quiet for hearing in KINDS[kind].to)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_loudest_comes_first_and_no_relation_twice(kind):
    order = [hearing.at_once for hearing in hearers(kind)]
    assert order == sorted(order, reverse=True)
    relations = [hearing.relation for hearing in hearers(kind)]
    assert len(relations) == len(set(relations))


@pytest.mark.parametrize("why", sorted(STAFF))
def test_what_came_with_a_role_goes_with_it(why):
    assert not may_still_read(why, frozenset({Role.PARTICIPANT}))
    assert may_still_read(why, frozenset({Role.PARTICIPANT, STAFF[why]}))


def test_what_came_otherwise_stays():
    assert may_still_read("follower", frozenset())
