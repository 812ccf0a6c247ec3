"""What a decision's page needs, for whoever reads it. Before the end nothing in it depends on anybody's ballot but the
reader's own, except where the charter lets everybody follow the count."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, request
from flask_babel import lazy_gettext as _l

from app.accounts.queries.accounts import roles_on
from app.accounts.queries.roles import annulment_of
from app.core.calendar import civil_day
from app.core.kinds import ConsentStep, DecisionState, ObjectionState, Role
from app.core.permissions import Action, refusal
from app.core.web.authentication import me
from app.core.web.doors import actor, guard, may, now
from app.core.web.languages import localised
from app.core.web.paging import MOST, whole
from app.decisions.queries import decisions, rolls
from app.decisions.queries.decisions import poll_of
from app.decisions.views import blueprint, results
from app.decisions.views.blueprint import (
    GRADES,
    GROUNDS,
    KINDS,
    METHODS,
    OUTCOMES,
    SAID,
    STEPS,
    TONES,
    WHO,
    blueprint as views_blueprint,
    percent,
)
from app.extensions import db
from app.governance import rolls as governance_rolls
from app.governance.charter.model import Charter, DecisionRule, Method
from app.governance.charter.reading import rule_of
from app.governance.consent import BEFORE, REWRITING, STANDING, TALKING, TESTED
from app.governance.decision_rules import settings_of
from app.governance.tally.counting import recount
from app.territory.queries.charters import charter_by_id


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
    return [
        (names.get(key, key), number)
        for key, number in governance_rolls.by_college(governance_rolls.voices(entries)).items()
    ]


def context(row: Any) -> dict[str, Any]:
    """A fixed number of reads, whoever asks."""
    session, person = db.session(), me()
    rule, charter = rule_of_row(row)
    entries = rolls.frozen(session, row.id)
    hats = rolls.hats(session, row.id, person.id) if person else ()
    given = {
        "row": row,
        "charter": charter,
        "rule": results.the_rule(charter, rule) if rule else (),
        "cases": results.cases(row, charter, rule) if rule else (),
        "colleges": by_college(entries, charter),
        "recused": sum(entry.recused for entry in entries),
        "changes": decisions.notes(session, row.id),
        "hats": hats,
        "free": [hat for hat in hats if not hat.recused],
        "mine": _mine(row, person, hats),
        "over": is_over(row),
        "stopped": rolls.is_stopped(db.session(), row),
        "runs": runs_it(row),
        "after": decisions.following(session, row.id),
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
    key = rolls.key_of(db.session(), row) if person else None
    found = rolls.of_person(db.session(), row, key, person.id) if key else None
    if key is None or found is None:
        return None
    said = found.content
    return {
        "words": results.answer_in_words(row, said.choice),
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
    key = rolls.key_of(db.session(), row)
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
    return {"turnout": results.turnout(row, result, poll.delegated), "counted": blueprint.counted(row, result)}


def result_of(row: Any, charter: Charter) -> dict[str, Any]:
    result, session = row.result, db.session()
    file = _file_facts(decisions.file(session, row.id))
    label = OUTCOMES.get(row.outcome or "")
    public = row.ballots.value == "public"
    return {
        "result": result,
        "evidence": result["evidence"],
        "ranking": result["ranking"],
        "labels": {option["key"]: option["label"] for option in row.options},
        "sentence": results.told(row, charter, passed=decisions.passed(session, row.id),
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
            "words": results.answer_in_words(row, one.choice),
        }
        for one in decisions.public_ballots(db.session(), row.id)
    ]


def _file_facts(text: str | None) -> dict[str, Any]:
    """What the published file says beside the count: presence by college, delegations, recusals, what is withheld."""
    told = json.loads(text) if text else {}
    roll, listed = told.get("roll", {}), told.get("profile", {}).get("roll", {}).get("by_college", {})
    present = roll.get("present_by_college", {})
    return {"roll": roll, "withheld": told.get("withheld"), "size": len(text.encode()) if text else 0,
            "present": [(key, present.get(key, 0), number) for key, number in listed.items()]}


# The round as people follow it: its steps, what was said at each, its objections. Who consented is told at the end.

ABOUT = {
    "presentation": _l("La proposition est présentée. On la lit, sans la discuter encore."),
    "clarification": _l("On demande ce qu’on ne comprend pas. Ce n’est pas le moment de dire si l’on aime."),
    "reactions": _l("Chaque personne dit ce que la proposition lui fait, et ce qui l’améliorerait."),
    "amend": _l("Celles et ceux qui proposent changent leur texte, ou le gardent, d’après ce qui s’est dit."),
    "objections": _l(
        "Chaque voix répond\u00a0: je consens, j’ai une réserve, j’ai une objection, je me mets en retrait."
    ),
    "integration": _l("Le cercle examine chaque objection, et le texte change pour la lever."),
}
STATES = {
    "raised": (_l("Posée, à examiner"), "warning"),
    "valid": (_l("Valable, à lever"), "warning"),
    "not_valid": (_l("Jugée non valable"), ""),
    "contested": (_l("Contestée, examinée de nouveau"), "warning"),
    "amended": (_l("Le texte a changé, est-elle levée\u00a0?"), "warning"),
    "integrated": (_l("Levée"), "good"),
    "withdrawn": (_l("Retirée"), ""),
}
QUESTIONS = {
    "harms_purpose": _l("Ce qu’elle décrit nuirait-il à notre raison d’être commune\u00a0?"),
    "caused_by_it": _l("Est-ce la proposition qui le cause\u00a0?"),
    "not_safe_enough": _l("Est-ce trop risqué pour essayer jusqu’à la date de révision\u00a0?"),
    "from_the_role": _l("Parle-t-elle pour une responsabilité, et non pour une préférence\u00a0?"),
}


def round_of(row: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """A fixed number of reads; `given` is the decision's own context."""
    session, person = db.session(), me()
    said, objections, tests = (
        decisions.words(session, row.id),
        decisions.objections(session, row.id),
        decisions.tests(session, row.id),
    )
    carrying = rolls.carriers(session, row.proposal_id)
    mine = person.id if person else 0
    running = row.state is DecisionState.OPEN
    return {
        "steps": _track(row),
        "about": ABOUT.get(row.step.value) if row.step else None,
        "running": running,
        "threads": _threads(said),
        "objections": [_objection(one, tests, mine, row) for one in objections],
        "talking": running and _talks(row, mine in carrying | {row.opened_by} or given["runs"], bool(given["free"])),
        "rewriting": running and row.step in REWRITING and mine in carrying | {row.opened_by},
        "proposes": running and mine in carrying | {row.opened_by},
        "may_test": bool(given["free"]),
        "STEPS": STEPS,
        "newer": row.newest is not None and row.newest > row.version,
    }


