"""Giving roles: one line for each member, with what they asked for."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, groups
from app.queries import groups as read
from app.rules.kinds import GroupRole
from app.rules.permissions import Action
from app.web.doors import do, guard
from app.web.groups.blueprint import blueprint
from app.web.groups.forms import RoleForm
from app.web.groups.show import around
from app.web.groups.words import ABOUT_ROLES
from app.web.reasons import sentence


@blueprint.get("/groupes/<int:number>/roles")
@guard(Action.GROUP_MANAGE)
def roles(number: int) -> str:
    row = read.group(db.session(), number)
    return render_template("groups/roles.html", **around(row), members=read.members(db.session(), number),
                           ABOUT_ROLES=ABOUT_ROLES)


@blueprint.post("/groupes/<int:number>/roles/<int:person_id>")
@guard(Action.GROUP_MANAGE)
def give_role(number: int, person_id: int) -> Response:
    form = RoleForm()
    try:
        if not form.validate():
            raise Refused("not_a_member")
        changed = do(groups.give_role, number, person_id, GroupRole(form.role.data))
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
    else:
        flash(_("Le rôle est confié.") if changed
              else _("Rien à changer\u00a0: cette personne a déjà ce rôle."), "done")
    return redirect(url_for(".roles", number=number), 303)
