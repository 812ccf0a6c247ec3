"""Giving a role: whom, then a page that says who is meant before anything is done."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db, limiter
from app.operations import Refused, people, roles
from app.queries import roles as read
from app.rules import limits
from app.rules.kinds import Role
from app.rules.permissions import Action
from app.web.doors import do, grave, guard
from app.web.idempotency import keyed
from app.web.locale import chosen
from app.web.paging import whole
from app.web.reasons import sentence
from app.web.roles.blueprint import blueprint
from app.web.roles.forms import GiveForm
from app.web.roles.shown import page_of, role_name
from app.web.roles.views import BY_HOUR
from app.web.roles.words import GIVEN, LETS, said

Answer = str | tuple[str, int] | Response


@blueprint.post("/qui-fait-quoi")
@limiter.limit(BY_HOUR)
@guard(Action.ROLE_GRANT)
def look() -> Answer:
    """Nothing is written yet: the people meant, or the address nobody has."""
    form = GiveForm()
    if not form.validate():
        return page_of(form, 422)
    who = str(form.who.data)
    found = _found(who)
    if "@" not in who and (fault := _unclear(found)) is not None:
        form.refuse("who", fault)
        return page_of(form, 422)
    role = Role(form.role.data)
    return render_template("roles/give.html", form=form, who=who, people=found, role=role, name=role_name(role),
                           lets=LETS[role], days=limits.INVITATION_DAYS)


def _found(who: str) -> list[read.Found]:
    if "@" not in who:
        return read.by_name(db.session(), who)
    one = read.by_address(db.session(), who)
    return [one] if one else []


def _unclear(found: list[read.Found]) -> str | None:
    if not found:
        return str(_("Personne ici ne montre ce nom. Donnez son adresse de courriel\u00a0: une invitation lui sera"
                     " envoyée."))
    if len(found) > read.FOUND:
        return str(_("Trop de personnes ont ce nom. Écrivez-le en entier, ou donnez son adresse de courriel."))
    return None


@blueprint.post("/qui-fait-quoi/confier")
@limiter.limit(BY_HOUR)
@grave
@guard(Action.ROLE_GRANT)
@keyed(lambda _made: url_for(".page", role=request.form["role"]))
def give() -> Answer:
    form = GiveForm()
    number = whole(request.form.get("person"))
    person = read.by_id(db.session(), number) if number else None
    if not form.validate() or person is None:
        if person is None:
            form.refuse("who", _("Choisissez la personne dans la liste."))
        return page_of(form, 422)
    role = Role(form.role.data)
    try:
        result = do(people.grant, person.id, role)
    except Refused as refused:
        form.refuse(refused.field or "who", sentence(refused.code, refused.params))
        return page_of(form, 422)
    if not result:
        form.refuse("who", _("%(name)s a déjà ce rôle.", name=person.name))
        return page_of(form, 422)
    flash(said(result, GIVEN, name=person.name, role=role_name(role)), "done")
    return redirect(url_for(".page", role=role.value), 303)


@blueprint.post("/qui-fait-quoi/inviter")
@limiter.limit("30 per hour")
@grave
@guard(Action.ROLE_GRANT)
@keyed(lambda _made: url_for(".page", role=request.form["role"]))
def invite() -> Answer:
    form = GiveForm()
    if not form.validate():
        return page_of(form, 422)
    try:
        do(roles.invite, str(form.who.data), Role(form.role.data), chosen())
    except Refused as refused:
        form.refuse(refused.field or "who", sentence(refused.code, refused.params))
        return page_of(form, 422)
    flash(_("L’invitation est écrite à %(address)s. Le rôle attend %(days)s jours.", address=form.who.data,
            days=limits.INVITATION_DAYS), "done")
    return redirect(url_for(".page", role=form.role.data), 303)
