"""Writing a need or an idea: typed before signing in or after, likenesses offered, relire, publish."""

import json
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.core import secrets
from app.core.permissions import Action
from app.core.secrets import uid
from app.core.unit_of_work import Refused
from app.core.web.authentication import me
from app.core.web.doors import do, guard, now
from app.core.web.filters import place_zone
from app.core.web.languages import chosen, sentence
from app.core.web.paging import whole
from app.core.web.requests import SEARCH, costs
from app.core.web.sent_forms import keyed
from app.extensions import db
from app.proposals import refusals
from app.proposals.queries import proposals
from app.proposals.service import proposals as service, writing
from app.proposals.views.acts import blueprint
from app.proposals.views.forms import ProposalForm, form_for
from app.search import queries as search
from app.territory import reference
from app.territory.queries import charters, places

Answer = str | tuple[str, int] | Response


def prepare(track: str, space_id: int | None = None, **given: Any) -> tuple[ProposalForm, int]:
    """The form of the track's first stage in a space, and that space's id: the territory, where none that is open is
    named."""
    spaces = proposals.spaces_open(db.session(), now())
    space = next((s for s in spaces if s.id == space_id), spaces[0] if spaces else abort(404))
    _id, charter = charters.in_force(db.session(), space.id)
    if track not in charter.tracks:
        abort(404)
    person = me()
    mine = proposals.mandates(db.session(), person.id) if person else ()
    form = form_for(
        charter.tracks[track].start,
        themes=reference.themes(db.session()),
        structures=mine,
        spaces=[s for s in spaces if track in charters.in_force(db.session(), s.id)[1].tracks],
        **given,
    )
    if form.space.data is None:
        form.space.data = space.id
    return form, space.id


def asked_space() -> int | None:
    """From the form, else from the address (`?espace=7`)."""
    return whole(request.form.get("space") or request.args.get("espace"))


def text_of(form: ProposalForm) -> writing.Text | None:
    """The form as an operation takes it, or None with the fault beside its field."""
    found, lost = places.resolve(db.session(), form.places.data or "")
    for word, near in lost:
        hint = _(" Vouliez-vous dire «\u00a0%(name)s\u00a0»\u00a0?", name=near) if near else ""
        form.refuse("places", _("«\u00a0%(word)s\u00a0» n’est pas une commune du territoire.", word=word) + hint)
    if not found and not lost and not form.whole_territory.data:
        form.refuse("places", _("Dites où\u00a0: une commune au moins, ou tout le territoire."))
    if form.errors or form.form_errors:
        return None
    return writing.Text(
        title=form.title.data or "",
        lang=chosen(),
        fields=form.written(),
        place_ids=tuple(found),
        whole_territory=bool(form.whole_territory.data),
        theme_id=form.theme.data,
        structure_id=form.structure.data,
        easy_summary=form.easy_summary.data,
    )


def answered(form: ProposalForm) -> tuple[int, ...]:
    """The needs this idea answers, from the hidden field."""
    return tuple(n for typed in (form.answers.data or "").split(",") if (n := whole(typed)) is not None)[:5]


def alike(form: ProposalForm, track: str) -> list[Any]:
    """Needs and ideas that say nearly the same, before one more is published."""
    ids = search.alike(
        db.session(),
        form.title.data or "",
        form.texts(),
        chosen(),
        tracks=("need", "project"),
        limit=5,
    )
    known = proposals.titles(db.session(), list(ids))
    return [known[n] for n in ids if n in known]


@blueprint.get("/propositions/nouvelle/<track>")
@guard(Action.SITE_READ)
def new(track: str) -> Answer:
    """Open to visitors: the sign-in comes when it is sent, and nothing is lost."""
    form, _space = prepare(
        track,
        asked_space(),
        formdata=None,
        data={
            "answers": request.args.get("repond", "")[:60],
            "title": request.args.get("titre", "")[:160],
            "key": uid(),
        },
    )
    return _write(form, track)


