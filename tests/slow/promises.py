"""What people were told is written, act by act; and whether the database says the same: once, whole, counted."""

import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.kinds import Status, Subject
from app.core.models import ActKey
from app.decisions.models import Decision
from app.decisions.queries import rolls
from app.discussion.models import Comment
from app.journal.models import Event, Outbox
from app.notifications.models import Follow, Mail, Notification
from app.proposals.models import Draft, Proposal, ProposalPlace, Revision, Support
from app.search.models import SearchDoc
from app.site import register
from tests.build import World
from tests.slow.browsers import Browser

NEED = "/propositions/nouvelle/need"


@dataclass
class Promises:
    """Kept by all browsers together. A ballot is the last one that a person was told is counted."""

    comments: set[str] = field(default_factory=set)
    needs: set[str] = field(default_factory=set)
    supports: set[tuple[int, int]] = field(default_factory=set)
    follows: set[tuple[int, int]] = field(default_factory=set)
    ballots: dict[int, str] = field(default_factory=dict)
    casting: dict[int, str] = field(default_factory=dict)  # what was sent, and may or may not be counted yet
    lock: Lock = field(default_factory=Lock)

    def copied(self) -> "Promises":
        with self.lock:
            return Promises(set(self.comments), set(self.needs), set(self.supports), set(self.follows),
                            dict(self.ballots), dict(self.casting))

    def number(self) -> int:
        return len(self.comments) + len(self.needs) + len(self.supports) + len(self.follows) + len(self.ballots)


@dataclass
class Place:
    """Where people write: some needs, and one question that is put to all."""

    needs: list[int]
    question: int


def _drawn(words: str) -> int:
    return zlib.crc32(words.encode())


Act = Callable[[Browser, Promises, Place, int, str], None]


def comment(browser: Browser, told: Promises, place: Place, who: int, words: str) -> None:
    path = f"/propositions/{place.needs[_drawn(words) % len(place.needs)]}/commenter"
    where, fields = browser.form(path, "body")
    body = f"Un avis donné une seule fois {words}"
    answer = browser.send(where, fields | {"body": body, "stance": "for"}, body)
    assert answer.status == 303, (answer.status, answer.text)
    with told.lock:
        told.comments.add(body)


def support(browser: Browser, told: Promises, place: Place, who: int, words: str) -> None:
    number = place.needs[_drawn(words) % len(place.needs)]
    _action, fields = browser.form(f"/propositions/{number}/commenter", "body")
    answer = browser.send(f"/propositions/{number}/soutenir", {"csrf_token": fields["csrf_token"]})
    assert answer.status == 303, (answer.status, answer.text)
    with told.lock:
        told.supports.add((who, number))


def follow(browser: Browser, told: Promises, place: Place, who: int, words: str) -> None:
    number = place.needs[_drawn(words) % len(place.needs)]
    _action, fields = browser.form(f"/propositions/{number}/commenter", "body")
    answer = browser.send(f"/propositions/{number}/suivre", {"csrf_token": fields["csrf_token"]})
    assert answer.status == 303, (answer.status, answer.text)
    with told.lock:
        told.follows.add((who, number))


def ballot(browser: Browser, told: Promises, place: Place, who: int, words: str) -> None:
    path, choice = f"/decisions/{place.question}/repondre", ("for", "abstain")[_drawn(words) % 2]
    where, fields = browser.form(path, "choice")
    with told.lock:
        told.casting[who] = choice
    answer = browser.send(where, fields | {"choice": choice})
    assert answer.status == 303, (answer.status, answer.text)
    with told.lock:
        told.ballots[who] = choice


def need(browser: Browser, told: Promises, place: Place, who: int, words: str) -> None:
    """A draft, its review, its publishing: three forms."""
    title = f"Garder les enfants le soir {words}"
    where, fields = browser.form(NEED, "lived")
    del fields["act"]  # of the other button
    kept = browser.send(where, fields | {"title": title, "lived": "Après dix-neuf heures, rien.", "places": "embrun"})
    assert kept.status == 303, (kept.status, kept.text)
    publish = kept.location.replace("relire", "publier")
    where, fields = browser.form(kept.location, publish)
    answer = browser.send(where, fields)
    assert answer.status == 303, (answer.status, answer.text)
    with told.lock:
        told.needs.add(title)


ACTS: tuple[Act, ...] = (comment, support, ballot, comment, follow, need, comment, ballot)


