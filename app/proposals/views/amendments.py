"""Amendments: their list, making one, comparing, answering it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import HiddenField, IntegerField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.core import limits
from app.core.kinds import AmendmentStatus, ContentState, Role, Stance, Status
from app.core.permissions import Action, refusal
from app.core.unit_of_work import Refused
from app.core.web.act import Form, act
from app.core.web.authentication import me
from app.core.web.doors import actor, actor_on, do, guard, may
from app.core.web.filters import between
from app.core.web.languages import chosen, localised, sentence
from app.core.web.paging import number_asked, whole
from app.core.web.sent_forms import keyed
from app.discussion import service as discussion
from app.discussion.views.reading import CommentForm, thread_of
from app.extensions import db
from app.governance.charter.editing import in_order
from app.governance.charter.model import Charter
from app.proposals import refusals, rules as amending
from app.proposals.queries import proposals
from app.proposals.rules import KEY as EASY, Wording, refusal_of_minor
from app.proposals.service import amendments
from app.proposals.views.acts import readable
from app.proposals.views.forms import ReasonForm
from app.territory.queries.charters import charter_by_id

blueprint = Blueprint("amendments", __name__)


# Shape of a suggestion, and of the result that a carrier writes by hand.

TOO_LONG = _l("Trop long\u00a0: %(max)d signes au plus.")


class TextForm(Form):
    """An emptied box says something here: its label must not call it optional."""

    text = TextAreaField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text.flags.required = True


class AmendmentForm(TextForm):
    """`field`, `paragraph` and `version` say which paragraph was read; the service has its text."""

    text = TextAreaField(
        _l("Le paragraphe, comme vous l’écririez"), [Optional(), Length(max=limits.FIELD, message=TOO_LONG)],
        description=_l("Changez ce que vous voulez. Videz la case pour suggérer de retirer le paragraphe."))
    rationale = TextAreaField(
        _l("Pourquoi"), [DataRequired(_l("Écrivez quelques mots ici.")), Length(max=limits.REASON, message=TOO_LONG)],
        description=_l("Une phrase suffit. Elle sera publique, avec votre nom."))
    field = HiddenField()
    paragraph = IntegerField(_l("Paragraphe"), [InputRequired()])
    version = IntegerField(_l("version"), [InputRequired()])


class ByHandForm(TextForm):
    text = TextAreaField(
        _l("Le paragraphe tel qu’il sera"), [Optional(), Length(max=limits.FIELD, message=TOO_LONG)],
        description=_l("Rien n’est remplacé sans vous\u00a0: ce que vous écrivez ici remplace le paragraphe actuel."))
    version = IntegerField(_l("version"), [InputRequired()])


# Suggestions beside the paragraphs they are about, as templates read them.

Shown = dict[str, Any]
STATUSES = {
    AmendmentStatus.OPEN: (_l("Attend une réponse"), "warning", "clock"),
    AmendmentStatus.INTEGRATED: (_l("Intégrée"), "good", "check"),
    AmendmentStatus.DECLINED: (_l("Refusée"), "", "cross"),
    AmendmentStatus.WITHDRAWN: (_l("Retirée"), "", "cross"),
}


def fields_of(charter: Charter, track: str) -> Mapping[str, Any]:
    return {field.key: field for stage in charter.tracks[track].stages.values() for field in stage.fields}


def names_of(charter: Charter, track: str) -> dict[str, Any]:
    return {key: field.names for key, field in fields_of(charter, track).items()}


def texts_of(row: Any, charter: Charter) -> dict[str, str]:
    """What may be changed by paragraphs: the texts, in the order of the charter's forms."""
    known = fields_of(charter, row.track)
    return {key: text for key, text in in_order(known, row.fields).items()
            if text and key != EASY and (key not in known or known[key].is_text)}


def label_of(charter: Charter, track: str, key: str) -> str:
    known = fields_of(charter, track)
    return localised(known[key].names) if key in known else str(_l("Texte"))


def drawn(row: Any) -> Shown:
    """One suggestion, with its paragraph and what it changes in it."""
    label, tone, icon = STATUSES[row.status]
    return {"id": row.id, "row": row, "blocks": between(row.base, row.text), "label": label, "tone": tone, "icon": icon}


