"""Joining a file, taking it away, and serving it from a place where nothing runs."""

from typing import Any

from flask import (
    Blueprint,
    Response as FlaskResponse,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import FileField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from app.attachments import queries as read, service as attachments
from app.attachments.queries import lines
from app.core import limits, texts
from app.core.kinds import AttachmentKind, ContentState
from app.core.permissions import Action
from app.core.unit_of_work import Refused
from app.core.web.act import Form, act
from app.core.web.doors import actor_on, do, guard, may, weighs
from app.core.web.languages import sentence
from app.core.web.requests import PICTURE, UPLOAD, WHOLE, costs, opened
from app.core.web.sent_forms import keyed, lands_on
from app.extensions import db
from app.groups import queries as groups
from app.proposals.views.acts import readable

blueprint = Blueprint("attachments", __name__)
Answer = str | tuple[str, int] | Response
VERSIONS = {"petite": "small", "grande": "large", "fichier": "file"}


class JoinForm(Form):
    file = FileField(
        _l("Le fichier"),
        description=_l("Une image (JPEG, PNG, WebP, GIF) ou un document (PDF, ODT, ODS, DOCX, XLSX sans macros). 5 Mo au plus."),  # noqa: E501
    )
    title = StringField(
        _l("Ce que montre l’image, ou le titre du document"),
        [DataRequired(_l("Écrivez quelques mots ici.")), Length(max=limits.ALT)],
        description=_l("Pour une image\u00a0: dites-la comme au téléphone, à qui ne la voit pas."),
    )
    caption = StringField(_l("Légende"), [Optional(), Length(max=limits.SHORT)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.file.flags.required = True  # WTForms does not see what is uploaded


class RemoveForm(Form):
    reason = TextAreaField(_l("Pourquoi"), [Optional(), Length(max=limits.REASON)])


def _place(number: int, meeting: int | None = None) -> str:
    """Where it is shown."""
    page = url_for("groups.meeting", number=meeting) if meeting else url_for("proposals.show", number=number)
    return page + "#pieces"


def _join(form: JoinForm, operation: Any, number: int) -> bool:
    """Was it joined? Otherwise the form says why not."""
    if not form.validate_on_submit():
        return False
    try:
        file = opened(attachments.opened, "file", limits.DOCUMENT_BYTES)
        do(operation, number, form.title.data or "", form.caption.data or "", file)
    except Refused as refused:
        form.refuse(refused.field, sentence(refused.code, refused.params))
        return False
    flash(_("La pièce est jointe."), "done")
    return True


def _join_page(form: JoinForm, told: Any, back: str) -> tuple[str, int]:
    """`told`: the title of what it is joined to, and its language."""
    page = render_template("attachments/join.html", row=told, form=form, back=back)
    return page, 422 if request.method == "POST" else 200


@blueprint.route("/propositions/<int:number>/joindre", methods=["GET", "POST"])
@weighs(limits.DOCUMENT_BYTES + limits.BODY_BYTES)
@costs(UPLOAD, methods=("POST",))
@guard(Action.ATTACHMENT_ADD)
@keyed(lambda _made, number: _place(number))
def join(number: int) -> Answer:
    row, form = readable(number), JoinForm()
    if not may(Action.ATTACHMENT_ADD, actor_on(number)):
        abort(403)
    if _join(form, attachments.attach, number):
        return redirect(_place(number), 303)
    return _join_page(form, row, _place(number))


@blueprint.route("/reunions/<int:number>/joindre", methods=["GET", "POST"])
@weighs(limits.DOCUMENT_BYTES + limits.BODY_BYTES)
@costs(UPLOAD, methods=("POST",))
@guard(Action.MEETING_HOLD)
@keyed(lambda _made, number: _place(0, number))
def join_meeting(number: int) -> Answer:
    row, form = groups.meeting(db.session(), number), JoinForm()
    if not may(Action.MEETING_HOLD, actor_on(row.proposal_id)):
        abort(403)
    if _join(form, attachments.attach_to_meeting, number):
        return redirect(_place(row.proposal_id, number), 303)
    return _join_page(form, row, _place(row.proposal_id, number))


@blueprint.route("/pieces/<int:number>/retirer", methods=["GET", "POST"])
@guard(Action.ATTACHMENT_REMOVE)
@keyed()
def remove(number: int) -> Answer:
    row, form = read.one(db.session(), number), RemoveForm()
    there: Any = actor_on(row.proposal_id)
    carries = may(Action.MEETING_HOLD if row.meeting_id else Action.ATTACHMENT_ADD, there)
    if not carries and not may(Action.ATTACHMENT_REMOVE, there):
        abort(403)
    lands_on(_place(row.proposal_id, row.meeting_id))
    if form.validate_on_submit() and (ended := act(
            lambda: do(attachments.remove, number, form.reason.data or ""), form=form,
            to=_place(row.proposal_id, row.meeting_id), said=_("La pièce est retirée."))):
        return ended
    page = render_template("attachments/remove.html", row=row, form=form, carries=carries,
                           back=_place(row.proposal_id, row.meeting_id))
    return page, 422 if request.method == "POST" else 200


@blueprint.get("/pieces/<int:number>/<any(petite, grande, fichier):version>")
@costs(PICTURE)
@guard(Action.PROPOSAL_READ)
def serve(number: int, version: str) -> Response:
    """A picture that we encoded may be shown; anything else is to be saved, never opened as a page of ours."""
    row = read.file(db.session(), number, VERSIONS[version], hidden=may(Action.CASE_READ)) or abort(404)
    answer = FlaskResponse(row.data, mimetype=row.media_type)
    way = "attachment" if version == "fichier" else "inline"
    answer.headers["Content-Disposition"] = f"{way}; filename={texts.slug(row.title)[:60] or 'piece'}.{row.ending}"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    shown = row.state is ContentState.VISIBLE
    answer.headers["Cache-Control"] = "public, max-age=300" if shown else "no-store"
    answer.set_etag(f"{row.digest[:32]}-{version}")
    return answer.make_conditional(request.environ)


@blueprint.get("/pieces.jsonl")
@costs(WHOLE)
@guard(Action.PROPOSAL_READ)
def listing() -> Response:
    """Open data: what is joined, with its words, its weight, its digest and where it is."""
    session, base = db.session(), current_app.config["CORDEE"].origin

    def url(row: Any) -> str:
        version = "grande" if row.kind is AttachmentKind.IMAGE else "fichier"
        return str(base) + url_for(".serve", number=row.id, version=version)

    told = stream_with_context(lines(lambda after: read.listing(session, after), url))
    return FlaskResponse(told, mimetype="application/x-ndjson",
                         headers={"Content-Disposition": "attachment; filename=pieces.jsonl"})