def _talks(row: Any, presents: bool, answers: bool) -> bool:
    """A presentation is listened to; after it, everybody on the roll may speak until the objections are asked for."""
    if row.step is ConsentStep.PRESENTATION:
        return presents
    return row.step in (*TALKING, ConsentStep.AMEND) and (presents or answers)


def _track(row: Any) -> dict[str, Any]:
    """Of a round that ended, the steps it went through; of one that was cut short, none: it stopped on the way."""
    steps = [*BEFORE, ConsentStep.INTEGRATION]
    ended = row.state is not DecisionState.OPEN
    if ended:
        cut = row.state is DecisionState.ANNULLED or row.step is ConsentStep.WITHDRAWN
        steps = [] if cut else steps if row.round > 1 else list(BEFORE)
    return {
        "stages": [{"key": step.value, "label": STEPS[step.value], "when": None, "tone": "group"} for step in steps],
        "current": "" if ended else row.step.value,
    }


def _threads(said: Any) -> list[dict[str, Any]]:
    """Each word with what answers it, under the step where it was said."""
    found: dict[int, dict[str, Any]] = {}
    roots: list[dict[str, Any]] = []
    for one in said:
        entry = {"word": one, "step": STEPS[one.step.value], "answers": []}
        found[one.id] = entry
        parent = found.get(one.parent_id or 0)
        (parent["answers"] if parent else roots).append(entry)
    return roots


