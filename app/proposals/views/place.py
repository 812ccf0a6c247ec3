"""Where a proposal is, said more closely: a name, two figures, or a click on the map, which needs no script."""

from typing import Any

from flask import Response, abort, current_app, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.wrappers import Response as Answer
from wtforms import StringField
from wtforms.validators import Length

from app.core import limits
from app.core.kinds import ContentState, Status
from app.core.permissions import Action, refusal
from app.core.unit_of_work import Refused
from app.core.web.act import Form
from app.core.web.doors import actor_on, do, guard
from app.core.web.languages import contact, localised, reference, sentence
from app.core.web.paging import whole
from app.core.web.requests import FILE, costs
from app.extensions import db
from app.proposals.queries import proposals
from app.proposals.service import proposals as service
from app.proposals.square_codes import Square, square
from app.proposals.views.acts import back, blueprint, readable
from app.proposals.views.questions import TOO_LONG
from app.proposals.views.show import context, where
from app.territory.rules import STEPS, Box, Frame, Spot, box_of, degrees, millionths
from app.territory.views.map import ground, spot_of

SIDE = 280  # of the picture, in CSS pixels: it is never scaled, or a click would not say where it was
Page = tuple[str, int] | Answer


class PlaceForm(Form):
    where_text = StringField(
        _l("Lieu-dit, adresse ou nom du lieu"), [Length(max=limits.SHORT, message=TOO_LONG)],
        description=_l("Public. N’écrivez pas l’adresse de quelqu’un."))
    latitude = StringField(_l("Latitude"), [Length(max=20, message=TOO_LONG)],
                           description=_l("En degrés, par exemple 44,5583."))
    longitude = StringField(_l("Longitude"), [Length(max=20, message=TOO_LONG)],
                            description=_l("En degrés, par exemple 6,0833."))

    def spot(self) -> Spot | None:
        """None where both are empty, or where one is no number of degrees: then it says so."""
        typed = (self.latitude.data or "").strip(), (self.longitude.data or "").strip()
        if not any(typed):
            return None
        for name, text in zip(("latitude", "longitude"), typed, strict=True):
            if millionths(text) is None:
                self.refuse(name, _("Un nombre de degrés, comme 44,5583. Les deux sont nécessaires, ou aucun."))
        return None if self.errors else Spot(millionths(typed[0]) or 0, millionths(typed[1]) or 0)

    def fill(self, spot: Spot) -> None:
        self.latitude.data, self.longitude.data = degrees(spot.latitude), degrees(spot.longitude)


@blueprint.route("/propositions/<int:number>/lieu", methods=["GET", "POST"])
@guard(Action.PROPOSAL_EDIT)
def place(number: int) -> Page:
    row = readable(number)
    if (reason := refusal(Action.PROPOSAL_EDIT, actor_on(number))) is not None:
        flash(sentence(reason.code, reason.params), "error")
        return back(number)
    form = PlaceForm(data={"where_text": row.where_text})
    if request.method == "GET":
        if row.latitude is not None:
            form.fill(Spot(row.latitude, row.longitude))
        return _page(row, form, 0)
    if "spot.x" in request.form:
        return _clicked(row, form)
    if "whole" in request.form:
        return _page(row, form, 0)
    if form.validate():
        spot = form.spot()
        if not form.errors and _saved(row, form, spot):
            return back(number)
    return _page(row, form, 0, 422)


def _saved(row: Any, form: PlaceForm, spot: Spot | None) -> bool:
    try:
        do(service.locate, row.id, form.where_text.data or "", spot)
    except Refused as refused:
        form.refuse(refused.field, sentence(refused.code, refused.params))
        return False
    flash(_("Le lieu est enregistré.") if spot or form.where_text.data else _("Le lieu est effacé."), "done")
    return True


def _clicked(row: Any, form: PlaceForm) -> Page:
    """Nothing is kept yet: the picture comes nearer, so that a second click can be more exact."""
    x, y, step, seen = (_figure("spot.x"), _figure("spot.y"), _figure("step"), _middle())
    box = _territory()
    if box is None or (x, y) == (0, 0):  # the button was pressed without a mouse
        form.refuse("latitude", _("Écrivez la latitude et la longitude, ou visez un endroit de la carte."))
        return _page(row, form, 0, 422)
    form.fill(_frame(box, seen, step).spot(x, y))
    return _page(row, form, min(step + 1, STEPS - 1), 200, clicked=True)


