"""What waits for the committee, and its answer at a gate."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, steering
from app.queries import proposals as read
from app.queries.charters import charter_by_id
from app.queries.facts import facts_of
from app.queries.likeness import waiting as pairs_waiting
from app.queries.rolls import committee
from app.queries.steering import asked, postponed
from app.queries.together import answer_waiting_on, answers_waiting
from app.rules.charter import Gate, decision_sentences
from app.rules.conditions import evaluate
from app.rules.gates import due
from app.rules.kinds import Answer as Said
from app.rules.kinds import Status
from app.rules.permissions import Action
from app.web.doors import do, guard, me, now
from app.web.filters import day
from app.web.idempotency import keyed
from app.web.locale import chosen
from app.web.people.settings import own_id
from app.web.proposals.readable import readable
from app.web.proposals.show import gate_view
from app.web.reasons import sentence
from app.web.steering.forms import AnswerForm, AppealForm, PostponeForm
from app.web.steering.queue import by_committee, cursor, decided_gates, queue

blueprint = Blueprint("steering", __name__)
Answer = str | tuple[str, int] | Response


@blueprint.get("/comite", endpoint="queue")
@guard(Action.STEERING_READ)
def show_queue() -> str:
    rows = queue(cursor(request.args.get("apres", "")))
    return render_template("steering/queue.html", alike=pairs_waiting(db.session()),
                           in_meetings=answers_waiting(db.session()), **rows)


def _gate(row: Any, key: str) -> Gate | None:
    """404 for a gate its charter does not have; None for one that no longer waits."""
    charter = charter_by_id(db.session(), row.charter_id)
    if key not in {gate.key for gate in charter.gates()}:
        abort(404)
    alive = row.status in (Status.OPEN, Status.DORMANT)
    return next((g for g in decided_gates(charter, row.track, row.stage)
                 if g.key == key and alive and by_committee(g)), None)


def _context(row: Any, gate: Gate) -> dict[str, Any]:
    """The report as it stands, and whether this person may answer on it."""
    session, person = db.session(), me()
    charter, zone = charter_by_id(session, row.charter_id), ZoneInfo(row.timezone)
    view = gate_view(gate, evaluate(gate, facts_of(session, row.id), now(), zone), row, charter)
    put_off = postponed(session, row.id, gate.key, row.ready_since) if row.ready_since else 0
    carriers = [c for c in read.carriers(session, row.id) if c.accepted_at is not None]
    return {"row": row, "gate": view, "due": due(gate, row.ready_since, now(), zone, put_off), "carriers": carriers,
            "rule": decision_sentences(charter, gate.decision, chosen()) if gate.decision else (),
            "may_postpone": _may_postpone(gate, row, put_off),
            "in_meeting": answer_waiting_on(session, row.id), "asked": asked(session, [row.id]).get(row.id),
            "own": person is not None and any(c.person_id == person.id for c in carriers),
            "places": read.places(session, row.id), "decisions": read.decisions(session, row.id)}


def _may_postpone(gate: Gate, row: Any, put_off: int) -> bool:
    rule = gate.decision.postpone if gate.decision else None
    return rule is not None and row.ready_since is not None and put_off < (rule.times or 1)


def _closed(number: int) -> Response:
    flash(_("Cette proposition n’attend plus cette réponse."), "info")
    return redirect(url_for("proposals.show", number=number), 303)


@blueprint.route("/comite/<int:number>/<gate>", methods=["GET", "POST"])
@guard(Action.GATE_DECIDE)
@keyed(lambda _made, number, gate: url_for(".queue"))
def decide(number: int, gate: str) -> Answer:
    row = readable(number)
    there = _gate(row, gate)
    if there is None:
        return _closed(number)
    given = _context(row, there)
    carrying = {c.person_id for c in given["carriers"]}
    able = [(one.id, one.name) for one in committee(db.session(), row.space_id) if one.id not in carrying]
    form = AnswerForm(target=given["gate"]["to"], able=able)
    if form.validate_on_submit() and _answered(number, gate, form):
        return redirect(url_for(".queue"), 303)
    return render_template("steering/decide.html", form=form, **given), 422 if request.method == "POST" else 200


def _hands(form: AnswerForm) -> steering.Hands | None:
    """None where no hand was counted: who writes was alone."""
    counted = [form.yes.data, form.no.data, form.abstain.data]
    yes, no, abstain = (number or 0 for number in counted)
    return None if counted == [None] * 3 else steering.Hands(yes, no, abstain, frozenset(form.present.data or ()))


def _answered(number: int, gate: str, form: AnswerForm) -> bool:
    answer, hands = Said(form.answer.data), _hands(form)
    try:
        do(steering.decide, number, gate, answer, form.reason.data or "", hands)
    except Refused as refused:
        field = "yes" if refused.field == "hands" else refused.field
        form.refuse(field or "answer", sentence(refused.code, refused.params))
        return False
    if hands is not None and hands.present - {own_id()}:
        flash(_("La réponse est notée. Les personnes présentes sont prévenues\u00a0: elle vaut dans trois jours, ou dès"
                " que toutes ont confirmé."), "done")
        return True
    flash(_("La réponse est publiée\u00a0: la proposition change d’étape.") if answer is Said.PROMOTED
          else _("La réponse est publiée, avec son explication."), "done")
    return True


@blueprint.route("/comite/<int:number>/<gate>/reporter", methods=["GET", "POST"])
@guard(Action.GATE_DECIDE)
@keyed(lambda _made, number, gate: url_for(".queue"))
def postpone(number: int, gate: str) -> Answer:
    row = readable(number)
    there = _gate(row, gate)
    if there is None:
        return _closed(number)
    form = PostponeForm()
    if form.validate_on_submit():
        try:
            until = do(steering.postpone, number, gate, form.reason.data or "")
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("La réponse est reportée au %(day)s.", day=day(until)), "done")
            return redirect(url_for(".queue"), 303)
    given = _context(row, there)
    return render_template("steering/postpone.html", form=form, **given), 422 if request.method == "POST" else 200


@blueprint.route("/propositions/<int:number>/recours/<int:answer>", methods=["GET", "POST"])
@guard(Action.GATE_APPEAL)
@keyed(lambda made, **_given: url_for("decisions.show", number=made))
def appeal(number: int, answer: int) -> Answer:
    row = readable(number)
    told = next((one for one in read.decisions(db.session(), number) if one.id == answer), None) or abort(404)
    form = AppealForm()
    if form.validate_on_submit():
        try:
            opened = do(steering.appeal, number, answer, form.reason.data or "")
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("Le recours est ouvert."), "done")
            return redirect(url_for("decisions.show", number=opened), 303)
    charter = charter_by_id(db.session(), row.charter_id)
    gate = next((g for g in decided_gates(charter, row.track, row.stage) if g.key == told.gate), None)
    return render_template("steering/appeal.html", form=form, row=row, told=told, rule=(
        decision_sentences(charter, gate.decision, chosen()) if gate and gate.decision else ())), (
        422 if request.method == "POST" else 200)
