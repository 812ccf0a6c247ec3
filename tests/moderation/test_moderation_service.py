"""Reports, verdicts and answers on both databases: nothing hides by itself, nobody judges their own."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, NoResultFound

from app.core.database import WRITE
from app.core.kinds import CaseState, ContentState, Ground, Role, Stance, Subject, Verdict, Visibility
from app.core.unit_of_work import Refused
from app.discussion import service as discussion
from app.discussion.models import Comment
from app.journal.models import Event
from app.moderation import queries as read, service as moderation
from app.moderation.models import Case, Report, VerdictRow
from app.proposals.models import Proposal
from tests.build import World
from tests.remembered import remembered

WHY = "Le message vise une personne et non ses idées."
COMMENT, PROPOSAL = Subject.COMMENT, Subject.PROPOSAL


@remembered
def _rude(world: World, by: int, idea: int) -> int:
    return world.do(discussion.post, by, idea, Stance.AGAINST, "Vous êtes nuls.", "fr")


class Scene:
    """Alice's idea, Bob's rude comment, Charlie who reports; Mona and Max moderate."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.alice, self.bob, self.charlie = (world.person(n) for n in ("Alice", "Bob", "Charlie"))
        self.mona, self.max = (world.person(n, Role.MODERATOR) for n in ("Mona", "Max"))
        self.idea = world.idea(self.alice)
        self.comment = _rude(world, self.bob, self.idea)

    def report(self, by=None, kind=COMMENT, number=None, ground=Ground.HARASSMENT, **given):
        number = number or (self.comment if kind is COMMENT else self.idea)
        given.setdefault("visitor_tag", "" if by else "v" * 64)
        return self.world.do(moderation.report, by, kind, number, ground, "Lisez", **given)

    def case(self) -> int:
        with self.world.make_session() as session:
            return session.scalar(sa.select(sa.func.max(Case.id)))

    def judge(self, by, verdict=Verdict.HIDE, ground=Ground.HARASSMENT, why=WHY, **given):
        return self.world.do(moderation.judge, by, self.case(), verdict, ground, why, **given)

    def refusal(self, function, *args, **given) -> str:
        with pytest.raises(Refused) as caught:
            function(*args, **given)
        return caught.value.code


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def test_a_visitor_reports_and_gets_a_receipt(scene, session):
    receipt = scene.report()
    assert len(receipt.code) == 8
    assert session.scalar(sa.select(Case.reports)) == 1
    assert session.get_one(Comment, scene.comment).state is ContentState.VISIBLE


def test_a_visitor_without_a_tag_cannot_report(scene):
    assert scene.refusal(scene.report, visitor_tag="") == "sign_in_first"


def test_the_same_reporter_counts_once(scene, session):
    first = scene.report(scene.charlie)
    again = scene.report(scene.charlie, ground=Ground.OFF_TOPIC)
    assert (again.again, again.code) == (True, first.code)
    assert session.scalar(sa.select(Case.reports)) == 1


def test_two_visitors_count_twice_in_one_case(scene, session):
    scene.report(visitor_tag="a" * 64)
    scene.report(visitor_tag="b" * 64)
    assert session.execute(sa.select(Case.reports)).scalars().all() == [2]


def test_a_hundred_reports_hide_nothing(scene, session):
    for n in range(100):
        scene.report(visitor_tag=f"{n:064d}")
    assert session.get_one(Comment, scene.comment).state is ContentState.VISIBLE


def test_a_graver_ground_brings_the_delay_forward_only(scene, session):
    scene.report(ground=Ground.OFF_TOPIC, visitor_tag="a")
    assert session.scalar(sa.select(Case.due_at)) == scene.world.now + timedelta(hours=72)
    session.rollback()
    scene.report(ground=Ground.HATE, visitor_tag="b")
    scene.report(ground=Ground.OFF_TOPIC, visitor_tag="c")
    assert session.scalar(sa.select(Case.due_at)) == scene.world.now + timedelta(hours=24)


