"""Every version of a text, what changed between any two, and supporting the present one again."""

from collections.abc import Sequence
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.core import limits
from app.core.permissions import Action, refusal
from app.core.unit_of_work import Refused
from app.core.web.act import Form, act, easy_field
from app.core.web.authentication import me
from app.core.web.doors import actor_on, do, do_beside, guard, may, now
from app.core.web.filters import instead, summary, titled
from app.core.web.languages import chosen, localised, sentence
from app.core.web.paging import number_asked, whole
from app.core.web.requests import FILE, costs
from app.core.web.sent_forms import keyed
from app.extensions import db
from app.governance.charter.editing import told_all
from app.proposals.queries import proposals
from app.proposals.rules import KEY, MINOR_WORDS, Wording, changes, total
from app.proposals.service import proposals as easy_reading, writing
from app.proposals.views.acts import back, blueprint, readable
from app.proposals.views.forms import ProposalForm, ReviseForm, form_for, typed_in
from app.proposals.views.show import field_answers, field_texts
from app.proposals.views.writing import answered, from_draft, saved_now, text_of
from app.territory import reference
from app.territory.queries import charters, places
from app.territory.queries.charters import charter_by_id


@blueprint.get("/propositions/<int:number>/versions")
@guard(Action.PROPOSAL_READ)
def versions(number: int) -> str:
    row = readable(number)
    return render_template("proposals/versions.html", row=row, versions=proposals.revisions(db.session(), number))


@blueprint.get("/propositions/<int:number>/versions/<int:version>")
@guard(Action.PROPOSAL_READ)
def version(number: int, version: int) -> str:
    row = readable(number)
    one, charter = proposals.revision(db.session(), number, version), charter_by_id(db.session(), row.charter_id)
    then = SimpleNamespace(track=row.track, fields=one.fields or {}, html=one.html or {})
    return render_template("proposals/version.html", row=row, one=one, texts=field_texts(then, charter),
                           said=field_answers(then, charter))


def differences(row: Any, old: int, new: int) -> dict[str, Any]:
    """Between two versions, for the template; Missing where one of them is none."""
    session = db.session()
    one, two = (proposals.revision(session, row.id, n) for n in (old, new))
    track = charter_by_id(session, row.charter_id).tracks[row.track]
    known = {field.key: field for stage in track.stages.values() for field in stage.fields}
    answers = {key for key, field in known.items() if not field.is_text}
    old_said, new_said = (told_all(known, each.fields or {}, chosen()) for each in (one, two))
    told = changes(*(Wording(each.title, {key: text for key, text in said.items() if key not in answers})
                     for each, said in ((one, old_said), (two, new_said))))
    names = {key: field.names for key, field in known.items()}
    pairs = {key: (old_said.get(key, ""), new_said.get(key, "")) for key in names if key in answers}
    other = [{"label": localised(names[key]), "key": key, "blocks": instead(was, says)}
             for key, (was, says) in pairs.items() if was != says]
    return {"old": one, "new": two, "fields": titled(told, names) + other, "sum": summary(
        total(told), changed=bool(told), answers=len(other))}


@blueprint.get("/propositions/<int:number>/versions/comparer")
@costs(FILE)
@guard(Action.PROPOSAL_READ)
def compare(number: int) -> str:
    """Any two, in either order; the last change where the address does not say."""
    row = readable(number)
    new = number_asked("a") or row.version
    old = number_asked("de") or max(1, new - 1)
    return render_template("proposals/compare.html", row=row, told=differences(row, old, new),
                           versions=proposals.revisions(db.session(), number))


@blueprint.get("/propositions/<int:number>/toujours-d-accord")
@guard(Action.PROPOSAL_SUPPORT)
def confirm(number: int) -> str | Response:
    """What changed since the version one supports, and the two answers; where the news lead."""
    row, person = readable(number), me()
    ties = proposals.my_ties(db.session(), person.id, number) if person else None
    if ties is None or not ties.supports:
        return redirect(url_for(".show", number=number, _anchor="soutenir"), 302)
    known = 1 <= ties.version < row.version
    return render_template("proposals/confirm.html", row=row, asked=ties.version < row.meaning_since,
                           told=differences(row, ties.version, row.version) if known else None)


@blueprint.post("/propositions/<int:number>/soutenir-cette-version")
@guard(Action.PROPOSAL_SUPPORT)
def support_again(number: int) -> Response:
    return act(
        lambda: do(easy_reading.confirm, number, whole(request.form.get("version")) or 0), to=back(number, "#soutenir"),
        said=_("C’est noté\u00a0: vous soutenez la version actuelle."))


# Changing a published text: kept as a draft while typing, taken up again, never published over what it did not see.
#
# The draft is its writer's alone. The form carries two numbers: `version`, the published text it starts from, and
# `saved`, the number of the draft its tab last had.

Answer = str | tuple[str, int] | Response
SEEN = "version"


def _stage(row: Any) -> Any:
    return charters.charter_by_id(db.session(), row.charter_id).tracks[row.track].stages[row.stage]


