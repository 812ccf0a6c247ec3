"""What `flask charter simulate` prints: what would have moved beside what did, then each gate that people open."""

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.spaces import Space
from app.queries.charters import in_force
from app.queries.history import history_of
from app.queries.register import Rolls, structure_names
from app.rules.calendar import civil_day
from app.rules.charter import Charter, Gate
from app.rules.simulate import Grid, Power, Row, Simulation, Verdict, grid, power, simulate
from app.rules.simulate.history import Move
from app.rules.simulate.telling import Names, Reasons, stage_name, summary, verdict
from app.rules.simulate.walking import Would

HEADS = {"fr": ("Verdict", "Proposition", "Dans les faits", "Sous ces règles"),
         "en": ("Verdict", "Proposal", "As it happened", "Under these rules")}
STEPS = {"fr": ("Participation", "Voix", "Assez pour décider", "« Oui » au moins"),
         "en": ("Turnout", "Voices", "Enough to decide", "“Yes” at least")}
YES = {"fr": ("oui", "non"), "en": ("yes", "no")}
SAME = {"fr": "comme dans les faits", "en": "as it happened"}
NARROW, GAP = 100, 2


def lines(session: Session, charter: Charter, slug: str | None, now: datetime, lang: str) -> Iterator[str]:
    space = session.scalars(
        sa.select(Space).where(Space.slug == slug) if slug else sa.select(Space).order_by(Space.id).limit(1)).first()
    if space is None:
        raise click.ClickException(slug or "–")
    zone = ZoneInfo(space.timezone)
    told = simulate(charter, history_of(session, space.id, now), zone)
    yield from (summary(told, lang), "")
    yield from _rows(charter, in_force(session, space.id)[1], told, zone, lang)
    rolls = Rolls(session, space.id, charter, civil_day(now, zone))
    there = [(gate, rolls.players(gate.decision)) for gate in charter.gates() if gate.decision]
    known = structure_names(session, {one.structure for _gate, players in there for one in players if one.structure})
    names = Names(known, {key: each.names.said(lang) for key, each in charter.colleges.items()}, lang)
    for gate, players in there:
        if gate.decision and players:
            yield from _gate(charter, gate, grid(charter, gate.decision, players),
                             power(charter, gate.decision, players), names)


def _rows(charter: Charter, now: Charter, told: Simulation, zone: ZoneInfo, lang: str) -> Iterator[str]:
    """Those that differ, the gravest first, each with its reasons under it; of the others, how many."""
    reasons = Reasons(charter, told.until, zone, lang, lambda at: civil_day(at, zone).isoformat())
    order = tuple(Verdict)
    differ = sorted((row for row in told.rows if row.verdict is not Verdict.SAME),
                    key=lambda row: -order.index(row.verdict))
    cells = [(verdict(row, lang), row.story.title, _moves(row.story.moves, row, zone, lang, now, charter),
              _moves(row.moves, row, zone, lang, charter)) for row in differ]
    if differ:
        beneath = [reasons.of(row) for row in differ]
        yield from _table(HEADS[lang], cells, beneath)
    if same := len(told.rows) - len(differ):
        yield f"({same} : {SAME[lang]})" if lang == "fr" else f"({same}: {SAME[lang]})"


def _moves(moves: Sequence[Move | Would], row: Row, zone: ZoneInfo, lang: str, *charters: Charter) -> str:
    return ", ".join(f"{stage_name(move.to_stage, row.story.track, lang, *charters)} "
                     f"{civil_day(move.at, zone).isoformat()}" for move in moves) or "–"


def _gate(charter: Charter, gate: Gate, turnout: Grid, who: Power, names: Names) -> Iterator[str]:
    stages, lang = charter.tracks[gate.track].stages, names.lang
    title = " → ".join(stages[key].names.said(lang) for key in (gate.from_stage, gate.to_stage))
    yield from ("", f"{title} ({gate.key})")
    rows = [(f"{step.percent} %", str(step.need.present), YES[lang][not step.need.quorum],
             names.fewest(step.need.fewest) if step.need.possible else "–") for step in turnout.steps]
    yield from _table(STEPS[lang], rows, [[]] * len(rows))
    yield from (f"- {line}" for line in (*names.grid(turnout), *names.power(who)))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], beneath: Sequence[Sequence[str]]) -> Iterator[str]:
    """As wide as the terminal: the longest columns give way first, and wrap."""
    room = max(shutil.get_terminal_size((NARROW, 24)).columns, 60) - GAP * (len(heads) - 1)
    widths = [max(len(row[n]) for row in (heads, *rows)) for n in range(len(heads))]
    while sum(widths) > room:
        widths[widths.index(max(widths))] -= 1
    yield from _cells(heads, widths)
    yield (" " * GAP).join("-" * width for width in widths)
    for row, under in zip(rows, beneath, strict=True):
        yield from _cells(row, widths)
        for line in under:
            yield from textwrap.wrap(line, room, initial_indent="    · ", subsequent_indent="      ")


def _cells(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    columns = [textwrap.wrap(cell, width) or [""] for cell, width in zip(row, widths, strict=True)]
    for n in range(max(len(column) for column in columns)):
        told = [(column[n] if n < len(column) else "").ljust(width)
                for column, width in zip(columns, widths, strict=True)]
        yield (" " * GAP).join(told).rstrip()