def _objection(one: Any, tests: Any, mine: int, row: Any) -> dict[str, Any]:
    """The count of a test is told once it is settled; until then, only one's own answer is."""
    label, tone = STATES[one.state.value]
    own = [test for test in tests if test.objection_id == one.id]
    settled = one.state not in TESTED
    return {
        "row": one,
        "label": label,
        "tone": tone,
        "is_mine": one.author_id == mine,
        "tests": _told(own) if settled else [],
        "tested": any(test.person_id == mine and test.number == one.tests for test in own),
        "testing": row.state is DecisionState.OPEN
        and one.state in TESTED
        and row.step in (ConsentStep.OBJECTIONS, ConsentStep.INTEGRATION),
        "may_contest": one.state is ObjectionState.NOT_VALID
        and one.tests == 1
        and row.step in (ConsentStep.OBJECTIONS, ConsentStep.INTEGRATION),
        "may_accept": one.state is ObjectionState.AMENDED,
        "may_take_back": one.state in STANDING,
    }


def _told(tests: Any) -> list[dict[str, Any]]:
    """Each test: how many held it valid, and the reasons of those who did not."""
    told = []
    for number in sorted({test.number for test in tests}):
        given = [test for test in tests if test.number == number]
        valid = [all((t.harms_purpose, t.caused_by_it, t.not_safe_enough, t.from_the_role)) for t in given]
        told.append(
            {"number": number, "valid": sum(valid), "all": len(given), "reasons": [t.reason for t in given if t.reason]}
        )
    return told


# A decision's page: asked, then told.

WORDS = {"GRADES": GRADES, "GROUNDS": GROUNDS, "KINDS": KINDS, "METHODS": METHODS, "SAID": SAID, "WHO": WHO,
         "percent": percent}


@views_blueprint.get("/decisions/<int:number>")
@guard(Action.DECISION_READ)
def show(number: int) -> str:
    row = decisions.page(db.session(), number)
    given: dict[str, Any] = WORDS | context(row)
    if given["is_consent"]:
        given["round"] = round_of(row, given)
    if row.kind.value == "external":
        return render_template("decisions/external.html", **given)
    if row.state is DecisionState.CLOSED:
        return render_template("decisions/result.html", picture=results.of(row, given["labels"]), **given)
    return render_template("decisions/show.html", **given)


# The list: what is asked now, then what was decided.

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _cursor(typed: str) -> tuple[datetime, int] | None:
    """A moment in microseconds and an id; anything else is the first page."""
    at, _sep, its_number = typed.partition("-")
    moment, number = whole(at, MOST), whole(its_number)
    return None if moment is None or number is None else (EPOCH + timedelta(microseconds=moment), number)


def item(row: Any) -> dict[str, Any]:
    """One line of a list, in words."""
    outcome = row.outcome or ""
    return {
        "row": row,
        "kind": KINDS[row.kind.value],
        "method": METHODS[row.method.value],
        "who": WHO[row.by.value],
        "step": STEPS.get(row.step.value) if row.step else None,
        "outcome": OUTCOMES.get(outcome),
        "tone": TONES.get(outcome, ("", "check")),
    }


@views_blueprint.get("/decisions")
@guard(Action.DECISION_READ)
def index() -> str:
    session, person, after = db.session(), me(), _cursor(request.args.get("avant", ""))
    opened = decisions.opened(session) if after is None else ()
    closed, more = decisions.over(session, after)
    asked = {row.id for row in decisions.waiting_for(session, person.id)} if person else set()
    done = rolls.answered(session, list(asked), person.id) if person and asked else set()
    following = f"{(more[0] - EPOCH) // timedelta(microseconds=1)}-{more[1]}" if more else None
    return render_template(
        "decisions/index.html",
        opened=[item(row) | {"asked": row.id in asked, "done": row.id in done} for row in opened],
        closed=[item(row) for row in closed],
        after=following,
        first=after is None,
        may_open=may(Action.STEERING_READ),
    )
