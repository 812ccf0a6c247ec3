"""What the pages of decisions read. Nothing here looks at a ballot of an open decision but the reader's own, or where
its charter lets everybody follow the count."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person
from app.core.database import existing_row
from app.core.kinds import Answer, ContentState, DecisionState
from app.core.texts import alphabetical
from app.decisions.ballot_keys import BallotKey
from app.decisions.models import Ballot, Decision, DecisionFile, Note, Objection, ObjectionTest, RollEntry, RoundWord
from app.decisions.queries import rolls
from app.governance import decision_rules, rolls as governance_rolls
from app.governance.charter.model import Charter, DecisionRule
from app.governance.consent import STANDING
from app.governance.tally.counting import Carried
from app.groups.models import Group
from app.proposals.models import GateAnswer, Proposal
from app.structures.models import Structure
from app.territory.models import Charter as CharterRow, Space

Rows = Sequence[Any]
PAGE = 20
SHOWN = ContentState.VISIBLE


def page(session: Session, decision_id: int) -> Any:
    """The head of its page; Missing where there is none, or where its proposal is hidden."""
    opener, facilitator = aliased(Person), aliased(Person)
    return existing_row(session.execute(
        sa.select(Decision.__table__, Space.timezone, Space.slug.label("space_slug"), Proposal.title, Proposal.stage,
                  Proposal.track, Proposal.lang.label("title_lang"), Proposal.version.label("newest"),
                  CharterRow.version.label("charter_version"), CharterRow.digest.label("charter_digest"),
                  Group.name.label("group_name"), opener.display_name.label("opener"),
                  facilitator.display_name.label("facilitator"))
        .join(Space, Space.id == Decision.space_id).join(CharterRow, CharterRow.id == Decision.charter_id)
        .outerjoin(Proposal, Proposal.id == Decision.proposal_id).outerjoin(Group, Group.id == Decision.group_id)
        .outerjoin(opener, opener.id == Decision.opened_by)
        .outerjoin(facilitator, facilitator.id == Decision.facilitator_id)
        .where(Decision.id == decision_id, sa.or_(Proposal.id.is_(None), Proposal.state == SHOWN))))


def _listed() -> Any:
    return (sa.select(Decision.id, Decision.kind, Decision.question, Decision.lang, Decision.method, Decision.by,
                      Decision.state, Decision.step, Decision.opened_at, Decision.closes_on, Decision.closes_at,
                      Decision.closed_at, Decision.outcome, Decision.roll, Decision.review_on, Decision.proposal_id,
                      Proposal.title, Proposal.lang.label("title_lang"), Space.timezone)
            .join(Space, Space.id == Decision.space_id).outerjoin(Proposal, Proposal.id == Decision.proposal_id)
            .where(sa.or_(Proposal.id.is_(None), Proposal.state == SHOWN)))


def opened(session: Session) -> Rows:
    """The one that ends first comes first; there are never many at once."""
    return session.execute(_listed().where(Decision.state == DecisionState.OPEN)
                           .order_by(Decision.closes_at, Decision.id).limit(100)).all()


def over(session: Session, before: tuple[datetime, int] | None = None) -> tuple[list[Any], tuple[datetime, int] | None]:
    """The latest first, and where the next page begins."""
    wanted = _listed().where(Decision.state != DecisionState.OPEN)
    if before is not None:
        wanted = wanted.where(sa.tuple_(Decision.closed_at, Decision.id) < sa.tuple_(
            sa.literal(before[0], Decision.closed_at.type), before[1]))
    rows = list(session.execute(wanted.order_by(Decision.closed_at.desc(), Decision.id.desc()).limit(PAGE + 1)))
    more = rows[PAGE - 1] if len(rows) > PAGE else None
    return rows[:PAGE], (more.closed_at, more.id) if more else None


def waiting_for(session: Session, person_id: int) -> Rows:
    """Open decisions that one is on the roll of; whether one answered is one's own business, and is asked apart."""
    mine = sa.select(RollEntry.decision_id).where(RollEntry.person_id == person_id, RollEntry.recused.is_(False))
    return session.execute(_listed().where(Decision.state == DecisionState.OPEN, Decision.id.in_(mine))
                           .order_by(Decision.closes_at, Decision.id).limit(50)).all()


