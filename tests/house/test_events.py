"""Laws: whatever can happen can be told, in the timeline, in the news, in the journal's filter, and by mail."""

from types import SimpleNamespace

import pytest
from flask import Flask

from app.core.events import KINDS
from app.core.kinds import Ground, Role, Stance, Visibility
from app.core.web.filters import GROUNDS, ROLES, line, told
from app.journal.queries import Names

GIVEN = {"version": 2, "ground": "hate", "role": "moderator", "proposals": 3, "kept": 0, "comments": 4, "person_id": 5,
         "stance": "for", "other_id": 6, "into_id": 6, "from_stage": "idea", "to_stage": "work_group",
         "closes_on": "2026-06-01", "until": "2026-06-01", "roll": 12, "cast": 9, "covered": 3, "line": "offer"}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_sentence_without_names(app: Flask, kind):
    with app.test_request_context():
        assert line(kind, GIVEN)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_told_with_names(app: Flask, kind):
    stages = {"idea": {"fr": "Idée"}, "work_group": {"fr": "Groupe"}}
    names = Names({5: "Bob", 7: "Alice <b>"}, {6: "Un four & du pain"}, stages)
    event = SimpleNamespace(kind=kind, data=GIVEN, actor_id=7, subject_id=5)
    with app.test_request_context():
        said = told(event, names)
    assert said
    assert "<b>" not in said


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_told_when_nothing_is_known_any_more(app: Flask, kind):
    with app.test_request_context():
        assert told(SimpleNamespace(kind=kind, data=GIVEN, actor_id=7, subject_id=5), Names())
        assert told(SimpleNamespace(kind=kind, data=GIVEN, actor_id=None, subject_id=5), Names())


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_says_everything_of_itself(kind):
    known = KINDS[kind]
    assert known.label
    assert known.sentence
    assert not (known.sentences or known.tolds) or known.by in known.__dataclass_fields__


def test_every_ground_role_and_stance_has_its_word():
    assert set(GROUNDS) == {ground.value for ground in Ground}
    assert {role.value for role in Role} - {"visitor"} <= set(ROLES)
    assert {stance.value for stance in Stance if stance is not Stance.NEUTRAL} == set(KINDS["comment.posted"].sentences)


def test_a_support_is_told_without_a_name(app: Flask):
    with app.test_request_context():
        assert "Alice" not in told(SimpleNamespace(kind="support.given", data={}, actor_id=7, subject_id=5),
                                   Names({7: "Alice"}))


@pytest.mark.parametrize("kind", sorted(k for k, v in KINDS.items() if any(one.at_once for one in v.to)))
def test_what_is_mailed_at_once_has_its_mail(app: Flask, kind):
    for part in ("subject", "body"):
        assert app.jinja_env.get_template(f"mail/{kind.replace('.', '_')}/{part}.txt")


@pytest.mark.parametrize("kind", sorted(k for k, v in KINDS.items() if v.visibility is not Visibility.PUBLIC))
def test_staff_lines_name_nobody_outside(kind):
    """A delegation is told to the two people it ties, and to nobody else: its names are theirs."""
    names_somebody = KINDS[kind].told or KINDS[kind].tolds
    assert not names_somebody or kind in ("mandate.asked", "delegation.given", "delegation.ended")
