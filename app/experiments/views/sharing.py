"""What the project shares: risks with their holders, contributions, documents."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response as FlaskResponse, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import FileField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.accounts.queries import accounts
from app.core import limits, texts
from app.core.kinds import Likelihood, MandateState, PledgeKind
from app.core.permissions import Action, refusal
from app.core.unit_of_work import Refused
from app.core.web.act import Form
from app.core.web.authentication import me
from app.core.web.doors import actor_on, do, guard, weighs
from app.core.web.filters import bars, contributions
from app.core.web.languages import sentence
from app.core.web.requests import PICTURE, UPLOAD, costs, opened
from app.core.web.sent_forms import keyed
from app.experiments import queries as read, service as documents
from app.experiments.views.blueprint import GIVEN, blueprint
from app.experiments.views.pact import around
from app.extensions import db
from app.governance.charter.model import DocumentKind

Answer = str | tuple[str, int] | Response
WRITE, CHOOSE = _l("Écrivez quelques mots ici."), _l("Choisissez une réponse.")
LIKELY = {"low": _l("peu probable"), "medium": _l("possible"), "high": _l("probable")}
PAPERS = {
    "agreement": _l("Convention ou accord"),
    "budget": _l("Budget"),
    "insurance": _l("Assurance"),
    "estimate": _l("Devis"),
    "authorisation": _l("Autorisation"),
    "plan": _l("Plan"),
}


class RiskForm(Form):
    what = StringField(_l("Le risque"), [DataRequired(WRITE), Length(max=limits.SHORT)])
    likelihood = RadioField(
        _l("Est-il probable\u00a0?"),
        [InputRequired(CHOOSE)],
        choices=[SelectChoice(key, label) for key, label in LIKELY.items()],
    )
    answer = TextAreaField(_l("Ce que l’on ferait"), [Optional(), Length(max=limits.REASON)])
    holder = SelectField(
        _l("Qui le porterait"),
        coerce=int,
        description=_l("La personne sera prévenue, et dira si elle accepte."),
    )


class PledgeForm(Form):
    kind = RadioField(
        _l("Ce que vous apportez"),
        [InputRequired(CHOOSE)],
        choices=[SelectChoice(key, label) for key, label in GIVEN.items()],
    )
    what = StringField(_l("En quelques mots"), [DataRequired(WRITE), Length(max=limits.SHORT)])
    hours = IntegerField(
        _l("Nombre d’heures"),
        [Optional(), NumberRange(0, limits.PLEDGE_HOURS)],
        description=_l("Pour des heures, du temps de salarié ou un savoir-faire."),
    )
    euros = IntegerField(
        _l("Somme en euros"),
        [Optional(), NumberRange(0, limits.PLEDGE_EUROS)],
        description=_l("Pour de l’argent."),
    )
    structure = SelectField(_l("Au nom de"), [Optional()], coerce=int)


class DocumentForm(Form):
    kind = SelectField(
        _l("Quel document"), choices=[SelectChoice(key, label) for key, label in PAPERS.items()]
    )
    title = StringField(_l("Son titre"), [DataRequired(WRITE), Length(max=limits.TITLE)])
    file = FileField(
        _l("Le fichier"), description=_l("PDF, ODT, ODS, DOCX ou XLSX, sans macros, 5 Mo au plus.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.file.flags.required = True  # WTForms does not see what is uploaded


@blueprint.get("/propositions/<int:number>/partage")
@guard(Action.PROPOSAL_READ)
def sharing(number: int) -> str:
    session, person = db.session(), me()
    given = read.pledges(session, number)
    return render_template(
        "experiments/sharing.html",
        **around(number),
        risks=read.risks(session, number),
        pledges=given,
        documents=read.documents(session, number),
        LIKELY=LIKELY,
        GIVEN=GIVEN,
        PAPERS=PAPERS,
        mine=person.id if person else 0,
        hours=sum(one.hours for one in given),
        cents=sum(one.cents for one in given),
        structures=len({one.structure for one in given if one.structure}),
        kinds=_by_kind(given),
    )


def _by_kind(given: Sequence[Any]) -> list[dict[str, Any]]:
    """Promised or arrived: a bar for each kind, by their number."""
    kinds = {one.kind for one in given}
    some = {kind: [one for one in given if one.kind is kind] for kind in kinds}
    return bars((str(GIVEN[kind.value]), len(rows), contributions(
        len(rows), sum(one.hours for one in rows), sum(one.cents for one in rows))) for kind, rows in some.items())


def _page(number: int, template: str, form: Form, act: Callable[[], Any], done: str) -> Answer:
    if form.validate_on_submit():
        try:
            act()
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(done, "done")
            return redirect(url_for(".sharing", number=number), 303)
    return render_template(f"experiments/{template}.html", **around(number), form=form), (
        422 if request.method == "POST" else 200
    )


@blueprint.route("/propositions/<int:number>/risques/nouveau", methods=["GET", "POST"])
@guard(Action.EXPERIMENT_EDIT)
@keyed(lambda _made, number, **_given: url_for(".sharing", number=number))
def add_risk(number: int) -> Answer:
    form = RiskForm()
    form.holder.choices = [SelectChoice(row.id, row.name) for row in read.people_of(db.session(), number)]

    def act() -> None:
        do(
            documents.propose,
            number,
            form.what.data or "",
            Likelihood(form.likelihood.data),
            form.answer.data or "",
            form.holder.data,
        )

    return _page(number, "risk", form, act, _("Le risque est écrit\u00a0; la personne est prévenue."))


@blueprint.route("/propositions/<int:number>/contributions/nouvelle", methods=["GET", "POST"])
@guard(Action.PROPOSAL_SUPPORT)
@keyed(lambda _made, number, **_given: url_for(".sharing", number=number))
def add_pledge(number: int) -> Answer:
    form, person = PledgeForm(), me() or abort(403)
    held = [row for row in accounts.mandates_of(db.session(), person.id) if row.state is MandateState.ACTIVE]
    form.structure.choices = [
        SelectChoice(0, _("Moi-même")),
        *(SelectChoice(row.structure_id, row.name) for row in held),
    ]

    def act() -> None:
        do(
            documents.make,
            number,
            documents.Offer(
                kind=PledgeKind(form.kind.data),
                what=form.what.data or "",
                hours=form.hours.data or 0,
                cents=(form.euros.data or 0) * 100,
                structure_id=form.structure.data or None,
            ),
        )

    return _page(number, "pledge", form, act, _("Votre contribution est promise. Merci."))


@blueprint.route("/propositions/<int:number>/documents/nouveau", methods=["GET", "POST"])
@weighs(limits.DOCUMENT_BYTES + limits.BODY_BYTES)
@costs(UPLOAD, methods=("POST",))
@guard(Action.EXPERIMENT_EDIT)
@keyed(lambda _made, number, **_given: url_for(".sharing", number=number))
def add_document(number: int) -> Answer:
    form = DocumentForm()

    def act() -> None:
        if (reason := refusal(Action.EXPERIMENT_EDIT, actor_on(number))) is not None:  # before anything is opened
            raise Refused.because(reason)
        file = opened(documents.opened, "file", limits.DOCUMENT_BYTES)
        do(documents.attach, number, DocumentKind(form.kind.data), form.title.data or "", file)

    return _page(number, "document", form, act, _("Le document est joint."))


def _do(number: int, act: Callable[[], Any], done: str) -> Response:
    try:
        act()
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
    else:
        flash(done, "done")
    return redirect(url_for(".sharing", number=number), 303)


@blueprint.post("/propositions/<int:number>/risques/<int:risk>/<any(accepter, refuser, retirer):act>")
@guard(Action.COMMITMENT_SETTLE)
@keyed(lambda _made, number, **_given: url_for(".sharing", number=number))
def settle_risk(number: int, risk: int, act: str) -> Response:
    if act == "retirer":
        return _do(number, lambda: do(documents.remove_risk, risk), _("Le risque est retiré du tableau."))
    return _do(
        number, lambda: do(documents.settle, risk, accepted=act == "accepter"), _("Votre réponse est enregistrée.")
    )


@blueprint.post("/propositions/<int:number>/contributions/<int:pledge>/<any(confirmer, reprendre):act>")
@guard(Action.COMMITMENT_SETTLE)
@keyed(lambda _made, number, **_given: url_for(".sharing", number=number))
def settle_pledge(number: int, pledge: int, act: str) -> Response:
    if act == "confirmer":
        return _do(number, lambda: do(documents.confirm, pledge), _("C’est noté\u00a0: la contribution est arrivée."))
    return _do(number, lambda: do(documents.withdraw, pledge), _("Votre promesse est reprise."))


@blueprint.post("/propositions/<int:number>/documents/<int:document>/retirer")
@guard(Action.EXPERIMENT_EDIT)
def remove_document(number: int, document: int) -> Response:
    return _do(number, lambda: do(documents.remove_document, document), _("Le document est retiré."))


@blueprint.get("/documents/<int:number>")
@costs(PICTURE)
@guard(Action.PROPOSAL_READ)
def download(number: int) -> FlaskResponse:
    """To be saved, never shown by the browser as a page of ours."""
    row = read.file(db.session(), number) or abort(404)
    answer = FlaskResponse(row.data, mimetype=row.media_type)
    answer.headers["Content-Disposition"] = f"attachment; filename={texts.slug(row.title) or 'document'}.{row.ending}"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.set_etag(row.digest)
    return answer
