"""Opening a decision: what will be asked of whom, on which rule, said in words before it is sent."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app.accounts.queries.accounts import roles_on
from app.core.calendar import civil_day
from app.core.kinds import Role
from app.core.permissions import Action
from app.core.unit_of_work import Refused
from app.core.web.authentication import me
from app.core.web.doors import actor, do, guard, now
from app.core.web.languages import chosen, localised, reference, sentence
from app.core.web.paging import number_asked, whole
from app.core.web.sent_forms import keyed
from app.decisions import refusals
from app.decisions.queries import rolls
from app.decisions.queries.rolls import group_head
from app.decisions.service import decisions
from app.decisions.views import results
from app.decisions.views.blueprint import blueprint
from app.decisions.views.forms import ExternalForm, GateForm, QuestionForm
from app.decisions.views.show import by_college
from app.extensions import db
from app.governance import rolls as governance_rolls
from app.governance.charter.model import Charter, DecisionRule, Electorate, Method
from app.governance.charter.reading import rule_of
from app.governance.charter.table import CharterInvalid
from app.governance.decision_rules import NEEDS_OPTIONS
from app.proposals.views.acts import readable
from app.territory.queries.charters import charter_by_id

Answer = str | tuple[str, int] | Response
GRADED = "fairly_good"


@blueprint.route("/propositions/<int:number>/decider/<gate>", methods=["GET", "POST"])
@guard(Action.DECISION_OPEN)
@keyed(lambda made, **_given: url_for(".show", number=made))
def open_gate(number: int, gate: str) -> Answer:
    row = readable(number)
    charter = charter_by_id(db.session(), row.charter_id)
    found = {each.key: each for each in charter.gates()}.get(gate) or abort(404)
    if found.decision is None or found.track != row.track:
        abort(404)
    target = localised(charter.tracks[row.track].stages[found.to_stage].names)
    form = GateForm()
    entries = _entries(row, found.decision, charter)
    form.facilitator.choices = _facilitators(row, found.decision, entries)
    if found.decision.counted is not Method.CONSENT:
        del form.facilitator
    if request.method == "GET":
        form.question.data = _(
            "«\u00a0%(title)s\u00a0» passe-t-elle à l’étape «\u00a0%(stage)s\u00a0»\u00a0?",
            title=row.title[:160],
            stage=target,
        )
    if _sent(form) and (made := _opened(number, gate, form)) is not None:
        return redirect(url_for(".show", number=made), 303)
    return render_template(
        "decisions/open_gate.html",
        form=form,
        row=row,
        gate=found,
        target=target,
        rule=results.the_rule(charter, found.decision),
        cases=results.cases_of_a_gate(target, localised(charter.tracks[row.track].stages[found.from_stage].names),
                                  found.decision),
        voices=len(governance_rolls.voices(entries)),
        colleges=by_college(entries, charter),
        secret=found.decision.ballots.value == "secret",
        is_consent=found.decision.counted is Method.CONSENT,
    ), _code()


def _sent(form: GateForm | QuestionForm) -> bool:
    """Whoever only asks for advice on the summary opens nothing."""
    return not _advised() and bool(form.validate_on_submit())


def _advised() -> bool:
    return request.form.get("act") == "advise"


def _code() -> int:
    return 422 if request.method == "POST" and not _advised() else 200


def _entries(row: Any, rule: DecisionRule, charter: Charter) -> list[governance_rolls.Entry]:
    today = civil_day(now(), ZoneInfo(row.timezone))
    found = rolls.electorate(
        db.session(), rule.by, row.space_id, charter, today, proposal_id=row.id, by_college=bool(rule.colleges)
    )
    if rule.by is Electorate.STEERING:
        found = governance_rolls.recuse(found, rolls.carriers(db.session(), row.id))
    return [entry for entry in found if not rule.colleges or entry.college in rule.colleges]


def _facilitators(row: Any, rule: DecisionRule, entries: list[governance_rolls.Entry]) -> list[SelectChoice]:
    """The committee and those who answer (but not a whole territory), less those who carry it."""
    if rule.counted is not Method.CONSENT:
        return []
    session = db.session()
    answering = {entry.person_id for entry in entries} if rule.by is not Electorate.MEMBERS else set()
    known = {person.id for person in rolls.committee(session, row.space_id)} | answering
    return [SelectChoice(person.id, person.name)
            for person in rolls.named(session, known - rolls.carriers(session, row.id))]


def _opened(number: int, gate: str, form: GateForm) -> int | None:
    try:
        return do(
            decisions.open_gate,
            number,
            gate,
            form.question.data or "",
            form.details.data or "",
            chosen(),
            form.facilitator.data if form.facilitator is not None else None,
            form.easy_summary.data or "",
        )
    except Refused as refused:
        form.refuse(refused.field, sentence(refused.code, refused.params))
        return None


@blueprint.route("/decisions/nouvelle", methods=["GET", "POST"])
@guard(Action.DECISION_OPEN)
@keyed(lambda made: url_for(".show", number=made))
def open_question() -> Answer:
    group, about = _group(), _proposal()
    who = _who(group)
    if not who:
        abort(403)
    form = QuestionForm(who)
    if _sent(form) and (made := _asked(form, group, about)) is not None:
        return redirect(url_for(".show", number=made), 303)
    if request.method == "GET":
        form.by.data = who[0]
    return render_template(
        "decisions/open_question.html", form=form, group=group, about=about, least=_charter().limits.decision_days
    ), _code()


def _group() -> Any:
    """The work group one asks, from the address; 404 where it is not there."""
    if not (typed := request.args.get("groupe", "")):
        return None
    number = whole(typed)
    return (group_head(db.session(), number) if number is not None else None) or abort(404)


def _proposal() -> Any:
    """The proposal one asks about, from the address."""
    number = number_asked("proposition")
    return readable(number) if number is not None else None


def _who(group: Any) -> list[str]:
    """Those whom this person may ask, the nearest first."""
    person, found = me(), []
    held = (
        roles_on(db.session(), person.id, group.proposal_id) if person and group and group.proposal_id else frozenset()
    )
    steering = Role.STEERING in actor().roles
    if group is not None and (steering or held & {Role.LEAD, Role.FACILITATOR}):
        found.append("group")
    return found + (["steering", "representatives", "members"] if steering else [])


def _charter() -> Charter:
    known = reference()
    space = known.territory or abort(404)
    return known.charters[space.charter_id or 0]


def _asked(form: QuestionForm, group: Any, about: Any) -> int | None:
    known = reference().territory or abort(404)
    space_id = (group or about).space_id if group or about else known.id
    try:
        rule = rule_of(_rule(form), tuple(_charter().colleges))
        asked = decisions.Question(
            question=form.question.data or "",
            details=form.details.data or "",
            easy_summary=form.easy_summary.data or "",
            rule=rule,
            lang=chosen(),
            options=[line.strip() for line in (form.options.data or "").split("\n") if line.strip()]
            if rule.counted in NEEDS_OPTIONS
            else (),
            days=form.days.data if rule.counted is not Method.CONSENT else None,
        )
        return do(decisions.open_question, space_id, asked, group.id if group is not None else None,
                  about.id if about is not None else None)
    except CharterInvalid:
        form.refuse("method", sentence(refusals.RULE_IS_WRONG, {}))
    except Refused as refused:
        form.refuse(refused.field, sentence(refused.code, refused.params))
    return None


def _rule(form: QuestionForm) -> dict[str, Any]:
    """What was chosen, as a charter would write it: the same reader checks both."""
    method = form.method.data
    told: dict[str, Any] = {
        "method": method,
        "by": form.by.data,
        "open_days": form.days.data,
        "ballots": form.ballots.data if method != "consent" else "public",
        "results": form.results.data if method != "consent" and form.ballots.data == "public" else "at_close",
    }
    if form.quorum.data:
        told["quorum"] = form.quorum.data
    if method in ("majority", "approval"):
        key, share = (form.threshold.data or "").split()
        told[key] = share
    if method == "majority_judgment":
        told["at_least"] = GRADED
    if method == "consent":
        told |= {"rounds_max": 2, "step_days": 7, "review_days": 180}
    return told


@blueprint.route("/decisions/ailleurs", methods=["GET", "POST"])
@guard(Action.STEERING_READ)
@keyed(lambda made: url_for(".show", number=made))
def external() -> Answer:
    form = ExternalForm()
    if form.validate_on_submit():
        space = reference().territory or abort(404)
        try:
            made = do(
                decisions.record_external,
                space.id,
                form.question.data or "",
                form.url.data or "",
                form.digest.data or "",
                form.result.data or "",
                form.held_on.data,
            )
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("Le résultat est inscrit."), "done")
            return redirect(url_for(".show", number=made), 303)
    return render_template(
        "decisions/external_new.html", form=form, latest=now().date()
    ), 422 if request.method == "POST" else 200
