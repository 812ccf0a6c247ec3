"""A proposal's page: what it says, where it stands, what it still needs, what happened, what people say."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.queries import charters, moderation
from app.queries import proposals as read
from app.queries.attachments import of_proposal as joined_to
from app.queries.decisions import of_proposal
from app.queries.facts import facts_of
from app.queries.likeness import of_proposal as alike_to
from app.queries.together import answer_waiting_on
from app.rules import limits
from app.rules.calendar import due_day, end_of
from app.rules.charter import Charter, Gate, words_of
from app.rules.charter.answers import parts
from app.rules.completeness import completeness
from app.rules.conditions import Report, evaluate, item_sentence
from app.rules.easy_read import KEY as EASY
from app.rules.gates import open_gates
from app.rules.kinds import Answer, ContentState, DecisionKind, Status
from app.rules.permissions import Action
from app.web.cards import some
from app.web.discussion.pages import thread_of
from app.web.doors import actor_on, guard, may, me, now
from app.web.filters import day
from app.web.locale import chosen, localised
from app.web.proposals.blueprint import blueprint
from app.web.proposals.merged import came_from, led_on, undo_until
from app.web.proposals.paths import act_links
from app.web.proposals.preparing import coming_up
from app.web.proposals.readable import may_see
from app.web.proposals.told import told_timeline
from app.web.reference import reference
from app.web.starters.shown import starters_of

TONES = {
    "need": ("need", "need"),
    "outcome": ("outcome", "outcome"),
    "measures": ("experiment", "experiment"),
    "group": ("group", "group"),
}


def tone_of(charter: Charter, track: str, stage: str) -> tuple[str, str]:
    """(tone, icon) from what the stage opens, never from its name."""
    features = charter.tracks[track].stages[stage].features
    for feature in ("outcome", "measures", "group"):
        if feature in features:
            return TONES[feature]
    return ("idea", "idea") if "carriers" in features else ("need", "need")


def stages(charter: Charter, row: Any, passages: list[Any]) -> list[dict[str, Any]]:
    """The rope and its knots, in the charter's order."""
    left = {p.from_stage: day(p.at, "medium") for p in passages}
    return [
        {
            "key": key,
            "label": localised(stage.names),
            "when": left.get(key),
            "tone": tone_of(charter, row.track, key)[0],
        }
        for key, stage in charter.tracks[row.track].stages.items()
    ]


def gate_view(gate: Gate, report: Report, row: Any, charter: Charter) -> dict[str, Any]:
    """The report as people read it; the same for everybody."""
    urls, names = act_links(row), words_of(charter, row.track, chosen())
    items = []
    for item in report.items:
        needed, got = item.params.get("needed"), item.params.get("got")
        url, action = urls.get(str(item.act), (None, None))
        items.append(
            {
                "met": item.met,
                "sentence": item_sentence(item, chosen(), names),
                "now": got,
                "needed": needed if isinstance(needed, int) and needed > 1 else None,
                "figures": None,
                "url": url,
                "action": action,
            }
        )
    target = localised(charter.tracks[row.track].stages[gate.to_stage].names)
    return {
        "key": gate.key,
        "items": items,
        "met": report.met,
        "automatic": gate.decision is None,
        "to": target,
        "answer_days": gate.answer_days,
    }


def where(row: Any, places: list[Any], most: int = limits.PLACES) -> str:
    """The communes, counted beyond `most`, or the whole territory; and the spot in words, where it was said."""
    named = _("Tout le territoire") if row.whole_territory else some([p.name for p in places], most)
    return " – ".join(part for part in (named, row.where_text) if part)


def reports(row: Any, charter: Charter) -> list[dict[str, Any]]:
    if row.status not in (Status.OPEN, Status.DORMANT):
        return []
    gates = open_gates(charter, row.track, row.stage)
    if not gates:
        return []
    facts = facts_of(db.session(), row.id)
    return [gate_view(gate, evaluate(gate, facts, now(), ZoneInfo(row.timezone)), row, charter) for gate in gates]


def field_texts(row: Any, charter: Charter) -> list[tuple[str, str]]:
    """(label, html) of every field written, in the order of the charter's forms."""
    fields = {f.key: f for stage in charter.tracks[row.track].stages.values() for f in stage.fields}
    known = [(localised(fields[k].names), row.html[k]) for k in fields if row.html.get(k)]
    return known + [("", html) for key, html in row.html.items() if key not in fields and key != EASY and html]


