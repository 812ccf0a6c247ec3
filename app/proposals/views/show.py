"""The journal's lines about one proposal, as its page tells them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.queries.roles import answer_waiting_on
from app.attachments.queries import of_proposal as joined_to
from app.core import limits
from app.core.calendar import due_day, end_of
from app.core.kinds import Answer as core_Answer, ContentState, DecisionKind, Status
from app.core.permissions import Action
from app.core.web import filters
from app.core.web.authentication import me
from app.core.web.doors import actor_on, guard, may, now
from app.core.web.filters import day, iso, moment
from app.core.web.languages import chosen, localised, reference
from app.core.web.paging import whole
from app.decisions.queries.decisions import of_proposal
from app.discussion.views.reading import thread_of
from app.extensions import db
from app.governance.charter.editing import parts
from app.governance.charter.model import Charter, Gate
from app.governance.charter.sentences import words_of
from app.governance.gates import Report, completeness, evaluate, item_sentence, open_gates
from app.moderation import queries as moderation
from app.proposals.queries import proposals
from app.proposals.queries.steering import facts_of
from app.proposals.rules import KEY as EASY
from app.proposals.views.acts import act_links, blueprint, may_see, readable
from app.proposals.views.lists import some
from app.proposals.views.starters import coming_up, starters_of
from app.search.queries.pairs import of_proposal as alike_to
from app.territory.queries import charters

ICONS = {
    "proposal": "edit",
    "amendment": "edit",
    "carrier": "people",
    "link": "link",
    "gate": "clock",
    "passage": "check",
    "comment": "comment",
    "group": "group",
    "meeting": "calendar",
    "minutes": "calendar",
    "commitment": "people",
    "pact": "experiment",
    "indicator": "chart",
    "measure": "chart",
    "milestone": "flag",
    "check_in": "clock",
    "outcome": "outcome",
    "content": "flag",
    "debate": "comment",
    "synthesis": "edit",
}


NOT_BY_ITS_ACTOR = ("proposal.completed",)  # it came with a passage; others wrote it before


def told_timeline(row: Any, charter: Charter, passages: Sequence[Any]) -> list[dict[str, Any]]:
    """Newest first; a passage is a big knot, with the stage it led to and the figures it rested on."""
    by_number = {passage.number: passage for passage in passages}
    return [
        _entry(event, by_number.get(event.data.get("passage")), row, charter)
        for event in proposals.timeline(db.session(), row.id)
    ]


def _entry(event: Any, passage: Any, row: Any, charter: Charter) -> dict[str, Any]:
    told = {
        "icon": ICONS.get(event.kind.split(".")[0], "clock"),
        "title": filters.line(event.kind, event.data),
        "when": moment(event.at),
        "iso": iso(event.at),
        "actor": None if event.kind in NOT_BY_ITS_ACTOR else event.actor,
        "big": passage is not None,
    }
    if passage is not None:
        stage = charter.tracks[row.track].stages.get(passage.to_stage)
        told["title"] = _(
            "Nouvelle étape\u00a0: %(stage)s", stage=localised(stage.names) if stage else passage.to_stage
        )
        told["text"] = _because(passage)
        told["actor"] = passage.decided_by and _("réponse du comité, %(name)s", name=passage.decided_by)
    return told


def _because(passage: Any) -> str:
    """The report as it stood, in the reader's language."""
    report = Report.from_json(passage.report)
    return " · ".join(item_sentence(item, chosen()) for item in report.items)


# Who looks for a proposal that was merged is led to the one that goes on, and told why; the first stays readable.

def led_on(row: Any) -> Response | None:
    """For a while only (302): a merge can be undone. `?origine=1` reads the first one as it was."""
    if row.status is not Status.MERGED or "origine" in request.args:
        return None
    there = proposals.goes_on(db.session(), row.id)
    return redirect(url_for("proposals.show", number=there, depuis=row.id)) if there else None


