"""Every version that was in force: its sentences, its file, what it changed."""

from typing import Any

from flask import Response, abort, render_template, request
from flask_babel import gettext as _

from app.extensions import db
from app.queries import charters as read
from app.queries.charters import parsed
from app.rules.charter import sentences
from app.rules.charter.differences import differences
from app.rules.permissions import Action
from app.web.charters.blueprint import blueprint
from app.web.costs import FILE, costs
from app.web.doors import guard, may
from app.web.locale import chosen
from app.web.reference import reference


def space() -> Any:
    return reference().territory or abort(404)


def _version(number: int) -> Any:
    return next((row for row in read.versions(db.session(), space().id) if row.version == number), None) or abort(404)


@blueprint.get("/regles/versions", endpoint="versions")
@guard(Action.CHARTER_READ)
def index() -> str:
    return render_template("charters/versions.html", rows=read.versions(db.session(), space().id),
                           current=space().charter_id, drafting=may(Action.CHARTER_PROPOSE))


@blueprint.get("/regles/versions/<int:version>", endpoint="version")
@guard(Action.CHARTER_READ)
def show(version: int) -> str:
    row = _version(version)
    charter = parsed(row.text)
    return render_template("charters/version.html", row=row, charter=charter, parts=sentences(charter, chosen()),
                           current=row.id == space().charter_id)


@blueprint.get("/regles/versions/<int:version>.toml", endpoint="file")
@costs(FILE)
@guard(Action.CHARTER_READ)
def file(version: int) -> Response:
    answer = Response(_version(version).text, mimetype="application/toml")
    answer.headers["Content-Disposition"] = f"attachment; filename=charte-{version}.toml"
    return answer


@blueprint.get("/regles/versions/<int:version>/differences", endpoint="differences")
@guard(Action.CHARTER_READ)
def compare(version: int) -> str:
    """With the one before, unless another is asked for."""
    typed = request.args.get("avec", "")
    other = int(typed) if typed.isdecimal() and len(typed) < 7 else max(version - 1, 1)
    after, before = _version(version), _version(other)
    return render_template("charters/differences.html", title=_(
        "De la version %(old)s à la version %(new)s", old=before.version, new=after.version),
        changes=differences(parsed(before.text), parsed(after.text), chosen()), back=None, submit=False)


@blueprint.get("/regles/propositions/<int:number>", endpoint="proposed")
@guard(Action.CHARTER_READ)
def proposed(number: int) -> str:
    """What is put to a decision, or was: beside the rules it would replace."""
    row = read.proposed(db.session(), number) or abort(404)
    return render_template("charters/differences.html", title=_("Ce qui changerait dans les règles"), submit=False,
                           changes=differences(parsed(row.base), parsed(row.text), chosen()), back=None)