def of_proposal(session: Session, proposal_id: int) -> Rows:
    """Everything asked about it, the latest first."""
    return session.execute(_listed().where(Decision.proposal_id == proposal_id).order_by(Decision.id.desc())).all()


def file(session: Session, decision_id: int) -> str | None:
    """What was published, as it was."""
    return session.scalar(sa.select(DecisionFile.text).where(DecisionFile.decision_id == decision_id))


def notes(session: Session, decision_id: int) -> Rows:
    about, by = aliased(Person), aliased(Person)
    return session.execute(
        sa.select(Note.id, Note.kind, Note.reason, Note.until, Note.at, about.display_name.label("person"),
                  by.display_name.label("by"))
        .outerjoin(about, about.id == Note.person_id).outerjoin(by, by.id == Note.by_id)
        .where(Note.decision_id == decision_id).order_by(Note.id)).all()


def roll(session: Session, decision_id: int) -> Rows:
    """Name by name: (voice, person_id, name, structure, slug, college, ground, recused)."""
    rows = session.execute(
        sa.select(RollEntry.voice, RollEntry.person_id, Person.display_name.label("name"),
                  Structure.name.label("structure"), Structure.slug, RollEntry.college, RollEntry.ground,
                  RollEntry.recused)
        .join(Person, Person.id == RollEntry.person_id).outerjoin(Structure, Structure.id == RollEntry.structure_id)
        .where(RollEntry.decision_id == decision_id)).all()
    return sorted(rows, key=lambda row: (row.college, *alphabetical(row.name), row.person_id, row.voice))


def public_ballots(session: Session, decision_id: int) -> Rows:
    """Of a closed decision whose answers are public: who said what, and why."""
    rows = session.execute(
        sa.select(Ballot.choice, Ballot.reason, Ballot.receipt, Ballot.college, Ballot.person_id,
                  Person.display_name.label("name"), Structure.name.label("structure"))
        .join(Decision, Decision.id == Ballot.decision_id).join(Person, Person.id == Ballot.person_id)
        .outerjoin(Structure, Structure.id == Ballot.structure_id)
        .where(Ballot.decision_id == decision_id, Decision.state == DecisionState.CLOSED)).all()
    return sorted(rows, key=lambda row: (*alphabetical(row.name), row.receipt))


def words(session: Session, decision_id: int) -> Rows:
    """What was said in the round: each with its author, its step, and what it answers."""
    return session.execute(
        sa.select(RoundWord.id, RoundWord.round, RoundWord.step, RoundWord.parent_id, RoundWord.text, RoundWord.at,
                  RoundWord.author_id, Person.display_name.label("author"))
        .join(Person, Person.id == RoundWord.author_id).where(RoundWord.decision_id == decision_id)
        .order_by(RoundWord.id)).all()


def objections(session: Session, decision_id: int) -> Rows:
    return session.execute(
        sa.select(Objection.__table__, Person.display_name.label("author"), Structure.name.label("structure"))
        .join(Person, Person.id == Objection.author_id).outerjoin(Structure, Structure.id == Objection.structure_id)
        .where(Objection.decision_id == decision_id).order_by(Objection.id)).all()


def tests(session: Session, decision_id: int) -> Rows:
    """The answers of the circle to the four questions, objection by objection, test by test."""
    t = ObjectionTest
    return session.execute(
        sa.select(t.objection_id, t.number, t.harms_purpose, t.caused_by_it, t.not_safe_enough, t.from_the_role,
                  t.reason, t.person_id, Person.display_name.label("name"))
        .join(Objection, Objection.id == t.objection_id).join(Person, Person.id == t.person_id)
        .where(Objection.decision_id == decision_id).order_by(t.objection_id, t.number, t.at)).all()