def once(found: Counter[Any], promised: set[Any], what: str) -> list[str]:
    lost = [f"{what} lost: {one}" for one in promised if found[one] == 0]
    return lost + [f"{what} doubled: {one}" for one, n in found.items() if n > 1]


def broken(session: Session, told: Promises, place: Place) -> list[str]:
    """One reading of everything, at one moment. Nothing where every promise is kept."""
    comments = Counter(session.scalars(sa.select(Comment.body)))
    needs = Counter(session.scalars(sa.select(Proposal.title).where(Proposal.author_id.is_not(None))))
    supports = Counter((row.person_id, row.proposal_id) for row in session.execute(
        sa.select(Support.person_id, Support.proposal_id)))
    follows = Counter((row.person_id, row.subject_id) for row in session.execute(
        sa.select(Follow.person_id, Follow.subject_id).where(Follow.subject_kind == Subject.PROPOSAL)))
    return [*once(comments, told.comments, "comment"), *once(needs, told.needs, "need"),
            *once(supports, told.supports, "support"), *once(follows, told.follows, "follow"),
            *uncounted(session, told, place), *unequal(session), *halves(session), *register.state(session).faults]


def uncounted(session: Session, told: Promises, place: Place) -> list[str]:
    """Read with the key of the vote: what each was told is counted, or what they have sent since."""
    decision = session.get_one(Decision, place.question)
    key = rolls.key_of(session, decision)
    if key is None:
        return ["the key of the vote is gone"]
    there = {one.by_tag: one.content.choice for one in rolls.ballots(session, decision, key)}
    said = {who: there.get(rolls.person_tag(key, who)) for who in told.ballots}
    return [f"ballot of {who}: {choice} told, {said[who]} there" for who, choice in told.ballots.items()
            if said[who] not in (choice, told.casting[who])]


def _count(session: Session, table: Any, *where: Any) -> int:
    return int(session.scalar(sa.select(sa.func.count()).select_from(table).where(*where)) or 0)


def unequal(session: Session) -> list[str]:
    """Counters that are not the number of their rows."""
    found = []
    for name, row, counter in (("supports", Support, Proposal.supports), ("comments", Comment, Proposal.comments)):
        rows: Any = sa.select(sa.func.count()).where(row.proposal_id == Proposal.id)
        if row is Comment:
            rows = rows.where(Comment.parent_id.is_(None))
        wrong = session.execute(sa.select(Proposal.id, counter, rows.scalar_subquery()).where(
            counter != rows.scalar_subquery())).all()
        found += [f"{name} of {one[0]}: {one[1]} told, {one[2]} there" for one in wrong]
    return found


def halves(session: Session) -> list[str]:
    """What one act writes in several rows is there whole or not at all."""
    said = {row[0]: row[1] for row in session.execute(
        sa.select(Event.kind, sa.func.count()).group_by(Event.kind))}
    whole = {
        "a comment and its line": (_count(session, Comment), said.get("comment.posted", 0)),
        "a proposal and its line": (_count(session, Proposal), said.get("proposal.published", 0)),
        "a proposal and its text": (_count(session, Proposal), _count(session, Revision, Revision.number == 1)),
        "a need and its place": (_count(session, Proposal), _count(session, ProposalPlace)),
        "a proposal and its words": (_count(session, Proposal), _count(
            session, SearchDoc, SearchDoc.kind == Subject.PROPOSAL)),
        "a key without its page": (0, _count(session, ActKey, ActKey.location == "")),
        "a proposal and its status": (_count(session, Proposal), _count(
            session, Proposal, Proposal.status == Status.OPEN)),
    }
    return [f"{what}: {one} and {other}" for what, (one, other) in whole.items() if one != other]


def told_once(session: Session) -> list[str]:
    """Once the jobs have nothing left to do: nobody was told the same thing twice, nothing waits."""
    twice = session.execute(
        sa.select(Notification.person_id, Notification.event_id).group_by(
            Notification.person_id, Notification.event_id).having(sa.func.count() > 1)).all()
    left = _count(session, Outbox)
    mails = session.execute(sa.select(Mail.dedupe_key).group_by(Mail.dedupe_key).having(sa.func.count() > 1)).all()
    return [*(f"told twice: {row}" for row in twice), *(f"mailed twice: {row}" for row in mails),
            *([f"{left} events wait"] if left else [])]


def drafts(session: Session) -> int:
    return _count(session, Draft)


def place_of(world: World, needs: int, question: int) -> Place:
    made = [world.need(world.person(f"Autrice{n}"), title=f"Un four à pain banal, quartier {n}") for n in range(needs)]
    return Place(made, question)