def by_paragraph(row: Any, charter: Charter, suggestions: Iterable[Any]) -> list[Shown]:
    """Each field with its paragraphs, each with its suggestions; `lost` are those whose paragraph reads otherwise."""
    rest = [(one, drawn(one)) for one in suggestions]
    found: list[Shown] = []
    for key, text in texts_of(row, charter).items():
        mine = [(amending.locate(text, one.paragraph, one.base), told) for one, told in rest if one.field == key]
        found.append({
            "key": key, "label": label_of(charter, row.track, key),
            "paragraphs": [{"number": paragraph.number, "text": paragraph.text,
                            "suggestions": [told for there, told in mine if there and there.start == paragraph.start]}
                           for paragraph in amending.paragraphs(text)],
            "lost": [told for there, told in mine if there is None]})
    return found


# The suggestions made on a text, and one of them with its discussion.

ALIVE = (Status.OPEN, Status.DORMANT)


def charter_of(row: Any) -> Charter:
    return charter_by_id(db.session(), row.charter_id)


def is_open(row: Any, charter: Charter) -> bool:
    """May anybody suggest here and now?"""
    return row.status in ALIVE and "comment" in charter.tracks[row.track].stages[row.stage].features


def amendment_of(row: Any, number: int) -> Any:
    """A hidden one is there for its author and the moderators only."""
    found = proposals.one(db.session(), row.id, number)
    person = me()
    mine = person is not None and person.id == found.author_id
    if found.state is ContentState.HIDDEN and not mine and Role.MODERATOR not in actor().roles:
        abort(404)
    return found


def _is_minor(row: Any, one: Any) -> bool:
    """Would it pass for a small correction? The operation asks again."""
    merged = amending.merged(row.fields[one.field], one.paragraph, one.base, one.text)
    meant = proposals.revision(db.session(), row.id, row.meaning_since)
    new = Wording(row.title, {**row.fields, one.field: merged}) if isinstance(merged, str) else None
    return new is not None and refusal_of_minor(Wording(meant.title, meant.fields), new) is None


@blueprint.get("/propositions/<int:number>/amendements")
@guard(Action.PROPOSAL_READ)
def index(number: int) -> str:
    row, session = readable(number), db.session()
    charter = charter_of(row)
    done, older = proposals.settled(session, number, number_asked("avant"))
    return render_template(
        "amendments/index.html", row=row, fields=by_paragraph(row, charter, proposals.open_ones(session, number)),
        settled=[drawn(one) for one in done], is_open=is_open(row, charter),
        older=url_for(".index", number=number, avant=older, _anchor="reponses") if older else None)


@blueprint.get("/propositions/<int:number>/amendements/<int:amendment>")
@guard(Action.PROPOSAL_READ)
def show(number: int, amendment: int) -> str:
    row, session = readable(number), db.session()
    one, charter, person = amendment_of(row, amendment), charter_of(row), me()
    waits = one.status is AmendmentStatus.OPEN and row.status in ALIVE and one.state is ContentState.VISIBLE
    located = amending.locate(row.fields.get(one.field) or "", one.paragraph, one.base)
    there = actor_on(number) if person else None
    answers = waits and located is not None and there is not None and may(Action.AMENDMENT_ANSWER, there)
    return render_template(
        "amendments/show.html", row=row, one=one, minor=answers and _is_minor(row, one),
        told=drawn(one), label=label_of(charter, row.track, one.field),
        waits=waits, conflict=waits and located is None, there=there,
        mine=person is not None and person.id == one.author_id,
        supports=person is not None and amendment in proposals.supported_by(session, person.id, number),
        stage=charter.tracks[row.track].stages[row.stage], is_open=row.status in ALIVE,
        thread=thread_of(row, amendment_id=amendment))


# Suggesting a change, supporting one, taking one's own back, talking about one.

Answer = str | tuple[str, int] | Response


def shown_after(_made: object, number: int, amendment: int) -> str:
    return url_for("amendments.show", number=number, amendment=amendment)


def to(number: int, amendment: int) -> Response:
    return redirect(shown_after(None, number, amendment), 303)


def _pressed(number: int, amendment: int, done: str, operation: Callable[..., Any]) -> Response:
    """One click, and back to the suggestion."""
    return act(lambda: do(operation, amendment), to=to(number, amendment), said=done)


