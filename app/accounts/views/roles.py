"""The blueprint that each file of this folder hangs its views on."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import TextInput

from app.accounts.queries import roles as read
from app.accounts.service import roles
from app.accounts.views.own import NEEDED, own_id
from app.core import limits
from app.core.kinds import Role
from app.core.permissions import ALLOWED, NEVER_WITHOUT, Action
from app.core.unit_of_work import Refused
from app.core.web.act import Form
from app.core.web.authentication import me
from app.core.web.doors import do, grave, guard, now
from app.core.web.languages import chosen, reference, sentence, shows_mail
from app.core.web.paging import number_asked, whole
from app.core.web.sent_forms import keyed, lands_on
from app.extensions import db, limiter
from app.governance.rolls import ActKind, Result
from app.site.views.pages import ROLES

blueprint = Blueprint("roles", __name__)


# What each role lets one do, in one sentence; the whole list is « Qui peut quoi ».

LETS = {
    Role.STEERING: _l("répondre aux projets prêts, ouvrir les décisions, préparer de nouvelles règles"),
    Role.MODERATOR: _l("lire les signalements, masquer ou rétablir un contenu avec un motif"),
    Role.OPERATOR: _l("régler le site et ses courriels, donner et retirer les rôles"),
    Role.RELAY: _l("saisir ce que d’autres ont écrit sur papier, imprimer les fiches"),
    Role.FACILITATOR: _l("animer les groupes de travail\u00a0: réunions, décisions, pacte et bilan"),
    Role.MEMBER: _l("être parmi les membres que la charte consulte, saisir ce qui est écrit sur papier"),
}

_ANNOUNCED = _l(" Les autres personnes de l’équipe technique sont prévenues\u00a0: elles peuvent revenir dessus pendant"
               " deux jours.")
_WAITS = _l("C’est demandé\u00a0: une autre personne de l’équipe technique doit confirmer. Elle est prévenue.")
GIVEN = {Result.DONE: _l("%(name)s a maintenant le rôle «\u00a0%(role)s\u00a0»."), Result.WAITS: _WAITS}
TAKEN = {Result.DONE: _l("%(name)s n’a plus le rôle «\u00a0%(role)s\u00a0»."), Result.WAITS: _WAITS,
         Result.NOTHING: _l("%(name)s n’a plus le rôle «\u00a0%(role)s\u00a0».")}


def said(result: Result, words: Mapping[Result, object], **given: str) -> str:
    """What became of it, in a sentence; with what the others may do, where they were told."""
    key = Result.DONE if result is Result.ANNOUNCED else result
    return str(words[key]) % given + (str(_ANNOUNCED) if result is Result.ANNOUNCED else "")


# To whom, and which role.

class GiveForm(Form):
    """Roles in the order a new house needs them."""

    who = StringField(_l("À qui"), [DataRequired(NEEDED), Length(max=limits.EMAIL)], widget=TextInput(),
                      description=_l("Son adresse de courriel, qu’il y ait un compte ou non. Ou le nom que montre son"
                                    " compte."))
    role = RadioField(_l("Quel rôle"), [InputRequired(NEEDED)])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [(role.value, _("%(role)s\u00a0: %(lets)s", role=ROLES[role][0], lets=lets))
                             for role, lets in LETS.items()]


class WhyNotForm(Form):
    """Why an act of a colleague is refused, or taken back."""

    reason = TextAreaField(
        _l("Pourquoi"), [DataRequired(_l("Écrivez quelques mots ici.")), Length(max=limits.REASON)],
        description=_l("Lu par les personnes qui ont ce rôle. Au moins 20 signes."))


# The page « Qui fait quoi »: the form, who holds what, and what waits.

ShownAnswer = str | tuple[str, int]


def role_name(role: Role) -> str:
    return str(ROLES[role][0])


def page_of(form: GiveForm, code: int = 200) -> ShownAnswer:
    """Every role in sight, also those that nobody holds."""
    there = read.held(db.session())
    listed = [(role, role_name(role), [row for row in there if row.role == role]) for role in LETS]
    return render_template("roles/page.html", form=form, roles=listed, waiting=read.waiting(db.session(), now()),
                           role_name=role_name, mute=_is_mute()), code


def _is_mute() -> bool:
    """No mail leaves: invitations wait, and nobody can sign in either."""
    return not (reference().site.mail_host or current_app.config["CORDEE"].mail_url or shows_mail())


def act_title(row: Any) -> str:
    """What a colleague asked, in a line."""
    if row.kind in (ActKind.GRANT, ActKind.REVOKE):
        words = {"name": row.subject, "role": role_name(Role(row.role))}
        return str(_("Confier à %(name)s le rôle «\u00a0%(role)s\u00a0»", **words) if row.kind == ActKind.GRANT
                else _("Retirer à %(name)s le rôle «\u00a0%(role)s\u00a0»", **words))
    if row.kind == ActKind.FACTOR_RESET:
        return str(_("Retirer la seconde preuve perdue de %(name)s", name=row.subject))
    if row.kind == ActKind.CHARTER:
        return str(_("Proposer de nouvelles règles du jeu"))
    return str(_("Annuler la décision «\u00a0%(question)s\u00a0»", question=row.question))


# Reading who does what; withdrawing a role or an invitation.

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
            result = do(roles.revoke, row.person_id, row.role, row.space_id)
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


# Giving a role: whom, then a page that says who is meant before anything is done.

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
        result = do(roles.grant, person.id, role)
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


# « À plusieurs »: what a colleague asked and needs a second, what one did alone and may be taken back.

@blueprint.get("/a-plusieurs")
@guard(Action.STAFF_SECOND)
def acts() -> str:
    rows = read.acts_of(db.session(), own_id(), now())
    return render_template("together/acts.html", rows=rows, title_of=act_title)


def _page(number: int, form: WhyNotForm) -> Answer:
    row = read.act(db.session(), number, own_id())
    holders = read.holders(db.session(), [number]).get(number, [])
    mine = next(one for one in holders if one.person_id == own_id())
    return render_template("together/act.html", row=row, holders=holders, mine=mine, form=form, title=act_title(row),
                           open=row.until > now()), 422 if request.method == "POST" else 200


@blueprint.get("/a-plusieurs/<int:number>")
@guard(Action.STAFF_SECOND)
def act(number: int) -> Answer:
    return _page(number, WhyNotForm())


@blueprint.post("/a-plusieurs/<int:number>/accord")
@grave
@guard(Action.STAFF_SECOND)
@keyed(lambda _made, number: url_for(".acts"))
def second(number: int) -> Response:
    try:
        done = do(roles.agree, number)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
        return redirect(url_for(".act", number=number), 303)
    flash(_("Merci. C’est fait.") if done else _("Merci. Il manque encore l’accord d’une autre personne."), "done")
    return redirect(url_for(".acts"), 303)


def _against(number: int, operation: Callable[..., Any], said: str) -> Answer:
    form = WhyNotForm()
    if not form.validate():
        return _page(number, form)
    try:
        do(operation, number, form.reason.data or "")
    except Refused as refused:
        form.refuse(refused.field or "reason", sentence(refused.code, refused.params))
        return _page(number, form)
    flash(said, "done")
    return redirect(url_for(".acts"), 303)


@blueprint.post("/a-plusieurs/<int:number>/refus")
@guard(Action.STAFF_SECOND)
@keyed(lambda _made, number: url_for(".acts"))
def refuse(number: int) -> Answer:
    return _against(number, roles.refuse, _("C’est refusé. Les personnes concernées le sauront."))


@blueprint.post("/a-plusieurs/<int:number>/retour")
@grave
@guard(Action.STAFF_SECOND)
@keyed(lambda _made, number: url_for(".acts"))
def reverse(number: int) -> Answer:
    return _against(number, roles.reverse, _("C’est défait\u00a0: tout est comme avant."))