def following(session: Session, decision_id: int) -> Rows:
    """What came after it: the vote that took over, its reviews."""
    return session.execute(sa.select(Decision.id, Decision.kind, Decision.question, Decision.state, Decision.outcome)
                           .where(Decision.follows_id == decision_id).order_by(Decision.id)).all()


def passed(session: Session, decision_id: int) -> bool:
    """Did the proposal change stage by it? Adopted, it passes as soon as its conditions hold, which may be later."""
    return session.scalar(sa.select(GateAnswer.id).where(
        GateAnswer.decision_id == decision_id, GateAnswer.answer == Answer.PROMOTED)) is not None


def due(session: Session, now: datetime) -> Rows:
    """(id, consent) of the open ones whose last day, or whose step's, is over."""
    return session.execute(sa.select(Decision.id, Decision.step).where(
        Decision.state == DecisionState.OPEN, Decision.closes_at <= now).order_by(Decision.closes_at).limit(200)).all()


def nearly_over(session: Session, now: datetime, until: datetime) -> list[int]:
    """Votes to remind of, once for each last day."""
    return list(session.scalars(sa.select(Decision.id).where(
        Decision.state == DecisionState.OPEN, Decision.step.is_(None), Decision.closes_at > now,
        Decision.closes_at <= until, sa.or_(Decision.reminded_for.is_(None),
                                            Decision.reminded_for != Decision.closes_on))
        .order_by(Decision.closes_at).limit(200)))


def to_review(session: Session, today: date) -> list[int]:
    return list(session.scalars(sa.select(Decision.id).where(
        Decision.review_on <= today, Decision.reviewed_at.is_(None)).order_by(Decision.review_on).limit(200)))


# The ballots of a decision put together with its roll, while its key is there: for its closing, and for results that
# its charter lets everybody follow.

@dataclass(frozen=True)
class Poll:
    """`ballots` as they are in the box; `profile` is what is counted; `answered` the voices that have a ballot."""

    ballots: list[rolls.Opened]
    entries: list[governance_rolls.Entry]
    voices: Mapping[str, str]
    answered: frozenset[str]
    objecting: frozenset[str]
    carried: Carried | None
    profile: dict[str, Any]

    @property
    def delegated(self) -> int:
        return self.carried.delegated if self.carried else 0


def poll_of(session: Session, decision: Any, key: BallotKey, rule: DecisionRule, charter: Charter, on: date) -> Poll:
    """`decision` has id, reference, space_id, theme_id, version, options."""
    entries, ballots = rolls.frozen(session, decision.id), rolls.ballots(session, decision, key)
    voices = governance_rolls.voices(entries)
    cast = _cast(key, ballots, voices)
    objecting = frozenset(session.scalars(sa.select(Objection.voice).where(
        Objection.decision_id == decision.id, Objection.state.in_(STANDING))))
    carried = decision_rules.carried(charter, rule, voices, cast, _given(session, decision, on))
    kept = decision_rules.counted(rule, cast, decision.version, objecting)
    keys = [option["key"] for option in decision.options]
    profile = decision_rules.profile(charter, rule, keys, voices, kept, carried)
    return Poll(ballots, entries, voices, frozenset(one.voice for one in cast), objecting, carried, profile)


def _cast(
    key: BallotKey, ballots: Iterable[rolls.Opened], voices: Mapping[str, str]
) -> list[decision_rules.Cast]:
    by_tag = {key.tag("voice", voice): voice for voice in voices}
    return [decision_rules.Cast(by_tag[one.voice_tag], one.content.receipt, one.content.choice, one.content.version)
            for one in ballots if one.voice_tag in by_tag]


def _given(session: Session, decision: Any, on: date) -> dict[str, str]:
    if decision.theme_id is None:
        return {}
    held = rolls.delegations(session, decision.space_id, decision.theme_id, on)
    return {governance_rolls.own_voice(giver): governance_rolls.own_voice(holder) for giver, holder in held.items()}