@blueprint.get("/propositions/<int:number>/amendements/nouveau")
@guard(Action.PROPOSAL_READ)
def new(number: int) -> Answer:
    """Anybody may begin to write: who is not signed in is asked at sending, and nothing is lost."""
    row = readable(number)
    key, place = request.args.get("champ", ""), whole(request.args.get("paragraphe", "0"))
    there = _paragraph(row, key, -1 if place is None else place) or abort(404)
    form = AmendmentForm(formdata=None, data={"text": there.text, "field": key, "paragraph": there.number,
                                              "version": row.version})
    return _page(row, form)


def _paragraph(row: Any, key: str, place: int) -> amending.Paragraph | None:
    found = amending.paragraphs(texts_of(row, charter_of(row)).get(key, ""))
    return found[place] if 0 <= place < len(found) else None


def _page(row: Any, form: AmendmentForm, code: int = 200) -> Answer:
    charter, key = charter_of(row), form.field.data or ""
    there = _paragraph(row, key, form.paragraph.data if isinstance(form.paragraph.data, int) else -1)
    return render_template("amendments/new.html", row=row, form=form, label=label_of(charter, row.track, key),
                           there=there, is_open=is_open(row, charter)), code


@blueprint.post("/propositions/<int:number>/amendements/nouveau")
@guard(Action.AMENDMENT_MAKE)
@keyed(lambda made, number: url_for("amendments.show", number=number, amendment=made))
def make(number: int) -> Answer:
    row, form = readable(number), AmendmentForm()
    if form.validate() and (
        ended := act(
            lambda: do(
                amendments.make,
                number,
                (form.field.data or "")[:40],
                form.paragraph.data or 0,
                form.version.data or 0,
                form.text.data or "",
                form.rationale.data,
                chosen(),
            ),
            form=form,
            to=lambda made: to(number, made),
            said=_("Votre suggestion est publique. Les personnes qui portent la proposition vont vous répondre."),
        )
    ):
        return ended
    return _page(row, form, 422)


@blueprint.post("/propositions/<int:number>/amendements/<int:amendment>/soutenir")
@guard(Action.AMENDMENT_SUPPORT)
def support(number: int, amendment: int) -> Response:
    amendment_of(readable(number), amendment)
    return _pressed(number, amendment, _("C’est compté, merci."), amendments.support)


@blueprint.post("/propositions/<int:number>/amendements/<int:amendment>/ne-plus-soutenir")
@guard(Action.AMENDMENT_SUPPORT)
def unsupport(number: int, amendment: int) -> Response:
    amendment_of(readable(number), amendment)
    return _pressed(number, amendment, _("Votre soutien est retiré."), amendments.unsupport)


@blueprint.post("/propositions/<int:number>/amendements/<int:amendment>/retirer")
@guard(Action.AMENDMENT_MAKE)
@keyed(shown_after)
def withdraw(number: int, amendment: int) -> Response:
    amendment_of(readable(number), amendment)
    return _pressed(number, amendment, _("Votre suggestion est retirée."), amendments.withdraw)


@blueprint.post("/propositions/<int:number>/amendements/<int:amendment>/en-faire-une-proposition")
@guard(Action.DRAFT_WRITE)
@keyed(lambda made, **_given: url_for("proposals.draft", number=made))
def become(number: int, amendment: int) -> Response:
    """A draft to complete; the link to this proposal is made when it is published."""
    amendment_of(readable(number), amendment)
    try:
        draft = do(amendments.begin_proposal, amendment)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
        return to(number, amendment)
    flash(_("Votre brouillon est prêt\u00a0: complétez-le. Il dira de quelle proposition il s’inspire."), "done")
    return redirect(url_for("proposals.draft", number=draft), 303)


@blueprint.get("/propositions/<int:number>/amendements/<int:amendment>/commenter")
@guard(Action.PROPOSAL_READ)
def talk(number: int, amendment: int) -> Answer:
    return _talk_page(number, amendment, CommentForm(structures=_mandates(), data={"stance": Stance.NEUTRAL.value}))


def _mandates() -> Sequence[Any]:
    person = me()
    return proposals.mandates(db.session(), person.id) if person else []


def _talk_page(number: int, amendment: int, form: CommentForm, code: int = 200) -> Answer:
    row = readable(number)
    one = amendment_of(row, amendment)
    return render_template("amendments/comment.html", row=row, one=one, told=drawn(one), form=form), code


