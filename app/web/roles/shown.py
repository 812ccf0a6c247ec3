"""The page « Qui fait quoi »: the form, who holds what, and what waits."""

from typing import Any

from flask import current_app, render_template
from flask_babel import gettext as _

from app.extensions import db
from app.queries import roles as read
from app.rules.kinds import Role
from app.rules.together import ActKind
from app.web.doors import now
from app.web.pages.words import ROLES
from app.web.reference import reference, shows_mail
from app.web.roles.forms import GiveForm
from app.web.roles.words import LETS

Answer = str | tuple[str, int]


def role_name(role: Role) -> str:
    return str(ROLES[role][0])


def page_of(form: GiveForm, code: int = 200) -> Answer:
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