def form_of(row: Any, **given: Any) -> ProposalForm:
    return form_for(_stage(row), themes=reference.themes(db.session()), **given)


def _published(row: Any) -> MultiDict[str, Any]:
    """The present text, as the form holds it."""
    there = ", ".join(p.name for p in proposals.places(db.session(), row.id))
    return MultiDict({**typed_in(_stage(row).fields, row.fields), "title": row.title, "places": there,
                      "theme": row.theme_id or "", SEEN: row.version,
                      **({"whole_territory": "y"} if row.whole_territory else {})})


def _kept(draft: Any) -> MultiDict[str, Any]:
    """What was begun, as the form holds it."""
    return MultiDict({key: "y" if value is True else value for key, value in draft.fields.items()})


def _typed(form: ProposalForm, note: ReviseForm) -> dict[str, Any]:
    """Everything of the page, as a draft keeps it."""
    more = {"note": note.note.data, "minor": note.minor.data, SEEN: form.version.data}
    return form.kept() | {name: value for name, value in more.items() if value}


def _saved() -> int:
    return whole(request.form.get("saved")) or 0


def _draft(number: int) -> Any:
    person = me()
    return proposals.edit_draft(db.session(), number, person.id) if person else None


def _editing_page(row: Any, form: ProposalForm, note: ReviseForm, code: int = 200, **more: Any) -> Answer:
    return render_template("proposals/edit.html", row=row, form=form, note=note, minor_words=MINOR_WORDS,
                           communes=places.names(db.session()), **more), code


def _meanwhile(row: Any, seen: int | None) -> dict[str, Any]:
    """What was published since the version that was being changed, and the present text; nothing where none was."""
    if seen is None or not 1 <= seen < row.version:
        return {}
    track = charters.charter_by_id(db.session(), row.charter_id).tracks[row.track]
    known = {field.key: field for stage in track.stages.values() for field in stage.fields}
    names = {key: str(field.names.said(chosen())) for key, field in known.items()} | {KEY: _("En facile à lire")}
    now = [(names.get(key, ""), text)
           for key, text in told_all(known, row.fields, chosen()).items() if text]
    return {"meanwhile": differences(row, seen, row.version), "published": now}


def readable_draft(row: Any, draft: Any) -> list[tuple[str, str]]:
    """A draft in words, the title first."""
    form = form_of(row, formdata=_kept(draft), meta={"csrf": False})
    return [(form.title.label.text, form.title.data or ""), *form.readable()]


@blueprint.get("/propositions/<int:number>/modifier")
@guard(Action.PROPOSAL_EDIT)
def edit(number: int) -> Answer:
    """The present text; what was begun and not published is offered first, and taken up with « reprise »."""
    row = readable(number)
    if (reason := refusal(Action.PROPOSAL_EDIT, actor_on(number))) is not None:
        flash(sentence(reason.code, reason.params), "error")
        return back(number)
    draft = _draft(number)
    if draft is not None and request.args.get("reprise"):
        return _taken_up(row, draft)
    form = form_of(row, formdata=_published(row), meta={"csrf": True})
    if draft is not None and form.kept() | {SEEN: row.version} == _typed(*_forms_of(row, draft)):
        return _editing_page(row, form, ReviseForm(formdata=None), saved=draft.number)
    return _editing_page(row, form, ReviseForm(formdata=None), saved=0, begun=draft)


def _forms_of(row: Any, draft: Any) -> tuple[ProposalForm, ReviseForm]:
    return form_of(row, formdata=_kept(draft), meta={"csrf": True}), ReviseForm(formdata=_kept(draft))


def _taken_up(row: Any, draft: Any) -> Answer:
    form, note = _forms_of(row, draft)
    return _editing_page(row, form, note, saved=draft.number, resumed=draft, **_meanwhile(row, form.version.data))


@blueprint.post("/propositions/<int:number>/modifier")
@guard(Action.PROPOSAL_EDIT)
@keyed(lambda _made, number: url_for(".show", number=number))
def revise(number: int) -> Answer:
    row, note = readable(number), ReviseForm()
    form = form_of(row)
    draft = _draft(number)
    if draft is not None and "saved" in request.form and draft.number != _saved():
        return _editing_page(
            row, form, note, 409, saved=draft.number, elsewhere=draft, other=readable_draft(row, draft)
        )
    if request.form.get("act") == "save":
        return _for_later(row, form, note)
    fine = [form.validate(), note.validate()]
    text = text_of(form) if all(fine) else None
    if text is not None:
        minor = bool(note.minor.data)
        try:
            do(easy_reading.revise, number, text, note.note.data or "", form.version.data or 0, minor=minor)
        except Refused as refused:
            (note if refused.field in ("minor", "note") else form).refuse(
                refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("La correction est publiée.") if minor else _("La nouvelle version est publiée."), "done")
            return back(number)
    return _again(row, form, note)