@blueprint.post("/propositions/<int:number>/amendements/<int:amendment>/commenter")
@guard(Action.COMMENT_POST)
@keyed(shown_after)
def comment(number: int, amendment: int) -> Answer:
    amendment_of(readable(number), amendment)
    form = CommentForm(structures=_mandates())
    if form.validate() and (
        ended := act(
            lambda: do(
                discussion.post,
                number,
                Stance(form.stance.data),
                form.body.data,
                chosen(),
                structure_id=form.speaks_for,
                amendment_id=amendment,
            ),
            form=form,
            to=to(number, amendment),
            said=_("Votre message est publié. Vous recevrez les nouvelles de cette proposition."),
        )
    ):
        return ended
    return _talk_page(number, amendment, form, 422)


# The carriers' answers: put in with one click, by hand where the text has changed, or declined with a reason.

def _not_for_me(number: int, amendment: int) -> Response | None:
    """The page of an act that is not one's own leads back, with why."""
    if (reason := refusal(Action.AMENDMENT_ANSWER, actor_on(number))) is None:
        return None
    flash(sentence(reason.code, reason.params), "error")
    return to(number, amendment)


def _seen(text: str) -> int:
    return whole(text) or 0


@blueprint.post("/propositions/<int:number>/amendements/<int:amendment>/integrer")
@guard(Action.AMENDMENT_ANSWER)
@keyed(shown_after)
def integrate(number: int, amendment: int) -> Response:
    amendment_of(readable(number), amendment)
    try:
        made = do(amendments.integrate, amendment, _seen(request.form.get("version", "")),
                  minor="minor" in request.form)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
        if refused.code == refusals.AMENDMENT_CONFLICTS:
            return redirect(url_for(".by_hand", number=number, amendment=amendment), 303)
    else:
        flash(_("C’est intégré\u00a0: version %(number)s. La personne qui l’a suggéré est citée et prévenue.",
                number=made), "done")
    return to(number, amendment)


@blueprint.route("/propositions/<int:number>/amendements/<int:amendment>/a-la-main", methods=["GET", "POST"])
@guard(Action.AMENDMENT_ANSWER)
@keyed(shown_after)
def by_hand(number: int, amendment: int) -> Answer:
    """The three texts side by side, and a box; a version that came meanwhile is shown before anything is written."""
    row = readable(number)
    one = amendment_of(row, amendment)
    if (away := _not_for_me(number, amendment)) is not None:
        return away
    now = _present(row, one)
    as_it_was = now is not None and now.text == one.base
    kept = now.text if now and not as_it_was else one.text  # in conflict, one begins with what is there
    form = ByHandForm(data={"text": kept, "version": row.version})
    if form.validate_on_submit():
        try:
            made = do(amendments.integrate, amendment, form.version.data or 0, by_hand=form.text.data or "")
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
            form.version.data = row.version  # the page shows it now
        else:
            flash(_("C’est intégré\u00a0: version %(number)s. La personne qui l’a suggéré est citée et prévenue.",
                    number=made), "done")
            return to(number, amendment)
    page = render_template(
        "amendments/by_hand.html", row=row, one=one, form=form, label=label_of(charter_of(row), row.track, one.field),
        now=now, as_it_was=as_it_was, since=between(one.base, now.text) if now else None, told=drawn(one))
    return page, 422 if form.is_submitted() else 200


def _present(row: Any, one: Any) -> amending.Paragraph | None:
    text = row.fields.get(one.field) or ""
    return (amending.locate(text, one.paragraph, one.base) or amending.nearest(text, one.paragraph, one.base))


@blueprint.route("/propositions/<int:number>/amendements/<int:amendment>/refuser", methods=["GET", "POST"])
@guard(Action.AMENDMENT_ANSWER)
@keyed(shown_after)
def decline(number: int, amendment: int) -> Answer:
    row = readable(number)
    one = amendment_of(row, amendment)
    if (away := _not_for_me(number, amendment)) is not None:
        return away
    form = ReasonForm()
    if form.validate_on_submit() and (ended := act(
            lambda: do(amendments.decline, amendment, form.reason.data), form=form, to=to(number, amendment),
            said=_("Votre réponse est publique. La personne qui a suggéré est prévenue."))):
        return ended
    page = render_template("amendments/decline.html", row=row, one=one, form=form, told=drawn(one))
    return page, 422 if form.is_submitted() else 200
