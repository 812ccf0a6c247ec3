"""Steps of answering: whose voice it is, and its one ballot."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.models.decisions import Decision, SealedBallot
from app.operations._ballot_box import key_for, move
from app.operations._decisions import present
from app.operations._work import Refused, Work
from app.outside import tokens
from app.queries import ballot_boxes as boxes
from app.queries import rolls as read
from app.rules.ballots import Content, length_for, packed
from app.rules.charter import Method
from app.rules.charter.words import Ballots
from app.rules.kinds import ConsentStep


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
    """The ballot of another hat of the same person goes first. The receipt is drawn with the first ballot of a voice,
    and kept; two first ballots of one voice at once are one, and the other one is tried again as a change."""
    key = key_for(work, decision)
    before = boxes.of_voice(work.session, decision, key, hat.voice)
    code = before.content.receipt if before else tokens.ballot_receipt()
    mine, voice = boxes.person_tag(key, work.me), key.tag("voice", hat.voice)
    there = (SealedBallot.decision_id == decision.id, SealedBallot.voice_tag == voice)
    work.session.execute(sa.delete(SealedBallot).where(
        SealedBallot.decision_id == decision.id, SealedBallot.by_tag == mine, SealedBallot.voice_tag != voice))
    plain = packed(_content(work, decision, hat, code, choice, reason),
                   length_for(option["key"] for option in decision.options))
    told = {"by_tag": mine, "sealed": key.seal.close(plain, boxes.about(decision, voice))}
    work.session.execute(
        sa.update(SealedBallot).where(*there).values(told).execution_options(synchronize_session=False) if before else
        sa.insert(SealedBallot).values(decision_id=decision.id, voice_tag=voice, **told))
    move(work, decision)
    return Receipt(code, before is not None)


def _content(work: Work, decision: Decision, hat: Any, code: str, choice: Any, reason: str) -> Content:
    secret = decision.ballots is Ballots.SECRET
    return Content(receipt=code, choice=choice, college=hat.college, version=decision.version, reason=reason,
                   person_id=None if secret else work.me, structure_id=None if secret else hat.structure_id)


def take_out(work: Work, decision: Decision) -> None:
    """Whatever this person had answered."""
    mine = boxes.person_tag(key_for(work, decision), work.me)
    work.session.execute(sa.delete(SealedBallot).where(
        SealedBallot.decision_id == decision.id, SealedBallot.by_tag == mine))
    move(work, decision)
