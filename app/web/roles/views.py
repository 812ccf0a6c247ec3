"""Reading who does what; withdrawing a role or an invitation."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db, limiter
from app.operations import Refused, people, roles
from app.queries import roles as read
from app.rules.kinds import Role
from app.rules.permissions import ALLOWED, NEVER_WITHOUT, Action
from app.web.doors import do, grave, guard, me
from app.web.idempotency import keyed, lands_on
from app.web.paging import number_asked
from app.web.reasons import sentence
from app.web.roles.blueprint import blueprint
from app.web.roles.forms import GiveForm
from app.web.roles.shown import page_of, role_name
from app.web.roles.words import LETS, TAKEN, said

Answer = str | tuple[str, int] | Response
BY_HOUR = "60 per hour"  # two posts for each role given: whom, then yes


@blueprint.get("/qui-fait-quoi")
@guard(Action.ROLE_GRANT)
def page() -> Answer:
    return page_of(GiveForm(formdata=None, data={"role": request.args.get("role")}))


@blueprint.get("/qui-fait-quoi/<any(member, facilitator, relay, moderator, steering, operator):role>")
@guard(Action.ROLE_GRANT)
def holders(role: str) -> str:
    """All of one role, page by page: members may be hundreds."""
    key, after = Role(role), number_asked("apres") or 0
    rows, more = read.held_of(db.session(), key, after)
    return render_template("roles/holders.html", rows=rows, role=key, name=role_name(key), lets=LETS[key], after=after,
                           next_url=url_for(".holders", role=role, apres=more) if more else None)


@blueprint.route("/qui-fait-quoi/<int:role_id>/retirer", methods=["GET", "POST"])
@limiter.limit(BY_HOUR, methods=["POST"])
@grave
@guard(Action.ROLE_GRANT)
@keyed()
def withdraw(role_id: int) -> Answer:
    row, person = read.one(db.session(), role_id), me()
    own, why = person is not None and person.id == row.person_id, ""
    end = url_for("people.own_space" if own and _gives(row.role) else ".page")
    lands_on(end)
    if request.method == "POST":
        try:
            result = do(people.revoke, row.person_id, row.role, row.space_id)
        except Refused as refused:
            why = sentence(refused.code, refused.params)
        else:
            flash(said(result, TAKEN, name=row.display_name, role=role_name(row.role)), "done")
            return redirect(end, 303)
    elif row.role in read.lonely(db.session(), row.person_id, row.space_id):
        why = sentence(NEVER_WITHOUT[row.role])
    return render_template(
        "roles/withdraw.html", row=row, own=own, why=why, role=role_name(row.role), lets=LETS.get(row.role, ""),
        gives=_gives(row.role), offered=read.waiting_from(db.session(), row.person_id) if _gives(row.role) else 0,
    ), 409 if request.method == "POST" else 200


def _gives(role: Role) -> bool:
    return role in ALLOWED[Action.ROLE_GRANT]


@blueprint.post("/qui-fait-quoi/invitations/<int:invitation_id>/annuler")
@limiter.limit(BY_HOUR)
@guard(Action.ROLE_GRANT)
def cancel(invitation_id: int) -> Response:
    if do(roles.cancel, invitation_id):
        flash(_("L’invitation est annulée, et l’adresse effacée."), "done")
    else:
        flash(_("Cette invitation n’attend plus\u00a0: elle a été prise, annulée, ou son temps est passé."), "info")
    return redirect(url_for(".page"), 303)
