"""The blueprint that each file of this folder hangs its views on."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import format_date, format_datetime, format_time, gettext as _, lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.core import limits
from app.core.kinds import CommitmentState, GroupRole, MeetingState, Status
from app.core.permissions import Action
from app.core.unit_of_work import Refused
from app.core.web.act import Form, act, page
from app.core.web.authentication import me
from app.core.web.doors import actor_on, do, guard, now
from app.core.web.languages import localised, sentence
from app.core.web.paging import whole
from app.core.web.sent_forms import keyed
from app.extensions import db
from app.groups import queries as read, refusals, service as groups
from app.proposals.queries import proposals
from app.proposals.views.forms import StructureForm
from app.proposals.views.questions import TOO_LONG
from app.territory.queries.charters import charter_by_id

blueprint = Blueprint("groups", __name__)


# Roles, commitments and meetings in words.

ROLES: dict[GroupRole, Any] = {
    GroupRole.LEAD: _l("Pilote"),
    GroupRole.FACILITATOR: _l("Facilitation"),
    GroupRole.SECRETARY: _l("Secrétariat"),
    GroupRole.TREASURER: _l("Trésorerie"),
    GroupRole.MEMBER: _l("Membre"),
}
ABOUT_ROLES: dict[GroupRole, Any] = {
    GroupRole.LEAD: _l("veille à ce que le groupe avance et répond en son nom"),
    GroupRole.FACILITATOR: _l("prépare les réunions et fait circuler la parole"),
    GroupRole.SECRETARY: _l("écrit les comptes rendus et tient le pacte à jour"),
    GroupRole.TREASURER: _l("suit l’argent, le matériel et le temps donnés"),
    GroupRole.MEMBER: _l("vient, donne son avis, prend sa part"),
}
COMMITMENTS: dict[CommitmentState, tuple[Any, str]] = {
    CommitmentState.OFFERED: (_l("À confirmer"), "warning"),
    CommitmentState.ACCEPTED: (_l("En cours"), "group"),
    CommitmentState.DONE: (_l("Fait"), "good"),
    CommitmentState.DROPPED: (_l("Abandonné"), ""),
}
MEETINGS: dict[MeetingState, tuple[Any, str]] = {
    MeetingState.PLANNED: (_l("Prévue"), "group"),
    MeetingState.HELD: (_l("Tenue"), "good"),
    MeetingState.CANCELLED: (_l("Annulée"), "bad"),
}


def spoken(starts_at: datetime, ends_at: datetime, timezone: str) -> str:
    """« lundi 20 juillet 2026, de 18:30 à 20:00 », in the time of the meeting's place."""
    zone = ZoneInfo(timezone)
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    if ends - starts >= timedelta(days=1):
        return str(_("du %(from)s au %(to)s", **{"from": format_datetime(starts, "medium", rebase=False),
                                                 "to": format_datetime(ends, "medium", rebase=False)}))
    return str(_("%(day)s, de %(starts)s à %(ends)s", day=format_date(starts.date(), "full"),
                 starts=format_time(starts, "short", rebase=False), ends=format_time(ends, "short", rebase=False)))


# Forms of a group, its meetings and their minutes: shape only.

LINES = 5  # commitments written at once; more can be added by amending
DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
TIMES = ["%H:%M", "%Hh%M", "%H:%M:%S"]


def _needed() -> DataRequired:
    return DataRequired(_l("Écrivez quelques mots ici."))


def _given() -> InputRequired:
    return InputRequired(_l("Complétez ce champ."))


class JoinForm(StructureForm):
    role = RadioField(_l("Votre part"), [_given()], default=GroupRole.MEMBER.value)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [SelectChoice(role.value, f"{ROLES[role]}\u00a0: {ABOUT_ROLES[role]}")
                             for role in (GroupRole.MEMBER, *list(GroupRole)[:-1])]


class RoleForm(Form):
    role = SelectField(_l("Rôle"), choices=[SelectChoice(role.value, label) for role, label in ROLES.items()])


class SettleForm(Form):
    state = SelectField(choices=[SelectChoice(state.value, "") for state in CommitmentState])


class ComesForm(Form):
    comes = SelectField(choices=[SelectChoice("yes", ""), SelectChoice("no", "")])


class MeetingForm(Form):
    title = StringField(_l("Titre"), [_needed(), Length(max=limits.TITLE, message=TOO_LONG)])
    day = DateField(_l("Jour"), [_given()], format=DAYS)
    starts = TimeField(_l("Début"), [_given()], format=TIMES)
    ends = TimeField(_l("Fin"), [_given()], format=TIMES)
    where = StringField(
        _l("Où"), [_needed(), Length(max=limits.SHORT, message=TOO_LONG)],
        description=_l("Une adresse, une salle, ou le lien d’une visioconférence. Cette page est publique."))
    agenda = TextAreaField(_l("Ordre du jour"), [Length(max=limits.FIELD, message=TOO_LONG)],
                           description=_l("Un point par ligne. Une ligne qui commence par un tiret devient une liste."))


