"""What every page of a discussion shares: the proposal it is about, and whether one may still write there."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response
from wtforms import BooleanField, IntegerField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.core import limits
from app.core.calendar import days_between, due_day, end_of
from app.core.kinds import ContentState, Stance, Status, ThreadOrder
from app.core.paging import Cursor, unpacked
from app.core.permissions import Action
from app.core.web.act import Form
from app.core.web.authentication import me
from app.core.web.doors import actor_on, guard, now
from app.core.web.filters import day, ground_word, iso, moment, rich
from app.core.web.languages import reference
from app.core.web.paging import number_asked, whole
from app.discussion import queries as read
from app.discussion.queries import Wanted
from app.extensions import db
from app.proposals.queries import proposals
from app.territory.queries.charters import charter_by_id

blueprint = Blueprint("discussion", __name__)
Answer = str | tuple[str, int] | Response


def proposal(number: int) -> Any:
    """Visible, or not there at all."""
    row = proposals.page(db.session(), number)
    if row.state is ContentState.HIDDEN:
        abort(404)
    return row


def talks(row: Any) -> dict[str, Any]:
    """What the thread's template needs beside the comments: is the discussion open here and now?"""
    stage = charter_by_id(db.session(), row.charter_id).tracks[row.track].stages[row.stage]
    return {"row": row, "stage": stage, "is_open": row.status in (Status.OPEN, Status.DORMANT),
            "there": actor_on(row.id) if me() else None}


def mandates() -> Sequence[Any]:
    person = me()
    return proposals.mandates(db.session(), person.id) if person else []


# Shape of a comment, a reply, a correction.

TOO_LONG = _l("Trop long\u00a0: %(max)d signes au plus.")
STANCES = {
    Stance.FOR: _l("Favorable"), Stance.AGAINST: _l("Défavorable"), Stance.QUESTION: _l("Question"),
    Stance.NEUTRAL: _l("Remarque"),
}


def _number(value: Any) -> int | None:
    """« Moi-même » is an empty value; anything but a number is no choice of the list, which says so."""
    if not value:
        return None
    return -1 if (number := whole(value)) is None else number


