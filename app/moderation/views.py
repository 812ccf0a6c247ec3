"""Grounds, rules and verdicts in words."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.core import limits
from app.core.kinds import CaseState, ContentState, Ground, Subject, Verdict
from app.core.permissions import Action
from app.core.secrets import keyed as core_keyed
from app.core.unit_of_work import Refused
from app.core.web.act import Form, act
from app.core.web.authentication import me
from app.core.web.doors import actor, do, guard, now
from app.core.web.filters import ground_word, place_zone, role_word
from app.core.web.languages import sentence
from app.core.web.paging import mark, moment_of, numbers_asked
from app.core.web.sent_forms import keyed
from app.discussion.views.reading import STANCES
from app.extensions import db, limiter, network
from app.moderation import queries as read, service as moderation
from app.moderation.queries import Filter
from app.moderation.rules import Bench, possible, refusal_of_answer, refusal_to_sit
from app.search.queries.pairs import waiting as pairs_waiting

LABELS = {
    Ground.ILLEGAL: _l("C’est contraire à la loi"),
    Ground.HATE: _l("C’est haineux ou discriminatoire"),
    Ground.HARASSMENT: _l("Cela attaque ou menace une personne"),
    Ground.PERSONAL_DATA: _l("Cela dévoile une donnée personnelle"),
    Ground.ADVERTISING: _l("C’est de la publicité"),
    Ground.OFF_TOPIC: _l("C’est hors sujet"),
    Ground.FALSE: _l("C’est faux ou trompeur"),
    Ground.OTHER: _l("Autre chose"),
}
RULES = {
    Ground.ILLEGAL: _l("On ne publie rien que la loi interdit."),
    Ground.HATE: _l("On ne rabaisse personne pour son origine, sa religion, son genre, sa santé ou ses idées."),
    Ground.HARASSMENT: _l("On discute des idées, jamais contre des personnes."),
    Ground.PERSONAL_DATA: _l("On ne publie pas l’adresse, le téléphone, la santé ou la vie privée d’autrui."),
    Ground.ADVERTISING: _l("On présente ce qui sert à tous, pas ce qui se vend."),
    Ground.OFF_TOPIC: _l("On reste sur la proposition dont la page parle."),
    Ground.FALSE: _l("On ne trompe pas sur les faits\u00a0; on dit d’où vient ce qu’on avance."),
    Ground.OTHER: _l("On participe dans le respect de la charte de participation."),
}
VERDICTS = {
    Verdict.DISMISS: _l("Laisser visible"),
    Verdict.HIDE: _l("Masquer"),
    Verdict.RESTORE: _l("Rétablir"),
}
KEEP_HIDDEN = _l("Maintenir masqué")
GIVEN = {
    Verdict.DISMISS: _l("Laissé visible"),
    Verdict.HIDE: _l("Masqué"),
    Verdict.RESTORE: _l("Rétabli"),
}
FILTERS = {
    Filter.ALL: _l("Tous"),
    Filter.LATE: _l("En retard"),
    Filter.SECOND: _l("À regarder à nouveau"),
}


# The blueprint that each file of this folder hangs its views on, and the words its templates use.

blueprint = Blueprint("moderation", __name__)


@blueprint.app_template_filter("rule_of")
def rule_of(ground: Ground | None) -> str:
    """The rule of the charter of participation that this ground names."""
    return str(RULES[ground]) if ground is not None else ""


blueprint.add_app_template_filter(ground_word)
blueprint.add_app_template_filter(role_word)


# Shape of a report, a verdict, an answer.

TOO_LONG = _l("Trop long\u00a0: %(max)d signes au plus.")
CHOOSE = _l("Choisissez une réponse.")


def grounds() -> list[SelectChoice]:
    return [SelectChoice(ground.value, label) for ground, label in LABELS.items()]


class ReportForm(Form):
    ground = RadioField(_l("Ce qui ne va pas"), [InputRequired(CHOOSE)], choices=grounds())
    note = TextAreaField(_l("Précisions"), [Optional(), Length(max=limits.REASON, message=TOO_LONG)],
                         description=_l("Ce qui aide à comprendre. Seule la modération le lit."))


class VerdictForm(Form):
    verdict = RadioField(_l("Décision"), [InputRequired(CHOOSE)], choices=[])
    ground = SelectField(_l("Motif public"), [Optional()], choices=[])
    explanation = TextAreaField(
        _l("Explication"),
        [DataRequired(_l("Écrivez quelques mots ici.")), Length(max=limits.REASON, message=TOO_LONG)],
        description=_l("La personne qui a écrit la recevra\u00a0: ce qui est reproché, et à quel passage."),
    )

    def __init__(self, *args: Any, content: ContentState, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verdict.choices = [SelectChoice(verdict.value, _word(verdict, content)) for verdict in possible(content)]
        self.ground.choices = [SelectChoice("", _l("Aucun")), *grounds()]

    @property
    def chosen(self) -> tuple[Verdict, Ground | None]:
        return Verdict(self.verdict.data), Ground(self.ground.data) if self.ground.data else None


def _word(verdict: Verdict, content: ContentState) -> Any:
    if verdict is Verdict.HIDE and content is ContentState.HIDDEN:
        return KEEP_HIDDEN
    return VERDICTS[verdict]


class AnswerForm(Form):
    body = TextAreaField(_l("Votre réponse"), [DataRequired(_l("Écrivez quelques mots ici.")),
                                              Length(max=limits.REASON, message=TOO_LONG)])


def likeliest(given: Sequence[Any]) -> str:
    """The ground that was given most often, as a beginning."""
    return given[0].ground.value if given else ""


# The moderators' desk: the queue by due date, one case at a time, and the next one.

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


# Reporting a content, signed in or not; and what became of it, for who kept the receipt.

def visitor_tag() -> str:
    """The same for one network and one day, and worthless without the site's key: the address itself is not kept."""
    day = now().astimezone(place_zone()).date().isoformat()
    return core_keyed(current_app.config["CORDEE"].secret_key, "report", network(), day)