def test_the_report_is_for_staff_in_the_journal(scene, session):
    scene.report(scene.charlie)
    assert session.scalar(sa.select(Event.visibility).where(Event.kind == "content.reported")) is Visibility.STAFF


def test_ones_own_content_is_not_reported(scene):
    assert scene.refusal(scene.report, scene.bob) == "report_own_content"


def test_a_group_or_a_person_is_not_reported_here(scene):
    assert scene.refusal(scene.report, scene.charlie, Subject.GROUP, 1) == "not_reportable"


def test_an_unknown_comment_is_not_there(scene):
    with pytest.raises(NoResultFound):
        scene.report(scene.charlie, COMMENT, 999_999)


@pytest.mark.parametrize("who", ["alice", "charlie"])
def test_only_moderators_judge(scene, who):
    scene.report()
    assert scene.refusal(scene.judge, getattr(scene, who)) == "not_your_role"


def test_a_suspended_moderator_judges_nothing(scene, session):
    scene.report()
    session.execute(sa.text("UPDATE person SET state = 'suspended' WHERE id = :id"), {"id": scene.mona})
    session.commit()
    assert scene.refusal(scene.judge, scene.mona) == "suspended"


def test_nobody_judges_what_they_reported(scene):
    scene.report(scene.mona)
    assert scene.refusal(scene.judge, scene.mona) == "judge_own_report"


def test_nobody_judges_what_they_wrote(scene):
    own = scene.world.do(discussion.post, scene.mona, scene.idea, Stance.FOR, "De moi", "fr")
    scene.report(number=own)
    assert scene.refusal(scene.judge, scene.mona) == "judge_own_content"


@pytest.mark.parametrize("kind", [COMMENT, PROPOSAL])
def test_nobody_judges_round_what_they_carry(scene, kind):
    scene.world.carrier(scene.idea, scene.alice, scene.mona)
    scene.report(kind=kind)
    assert scene.refusal(scene.judge, scene.mona) == "judge_own_proposal"


@pytest.mark.parametrize("why", ["", "Non.", " " * 60, "a" * 19])
def test_no_verdict_without_an_explanation(scene, why):
    scene.report()
    for verdict in (Verdict.HIDE, Verdict.DISMISS):
        assert scene.refusal(scene.judge, scene.mona, verdict, why=why) == "explain_more"


def test_no_hiding_without_a_ground(scene):
    scene.report()
    assert scene.refusal(scene.judge, scene.mona, ground=None) == "ground_is_needed"


@pytest.mark.parametrize(("column", "value"), [("explanation", ""), ("ground", None)])
def test_the_database_refuses_a_verdict_without_reason(scene, session, column, value):
    scene.report()
    given = {"case_id": scene.case(), "round": 1, "moderator_id": scene.mona, "verdict": Verdict.HIDE,
             "ground": Ground.HATE, "explanation": WHY, "at": scene.world.now} | {column: value}
    with pytest.raises(IntegrityError):
        session.execute(sa.insert(VerdictRow).values(given))


def test_the_database_holds_one_open_case_for_a_content(scene, session):
    scene.report()
    given = {"space_id": scene.world.space_id, "subject_kind": COMMENT, "subject_id": scene.comment, "reports": 0,
             "proposal_id": scene.idea, "state": CaseState.OPEN, "due_at": scene.world.now,
             "opened_at": scene.world.now}
    with pytest.raises(IntegrityError):
        session.execute(sa.insert(Case).values(given))


def test_a_dismissal_closes_and_changes_nothing(scene, session):
    scene.report()
    scene.judge(scene.mona, Verdict.DISMISS, None)
    assert session.scalar(sa.select(Case.state)) is CaseState.CLOSED
    assert session.get_one(Comment, scene.comment).state is ContentState.VISIBLE


def test_a_hidden_comment_keeps_its_text_and_its_count(scene, session):
    scene.report()
    scene.judge(scene.mona)
    row = session.get_one(Comment, scene.comment)
    assert (row.state, row.body) == (ContentState.HIDDEN, "Vous êtes nuls.")
    assert session.get_one(Proposal, scene.idea).comments == 1


