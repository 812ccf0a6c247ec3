"""Every version of a text, what changed between any two, and supporting the present one again."""

from types import SimpleNamespace
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.permissions import Action
from app.core.web.act import act
from app.core.web.authentication import me
from app.core.web.doors import do, guard
from app.core.web.filters import instead, summary, titled
from app.core.web.languages import chosen, localised
from app.core.web.paging import number_asked, whole
from app.core.web.requests import FILE, costs
from app.extensions import db
from app.governance.charter.editing import told_all
from app.proposals.queries import proposals as read
from app.proposals.rules import Wording, changes, total
from app.proposals.service import proposals
from app.proposals.views.acts import back
from app.proposals.views.blueprint import blueprint, readable
from app.proposals.views.show import field_answers, field_texts
from app.territory.queries.charters import charter_by_id


@blueprint.get("/propositions/<int:number>/versions")
@guard(Action.PROPOSAL_READ)
def versions(number: int) -> str:
    row = readable(number)
    return render_template("proposals/versions.html", row=row, versions=read.revisions(db.session(), number))


@blueprint.get("/propositions/<int:number>/versions/<int:version>")
@guard(Action.PROPOSAL_READ)
def version(number: int, version: int) -> str:
    row = readable(number)
    one, charter = read.revision(db.session(), number, version), charter_by_id(db.session(), row.charter_id)
    then = SimpleNamespace(track=row.track, fields=one.fields or {}, html=one.html or {})
    return render_template("proposals/version.html", row=row, one=one, texts=field_texts(then, charter),
                           said=field_answers(then, charter))


def differences(row: Any, old: int, new: int) -> dict[str, Any]:
    """Between two versions, for the template; Missing where one of them is none."""
    session = db.session()
    one, two = (read.revision(session, row.id, n) for n in (old, new))
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
                           versions=read.revisions(db.session(), number))


@blueprint.get("/propositions/<int:number>/toujours-d-accord")
@guard(Action.PROPOSAL_SUPPORT)
def confirm(number: int) -> str | Response:
    """What changed since the version one supports, and the two answers; where the news lead."""
    row, person = readable(number), me()
    ties = read.my_ties(db.session(), person.id, number) if person else None
    if ties is None or not ties.supports:
        return redirect(url_for(".show", number=number, _anchor="soutenir"), 302)
    known = 1 <= ties.version < row.version
    return render_template("proposals/confirm.html", row=row, asked=ties.version < row.meaning_since,
                           told=differences(row, ties.version, row.version) if known else None)


@blueprint.post("/propositions/<int:number>/soutenir-cette-version")
@guard(Action.PROPOSAL_SUPPORT)
def support_again(number: int) -> Response:
    return act(
        lambda: do(proposals.confirm, number, whole(request.form.get("version")) or 0), to=back(number, "#soutenir"),
        said=_("C’est noté\u00a0: vous soutenez la version actuelle."))