def _write(form: ProposalForm, track: str, code: int = 200, draft_id: int | None = None) -> Answer:
    known = proposals.titles(db.session(), list(answered(form)))
    return render_template(
        "proposals/write.html",
        form=form,
        track=track,
        draft_id=draft_id,
        answers=known.values(),
        communes=places.names(db.session()),
    ), code


@blueprint.post("/propositions/nouvelle/<track>")
@guard(Action.DRAFT_WRITE)
def keep(track: str) -> Answer:
    """« Relire » or « Enregistrer » : the draft is kept first, whatever its faults."""
    form, space_id = prepare(track, asked_space())
    try:
        draft_id, number = do(
            writing.save,
            (form.key.data or uid())[:32],
            space_id,
            track,
            form.kept(),
            form.version.data or 0,
        )
    except Refused as refused:
        if refused.code == refusals.DRAFT_CHANGED_ELSEWHERE:
            return _two_tabs(form, track)
        form.refuse(refused.field, sentence(refused.code, refused.params))
        return _write(form, track, 422)
    form.version.data = number
    if request.form.get("act") == "save":
        flash(_("Brouillon enregistré. Vous le retrouverez dans votre espace."), "done")
        return redirect(url_for(".drafts"), 303)
    if not form.validate() or text_of(form) is None:
        return _write(form, track, 422, draft_id)
    return redirect(url_for(".preview", number=draft_id), 303)


def _two_tabs(form: ProposalForm, track: str) -> Answer:
    """The other tab's text beside this one: the person chooses, nothing is lost."""
    person = me()
    rows = [d for d in proposals.drafts(db.session(), person.id if person else 0) if d.key == form.key.data]
    theirs = rows[0] if rows else abort(404)
    form.version.data = theirs.number
    _draft, other = from_draft(theirs.id)
    return render_template("proposals/two_tabs.html", form=form, track=track, theirs=theirs, other=other), 409


@blueprint.post("/brouillons/enregistrer")
@guard(Action.DRAFT_WRITE)
def autosave() -> Any:
    """While typing: JSON with the new version and what to say."""
    track = request.form.get("track", "")
    form, space_id = prepare(track, asked_space())
    try:
        _id, number = do(
            writing.save,
            (form.key.data or uid())[:32],
            space_id,
            track,
            form.kept(),
            form.version.data or 0,
        )
    except Refused as refused:
        return {"saved_at_text": sentence(refused.code, refused.params)}, 409
    return saved_now(number)


def saved_now(number: int) -> dict[str, Any]:
    """What the page of a draft is answered: its new number, and when that was."""
    at = now().astimezone(place_zone())
    return {
        "version": number,
        "saved_at_text": _("Brouillon enregistré à %(hour)s h %(minute)s.", hour=at.hour, minute=f"{at.minute:02d}"),
    }


@blueprint.get("/propositions/ressemblances")
@costs(SEARCH)
@guard(Action.SITE_READ)
def similar() -> str:
    """Asked by the page while a title is typed; a page of its own without JavaScript."""
    title = request.args.get("title", "")[:160]
    ids = search.alike(db.session(), title, "", chosen(), tracks=("need", "project"), limit=5)
    known = proposals.titles(db.session(), list(ids))
    return render_template("proposals/similar.html", alike=[known[n] for n in ids if n in known], title=title)


def from_draft(number: int) -> tuple[Any, ProposalForm]:
    person = me()
    draft = proposals.draft(db.session(), number, person.id if person else 0)
    if draft.proposal_id is not None:  # a change to what is published already has its own page
        abort(404)
    form, _space = prepare(
        draft.track,
        draft.space_id,
        formdata=MultiDict(
            {
                **{k: ("y" if v is True else v) for k, v in draft.fields.items()},
                "key": draft.key,
                "version": draft.number,
            }
        ),
        meta={"csrf": False},
    )
    return draft, form