def test_the_public_line_names_the_ground_and_not_the_author(scene, session):
    scene.report()
    scene.judge(scene.mona)
    event = session.scalar(sa.select(Event).where(Event.kind == "content.hidden"))
    assert event.visibility is Visibility.PUBLIC
    assert event.data == {"case_id": scene.case(), "content": "comment", "content_id": scene.comment,
                          "ground": "harassment"}


def test_a_closed_case_is_not_judged_again(scene):
    scene.report()
    scene.judge(scene.mona, Verdict.DISMISS, None)
    assert scene.refusal(scene.judge, scene.max) == "case_closed"


def test_a_hidden_content_is_not_reported_again(scene):
    scene.report()
    scene.judge(scene.mona)
    assert scene.refusal(scene.report, scene.mona) == "is_hidden"
    with pytest.raises(NoResultFound):
        scene.report(scene.charlie)


def test_a_moderator_may_restore_what_was_hidden_by_mistake(scene, session):
    scene.report()
    scene.judge(scene.mona)
    scene.judge(scene.mona, Verdict.RESTORE)
    assert session.get_one(Comment, scene.comment).state is ContentState.VISIBLE


def test_only_the_author_answers(scene):
    scene.report()
    verdict = scene.judge(scene.mona)
    assert scene.refusal(scene.world.do, moderation.answer, scene.charlie, verdict, WHY) == "not_your_content"


def test_a_carrier_answers_for_a_proposal(scene):
    scene.world.carrier(scene.idea, scene.alice, scene.charlie)
    scene.report(kind=PROPOSAL)
    verdict = scene.judge(scene.mona)
    assert scene.world.do(moderation.answer, scene.charlie, verdict, WHY) == scene.case()


def test_the_answer_opens_the_case_again_with_a_new_delay(scene, session):
    scene.report()
    verdict = scene.judge(scene.mona)
    scene.world.later(days=3)
    scene.world.do(moderation.answer, scene.bob, verdict, WHY)
    case = session.get_one(Case, scene.case())
    assert (case.state, case.closed_at) == (CaseState.OPEN, None)
    assert case.due_at == scene.world.now + timedelta(hours=72)


def test_an_answer_needs_some_words(scene):
    scene.report()
    verdict = scene.judge(scene.mona)
    assert scene.refusal(scene.world.do, moderation.answer, scene.bob, verdict, "Non.") == "too_short"


def answered(scene) -> int:
    scene.report()
    verdict = scene.judge(scene.mona)
    scene.world.do(moderation.answer, scene.bob, verdict, WHY)
    return verdict


def test_a_verdict_is_answered_once(scene):
    verdict = answered(scene)
    assert scene.refusal(scene.world.do, moderation.answer, scene.bob, verdict, WHY) == "hiding_already_answered"


@pytest.mark.parametrize("verdict", [Verdict.RESTORE, Verdict.HIDE])
def test_the_second_look_is_never_by_the_same_moderator(scene, verdict):
    answered(scene)
    assert scene.refusal(scene.judge, scene.mona, verdict) == "judge_twice"


def test_the_second_look_restores(scene, session):
    answered(scene)
    scene.judge(scene.max, Verdict.RESTORE)
    assert session.get_one(Comment, scene.comment).state is ContentState.VISIBLE


def test_the_second_look_is_final(scene):
    answered(scene)
    second = scene.judge(scene.max, Verdict.HIDE)
    assert scene.refusal(scene.world.do, moderation.answer, scene.bob, second, WHY) == "second_look_is_final"


def test_a_dismissed_case_and_a_new_report_make_a_new_case(scene, session):
    scene.report(scene.charlie)
    scene.judge(scene.mona, Verdict.DISMISS, None)
    scene.report(scene.charlie)
    states = session.execute(sa.select(Case.state).order_by(Case.id)).scalars().all()
    assert states == [CaseState.CLOSED, CaseState.OPEN]


