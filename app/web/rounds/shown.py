"""The round as people follow it: its steps, what was said at each, its objections. Who consented is told at the end."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.extensions import db
from app.queries import decisions as read
from app.queries import rolls
from app.rules.consent import BEFORE, REWRITING, STANDING, TALKING, TESTED
from app.rules.kinds import ConsentStep, DecisionState, ObjectionState
from app.web.decisions.words import STEPS
from app.web.doors import me

ABOUT = {
    "presentation": _("La proposition est présentée. On la lit, sans la discuter encore."),
    "clarification": _("On demande ce qu’on ne comprend pas. Ce n’est pas le moment de dire si l’on aime."),
    "reactions": _("Chaque personne dit ce que la proposition lui fait, et ce qui l’améliorerait."),
    "amend": _("Celles et ceux qui proposent changent leur texte, ou le gardent, d’après ce qui s’est dit."),
    "objections": _(
        "Chaque voix répond\u00a0: je consens, j’ai une réserve, j’ai une objection, je me mets en retrait."
    ),
    "integration": _("Le cercle examine chaque objection, et le texte change pour la lever."),
}
STATES = {
    "raised": (_("Posée, à examiner"), "warning"),
    "valid": (_("Valable, à lever"), "warning"),
    "not_valid": (_("Jugée non valable"), ""),
    "contested": (_("Contestée, examinée de nouveau"), "warning"),
    "amended": (_("Le texte a changé, est-elle levée\u00a0?"), "warning"),
    "integrated": (_("Levée"), "good"),
    "withdrawn": (_("Retirée"), ""),
}
QUESTIONS = {
    "harms_purpose": _("Ce qu’elle décrit nuirait-il à notre raison d’être commune\u00a0?"),
    "caused_by_it": _("Est-ce la proposition qui le cause\u00a0?"),
    "not_safe_enough": _("Est-ce trop risqué pour essayer jusqu’à la date de révision\u00a0?"),
    "from_the_role": _("Parle-t-elle pour une responsabilité, et non pour une préférence\u00a0?"),
}


def round_of(row: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """A fixed number of reads; `given` is the decision's own context."""
    session, person = db.session(), me()
    said, objections, tests = (
        read.words(session, row.id),
        read.objections(session, row.id),
        read.tests(session, row.id),
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