class MinutesForm(Form):
    """`person_1`, `text_1`, `due_1`… are made below: as many lines as LINES."""

    minutes = TextAreaField(_l("Compte rendu"), [_needed(), Length(max=limits.MINUTES, message=TOO_LONG)])
    present = SelectMultipleField(_l("Personnes présentes"), coerce=int,
                                  validators=[InputRequired(_l("Cochez au moins une personne présente."))])
    seen = HiddenField()

    def __init__(self, *args: Any, people: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [SelectChoice(one.id, one.display_name) for one in people]
        self.present.choices = names
        for person, _text, _due in self.lines():
            person.choices = [SelectChoice("", _l("Choisir")), *names]

    def lines(self) -> list[tuple[Any, Any, Any]]:
        return [(self[f"person_{n}"], self[f"text_{n}"], self[f"due_{n}"]) for n in range(1, LINES + 1)]

    def validate(self, extra_validators: Any = None) -> bool:
        """A line is a person and what they will do; one without the other is a slip."""
        fine = super().validate(extra_validators)
        for person, text, due in self.lines():
            if (text.data or due.data) and not person.data:
                person.errors = [*person.errors, _l("Dites qui s’y engage.")]
            elif person.data and not text.data:
                text.errors = [*text.errors, _l("Dites ce que cette personne fera.")]
            fine = fine and not (person.errors or text.errors)
        return bool(fine)


def _line(n: int) -> None:
    setattr(MinutesForm, f"person_{n}", SelectField(
        _l("Qui"), [Optional()], coerce=lambda v: int(v) if v else None))
    setattr(MinutesForm, f"text_{n}", StringField(_l("Fera quoi"), [Length(max=limits.SHORT, message=TOO_LONG)]))
    setattr(MinutesForm, f"due_{n}", DateField(_l("Avant le"), [Optional()], format=DAYS))


for _n in range(1, LINES + 1):
    _line(_n)


# A work group's page: who is in it, what for, when it meets, what each one undertook. Joining and leaving.

Answer = str | tuple[str, int] | Response
WORDS = {"ROLES": ROLES, "COMMITMENTS": COMMITMENTS, "MEETINGS": MEETINGS, "spoken": spoken}


def back(number: int, anchor: str = "") -> Response:
    return redirect(url_for(".show", number=number) + anchor, 303)


def around(row: Any) -> dict[str, Any]:
    """What every page here needs: the stage in words and what it opens, and who is there."""
    stage = charter_by_id(db.session(), row.charter_id).tracks[row.track].stages[row.stage]
    alive = row.status in (Status.OPEN, Status.DORMANT)
    person = me()
    return {
        "row": row, "stage": localised(stage.names), "features": stage.features if alive else frozenset(),
        "there": actor_on(row.proposal_id) if person else None, "moment_now": now(), **WORDS,
    }


def _before() -> int | None:
    return whole(request.args.get("avant"))


@blueprint.get("/groupes/<int:number>")
@guard(Action.PROPOSAL_READ)
def show(number: int) -> str:
    session, person = db.session(), me()
    row = read.group(session, number)
    there = read.members(session, number)
    met = read.meetings(session, number, _before())
    return render_template(
        "groups/show.html", **around(row), members=there,
        mine=next((m for m in there if person and m.person_id == person.id), None),
        next_meeting=read.next_meeting(session, number, now()), meetings=met[:read.MEETINGS],
        earlier=met[read.MEETINGS - 1].id if len(met) > read.MEETINGS else None,
        commitments=read.commitments(session, number))


@blueprint.get("/propositions/<int:number>/groupe")
@guard(Action.PROPOSAL_READ)
def of_proposal(number: int) -> Response:
    """404 while the group is not born."""
    return redirect(url_for(".show", number=read.group_of(db.session(), number)), 303)


@blueprint.route("/groupes/<int:number>/rejoindre", methods=["GET", "POST"])
@guard(Action.GROUP_JOIN)
def join(number: int) -> Answer:
    row, person = read.group(db.session(), number), me()
    form = JoinForm(structures=proposals.mandates(db.session(), person.id) if person else ())
    if form.validate_on_submit() and (ended := act(
            lambda: do(groups.join, number, form.structure.data, GroupRole(form.role.data)),
            form=form, to=url_for(".show", number=number),
            said=lambda new: _("Vous êtes dans le groupe, bienvenue.") if new
            else _("Vous êtes déjà dans le groupe."))):
        return ended
    return page(render_template("groups/join.html", row=row, form=form))


@blueprint.route("/groupes/<int:number>/quitter", methods=["GET", "POST"])
@guard(Action.GROUP_JOIN)
@keyed(lambda _made, number: url_for(".show", number=number))
def leave(number: int) -> Answer:
    row = read.group(db.session(), number)
    if request.method == "GET":
        return render_template("groups/leave.html", row=row)
    return act(lambda: do(groups.leave, number), to=url_for(".show", number=number),
               said=_("Vous n’êtes plus dans le groupe. Ce que vous y avez fait reste."))


@blueprint.post("/engagements/<int:number>")
@guard(Action.COMMITMENT_SETTLE)
def settle(number: int) -> Response:
    """Accepted, done or dropped, by the person; back to the meeting where it was said."""
    row, form = read.commitment(db.session(), number), SettleForm()
    try:
        if not form.validate():
            raise Refused(refusals.COMMITMENT_IS_SETTLED)
        do(groups.settle, number, CommitmentState(form.state.data))
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
    else:
        flash(_("C’est noté."), "done")
    if request.form.get("stay") == "meeting" and row.meeting_id:
        return redirect(url_for(".meeting", number=row.meeting_id) + "#engagements", 303)
    return back(row.group_id, "#engagements")


# Giving roles: one line for each member, with what they asked for.

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
            raise Refused(refusals.NOT_A_MEMBER)
        changed = do(groups.give_role, number, person_id, GroupRole(form.role.data))
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
    else:
        flash(_("Le rôle est confié.") if changed
              else _("Rien à changer\u00a0: cette personne a déjà ce rôle."), "done")
    return redirect(url_for(".roles", number=number), 303)