def _page(row: Any, form: PlaceForm, step: int, code: int = 200, clicked: bool = False) -> tuple[str, int]:
    box, at = _territory(), _typed(form)
    if at is not None and request.method == "GET":
        step = STEPS - 1
    step = step if at else 0
    frame = _frame(box, at, step) if box else None
    middle = f"{at.latitude},{at.longitude}" if at else ""
    return render_template(
        "proposals/place.html", row=row, form=form, step=step, frame=frame, clicked=clicked,
        middle=middle, picture=url_for(".place_map", step=step, at=middle or None)), code


@blueprint.get("/territoire/fond.svg")
@costs(FILE)
@guard(Action.SITE_READ)
def place_map() -> Response:
    """The picture one clicks on: communes with their names, and the point where there is one."""
    box, at = _territory(), _read(request.args.get("at", ""))
    step = _figure("step")
    if box is None:
        return Response(render_template("spaces/ground.svg", frame=None, places=[], at=None), mimetype="image/svg+xml")
    frame = _frame(box, at, step)
    places = ground(frame, (place for place in reference().places.values() if not place.retired))
    return Response(render_template("spaces/ground.svg", frame=frame, places=places,
                                    at=frame.place(at) if at else None), mimetype="image/svg+xml")


def _territory() -> Box | None:
    box = box_of([spot for place in reference().places.values() if not place.retired and (spot := spot_of(place))])
    return box.widened() if box else None


def _frame(box: Box, at: Spot | None, step: int) -> Frame:
    return Frame(box.closer(at, min(step, STEPS - 1)) if at and step else box, SIDE)


def _typed(form: PlaceForm) -> Spot | None:
    spot = Spot(millionths(form.latitude.data or "") or 0, millionths(form.longitude.data or "") or 0)
    box = _territory()
    return spot if box and box.holds(spot) else None


def _middle() -> Spot | None:
    return _read(request.form.get("middle", ""))


def _read(text: str) -> Spot | None:
    """« 44558300,6083300 », as this page writes it; anything else is nothing."""
    parts = text.split(",")
    if len(parts) != 2 or not all(part.lstrip("-").isdecimal() and len(part) < 12 for part in parts):
        return None
    spot, box = Spot(int(parts[0]), int(parts[1])), _territory()
    return spot if box and box.holds(spot) else None


def _figure(name: str) -> int:
    return whole(request.values.get(name), 9_999) or 0


# A proposal on paper: a poster, a sheet to read and fill in, and the square code that leads to its page.

LONG, LONGER = 70, 140  # signs of a title: beyond, it is set smaller
NAMED = 6  # communes of a poster; beyond, they are counted


@blueprint.get("/propositions/<int:number>/affiche")
@costs(FILE)
@guard(Action.PROPOSAL_READ)
def poster(number: int) -> str:
    """One sheet of A4, whatever the length of the title."""
    row = _readable(number)
    if row.status not in (Status.OPEN, Status.DORMANT, Status.CLOSED):
        abort(404)  # nobody is invited to what was taken back
    size = "longer" if len(row.title) > LONGER else "long" if len(row.title) > LONG else ""
    given = context(row)
    return render_template("print/poster.html", **given | {"where": where(row, given["places"], NAMED)},
                           **on_paper(row.reference), title_size=size)


@blueprint.get("/propositions/<int:number>/fiche")
@costs(FILE)
@guard(Action.PROPOSAL_READ)
def sheet(number: int) -> str:
    """Everything its page says, and a form for who has no internet."""
    row = _readable(number)
    return render_template("print/sheet.html", **context(row), **on_paper(row.reference))


@blueprint.get("/propositions/<int:number>/code.svg")
@costs(FILE)
@guard(Action.PROPOSAL_READ)
def code_picture(number: int) -> Response:
    """To put into somebody's own poster or newsletter."""
    row = _readable(number)
    picture = render_template("print/code.svg", square=on_paper(row.reference)["square"], label=row.reference)
    return Response(picture, mimetype="image/svg+xml",
                    headers={"Content-Disposition": f"inline; filename={row.reference}.svg"})


def _readable(number: int) -> Any:
    """What moderation hides is not printed, for anybody."""
    row = proposals.page(db.session(), number)
    if row.state is ContentState.HIDDEN:
        abort(404)
    return row


def on_paper(code: str) -> dict[str, Any]:
    """What every printed sheet of something that bears a code says of it."""
    told = current_app.config["CORDEE"]
    address = told.origin + url_for("references.go", code=code)
    picture: Square = square(address)
    territory = reference().territory
    return {"square": picture, "address": address.split("://", 1)[-1],
            "site_address": told.base_url.split("://", 1)[-1], "phone": told.phone,
            "contact": contact(),
            "territory": localised(territory.name) if territory else ""}
