"""Questions to test with: asked, answered and counted by operations, whatever the method."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.kinds import Role
from app.decisions.models import Decision
from app.decisions.queries import rolls
from app.decisions.service import ballots, decisions
from app.governance.charter.reading import rule_of
from app.territory.queries.charters import in_force
from tests.build import CHARTERS, REASON, World
from tests.remembered import remembered

QUESTION = "Où installer l’outilthèque cet hiver ?"
PLACES = ("La halle de Gap", "La gare de Veynes", "L’ancienne école d’Embrun")
BY_MAJORITY = 'method = "steering"\ncounted = "majority"\nmore_than = "1/2"\nquorum = "1/2"\nreason = true'
RULES: Mapping[str, Mapping[str, Any]] = {
    "majority": {"more_than": "1/2", "quorum": "1/4"},
    "majority_judgment": {"at_least": "fairly_good", "quorum": "1/4"},
    "approval": {"more_than": "1/2", "quorum": "1/4"},
    "schulze": {"quorum": "1/4"},
    "consent": {"rounds_max": 2, "step_days": 7, "review_days": 180, "quorum": "1/4"},
}


def rule(method: str, by: str = "members", **more: Any) -> dict[str, Any]:
    """As a charter would write it; `None` takes a key away."""
    told = {"method": method, "by": by, "open_days": 7, "reason": False, **RULES[method], **more}
    return {key: value for key, value in told.items() if value is not None}


def charter(decision: str, gate: str = "to_work_group", **limits: str) -> str:
    """The default charter with another rule at a gate; `limits` replace what it says is "none" (delegation)."""
    text = (CHARTERS / "default.toml").read_text()
    head, tail = text.split(f"[gates.{gate}.decision]", 1)
    text = f"{head}[gates.{gate}.decision]{tail.replace(BY_MAJORITY, decision, 1)}"
    for key, value in limits.items():
        text = text.replace(f'{key} = "none"', f'{key} = "{value}"')
    return text


def people(world: World, number: int = 6) -> list[int]:
    """Members of the territory: Ann0, Ann1…"""
    return [world.person(f"Ann{n}") for n in range(number)]


def chair(world: World) -> int:
    return world.person("Ines", Role.STEERING)


@remembered
def open_question(world: World, method: str = "majority", question: str = QUESTION, by: int | None = None,
                  options: Sequence[str] = PLACES, electorate: str = "members", proposal_id: int | None = None,
                  group_id: int | None = None, facilitator_id: int | None = None, **more: Any) -> int:
    """Asked by the committee, of every member, with the rule of that method; its id."""
    asks = by if by is not None else chair(world)
    with world.make_session() as session:
        _id, rules = in_force(session, world.space_id)
    asked = decisions.Question(
        question=question, rule=rule_of(rule(method, electorate, **more), tuple(rules.colleges)),
        options=options if method in ("majority_judgment", "approval", "schulze") else (),
        facilitator_id=facilitator_id)
    made: int = world.do(decisions.open_question, asks, world.space_id, asked, group_id, proposal_id)
    return made


def answer(world: World, decision: int, given: Mapping[int, Any], voice: str | None = None) -> dict[int, str]:
    """Person to receipt; who votes against says why."""
    return {who: world.do(ballots.answer, who, decision, choice, voice, REASON if choice == "against" else "").code
            for who, choice in given.items()}


def said(world: World, decision: int) -> list[Any]:
    """What the ballots of an open decision say, read with its key."""
    with world.make_session() as session:
        row = session.get_one(Decision, decision)
        key = rolls.key_of(session, row)
        assert key is not None
        return [one.content.choice for one in rolls.ballots(session, row, key)]


def close(world: World, decision: int, days: int = 9) -> None:
    """Time passes, and it is counted."""
    world.later(days=days)
    assert world.do(decisions.close_if_due, None, decision)


@remembered
def decided(world: World, method: str, given: Sequence[Any], **more: Any) -> int:
    """As many members as answers, and as many again who did not answer where `silent` says so."""
    members = people(world, len(given) + int(more.pop("silent", 0)))
    decision = open_question(world, method, **more)
    answer(world, decision, dict(zip(members, given, strict=False)))
    close(world, decision)
    return decision
