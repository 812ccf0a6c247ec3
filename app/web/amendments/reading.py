"""The suggestions made on a text, and one of them with its discussion."""

from typing import Any

from flask import abort, render_template, url_for

from app.extensions import db
from app.queries import amendments as read
from app.queries import proposals
from app.queries.charters import charter_by_id
from app.rules import amending
from app.rules.charter import Charter
from app.rules.kinds import ContentState, Role, Status
from app.rules.kinds_talk import AmendmentStatus
from app.rules.permissions import Action
from app.rules.revisions import Wording, refusal_of_minor
from app.web.amendments.blueprint import blueprint
from app.web.amendments.shown import by_paragraph, drawn, label_of
from app.web.discussion.pages import thread_of
from app.web.doors import actor, actor_on, guard, may, me
from app.web.paging import number_asked
from app.web.proposals.readable import readable

ALIVE = (Status.OPEN, Status.DORMANT)


def charter_of(row: Any) -> Charter:
    return charter_by_id(db.session(), row.charter_id)


def is_open(row: Any, charter: Charter) -> bool:
    """May anybody suggest here and now?"""
    return row.status in ALIVE and "comment" in charter.tracks[row.track].stages[row.stage].features


def amendment_of(row: Any, number: int) -> Any:
    """A hidden one is there for its author and the moderators only."""
    found = read.one(db.session(), row.id, number)
    person = me()
    mine = person is not None and person.id == found.author_id
    if found.state is ContentState.HIDDEN and not mine and Role.MODERATOR not in actor().roles:
        abort(404)
    return found


def _is_minor(row: Any, one: Any) -> bool:
    """Would it pass for a small correction? The operation asks again."""
    merged = amending.merged(row.fields[one.field], one.paragraph, one.base, one.text)
    meant = proposals.revision(db.session(), row.id, row.meaning_since)
    new = Wording(row.title, {**row.fields, one.field: merged}) if isinstance(merged, str) else None
    return new is not None and refusal_of_minor(Wording(meant.title, meant.fields), new) is None


@blueprint.get("/propositions/<int:number>/amendements")
@guard(Action.PROPOSAL_READ)
def index(number: int) -> str:
    row, session = readable(number), db.session()
    charter = charter_of(row)
    done, older = read.settled(session, number, number_asked("avant"))
    return render_template(
        "amendments/index.html", row=row, fields=by_paragraph(row, charter, read.open_ones(session, number)),
        settled=[drawn(one) for one in done], is_open=is_open(row, charter),
        older=url_for(".index", number=number, avant=older, _anchor="reponses") if older else None)


@blueprint.get("/propositions/<int:number>/amendements/<int:amendment>")
@guard(Action.PROPOSAL_READ)
def show(number: int, amendment: int) -> str:
    row, session = readable(number), db.session()
    one, charter, person = amendment_of(row, amendment), charter_of(row), me()
    waits = one.status is AmendmentStatus.OPEN and row.status in ALIVE and one.state is ContentState.VISIBLE
    located = amending.locate(row.fields.get(one.field) or "", one.paragraph, one.base)
    there = actor_on(number) if person else None
    answers = waits and located is not None and there is not None and may(Action.AMENDMENT_ANSWER, there)
    return render_template(
        "amendments/show.html", row=row, one=one, minor=answers and _is_minor(row, one),
        told=drawn(one), label=label_of(charter, row.track, one.field),
        waits=waits, conflict=waits and located is None, there=there,
        mine=person is not None and person.id == one.author_id,
        supports=person is not None and amendment in read.supported_by(session, person.id, number),
        stage=charter.tracks[row.track].stages[row.stage], is_open=row.status in ALIVE,
        thread=thread_of(row, amendment_id=amendment))
