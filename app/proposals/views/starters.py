"""What the pages of debates and lists share: the need they are under."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.core import limits
from app.core.kinds import ContentState, LineKind, Status
from app.core.permissions import Action, refusal
from app.core.unit_of_work import Refused
from app.core.web.act import Form, act
from app.core.web.authentication import me
from app.core.web.doors import actor_on, do, guard, may, now
from app.core.web.languages import chosen, localised, sentence
from app.core.web.paging import whole
from app.core.web.sent_forms import keyed, lands_on
from app.extensions import db
from app.governance.charter.editing import told_all
from app.governance.charter.model import Charter
from app.governance.charter.sentences import gate_sentences
from app.governance.gates import Ahead, Completeness, ahead, completeness, prepared, questions
from app.proposals import refusals
from app.proposals.queries import lists, proposals
from app.proposals.service import starters as debates, writing
from app.proposals.views.acts import back, blueprint as proposals_blueprint, readable
from app.proposals.views.forms import AskedForm, ahead_form, typed_in
from app.territory.queries import charters

blueprint = Blueprint("starters", __name__)
Answer = str | tuple[str, int] | Response
NEED = "need"


def need(number: int) -> Any:
    """A visible need, or not there at all."""
    row = proposals.page(db.session(), number)
    if row.state is ContentState.HIDDEN or row.track != NEED:
        abort(404)
    return row


# Shape of a debate, its conclusion, its reopening; and of one line.

WRITE = _l("Écrivez quelques mots ici.")
TOO_LONG = _l("Trop long\u00a0: %(max)d signes au plus.")
DAY = _l("Donnez un jour.")
ASKED = {
    LineKind.EXISTS: _l("Ce qui existe déjà"), LineKind.MISSING: _l("Ce qui manque"),
    LineKind.OFFER: _l("Ce que je peux apporter"),
}


class DebateForm(Form):
    question = StringField(_l("La question du débat"),
                           [DataRequired(WRITE), Length(max=limits.QUESTION, message=TOO_LONG)],
                           description=_l("Une seule question, ouverte, que tout le monde comprend."))
    until = DateField(_l("Dernier jour, inclus"), [InputRequired(DAY)])


class ReopenForm(Form):
    reason = TextAreaField(
        _l("Pourquoi le rouvrir"),
        [DataRequired(WRITE), Length(max=limits.REASON, message=TOO_LONG)],
        description=_l("Cette explication sera publique. Au moins 20 signes."),
    )
    until = DateField(_l("Dernier jour, inclus"), [InputRequired(DAY)])


class ConclusionForm(Form):
    conclusion = TextAreaField(
        _l("La conclusion"),
        [DataRequired(WRITE), Length(max=limits.FIELD, message=TOO_LONG)],
        description=_l(
            "Ce que le débat a fait apparaître, les accords, les désaccords, et la suite. Elle est publique, "
            "avec votre nom et la date."
        ),
    )


class LineForm(Form):
    body = StringField(_l("Une ligne"), [DataRequired(WRITE), Length(max=limits.SHORT, message=TOO_LONG)])
    structure = SelectField(_l("Au nom de"), [Optional()], coerce=lambda value: whole(value) if value else None)

    def __init__(self, *args: Any, structures: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.structure.choices = [
            SelectChoice("", _l("Moi-même")), *(SelectChoice(str(row.id), row.name) for row in structures)]


# What a need's page shows of its debates and lists; three statements at most, whatever is in them.

def starters_of(row: Any) -> dict[str, Any] | None:
    """None for what is not a need."""
    if row.track != NEED:
        return None
    person, debates = me(), lists.debates(db.session(), row.id)
    lines = lists.lines(db.session(), row.id)
    current = debates[0] if debates and debates[0].closed_at is None else None
    return {
        "debate": current, "over": current is not None and now() >= current.closes_at,
        "concluded": [one for one in debates if one.closed_at is not None],
        "lists": [(kind, ASKED[kind], [line for line in lines if line.kind is kind]) for kind in LineKind],
        "structures": proposals.mandates(db.session(), person.id) if person else [],
    }


# A debate: opened, concluded, reopened. Who may is asked on the page and again by the operation.

def _acted(form: Form, act: Callable[[], object], done: str, row: Any, template: str, **given: Any) -> Answer:
    """A form that is a page: shown, then sent; a refusal comes back beside its field."""
    if refusal(Action.DEBATE_RUN, actor_on(row.id)) is not None:
        abort(403)
    lands_on(url_for("proposals.show", number=row.id, _anchor="debat"))
    if form.validate_on_submit():
        try:
            act()
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(done, "done")
            return redirect(url_for("proposals.show", number=row.id, _anchor="debat"), 303)
    page = render_template(f"starters/{template}.html", form=form, row=row, **given)
    return page, 422 if request.method == "POST" else 200


@blueprint.route("/propositions/<int:number>/debat", methods=["GET", "POST"])
@guard(Action.DEBATE_RUN)
@keyed()
def open_debate(number: int) -> Answer:
    form = DebateForm()
    return _acted(form, lambda: do(debates.open_debate, number, form.question.data or "", chosen(), form.until.data),
                  _("Le débat est ouvert, et mis en avant sur la page du besoin."), need(number), "debate")


@blueprint.route("/debats/<int:number>/conclure", methods=["GET", "POST"])
@guard(Action.DEBATE_RUN)
@keyed()
def conclude(number: int) -> Answer:
    form, debate = ConclusionForm(), lists.debate(db.session(), number)
    return _acted(form, lambda: do(debates.conclude, number, form.conclusion.data or ""),
                  _("La conclusion est publiée. Merci de l’avoir écrite."), need(debate.proposal_id), "conclude",
                  debate=debate)


@blueprint.route("/debats/<int:number>/rouvrir", methods=["GET", "POST"])
@guard(Action.DEBATE_RUN)
@keyed()
def reopen(number: int) -> Answer:
    form, debate = ReopenForm(), lists.debate(db.session(), number)
    return _acted(form, lambda: do(debates.reopen, number, form.reason.data or "", form.until.data),
                  _("Le débat est rouvert. Sa conclusion reste à lire."), need(debate.proposal_id), "reopen",
                  debate=debate)


# One line more under a need, and one's own taken away.

def _form() -> LineForm:
    person = me()
    return LineForm(structures=proposals.mandates(db.session(), person.id) if person else ())


def _page(number: int, listed: str, form: LineForm) -> str:
    row = need(number)
    return render_template("starters/line.html", form=form, row=row, kind=LineKind(listed), asked=ASKED)


@blueprint.get("/propositions/<int:number>/lignes/<any(exists, missing, offer):listed>")
@guard(Action.PROPOSAL_READ)
def line(number: int, listed: str) -> str:
    """Anybody may begin to write: who is not signed in is asked at sending, and nothing is lost."""
    return _page(number, listed, _form())


@blueprint.post("/propositions/<int:number>/lignes/<any(exists, missing, offer):listed>")
@guard(Action.LINE_WRITE)
@keyed(lambda _made, number, listed: url_for("proposals.show", number=number, _anchor="listes"))
def add(number: int, listed: str) -> Answer:
    form = _form()
    if form.validate() and (
        ended := act(
            lambda: do(
                debates.add, number, LineKind(listed), form.body.data or "", chosen(), structure_id=form.structure.data
            ),
            form=form,
            to=url_for("proposals.show", number=number, _anchor="listes"),
            said=_("Votre ligne est dans la liste."),
        )
    ):
        return ended
    return _page(number, listed, form), 422


@blueprint.post("/lignes/<int:number>/retirer")
@guard(Action.LINE_WRITE)
def remove(number: int) -> Response:
    person = me()
    proposal_id = lists.line(db.session(), number, person.id if person else 0).proposal_id
    return act(
        lambda: do(debates.remove, number), to=url_for("proposals.show", number=proposal_id, _anchor="listes"),
        said=_("La ligne est retirée."))


# « Préparer la suite »: what the next stage asks, written ahead by those who carry, and how far that is.
#
# Nobody else reads it before the passage: it is work in hand, not yet what people are asked to support.

def _coming(row: Any) -> tuple[Charter, tuple[Ahead, ...]]:
    charter = charters.charter_by_id(db.session(), row.charter_id)
    return charter, ahead(charter, charters.in_force(db.session(), row.space_id)[1], row.track, row.stage)


def coming_up(row: Any, there: Any) -> Completeness | None:
    """For the page of a proposal: how far what comes next is prepared. None for who does not carry it, or where
    nothing more will be asked."""
    if there is None or not may(Action.PROPOSAL_EDIT, there) or row.status not in (Status.OPEN, Status.DORMANT):
        return None
    _charter, found = _coming(row)
    kept = proposals.preparation(db.session(), row.id) if questions(found) else None
    return prepared(found, kept.fields if kept else {}) if questions(found) else None


@proposals_blueprint.get("/propositions/<int:number>/preparer")
@guard(Action.PROPOSAL_EDIT)
def prepare(number: int) -> Answer:
    row = readable(number)
    if (reason := refusal(Action.PROPOSAL_EDIT, actor_on(number))) is not None:
        flash(sentence(reason.code, reason.params), "error")
        return back(number)
    _charter, found = _coming(row)
    if not questions(found):
        flash(sentence(refusals.NOTHING_TO_PREPARE), "info")
        return back(number)
    kept = proposals.preparation(db.session(), number)
    typed = typed_in(questions(found), kept.fields if kept else {})
    return _preparing_page(row, ahead_form(questions(found), formdata=MultiDict(typed), meta={"csrf": True}), kept)


def _preparing_page(row: Any, form: AskedForm, kept: Any, code: int = 200, *, theirs: Any = None) -> Answer:
    charter, found = _coming(row)
    asking = [each for each in found if each.fields]
    now = completeness(charter, row.track, row.stage, row.fields)
    return render_template(
        "proposals/prepare.html", row=row, form=form, kept=kept, theirs=theirs,
        to=[localised(each.stage.names) for each in asking], now=now, coming=prepared(found, form.written()),
        further=[gate_sentences(each.rules, gate, chosen()) for each in asking for gate in each.further]), code


@proposals_blueprint.post("/propositions/<int:number>/preparer")
@guard(Action.PROPOSAL_EDIT)
@keyed(lambda _made, number: url_for(".prepare", number=number))
def keep_ahead(number: int) -> Answer:
    row = readable(number)
    fields = questions(_coming(row)[1]) or abort(404)
    form, seen = ahead_form(fields), whole(request.form.get("seen")) or 0
    if (reason := refusal(Action.PROPOSAL_EDIT, actor_on(number))) is not None:
        abort(403, reason.code)
    if form.validate():
        try:
            do(writing.prepare, number, form.written(), seen)
        except Refused as refused:
            return _refused(row, form, refused)
        flash(_("C’est gardé. Ce sera publié au passage à l’étape suivante."), "done")
        return redirect(url_for(".prepare", number=number), 303)
    return _preparing_page(row, form, proposals.preparation(db.session(), number), 422)


def _refused(row: Any, form: AskedForm, refused: Refused) -> Answer:
    """Where another carrier was before, both texts are on the page."""
    form.refuse(refused.field, sentence(refused.code, refused.params))
    kept = proposals.preparation(db.session(), row.id)
    if refused.code != refusals.PREPARED_MEANWHILE or kept is None:
        return _preparing_page(row, form, kept, 422)
    words = told_all({field.key: field for field in form.asked}, kept.fields, chosen())
    theirs = [(localised(field.names), words[field.key]) for field in form.asked if words.get(field.key)]
    return _preparing_page(row, form, kept, 409, theirs=theirs)