def came_from(row: Any) -> Any:
    """The one that was looked for, where the address says so and the chain ends here."""
    if (told := whole(request.args.get("depuis"))) is None:
        return None
    found = proposals.merged(db.session(), told)
    return found if found is not None and proposals.goes_on(db.session(), found.id) == row.id else None


def undo_until(row: Any) -> Any:
    """Until when the merge may be undone; None where it may not."""
    found = proposals.merged(db.session(), row.id) if row.status is Status.MERGED else None
    until = found.merged_at + timedelta(days=limits.MERGE_UNDO_DAYS) if found and found.merged_at else None
    return until if until and now() < until else None


# A proposal's page: what it says, where it stands, what it still needs, what happened, what people say.

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


def stages(charter: Charter, row: Any, passages: Sequence[Any]) -> list[dict[str, Any]]:
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


def where(row: Any, places: Sequence[Any], most: int = limits.PLACES) -> str:
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
    passages = proposals.passages(session, row.id)
    there = actor_on(row.id) if person else None
    stage, places = charter.tracks[row.track].stages[row.stage], proposals.places(session, row.id)
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
        "carriers": proposals.carriers(session, row.id),
        "links": proposals.links(session, row.id),
        **_answers(row, charter),
        "starters": starters_of(row),
        "told": told_timeline(row, charter, passages),
        "ties": proposals.my_ties(session, person.id, row.id) if person else None,
        "there": there,
        "likenesses": alike_to(session, row.id) if may(Action.LIKENESS_DISMISS, there) else [],
        "coming": coming_up(row, there),
        "is_open": row.status in (Status.OPEN, Status.DORMANT),
    }


def _answers(row: Any, charter: Charter) -> dict[str, Any]:
    """What was asked about it and what was answered; where its carriers may appeal, as long as they may."""
    told = proposals.decisions(db.session(), row.id)
    asked = of_proposal(db.session(), row.id)
    return {"decisions": told, "asked": asked, "appeal_url": _appeal(row, charter, told, asked),
            "in_meeting": answer_waiting_on(db.session(), row.id) if row.ready_since else None}


def _appeal(row: Any, charter: Charter, told: Sequence[Any], asked: Any) -> str | None:
    refused = told[0] if told and told[0].answer is core_Answer.DECLINED else None
    gates = open_gates(charter, row.track, row.stage)
    rule = next((g.decision.appeal for g in gates if refused and g.key == refused.gate and g.decision), None)
    if rule is None or refused is None or any(one.kind is DecisionKind.APPEAL for one in asked):
        return None
    until = end_of(due_day(refused.decided_at, rule.days, zone := ZoneInfo(row.timezone)), zone)
    return url_for("steering.appeal", number=row.id, answer=refused.id) if now() < until else None


@blueprint.get("/propositions/<int:number>")
@guard(Action.PROPOSAL_READ)
def show(number: int) -> str | Response:
    row, verdict = proposals.page(db.session(), number), None
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


# Where a missing field is written, and who supports.

Answer = str | tuple[str, int] | Response


@blueprint.get("/propositions/<int:number>/completer")
@guard(Action.PROPOSAL_READ)
def complete(number: int) -> Response:
    """Where a missing field is written: the pact for a group, the text otherwise."""
    row = readable(number)
    stage = charters.charter_by_id(db.session(), row.charter_id).tracks[row.track].stages[row.stage]
    if "outcome_form" in stage.features:
        return redirect(url_for("experiments.outcome", number=number), 303)
    if "pact" in stage.features:
        return redirect(url_for("experiments.pact", number=number), 303)
    return redirect(url_for(".edit", number=number), 303)


@blueprint.get("/propositions/<int:number>/soutiens")
@guard(Action.PROPOSAL_READ)
def supporters(number: int) -> str:
    row = readable(number)
    found = proposals.supporters(db.session(), number, whole(request.args.get("apres")) or 0)
    return render_template("proposals/supporters.html", row=row, supporters=found)
