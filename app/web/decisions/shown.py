"""What a decision's page needs, for whoever reads it. Before the end nothing in it depends on anybody's ballot but the
reader's own, except where the charter lets everybody follow the count."""

import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from app.extensions import db
from app.queries import ballot_boxes as boxes
from app.queries import decisions as read
from app.queries import rolls as rolls_read
from app.queries.charters import charter_by_id
from app.queries.people import roles_on
from app.queries.polls import poll_of
from app.queries.together import annulment_of
from app.rules import rolls
from app.rules.calendar import civil_day
from app.rules.charter import Charter, DecisionRule, Method, rule_of
from app.rules.deciding import settings_of
from app.rules.kinds import DecisionState, Role
from app.rules.permissions import Action, refusal
from app.rules.tally import recount
from app.web.decisions import figures
from app.web.decisions import sentences as say
from app.web.decisions.words import OUTCOMES, TONES
from app.web.doors import actor, me, now
from app.web.locale import localised


def rule_of_row(row: Any) -> tuple[DecisionRule | None, Charter]:
    charter = charter_by_id(db.session(), row.charter_id)
    return (rule_of(row.rule, tuple(charter.colleges)) if row.rule else None), charter


def is_over(row: Any) -> bool:
    """Its last day has ended, whether or not it was counted."""
    return bool(row.state is not DecisionState.OPEN or row.closes_at <= now())


def runs_it(row: Any) -> bool:
    """May this person move its end, its steps…? Asked again by the operation."""
    there, person = actor(), me()
    if person is None:
        return False
    held = roles_on(db.session(), person.id, row.proposal_id) if row.proposal_id else frozenset()
    also = frozenset({Role.FACILITATOR}) if row.facilitator_id == person.id else frozenset()
    return refusal(Action.DECISION_RUN, there.having(held | also)) is None


def college_names(charter: Charter) -> dict[str, str]:
    return {key: localised(college.names) for key, college in charter.colleges.items()}


def by_college(entries: Any, charter: Charter) -> list[tuple[str, int]]:
    names = college_names(charter)
    return [(names.get(key, key), number) for key, number in rolls.by_college(rolls.voices(entries)).items()]


def context(row: Any) -> dict[str, Any]:
    """A fixed number of reads, whoever asks."""
    session, person = db.session(), me()
    rule, charter = rule_of_row(row)
    entries = rolls_read.frozen(session, row.id)
    hats = rolls_read.hats(session, row.id, person.id) if person else ()
    given = {
        "row": row,
        "charter": charter,
        "rule": say.the_rule(charter, rule) if rule else (),
        "cases": say.cases(row, charter, rule) if rule else (),
        "colleges": by_college(entries, charter),
        "recused": sum(entry.recused for entry in entries),
        "changes": read.notes(session, row.id),
        "hats": hats,
        "free": [hat for hat in hats if not hat.recused],
        "mine": _mine(row, person, hats),
        "over": is_over(row),
        "stopped": boxes.is_stopped(db.session(), row),
        "runs": runs_it(row),
        "after": read.following(session, row.id),
        "annulment": annulment_of(session, row.id) if row.state is DecisionState.OPEN else None,
        "target": _target(row, charter),
        "is_consent": row.method is Method.CONSENT and row.kind.value != "external",
    }
    if row.state is DecisionState.CLOSED and row.result:
        return given | result_of(row, charter)
    if row.state is DecisionState.OPEN and row.results.value == "live" and not given["is_consent"]:
        return given | {"live": live(row, rule, charter)}
    return given


def _mine(row: Any, person: Any, hats: Any) -> Any:
    key = boxes.key_of(db.session(), row) if person else None
    found = boxes.of_person(db.session(), row, key, person.id) if key else None
    if key is None or found is None:
        return None
    said = found.content
    return {
        "words": say.answer_in_words(row, said.choice),
        "receipt": said.receipt,
        "choice": said.choice,
        "reason": said.reason,
        "voice": next((hat.voice for hat in hats if key.tag("voice", hat.voice) == found.voice_tag), ""),
        "stale": said.version < row.version,
    }


def _target(row: Any, charter: Charter) -> str:
    if row.kind not in ("gate", "appeal") or not row.track or not row.gate:
        return ""
    return localised(charter.tracks[row.track].stages[charter.gate(row.gate).to_stage].names)


def live(row: Any, rule: DecisionRule | None, charter: Charter) -> Mapping[str, Any] | None:
    """The count at this hour, where the charter says so; computed then, and only then. Never of secret answers: two
    counts a minute apart would tell who answered what."""
    key = boxes.key_of(db.session(), row)
    if rule is None or row.ballots.value == "secret" or key is None:
        return None
    poll = poll_of(db.session(), row, key, rule, charter, civil_day(now(), ZoneInfo(row.timezone)))
    bare = {
        **poll.profile,
        "ballots": [
            {key: line[key] for key in line if key not in ("receipt", "delegated")} for line in poll.profile["ballots"]
        ],
    }
    result = recount(rule.counted.value, bare, settings_of(rule)).as_json()
    return {"turnout": say.turnout(row, result, poll.delegated), "counted": figures.counted(row, result)}


def result_of(row: Any, charter: Charter) -> dict[str, Any]:
    result, session = row.result, db.session()
    file = _file_facts(read.file(session, row.id))
    label = OUTCOMES.get(row.outcome or "")
    public = row.ballots.value == "public"
    return {
        "result": result,
        "evidence": result["evidence"],
        "ranking": result["ranking"],
        "labels": {option["key"]: option["label"] for option in row.options},
        "sentence": say.told(row, charter, passed=read.passed(session, row.id),
                             delegated=file["roll"].get("delegated", 0)),
        "outcome": (label, *TONES.get(row.outcome or "", ("", "check"))) if label else None,
        "college_names": college_names(charter),
        "answers": _answers(row) if public else (),
        "file": file,
    }


def _answers(row: Any) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "person_id": one.person_id,
            "structure": one.structure,
            "reason": one.reason,
            "words": say.answer_in_words(row, one.choice),
        }
        for one in read.public_ballots(db.session(), row.id)
    ]


def _file_facts(text: str | None) -> dict[str, Any]:
    """What the published file says beside the count: presence by college, delegations, recusals, what is withheld."""
    told = json.loads(text) if text else {}
    roll, listed = told.get("roll", {}), told.get("profile", {}).get("roll", {}).get("by_college", {})
    present = roll.get("present_by_college", {})
    return {"roll": roll, "withheld": told.get("withheld"), "size": len(text.encode()) if text else 0,
            "present": [(key, present.get(key, 0), number) for key, number in listed.items()]}