def field_answers(row: Any, charter: Charter) -> list[tuple[str, tuple[str, ...]]]:
    """(label, words) of what is no text: a date in words, an amount, a choice, or a list of several."""
    fields = {f.key: f for stage in charter.tracks[row.track].stages.values() for f in stage.fields}
    return [(localised(field.names), parts(field, row.fields[key], chosen())) for key, field in fields.items()
            if not field.is_text and row.fields.get(key)]


def context(row: Any) -> dict[str, Any]:
    """What the page and its refreshed parts need; a fixed number of reads."""
    session, person = db.session(), me()
    charter = charters.charter_by_id(session, row.charter_id)
    passages = read.passages(session, row.id)
    there = actor_on(row.id) if person else None
    stage, places = charter.tracks[row.track].stages[row.stage], read.places(session, row.id)
    return {
        "row": row,
        "is_sample": row.id in reference().samples,
        "charter": charter,
        "stage": stage,
        "stages": stages(charter, row, passages),
        "passages": passages,
        "tone": tone_of(charter, row.track, row.stage),
        "texts": field_texts(row, charter),
        "said": field_answers(row, charter),
        "gates": reports(row, charter),
        "attachments": joined_to(session, row.id),
        "filled": completeness(charter, row.track, row.stage, row.fields),
        "places": places,
        "where": where(row, places),
        "carriers": read.carriers(session, row.id),
        "links": read.links(session, row.id),
        **_answers(row, charter),
        "starters": starters_of(row),
        "told": told_timeline(row, charter, passages),
        "ties": read.my_ties(session, person.id, row.id) if person else None,
        "there": there,
        "likenesses": alike_to(session, row.id) if may(Action.LIKENESS_DISMISS, there) else [],
        "coming": coming_up(row, there),
        "is_open": row.status in (Status.OPEN, Status.DORMANT),
    }


def _answers(row: Any, charter: Charter) -> dict[str, Any]:
    """What was asked about it and what was answered; where its carriers may appeal, as long as they may."""
    told = read.decisions(db.session(), row.id)
    asked = of_proposal(db.session(), row.id)
    return {"decisions": told, "asked": asked, "appeal_url": _appeal(row, charter, told, asked),
            "in_meeting": answer_waiting_on(db.session(), row.id) if row.ready_since else None}


def _appeal(row: Any, charter: Charter, told: list[Any], asked: Any) -> str | None:
    refused = told[0] if told and told[0].answer is Answer.DECLINED else None
    gates = open_gates(charter, row.track, row.stage)
    rule = next((g.decision.appeal for g in gates if refused and g.key == refused.gate and g.decision), None)
    if rule is None or refused is None or any(one.kind is DecisionKind.APPEAL for one in asked):
        return None
    until = end_of(due_day(refused.decided_at, rule.days, zone := ZoneInfo(row.timezone)), zone)
    return url_for("steering.appeal", number=row.id, answer=refused.id) if now() < until else None


@blueprint.get("/propositions/<int:number>")
@guard(Action.PROPOSAL_READ)
def show(number: int) -> str | Response:
    row, verdict = read.page(db.session(), number), None
    if row.state is ContentState.HIDDEN:
        verdict = moderation.last_verdict(db.session(), "proposal", number)
        if not may_see(row):
            return render_template("proposals/hidden.html", verdict=verdict)
    if (elsewhere := led_on(row)) is not None:
        return elsewhere
    return render_template(
        "proposals/show.html",
        thread=thread_of(row),
        answer_url=_answer_url(row, verdict),
        **context(row),
        came_from=came_from(row),
        undo_until=undo_until(row),
        title=row.title,
        here="needs" if row.track == "need" else "projects",
        list_url=_list(row.track),
    )


def _answer_url(row: Any, verdict: Any) -> str | None:
    """Where the author of a hidden proposal reads why, and answers."""
    person = me()
    mine = person is not None and person.id == row.author_id
    return url_for("moderation.answer", number=verdict.id) if verdict and mine else None


def _list(track: str) -> tuple[str, str]:
    return (_("Besoins"), url_for(".needs")) if track == "need" else (_("Projets"), url_for(".projects"))

