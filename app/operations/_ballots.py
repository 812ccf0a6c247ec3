"""Steps of answering: whose voice it is, and its one ballot."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.models.decisions import Ballot, Decision
from app.operations._decisions import present
from app.operations._work import Refused, Work
from app.queries import rolls as read
from app.queries.dialect import upsert
from app.rules.charter import Method
from app.rules.charter.words import Ballots
from app.rules.kinds import ConsentStep
from app.rules.rolls import own_voice, receipt, tag


@dataclass(frozen=True)
class Receipt:
    """`changed`: the voice had answered before, and this answer replaces it."""

    code: str
    changed: bool


def check_open(work: Work, decision: Decision, voice: str | None) -> Any:
    """The hat one answers under, or the reason why not."""
    if present(work, decision.space_id) >= decision.closes_at:
        raise Refused("decision_is_over")
    if decision.method is Method.CONSENT and decision.step is not ConsentStep.OBJECTIONS:
        raise Refused("not_at_this_step")
    return hat_of(work, decision, voice)


def free_hats(work: Work, decision: Decision) -> list[Any]:
    """At least one, or the reason why not."""
    hats = read.hats(work.session, decision.id, work.me)
    if not hats:
        raise Refused("not_on_the_roll")
    free = [hat for hat in hats if not hat.recused]
    if not free:
        raise Refused("you_are_recused")
    return free


def hat_of(work: Work, decision: Decision, voice: str | None) -> Any:
    free = free_hats(work, decision)
    chosen = [hat for hat in free if hat.voice == voice] if voice else free
    if len(chosen) != 1:
        raise Refused("choose_a_hat", field="voice")
    return chosen[0]


def cast(work: Work, decision: Decision, hat: Any, choice: Any, reason: str) -> Receipt:
    """One upsert; the ballot of another hat of the same person goes first."""
    key = decision.ballot_key or ""
    mine, voice = tag(key, "person", own_voice(work.me)), tag(key, "voice", hat.voice)
    work.session.execute(sa.delete(Ballot).where(
        Ballot.decision_id == decision.id, Ballot.by_tag == mine, Ballot.voice_tag != voice))
    secret = decision.ballots is Ballots.SECRET
    told = {"by_tag": mine, "choice": choice, "version": decision.version, "reason": reason, "college": hat.college,
            "person_id": None if secret else work.me, "structure_id": None if secret else hat.structure_id}
    before = work.session.scalar(sa.select(Ballot.receipt).where(
        Ballot.decision_id == decision.id, Ballot.voice_tag == voice))
    code = receipt(key, hat.voice)
    row = upsert(work.session, Ballot).values(decision_id=decision.id, voice_tag=voice, receipt=code, **told)
    work.session.execute(row.on_conflict_do_update(index_elements=["decision_id", "voice_tag"], set_=told))
    return Receipt(code, before is not None)
