"""The ballots of a decision put together with its roll, while its key is there: for its closing, and for results that
its charter lets everybody follow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.rounds import Objection
from app.outside.ballot_keys import BallotKey
from app.queries import ballot_boxes as boxes
from app.queries import rolls as read
from app.rules import poll, rolls
from app.rules.charter import Charter, DecisionRule
from app.rules.consent import STANDING
from app.rules.tally.delegation import Carried


@dataclass(frozen=True)
class Poll:
    """`ballots` as they are in the box; `profile` is what is counted; `answered` the voices that have a ballot."""

    ballots: list[boxes.Opened]
    entries: list[rolls.Entry]
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
    entries, ballots = read.frozen(session, decision.id), boxes.ballots(session, decision, key)
    voices = rolls.voices(entries)
    cast = _cast(key, ballots, voices)
    objecting = frozenset(session.scalars(sa.select(Objection.voice).where(
        Objection.decision_id == decision.id, Objection.state.in_(STANDING))))
    carried = poll.carried(charter, rule, voices, cast, _given(session, decision, on))
    kept = poll.counted(rule, cast, decision.version, objecting)
    keys = [option["key"] for option in decision.options]
    profile = poll.profile(charter, rule, keys, voices, kept, carried)
    return Poll(ballots, entries, voices, frozenset(one.voice for one in cast), objecting, carried, profile)


def _cast(key: BallotKey, ballots: Iterable[boxes.Opened], voices: Mapping[str, str]) -> list[poll.Cast]:
    by_tag = {key.tag("voice", voice): voice for voice in voices}
    return [poll.Cast(by_tag[one.voice_tag], one.content.receipt, one.content.choice, one.content.version)
            for one in ballots if one.voice_tag in by_tag]


def _given(session: Session, decision: Any, on: date) -> dict[str, str]:
    if decision.theme_id is None:
        return {}
    held = read.delegations(session, decision.space_id, decision.theme_id, on)
    return {rolls.own_voice(giver): rolls.own_voice(holder) for giver, holder in held.items()}