def test_a_hidden_question_waits_for_no_answer_any_more(scene, session):
    from app.proposals.queries.steering import facts_of

    asked = scene.world.do(discussion.post, scene.bob, scene.idea, Stance.QUESTION, "Qui ment ?", "fr")
    scene.report(number=asked)
    scene.judge(scene.mona)
    assert facts_of(session, scene.idea).unanswered == 0


def test_a_hidden_proposal_leaves_the_search_and_comes_back(scene, session):
    from app.search.models import SearchDoc

    kept = sa.select(sa.func.count()).select_from(SearchDoc).where(SearchDoc.kind == PROPOSAL)
    before = session.scalar(kept)
    scene.report(kind=PROPOSAL)
    scene.judge(scene.mona)
    session.rollback()
    assert session.scalar(kept) == 0
    scene.judge(scene.mona, Verdict.RESTORE)
    session.rollback()
    assert session.scalar(kept) == before


def test_twelve_reports_at_once_make_one_case(scene, session):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda n: scene.report(visitor_tag=f"{n:064d}"), range(12)))
    assert session.execute(sa.select(Case.reports)).scalars().all() == [12]
    assert session.scalar(sa.select(sa.func.count()).select_from(Report)) == 12


def test_two_moderators_at_once_give_one_verdict(scene, session):
    from concurrent.futures import ThreadPoolExecutor

    scene.report()

    def judged(by):
        try:
            return scene.judge(by)
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(judged, (scene.mona, scene.max)))
    assert sorted(isinstance(one, str) for one in told) == [False, True]
    assert session.scalar(sa.select(sa.func.count()).select_from(VerdictRow)) == 1


def make_cases(scene, number: int) -> None:
    for n in range(number):
        by, at = scene.world.person(f"P{n}"), scene.world.later(hours=2)
        comment = scene.world.do(discussion.post, by, scene.idea, Stance.FOR, f"Message {n}", "fr")
        scene.world.do(moderation.report, scene.charlie, COMMENT, comment, Ground.OTHER, "", at=at)


def test_forty_cases_come_by_due_date_and_by_pages(scene, session):
    make_cases(scene, 41)
    first = read.queue(session, scene.world.now, scene.mona, limit=20)
    assert len(first) == 21
    assert [row.due_at for row in first] == sorted(row.due_at for row in first)
    rest = read.queue(session, scene.world.now, scene.mona, after=(first[19].due_at, first[19].id), limit=50)
    assert len(rest) == 21
    assert not {row.id for row in rest} & {row.id for row in first[:20]}


def test_the_late_ones_and_the_second_looks_can_be_asked_for(scene, session):
    answered(scene)
    make_cases(scene, 3)
    now = scene.world.later(hours=73)
    assert len(read.queue(session, now, scene.mona, read.Filter.LATE)) == 4
    assert read.queue(session, now, scene.mona, read.Filter.SECOND) == []
    assert len(read.queue(session, now, scene.max, read.Filter.SECOND)) == 1


def test_the_next_case_is_one_that_this_moderator_may_judge(scene, session):
    answered(scene)
    assert read.next_open(session, scene.mona, 0) is None
    assert read.next_open(session, scene.max, 0) == scene.case()


def test_a_verdict_on_another_persons_content_is_not_there(scene, session):
    verdict = answered(scene)
    assert read.own_verdict(session, verdict, scene.bob).explanation == WHY
    with pytest.raises(NoResultFound):
        read.own_verdict(session, verdict, scene.charlie)


@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.OPEN])
def test_the_database_ties_the_closing_to_its_date(scene, state):
    scene.report()
    closed_at = None if state is CaseState.CLOSED else scene.world.now
    with scene.world.make_session() as session:
        session.connection(execution_options=WRITE)
        with pytest.raises(IntegrityError):
            session.execute(sa.update(Case).values(state=state, closed_at=closed_at))
