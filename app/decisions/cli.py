"""`flask decision verify FILE`: the published file of a decision, counted again from it alone; needs no database.
`flask decision settle`: after a copy of the database was put back by hand, what becomes of the votes that were open."""

import codecs
import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import sqlalchemy as sa
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app.core.calendar import civil_day
from app.decisions.queries.history import history_of
from app.decisions.service import decisions
from app.extensions import sessions
from app.governance.charter import sentences
from app.governance.charter.lint import check as charter_check
from app.governance.charter.model import Charter, Gate
from app.governance.charter.reading import parse
from app.governance.charter.sentences import fault_sentence
from app.governance.charter.table import CharterInvalid
from app.governance.published import Finding, digest_of, verify
from app.governance.simulation.coalitions import Power, power
from app.governance.simulation.history import Move
from app.governance.simulation.recounting import Grid, grid
from app.governance.simulation.replay import Row, Simulation, Verdict, Would, simulate
from app.governance.simulation.telling import Names, Reasons, stage_name, summary, verdict
from app.governance.tally.counting import recount
from app.governance.tally.result import Result
from app.governance.tally.settings import Code, Fault, Malformed
from app.site.register import Rolls, structure_names
from app.territory.models import Space
from app.territory.queries.charters import in_force

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
WORDS = {
    "fr": {
        "not_json": "ce n’est pas du JSON",
        "not_a_decision": "ce n’est pas le fichier d’une décision",
        "incomplete": "il manque quelque chose dans le fichier\u00a0: {what}",
        "receipts_doubled": "un reçu est publié deux fois",
        "not_countable": "les bulletins ne peuvent pas être comptés ({faults} défauts)",
        "same_count": "compte refait sur {ballots} bulletins\u00a0: le même résultat",
        "other_count": "le résultat diffère\u00a0: publié {published}, recompté {counted}",
        "robust": "{voices} voix ne sont pas détaillées\u00a0; quoi qu’elles aient dit, l’issue est la même",
        "not_recountable": "{voices} voix ne sont pas détaillées\u00a0: le fichier seul ne refait pas l’issue",
        "digest": "empreinte SHA-256 {digest}",
    },
    "en": {
        "not_json": "not JSON",
        "not_a_decision": "not the file of a decision",
        "incomplete": "something is missing in the file: {what}",
        "receipts_doubled": "a receipt is published twice",
        "not_countable": "the ballots cannot be counted ({faults} faults)",
        "same_count": "counted again on {ballots} ballots: the same result",
        "other_count": "the result differs: published {published}, counted {counted}",
        "robust": "{voices} voices are not broken down; whatever they said, the outcome is the same",
        "not_recountable": "{voices} voices are not broken down: the file alone cannot give the outcome again",
        "digest": "SHA-256 {digest}",
    },
}


@click.group("decision")
def decision_command() -> None:
    """Les décisions publiées, et les votes ouverts d’une copie remise en place."""


