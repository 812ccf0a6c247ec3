"""The committee's answer: shape only."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import IntegerField, RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.queries import roles
from app.accounts.queries.roles import answer_waiting_on, answers_waiting
from app.accounts.views.own import own_id
from app.core import limits
from app.core.calendar import due_day
from app.core.kinds import Answer as Said, Status
from app.core.permissions import Action
from app.core.unit_of_work import Refused
from app.core.web.act import Form, act
from app.core.web.authentication import me
from app.core.web.doors import do, guard, now
from app.core.web.filters import day
from app.core.web.languages import chosen, localised, sentence
from app.core.web.paging import MOST, whole
from app.core.web.sent_forms import keyed, lands_on
from app.decisions.queries.rolls import committee
from app.decisions.service import steering as desk
from app.extensions import db
from app.governance.charter.model import Charter, Gate, Method
from app.governance.charter.sentences import decision_sentences
from app.governance.gates import Facts, due, evaluate, open_gates
from app.proposals.queries import proposals, steering
from app.proposals.queries.steering import asked, facts_of, facts_of_many, postponed
from app.proposals.views.acts import readable
from app.proposals.views.show import gate_view
from app.search.queries.pairs import waiting as pairs_waiting
from app.territory.queries.charters import charter_by_id, in_use


class AnswerForm(Form):
    answer = RadioField(_l("La réponse du comité"), [InputRequired(_l("Choisissez une réponse."))])
    reason = TextAreaField(
        _l("Pourquoi"), [DataRequired(_l("Écrivez quelques mots ici.")), Length(max=limits.REASON)],
        description=_l("Cette explication sera publique et restera. Dites ce qui a compté, et ce qui aiderait. "
                      "Au moins 20 signes."))

    present = SelectMultipleField(
        _l("Qui a levé la main"), [Optional()], coerce=int, widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Ces personnes sont prévenues et ont trois jours pour contester. La réponse vaut ensuite, ou dès"
                      " que toutes ont confirmé."))
    yes = IntegerField(_l("Pour"), [Optional(), NumberRange(0, 500, _l("Un nombre de mains levées."))])
    no = IntegerField(_l("Contre"), [Optional(), NumberRange(0, 500, _l("Un nombre de mains levées."))])
    abstain = IntegerField(_l("Abstentions"), [Optional(), NumberRange(0, 500, _l("Un nombre de mains levées."))])

    def __init__(self, *args: Any, target: str, able: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present.choices = [SelectChoice(number, name) for number, name in able]
        yes = _("Oui\u00a0: passer à l’étape «\u00a0%(stage)s\u00a0»", stage=target)
        self.answer.choices = [
            SelectChoice(Said.PROMOTED.value, yes),
            SelectChoice(Said.DECLINED.value, _("Pas maintenant\u00a0: la proposition reste à son étape")),
        ]


class PostponeForm(Form):
    reason = TextAreaField(
        _l("Pourquoi reporter"), [DataRequired(_l("Écrivez quelques mots ici.")), Length(max=limits.REASON)],
        description=_l("Public. Dites ce qui manque encore au comité pour répondre. Au moins 20 signes."))


class AppealForm(Form):
    reason = TextAreaField(
        _l("Pourquoi contester"), [DataRequired(_l("Écrivez quelques mots ici.")), Length(max=limits.REASON)],
        description=_l("Public. Dites ce que le refus n’a pas vu. Au moins 20 signes."))


class ContestForm(Form):
    reason = TextAreaField(
        _l("Pourquoi contester"), [DataRequired(_l("Écrivez quelques mots ici.")), Length(max=limits.REASON)],
        description=_l("Lu par le comité et par les personnes présentes. Par exemple\u00a0: je n’y étais pas, ou\u00a0:"
                      " ce n’est pas ce que nous avons dit. Au moins 20 signes."))


# The queue as its page shows it: each row with its carriers, its figures and its answer clock.

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Row = dict[str, Any]


def decided_gates(charter: Charter, track: str, stage: str) -> list[Gate]:
    """The gates out of that stage that people open: the committee, or those whom the committee asks."""
    return [gate for gate in open_gates(charter, track, stage) if gate.decision is not None]


def by_committee(gate: Gate) -> bool:
    return gate.decision is not None and gate.decision.method is Method.STEERING


def cursor(typed: str) -> tuple[datetime, int] | None:
    """« 1790000000000000-12 »: a moment in microseconds and an id; anything else is the first page."""
    at, _, its_number = typed.partition("-")
    moment, number = whole(at, MOST), whole(its_number)
    return None if moment is None or number is None else (EPOCH + timedelta(microseconds=moment), number)


def _packed(row: Any) -> str:
    return f"{(row.ready_since - EPOCH) // timedelta(microseconds=1)}-{row.id}"


def queue(after: tuple[datetime, int] | None) -> dict[str, Any]:
    """The same number of statements for four proposals and for four hundred."""
    session = db.session()
    charters = in_use(session)
    places = steering.answering(charters)
    found = steering.ready(session, places, after)
    ready, more = found[:steering.READY], found[steering.READY:]
    waiting = steering.waiting(session, places, now())
    ids = [row.id for row in (*ready, *waiting)]
    carriers = steering.carriers(session, ids)
    facts = facts_of_many(session, ids)
    told, asked = steering.last_answers(session, ids), steering.asked(session, ids)

    def rows(some: Sequence[Any]) -> list[Row]:
        return [_row(row, charters, facts[row.id], carriers.get(row.id, []), told.get(row.id))
                | {"asked": asked.get(row.id)} for row in some]

    return {"ready": rows(ready), "waiting": rows(waiting), "answered": steering.answered(session, now()),
            "next": _packed(ready[-1]) if more else None}


def _row(row: Any, charters: Mapping[int, Charter], facts: Facts, carriers: list[Any], told: Any) -> Row:
    charter, zone = charters[row.charter_id], ZoneInfo(row.timezone)
    put_off = told.put_off if told is not None and row.ready_since else 0
    stage = charter.tracks[row.track].stages[row.stage]
    gates = [gate_view(gate, evaluate(gate, facts, now(), zone), row, charter)
             | {"due": due(gate, row.ready_since, now(), zone, put_off), "committee": by_committee(gate)}
             for gate in decided_gates(charter, row.track, row.stage)]
    sleeps = stage.dormant_after_days and due_day(row.active_at, stage.dormant_after_days, zone)
    return {"row": row, "stage": localised(stage.names), "carriers": carriers, "gates": gates, "told": told,
            "sleeps": sleeps}


# What waits for the committee, and its answer at a gate.

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
    carriers = [c for c in proposals.carriers(session, row.id) if c.accepted_at is not None]
    return {"row": row, "gate": view, "due": due(gate, row.ready_since, now(), zone, put_off), "carriers": carriers,
            "rule": decision_sentences(charter, gate.decision, chosen()) if gate.decision else (),
            "may_postpone": _may_postpone(gate, row, put_off),
            "in_meeting": answer_waiting_on(session, row.id), "asked": asked(session, [row.id]).get(row.id),
            "own": person is not None and any(c.person_id == person.id for c in carriers),
            "places": proposals.places(session, row.id), "decisions": proposals.decisions(session, row.id)}


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


def _hands(form: AnswerForm) -> desk.Hands | None:
    """None where no hand was counted: who writes was alone."""
    counted = [form.yes.data, form.no.data, form.abstain.data]
    yes, no, abstain = (number or 0 for number in counted)
    return None if counted == [None] * 3 else desk.Hands(yes, no, abstain, frozenset(form.present.data or ()))


def _answered(number: int, gate: str, form: AnswerForm) -> bool:
    answer, hands = Said(form.answer.data), _hands(form)
    try:
        do(desk.decide, number, gate, answer, form.reason.data or "", hands)
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
    if form.validate_on_submit() and (ended := act(
            lambda: do(desk.postpone, number, gate, form.reason.data or ""), form=form, to=url_for(".queue"),
            said=lambda until: _("La réponse est reportée au %(day)s.", day=day(until)))):
        return ended
    given = _context(row, there)
    return render_template("steering/postpone.html", form=form, **given), 422 if request.method == "POST" else 200


@blueprint.route("/propositions/<int:number>/recours/<int:answer>", methods=["GET", "POST"])
@guard(Action.GATE_APPEAL)
@keyed(lambda made, **_given: url_for("decisions.show", number=made))
def appeal(number: int, answer: int) -> Answer:
    row = readable(number)
    told = next((one for one in proposals.decisions(db.session(), number) if one.id == answer), None) or abort(404)
    form = AppealForm()
    if form.validate_on_submit() and (ended := act(
            lambda: do(desk.appeal, number, answer, form.reason.data or ""), form=form,
            to=lambda opened: url_for("decisions.show", number=opened), said=_("Le recours est ouvert."))):
        return ended
    charter = charter_by_id(db.session(), row.charter_id)
    gate = next((g for g in decided_gates(charter, row.track, row.stage) if g.key == told.gate), None)
    return render_template("steering/appeal.html", form=form, row=row, told=told, rule=(
        decision_sentences(charter, gate.decision, chosen()) if gate and gate.decision else ())), (
        422 if request.method == "POST" else 200)


# What was typed of a committee's meeting, to those said to have been there: agree, or contest.

def _page(number: int, form: ContestForm) -> Answer:
    row = roles.meeting_answer(db.session(), number, own_id())
    there = roles.present(db.session(), [number]).get(number, [])
    mine = next((one for one in there if one.person_id == own_id()), None)
    return render_template("together/meeting_answer.html", row=row, present=there, mine=mine, form=form), (
        422 if request.method == "POST" else 200)


@blueprint.get("/comite/reponses/<int:number>")
@guard(Action.GATE_CONFIRM)
def meeting_answer(number: int) -> Answer:
    return _page(number, ContestForm())


@blueprint.post("/comite/reponses/<int:number>/confirmer")
@guard(Action.GATE_CONFIRM)
@keyed()
def agree(number: int) -> Response:
    row = roles.meeting_answer(db.session(), number, own_id())
    lands_on(url_for("proposals.show", number=row.proposal_id))
    try:
        took_effect = do(desk.agree, number)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
        return redirect(url_for(".meeting_answer", number=number), 303)
    flash(_("Merci. Toutes les personnes présentes ont confirmé\u00a0: la réponse vaut dès maintenant.") if took_effect
          else _("Merci, c’est noté."), "done")
    return redirect(url_for("proposals.show", number=row.proposal_id), 303)


@blueprint.post("/comite/reponses/<int:number>/contester")
@guard(Action.GATE_CONFIRM)
@keyed()
def contest(number: int) -> Answer:
    row, form = roles.meeting_answer(db.session(), number, own_id()), ContestForm()
    lands_on(url_for("proposals.show", number=row.proposal_id))
    if not form.validate():
        return _page(number, form)
    try:
        do(desk.contest, number, form.reason.data or "")
    except Refused as refused:
        form.refuse(refused.field or "reason", sentence(refused.code, refused.params))
        return _page(number, form)
    flash(_("La réponse est contestée\u00a0: elle ne vaut pas. Le comité et les personnes présentes sont prévenus."),
          "done")
    return redirect(url_for("proposals.show", number=row.proposal_id), 303)
