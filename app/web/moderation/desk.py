"""The moderators' desk: the queue by due date, one case at a time, and the next one."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, moderation
from app.queries import moderation as read
from app.queries.likeness import waiting as pairs_waiting
from app.rules.kinds import CaseState, ContentState
from app.rules.moderation import Bench, refusal_to_sit
from app.rules.permissions import Action
from app.web.discussion.forms import STANCES
from app.web.doors import actor, do, guard, now
from app.web.idempotency import keyed
from app.web.moderation.blueprint import blueprint
from app.web.moderation.forms import VerdictForm, likeliest
from app.web.moderation.words import FILTERS, GIVEN
from app.web.paging import mark, moment_of, numbers_asked
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response
SHOWN = 20


@blueprint.get("/moderation")
@guard(Action.CASE_READ)
def queue() -> str:
    which = request.args.get("filtre", read.Filter.ALL.value)
    if which not in {kept.value for kept in read.Filter}:
        abort(400)
    asked = numbers_asked("apres", 2)
    after = (moment_of(asked[0]), asked[1]) if asked else None
    rows = read.queue(db.session(), now(), actor().person_id or 0, read.Filter(which), after=after, limit=SHOWN)
    shown = rows[:SHOWN]
    last = shown[-1] if len(rows) > SHOWN else None
    next_url = url_for(".queue", filtre=which, apres=f"{mark(last.due_at)}-{last.id}") if last else None
    tabs = [(kept.value, label, url_for(".queue", filtre=kept.value), None) for kept, label in FILTERS.items()]
    return render_template("moderation/queue.html", rows=shown, next_url=next_url, tabs=tabs, which=which, now=now(),
                           first=after is None, alike=pairs_waiting(db.session()),
                           grounds=read.grounds(db.session(), [row.id for row in shown]))


def _why_not(row: Any, verdicts: Sequence[Any]) -> str | None:
    """The sentence that says why this moderator may not judge; the operation asks again."""
    mine = actor().person_id or 0
    carries, reported = read.ties(db.session(), row, mine)
    last = next((verdict for verdict in verdicts if verdict.case_id == row.id), None)
    reason = refusal_to_sit(Bench(
        wrote_it=row.author_id == mine, carries_it=carries, reported_it=reported,
        gave_the_verdict=last is not None and last.moderator_id == mine and last.answer is not None))
    return sentence(reason.code) if reason else None


def _page(number: int, form: VerdictForm | None = None) -> str:
    session = db.session()
    row = read.case(session, number)
    verdicts = read.verdicts(session, row.subject_kind, row.subject_id)
    given = read.grounds(session, [number]).get(number, [])
    is_open = row.state is CaseState.OPEN or row.content_state is ContentState.HIDDEN
    if form is None:
        form = VerdictForm(formdata=None, content=row.content_state, data={"ground": likeliest(given)})
    texts = read.content_html(session, row)
    return render_template(
        "moderation/case.html", row=row, form=form, verdicts=verdicts, grounds=given, texts=texts, is_open=is_open,
        reports=read.reports(session, number), why_not=_why_not(row, verdicts) if is_open else None, given=GIVEN,
        stances=STANCES, now=now(), next_id=read.next_open(session, actor().person_id or 0, number))


@blueprint.get("/moderation/<int:number>")
@guard(Action.CASE_READ)
def case(number: int) -> str:
    return _page(number)


@blueprint.post("/moderation/<int:number>")
@guard(Action.CASE_JUDGE)
@keyed(lambda _made, number: url_for(".case", number=number))
def judge(number: int) -> Answer:
    form = VerdictForm(content=read.case(db.session(), number).content_state)
    if form.validate():
        verdict, ground = form.chosen
        try:
            do(moderation.judge, number, verdict, ground, form.explanation.data)
        except Refused as refused:
            form.refuse(refused.field or _field(refused.code), sentence(refused.code, refused.params))
        else:
            flash(_("La décision est prise. La personne qui a écrit en est prévenue, avec votre explication."), "done")
            return redirect(url_for(".case", number=number), 303)
    return _page(number, form), 422


def _field(code: str) -> str | None:
    """Rules know no forms: which of its fields a reason is about."""
    return {"ground_is_needed": "ground", "explain_more": "explanation", "verdict_not_possible": "verdict"}.get(code)