@decision_command.command("verify")
@click.argument("file", type=FILE)
@click.option("--lang", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
def check(file: Path, lang: str) -> None:
    """Refait le compte à partir du seul fichier. Code de sortie 1 si quelque chose diffère."""
    text = file.read_bytes().decode(errors="replace")
    found = verify(text)
    for finding in (*found, Finding("digest", False, {"digest": digest_of(text)})):
        click.echo(f"{file.name}\u00a0: {WORDS[lang][finding.code].format(**finding.params)}", err=finding.wrong)
    if any(finding.wrong for finding in found):
        raise SystemExit(1)


@decision_command.command("settle")
@click.option("--annul-all", is_flag=True, help="La copie date d’avant que les clés quittent la base (avant 0.2).")
@with_appcontext
def settle(annul_all: bool) -> None:
    """Après une copie remise en place à la main\u00a0: un vote ouvert continue si sa clé est là et si aucun bulletin
    n’est arrivé depuis la copie\u00a0; sinon il est annulé, et sa page le dit. `flask restore` le fait déjà."""
    told = decisions.settle_open_votes_after_restore(sessions(), datetime.now(UTC), None, keep=not annul_all)
    for words, references in (
            ("continue", told.kept), ("annulé", told.annulled), ("clé sans vote, détruite", told.unknown)):
        for reference in references:
            click.echo(f"{reference}\u00a0: {words}")
    if not any((told.kept, told.annulled, told.unknown)):
        click.echo("aucun vote n’est ouvert")


# `flask tally METHOD < profile.json`: a count alone, for scripts and checks. Needs no database and no settings.

_LONGEST = 60  # of a value quoted in a fault
_SENTENCES: dict[Code, str] = {
    Code.NOT_JSON: "texte JSON illisible (ligne {line}, colonne {column})",
    Code.REPEATED_KEY: "clé écrite deux fois dans le même objet\u00a0: {value}",
    Code.NOT_AN_OBJECT: "objet attendu",
    Code.NOT_A_LIST: "liste attendue",
    Code.NOT_A_TEXT: "texte attendu",
    Code.NOT_A_NUMBER: "nombre exact attendu, entier ou «\u00a0n/d\u00a0»{bounds}, au lieu de {value}",
    Code.MISSING: "manque",
    Code.UNKNOWN_KEY: "clé inconnue (connues\u00a0: {known})",
    Code.EMPTY: "vide",
    Code.REPEATED: "déjà nommé\u00a0: {value}",
    Code.UNKNOWN_WORD: "mot inconnu\u00a0: {value} (attendu\u00a0: {known})",
    Code.UNKNOWN_OPTION: "option inconnue\u00a0: {value}",
    Code.UNKNOWN_COLLEGE: "collège inconnu\u00a0: {value}",
    Code.NO_COLLEGE: "collège attendu, puisque le vote se compte par collèges",
    Code.NOT_A_GRADE: "mention attendue, entier à partir de 0 (la meilleure){bounds}, au lieu de {value}",
    Code.ABOVE_THE_ROLL: "{value} voix pour {roll} sur la liste",
    Code.COLLEGES_NOT_COUNTED: "cette méthode ne se compte pas par collèges (seuls majority et consent le peuvent)",
    Code.UNKNOWN_METHOD: "méthode inconnue\u00a0: {value} (connues\u00a0: {known})",
    Code.OTHER_METHOD: "profil lu pour {read_for}, compté pour {value}",
    Code.UNKNOWN_SETTING: "option inconnue pour cette méthode (connues\u00a0: {known})",
    Code.NOT_A_SETTING: "écrire clé=valeur",
    Code.NOT_A_SHARE: "fraction attendue entre 0 et 1, comme 2/3, au lieu de {value}",
    Code.TWO_THRESHOLDS: "un seul seuil\u00a0: at_least ou more_than",
    Code.NEEDS_ROLL: "demande {key} dans le profil",
    Code.NEEDS_COLLEGES: "demande colleges, ou roll.by_college, dans le profil",
}


@click.command("tally")
@click.argument("method")
@click.option("--option", "options", multiple=True, metavar="CLÉ=VALEUR", help="Par exemple at_least=2/3.")
def tally(method: str, options: tuple[str, ...]) -> None:
    """Compte un vote lu en JSON sur l’entrée standard, et écrit le résultat en JSON.

    METHOD : majority, majority_judgment, approval, schulze ou consent. Voir docs/tally.md.
    """
    settings, unread = _settings(options)
    try:
        result = _counted(method, settings, unread)
    except Malformed as error:
        for fault in error.faults:
            click.echo(sentence(fault), err=True)
        raise SystemExit(2) from None
    click.echo(json.dumps(result.as_json(), ensure_ascii=False, indent=2))


tally_command = tally


def _counted(method: str, settings: Mapping[str, object], unread: list[Fault]) -> Result:
    """Faults of the command line and of the profile are told together."""
    try:
        result = recount(method, standard_input(), settings)
    except Malformed as error:
        raise Malformed([*unread, *error.faults]) from None
    if unread:
        raise Malformed(unread)
    return result


def _settings(options: Iterable[str]) -> tuple[dict[str, object], list[Fault]]:
    read: dict[str, object] = {}
    unread = []
    for option in options:
        key, equals, value = option.partition("=")
        if not equals or not key:
            unread.append(Fault(f"option {option}", Code.NOT_A_SETTING))
        elif key in read:
            unread.append(Fault(f"option {key}", Code.REPEATED, {"value": key}))
        else:
            read[key] = value
    return read, unread


def standard_input() -> bytes:
    """As it comes: a million ballots are held once, and decoded only where they differ."""
    return sys.stdin.buffer.read().removeprefix(codecs.BOM_UTF8)


def sentence(fault: Fault) -> str:
    """One line, whatever was written in the profile."""
    words = {key: _quoted(value) for key, value in fault.params.items()}
    filled = _SENTENCES[fault.code].format_map({"bounds": _bounds(fault.params), **words})
    return f"{_printable(fault.where)}\u00a0: {filled}"


def _quoted(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return _printable(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def _bounds(params: Mapping[str, object]) -> str:
    if params.get("grades"):
        return f", {params['grades']} exclu"
    if "most" in params:
        return f" de {params['least']} à {params['most']}"
    return ""


# What `flask charter simulate` prints: what would have moved beside what did, then each gate that people open.

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


# `flask charter check|show|simulate FILE`: rules read, and tried on what happened, before they are adopted.
#
# Only `simulate` needs the database.

LANG = click.Choice(["fr", "en"])


@click.group("charter")
def charter_command() -> None:
    """The rules of the game as data."""


@charter_command.command("check")
@click.argument("file", type=FILE)
@click.option("--lang", type=LANG, default="fr", show_default=True)
def check_(file: Path, lang: str) -> None:
    """Every fault at once, with its line and key; exit code 1 where there is one."""
    faults = charter_check(file.read_text())
    for fault in faults:
        click.echo(f"{file.name}:{fault.line} {fault.key} : {fault_sentence(fault, lang)}")
    if faults:
        raise SystemExit(1)
    click.echo(f"{file.name} : rien à redire" if lang == "fr" else f"{file.name}: nothing to object")


@charter_command.command("show")
@click.argument("file", type=FILE)
@click.option("--lang", type=LANG, default="fr", show_default=True)
def show(file: Path, lang: str) -> None:
    """Read it aloud."""
    try:
        charter = parse(file.read_text())
    except CharterInvalid as invalid:
        raise click.ClickException(f"{len(invalid.faults)} : flask charter check {file.name}") from invalid
    for clause in sentences(charter, lang):
        click.echo(f"\n{clause.title}\n{clause.lead}")
        for line in (*(f"- {point}" for point in clause.points), *clause.after):
            click.echo(line)


@charter_command.command("simulate")
@click.argument("file", type=FILE)
@click.option("--space", "slug", help="Un autre espace que le territoire.")
@click.option("--lang", type=LANG, default="fr", show_default=True)
@with_appcontext
def simulate_(file: Path, slug: str | None, lang: str) -> None:
    """What would have moved, when, and what would have been held back by which condition; then who can decide."""
    from app.extensions import db

    faults = charter_check(file.read_text())
    for fault in faults:
        click.echo(f"{file.name}:{fault.line} {fault.key} : {fault_sentence(fault, lang)}", err=True)
    if faults:
        raise SystemExit(1)
    with Session(db.engine) as session:
        for line in lines(session, parse(file.read_text()), slug, datetime.now(UTC), lang):
            click.echo(line)