class ReplyForm(Form):
    """The person may speak for a structure they have a mandate for."""

    body = TextAreaField(_l("Votre réponse"), [DataRequired(_l("Écrivez quelques mots ici.")),
                                              Length(max=limits.COMMENT, message=TOO_LONG)])
    structure = SelectField(_l("Au nom de"), [Optional()], coerce=_number, choices=[])

    def __init__(self, *args: Any, structures: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.structure.choices = [
            SelectChoice("", _l("Moi-même")), *(SelectChoice(str(row.id), row.name) for row in structures)]

    @property
    def speaks_for(self) -> int | None:
        chosen: int | None = self.structure.data
        return chosen


class CommentForm(ReplyForm):
    stance = RadioField(_l("C’est"), [InputRequired(_l("Choisissez une réponse."))], default=Stance.NEUTRAL.value,
                        choices=[SelectChoice(stance.value, label) for stance, label in STANCES.items()])
    body = TextAreaField(_l("Votre message"), [DataRequired(_l("Écrivez quelques mots ici.")),
                                              Length(max=limits.COMMENT, message=TOO_LONG)],
                         description=_l("Une idée par message. Une ligne qui commence "
                                       "par un tiret devient une liste."))


class EditForm(Form):
    body = TextAreaField(_l("Votre message"), [DataRequired(_l("Écrivez quelques mots ici.")),
                                              Length(max=limits.COMMENT, message=TOO_LONG)])


class SynthesisForm(Form):
    """What the discussion comes down to; and which messages it covers, ticked one by one or all at once."""

    body = TextAreaField(_l("La synthèse"), [DataRequired(_l("Écrivez quelques mots ici.")),
                                            Length(max=limits.FIELD, message=TOO_LONG)],
                         description=_l("Ce qui rassemble, ce qui divise, ce qui reste à savoir. "
                                       "Chaque personne doit pouvoir s’y retrouver."))
    everything = BooleanField(_l("Tout jusqu’ici"))
    again = BooleanField(_l("Aussi ce que couvrait la version précédente"))
    up_to = IntegerField(_l("Jusqu’au message"), [Optional(), NumberRange(0)])
    covers = SelectMultipleField(_l("Messages couverts"), coerce=lambda value: whole(value) or 0, validate_choice=False)


# A comment's row as its templates read it. The same for every visitor; a person also sees what they may do.

Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Clock:
    """How long the charter gives for an answer to a question, and where its days begin. None: it does not say."""

    days: int | None = None
    zone: tzinfo = UTC


def clock_of(row: Any) -> Clock:
    """Of a proposal's row."""
    return Clock(charter_by_id(db.session(), row.charter_id).limits.question_days, ZoneInfo(row.timezone))


def said_with(row: Any, replies: Iterable[Any], proposal: Any) -> Said:
    """One comment with these replies, on a page of its own."""
    rows, person = list(replies), me()
    mine = read.marked(db.session(), person.id, [row.id, *(one.id for one in rows)]) if person else set()
    clock = clock_of(proposal)
    told = said(row, [said(one, [], clock, mine) for one in rows], clock, mine)
    return told | {"more": 0}


def said(row: Any, replies: list[Said], clock: Clock, marked: Collection[int]) -> Said:
    """`marked`: the ids that whoever is there found useful."""
    person = me()
    mine = person is not None and row.author_id == person.id
    return {
        "id": row.id, "parent": row.parent_id or row.id, "author": row.author or _("Une personne partie depuis"),
        "author_url": url_for("people.person", number=row.author_id) if row.author_id and row.author else None,
        "url": url_for("discussion.comment", number=row.id), "when": moment(row.created_at),
        "iso": iso(row.created_at), "note": _note(row), "clock": _clock(row, clock), "side": row.stance.value,
        "side_label": None if row.parent_id else STANCES[row.stance], "lang": row.lang, "html": rich(row.html),
        "edited": row.edited_at, "versions": url_for("discussion.versions", number=row.id), "hidden": _hidden(row),
        "replies": replies, "count": row.replies, "more": row.replies - len(replies), "mine": mine,
        "marks": row.marks, "marked": row.id in marked, "may_edit": mine and _is_fresh(row),
        "answer_url": url_for("moderation.answer", number=row.verdict_id) if mine and row.verdict_id else None,
    }


def _note(row: Any) -> str | None:
    """For whom they spoke, where the text comes from."""
    notes = []
    if row.structure:
        notes.append(_("au nom de %(structure)s", structure=row.structure))
    if row.amendment_id:
        notes.append(_("à propos d’une suggestion"))
    if row.source:
        is_sample = row.proposal_id in reference().samples
        notes.append(_("exemple") if is_sample else _("repris d’une autre plateforme"))
    return " · ".join(notes) or None


def _clock(row: Any, clock: Clock) -> dict[str, Any] | None:
    """A question that waits: since when, until when the charter wants its answer, and whether it is late."""
    if not row.needs_answer or row.stance is not Stance.QUESTION:
        return None
    told, late = _since(days_between(row.created_at, now(), clock.zone)), False
    if clock.days is not None:
        last = due_day(row.created_at, clock.days, clock.zone)
        late = now() >= end_of(last, clock.zone)
        told = _("%(asked)s, réponse attendue au plus tard le %(day)s", asked=told, day=day(last))
    return {"text": told, "late": late}


def _since(days: int) -> str:
    if days <= 0:
        return str(_("Question posée aujourd’hui"))
    return str(ngettext("Question posée hier", "Question posée il y a %(num)d jours", days))


def _hidden(row: Any) -> dict[str, str] | None:
    if row.state is ContentState.VISIBLE:
        return None
    return {"ground": ground_word(row.hidden_ground), "when": moment(row.hidden_at)}


def _is_fresh(row: Any) -> bool:
    """The operation asks again; here only to show the link or not."""
    return not row.replies and now() - row.created_at <= timedelta(hours=limits.EDIT_HOURS)


# A discussion's pages with the addresses of their neighbours. The same for every visitor; a person also sees what they
# may do: two statements more.

COLUMN = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """`newer` and `older` are the addresses of the pages before and after, where there are some."""

    comments: list[Said]
    newer: str | None = None
    older: str | None = None
    order: ThreadOrder = ThreadOrder.RECENT
    waiting: bool = False
    synthesis: Any = None
    muted: bool | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One side of the question."""

    key: str
    title: str
    comments: list[Said] = field(default_factory=list)
    newer: str | None = None
    older: str | None = None


def thread_of(row: Any, order: ThreadOrder = ThreadOrder.RECENT, *, waiting: bool = False,
              amendment_id: int | None = None) -> Shown:
    """For `discussion/_thread.html`; `row`: the proposal's (id, charter_id, timezone). `amendment_id`: on the page of
    that suggestion, what is said of it."""
    wanted = Wanted(row.id, order, waiting, amendment_id=amendment_id)
    signer = _signer(wanted)
    return _shown(row, read.thread(db.session(), wanted, _cursor(signer, "page")), wanted, signer)


def thread_at(one: Any, row: Any) -> Shown:
    wanted = Wanted(row.id)
    return _shown(row, read.around(db.session(), one), wanted, _signer(wanted))


def _shown(row: Any, found: read.Thread, wanted: Wanted, signer: URLSafeSerializer) -> Shown:
    person, clock = me(), clock_of(row)
    every = [one.id for one in found.comments] + [one.id for some in found.replies.values() for one in some]
    mine = read.marked(db.session(), person.id, every) if person else set()
    asked = {"tri": wanted.order.value} if wanted.order is not ThreadOrder.RECENT else {}
    asked |= {"filtre": "questions"} if wanted.waiting else {}
    return Shown(
        [_with(one, found.replies.get(one.id, ()), clock, mine) for one in found.comments],
        _address(wanted, signer, found.previous, "page", asked), _address(wanted, signer, found.next, "page", asked),
        wanted.order, wanted.waiting, read.newest(db.session(), row.id),
        read.is_muted(db.session(), person.id, row.id) if person else None)


def _with(one: Any, replies: Iterable[Any], clock: Clock, mine: set[int]) -> Said:
    return said(one, [said(reply, [], clock, mine) for reply in replies], clock, mine)


def column_of(number: int, stance: Stance, key: str, title: str) -> Column:
    """Arguments of one side, the most useful first."""
    wanted = Wanted(number, ThreadOrder.USEFUL, stance=stance)
    signer, person = _signer(wanted), me()
    page = read.first_level(db.session(), wanted, _cursor(signer, key), COLUMN)
    mine = read.marked(db.session(), person.id, [one.id for one in page.rows]) if person else set()
    asked = {name: request.args[name] for name in ("pour", "contre") if name != key and name in request.args}
    asked["vue"] = "pour-contre"
    return Column(key, title, [said(one, [], Clock(), mine) for one in page.rows],
                  _address(wanted, signer, page.previous, key, asked),
                  _address(wanted, signer, page.next, key, asked))


def _signer(wanted: Wanted) -> URLSafeSerializer:
    """A cursor is of one discussion in one order: anywhere else it is as good as none."""
    salt = f"thread:{wanted.proposal_id}:{wanted.order.value}:{wanted.waiting}:{wanted.stance}:{wanted.amendment_id}"
    return URLSafeSerializer(current_app.secret_key or "", salt=salt)


def _cursor(signer: URLSafeSerializer, name: str) -> Cursor | None:
    if not (told := request.args.get(name)):
        return None
    try:
        return unpacked(signer.loads(told), dated=False)
    except BadData:
        return None


def _address(wanted: Wanted, signer: URLSafeSerializer, cursor: Cursor | None, name: str,
             asked: dict[str, str]) -> str | None:
    if cursor is None:
        return None
    given: dict[str, Any] = {**asked, name: str(signer.dumps(cursor.packed())), "number": wanted.proposal_id}
    if wanted.amendment_id is not None:
        return url_for("amendments.show", amendment=wanted.amendment_id, **given)
    return url_for("discussion.index", _anchor="discussion", **given)


# Reading a discussion: its pages in four orders, for and against side by side, one message in its place.

@blueprint.get("/propositions/<int:number>/discussion")
@guard(Action.PROPOSAL_READ)
def index(number: int) -> str:
    """`tri`, `filtre=questions`, `vue=pour-contre`, `autour=` a message; anything else in the address is 400."""
    row = proposal(number)
    if request.args.get("vue"):
        return _sides(row)
    if (asked := number_asked("autour")) is not None:
        thread = thread_at(_here(number, asked), row)
    else:
        thread = thread_of(row, _order(), waiting=_waiting())
    return render_template("discussion/index.html", thread=thread, **talks(row))


def _order() -> ThreadOrder:
    asked = request.args.get("tri", ThreadOrder.RECENT.value)
    return ThreadOrder(asked) if asked in set(ThreadOrder) else abort(400)


def _waiting() -> bool:
    asked = request.args.get("filtre", "")
    return asked == "questions" if asked in ("", "questions") else abort(400)


def _here(number: int, comment_id: int) -> Any:
    one = read.where(db.session(), comment_id)
    if one.proposal_id != number:
        abort(404)
    return one


def _sides(row: Any) -> str:
    if request.args["vue"] != "pour-contre":
        abort(400)
    columns = [column_of(row.id, Stance.FOR, "pour", _("Pour")),
               column_of(row.id, Stance.AGAINST, "contre", _("Contre"))]
    return render_template("discussion/sides.html", columns=columns, **talks(row))


@blueprint.get("/commentaires/<int:number>")
@guard(Action.PROPOSAL_READ)
def comment(number: int) -> Response:
    """The address of one message: the full thread, open at its place."""
    one = read.where(db.session(), number)
    proposal(one.proposal_id)
    return redirect(url_for(".index", number=one.proposal_id, autour=number, _anchor=f"comment-{number}"), 302)


@blueprint.get("/commentaires/<int:number>/reponses")
@guard(Action.PROPOSAL_READ)
def branch(number: int) -> Answer:
    """One comment with all its replies, by pages; a reply leads to its comment's."""
    one = read.one(db.session(), number)
    if one.parent_id is not None:
        return redirect(url_for(".branch", number=one.parent_id, _anchor=f"comment-{number}"), 302)
    row = proposal(one.proposal_id)
    replies, after = read.replies(db.session(), number, number_asked("apres") or 0)
    more = url_for(".branch", number=number, apres=after) if after else None
    return render_template("discussion/comment.html", said=said_with(one, replies, row), more=more, **talks(row))


@blueprint.get("/commentaires/<int:number>/versions")
@guard(Action.PROPOSAL_READ)
def versions(number: int) -> str:
    """What a message said before it was corrected. Of a hidden one nothing is shown."""
    one = read.one(db.session(), number)
    if one.state is ContentState.HIDDEN:
        abort(404)
    row = proposal(one.proposal_id)
    return render_template("discussion/versions.html", one=one, versions=read.versions(db.session(), number),
                           **talks(row))