@blueprint.route("/signaler/<any(proposal, comment, amendment, line, attachment):kind>/<int:number>",
                 methods=["GET", "POST"])
@limiter.limit("20 per hour", methods=["POST"])
@guard(Action.CONTENT_REPORT)
def report(kind: str, number: int) -> Answer:
    subject = read.subject(db.session(), Subject(kind), number)
    form = ReportForm()
    if form.validate_on_submit():
        try:
            receipt = do(moderation.report, Subject(kind), number, Ground(form.ground.data), form.note.data or "",
                         visitor_tag="" if me() else visitor_tag())
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            if receipt.again:
                flash(_("Vous aviez déjà signalé ce contenu\u00a0: cela compte une fois."), "info")
            return redirect(url_for(".received", code=receipt.code), 303)
    page = render_template("moderation/report.html", form=form, kind=kind, number=number, subject=subject)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/signaler/recu/<code>")
@limiter.limit("60 per hour")
@guard(Action.CONTENT_REPORT)
def received(code: str) -> str:
    """Neither the content nor its author is shown: the receipt may lie about."""
    return render_template("moderation/received.html", row=read.by_receipt(db.session(), code), code=code, now=now())


# What was hidden, why, by which rule; and the author's answer.

@blueprint.get("/moderation/<int:number>/mon-contenu")
@guard(Action.CONTENT_ANSWER)
def own_case(number: int) -> Response:
    """From the news to the case's latest verdict, whose page asks who is there."""
    return redirect(url_for(".answer", number=read.latest_verdict_id(db.session(), number)), 302)


@blueprint.route("/moderation/verdicts/<int:number>", methods=["GET", "POST"])
@guard(Action.CONTENT_ANSWER)
@keyed(lambda _made, number: url_for(".answer", number=number))
def answer(number: int) -> Answer:
    """For the author only: to anybody else it is not there."""
    session = db.session()
    row = read.own_verdict(session, number, actor().person_id or 0)
    reason = refusal_of_answer(
        row.verdict, latest=row.latest, content=row.content_state, answered=row.answer is not None,
        second_look=read.answered_before(session, row.case_id, row.round))
    texts = read.content_html(session, row)
    form = AnswerForm()
    if form.validate_on_submit() and (ended := act(
            lambda: do(moderation.answer, number, form.body.data), form=form, to=url_for(".answer", number=number),
            said=_("Votre réponse est envoyée. Une autre personne de la modération va regarder."))):
        return ended
    page = render_template("moderation/answer.html", row=row, form=form, texts=texts,
                           why_not=sentence(reason.code) if reason else None)
    return page, 422 if form.is_submitted() else 200
