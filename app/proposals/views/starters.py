"""What the pages of debates and lists share: the need they are under."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.core import limits
from app.core.kinds import ContentState, LineKind
from app.core.permissions import Action, refusal
from app.core.unit_of_work import Refused
from app.core.web.act import act
from app.core.web.authentication import me
from app.core.web.doors import actor_on, do, guard, now
from app.core.web.forms import Form
from app.core.web.languages import chosen, sentence
from app.core.web.paging import whole
from app.core.web.sent_forms import keyed, lands_on
from app.extensions import db
from app.proposals.queries import proposals, starters
from app.proposals.service import starters as debates

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
    person, debates = me(), starters.debates(db.session(), row.id)
    lines = starters.lines(db.session(), row.id)
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
    form, debate = ConclusionForm(), starters.debate(db.session(), number)
    return _acted(form, lambda: do(debates.conclude, number, form.conclusion.data or ""),
                  _("La conclusion est publiée. Merci de l’avoir écrite."), need(debate.proposal_id), "conclude",
                  debate=debate)


@blueprint.route("/debats/<int:number>/rouvrir", methods=["GET", "POST"])
@guard(Action.DEBATE_RUN)
@keyed()
def reopen(number: int) -> Answer:
    form, debate = ReopenForm(), starters.debate(db.session(), number)
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
    proposal_id = starters.line(db.session(), number, person.id if person else 0).proposal_id
    return act(
        lambda: do(debates.remove, number), to=url_for("proposals.show", number=proposal_id, _anchor="listes"),
        said=_("La ligne est retirée."))