def _again(row: Any, form: ProposalForm, note: ReviseForm) -> Answer:
    """Not published: kept as a draft all the same, and shown with what is wrong, or with what was published before."""
    saved = _saved()
    with suppress(Refused):  # what is wrong is on the page already, and the page still holds the text
        _id, saved = do_beside(writing.save_edit, row.id, _typed(form, note), saved)
    later = _meanwhile(row, form.version.data)
    return _editing_page(row, form, note, 409 if later else 422, saved=saved, **later)


def _for_later(row: Any, form: ProposalForm, note: ReviseForm) -> Answer:
    try:
        do_beside(writing.save_edit, row.id, _typed(form, note), _saved())
    except Refused as refused:
        form.refuse(refused.field, sentence(refused.code, refused.params))
        return _editing_page(row, form, note, 422, saved=_saved())
    flash(_("Brouillon enregistré. Vous le retrouverez dans votre espace."), "done")
    return redirect(url_for(".drafts"), 303)


@blueprint.post("/propositions/<int:number>/modifier/enregistrer")
@guard(Action.PROPOSAL_EDIT)
def keep_edit(number: int) -> Any:
    """While typing: JSON with the new number and what to say."""
    row, note = readable(number), ReviseForm()
    try:
        _id, kept = do(writing.save_edit, number, _typed(form_of(row), note), _saved())
    except Refused as refused:
        return {"saved_at_text": sentence(refused.code, refused.params)}, 409
    return saved_now(kept)


# The easy-to-read summary of a proposal, by those who carry it.

class EasyForm(Form):
    easy_summary = easy_field()


@blueprint.route("/propositions/<int:number>/facile-a-lire", methods=["GET", "POST"])
@guard(Action.PROPOSAL_EDIT)
@keyed(lambda _made, number: url_for(".show", number=number) + "#facile-a-lire")
def easy(number: int) -> Answer:
    row = readable(number)
    if (reason := refusal(Action.PROPOSAL_EDIT, actor_on(number))) is not None:
        flash(sentence(reason.code, reason.params), "error")
        return back(number)
    form, seen = EasyForm(data={KEY: row.fields.get(KEY, "")}), whole(request.form.get("seen"))
    if form.validate_on_submit():
        try:
            do(easy_reading.write, number, form.easy_summary.data or "", seen or 0)
        except Refused as refused:
            form.refuse(KEY if refused.field == KEY else None, sentence(refused.code, refused.params))
        else:
            flash(_("Le résumé facile à lire est publié.") if form.easy_summary.data else
                  _("Le résumé facile à lire est retiré."), "done")
            return back(number, "#facile-a-lire")
    told = render_template("proposals/easy.html", row=row, form=form, meanwhile=seen not in (None, row.version))
    return told, 422 if request.method == "POST" else 200


# Drafts: the list, one taken up again, one thrown away.

def _mine() -> Sequence[Any]:
    person = me()
    return proposals.drafts(db.session(), person.id if person else 0)


@blueprint.get("/brouillons")
@guard(Action.DRAFT_WRITE)
def drafts() -> str:
    """With the days that are left where its person was, or soon is, written to about it."""
    there = _mine()
    left = {row.id: (row.expires_at - now()).days for row in there}
    soon = {number: days for number, days in left.items() if days < limits.DRAFT_NOTICES[0]}
    return render_template("proposals/drafts.html", drafts=there, soon=soon)


@blueprint.get("/brouillons/<int:number>")
@guard(Action.DRAFT_WRITE)
def draft(number: int) -> str | Response:
    person = me()
    row = proposals.draft(db.session(), number, person.id if person else 0)
    if row.proposal_id is not None:
        return _change(row)
    kept, form = from_draft(number)
    known = proposals.titles(db.session(), list(answered(form)))
    return render_template("proposals/write.html", form=form, track=kept.track, draft_id=number, answers=known.values(),
                           communes=places.names(db.session()))


def _change(draft: Any) -> str | Response:
    """Where it is written; who carries it no more finds their words again, to take elsewhere."""
    if may(Action.PROPOSAL_EDIT, actor_on(draft.proposal_id)):
        return redirect(url_for(".edit", number=draft.proposal_id, reprise=1), 303)
    row = proposals.page(db.session(), draft.proposal_id)
    return render_template("proposals/edit_left.html", row=row, draft=draft, words=readable_draft(row, draft))


@blueprint.get("/brouillons/<int:number>/effacer")
@guard(Action.DRAFT_WRITE)
def ask_to_drop(number: int) -> str:
    row = next((row for row in _mine() if row.id == number), None) or abort(404)
    return render_template("proposals/draft_drop.html", draft=row)


def _left() -> str:
    """The published text whose change it was, else the list."""
    on = whole(request.form.get("on"))
    return url_for(".drafts") if on is None else url_for(".edit", number=on)


@blueprint.post("/brouillons/<int:number>/effacer")
@guard(Action.DRAFT_WRITE)
@keyed(lambda _made, number: _left())
def drop(number: int) -> Response:
    do(writing.drop, number)
    flash(_("Brouillon effacé."), "done")
    return redirect(_left(), 303)