@blueprint.get("/brouillons/<int:number>/relire")
@guard(Action.DRAFT_WRITE)
def preview(number: int) -> Answer:
    """As it will be read, with what looks like it."""
    draft, form = from_draft(number)
    if not form.validate() or text_of(form) is None:
        return redirect(url_for(".draft", number=number), 303)
    return render_template("proposals/preview.html", draft=draft, form=form, alike=alike(form, draft.track),
                           key=_key_of(draft))


def _key_of(draft: Any) -> str:
    """The same on every page that shows this text: published from two of them, it is one publication."""
    secret: str = current_app.config["CORDEE"].secret_key
    return secrets.keyed(secret, "publish", draft.key, json.dumps(draft.fields, sort_keys=True))


@blueprint.post("/brouillons/<int:number>/publier")
@guard(Action.PROPOSAL_SUBMIT)
@keyed(lambda made, number: url_for(".show", number=made))
def publish(number: int) -> Answer:
    draft, form = from_draft(number)
    text = text_of(form) if form.validate() else None
    if text is None:
        return redirect(url_for(".draft", number=number), 303)
    try:
        made = do(service.submit, form.space.data or draft.space_id, draft.track, text, draft.id, answered(form))
    except Refused as refused:
        form.refuse(refused.field, sentence(refused.code, refused.params))
        return _write(form, draft.track, 422, number)
    flash(_("C’est publié. Merci\u00a0! Vous recevrez les nouvelles dans votre espace."), "done")
    return redirect(url_for(".show", number=made), 303)


# Writing one question at a time, for a first need: the same form, which ends in the same draft. Nothing is kept before
# the last answer, so that it is open to visitors: what was answered travels in the page.

LAST = ("places", "whole_territory", "theme", "structure", "space")


@blueprint.get("/propositions/nouvelle/<track>/pas-a-pas")
@guard(Action.SITE_READ)
def guided(track: str) -> tuple[str, int]:
    form, _space = prepare(track, asked_space(), formdata=None, data={
        "key": uid(), "answers": request.args.get("repond", "")[:60], "title": request.args.get("titre", "")[:160]})
    return _ask(form, track, 0)


@blueprint.post("/propositions/nouvelle/<track>/pas-a-pas")
@guard(Action.SITE_READ)
def answer_one(track: str) -> tuple[str, int]:
    """The next question, the one before, or the same with what is wrong beside it."""
    form, _space = prepare(track, asked_space())
    at = _asked_now(form)
    if request.form.get("act") == "back":
        return _ask(form, track, max(at - 1, 0))
    return _ask(form, track, at + 1) if _is_answered(form, at) else _ask(form, track, at, 422)


def _steps(form: ProposalForm) -> list[str]:
    return ["title", *(field.key for field in form.asked), "places"]


def _asked_now(form: ProposalForm) -> int:
    """From the page; the last one sends to the draft, and is here only for a step back."""
    return min(whole(request.form.get("question")) or 0, len(_steps(form)) - 1)


def _is_answered(form: ProposalForm, at: int) -> bool:
    """Only this question is judged: the others have not been asked yet."""
    name = _steps(form)[at]
    form.validate()
    for other in form:
        if other.name != name:
            other.errors = ()
    return not form[name].errors


def _ask(form: ProposalForm, track: str, at: int, code: int = 200) -> tuple[str, int]:
    names = _steps(form)
    at = min(at, len(names) - 1)
    is_last = at == len(names) - 1
    return render_template(
        "proposals/guided.html", form=form, track=track, at=at, number_of=len(names), is_last=is_last,
        field=form[names[at]], behind=_behind(form, LAST if is_last else (names[at],)),
        found=alike(form, track) if at == 1 else (), communes=places.names(db.session()) if is_last else (),
        own_url=url_for(".guided", track=track)), code


def _behind(form: ProposalForm, shown: tuple[str, ...]) -> list[tuple[str, Any]]:
    """What was answered before, or comes from the address, as hidden fields."""
    told = [(name, value) for name, value in form.kept().items() if name not in shown]
    return [(name, "y" if one is True else one) for name, value in told
            for one in (value if isinstance(value, list) else [value])]
