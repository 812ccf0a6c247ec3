"""One file brought in, or rehearsed: checked whole, then read again and written some hundreds of rows at a time."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session, sessionmaker

from app.extensions import sessions
from app.imports import queries as read, service as imports
from app.imports.decidim.export import Export, Survey, batches, open_export, survey
from app.imports.decidim.objects import Place, states
from app.imports.decidim.rows import ENCODING, CommentRow, Fault, Kind, ProposalRow, Row, Unreadable, sentence
from app.imports.service import LIMITS, Origin

Tick = Callable[[str, int, int], None]  # what is being done, rows so far, percent of the file


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked. `source` names the platform; without it, the addresses in the file do."""

    file: Path
    space_id: int
    space: str
    table: Mapping[str, Place]
    lang: str = "fr"
    source: str = ""
    rehearse: bool = False
    force: bool = False


@dataclass(slots=True)
class Told:
    """The report. `fit` is False when nothing was taken because the file, or the table of states, is unfit."""

    read: int = 0
    created: int = 0
    existing: int = 0
    refused: list[Fault] = field(default_factory=list)
    unknown_columns: tuple[str, ...] = ()
    fit: bool = True
    kind: Kind | None = None
    system: str = ""
    named: bool = True  # is `system` the name of a platform, or only what stands for want of one?


def bring(make_session: sessionmaker[Session], wanted: Wanted, tick: Tick) -> Told:
    try:
        export = open_export(wanted.file, wanted.lang, LIMITS)
    except Unreadable as unreadable:
        return Told(refused=list(unreadable.faults), fit=False)
    found = survey(export, _ticking(export, tick, "lecture"))
    origin, named = _origin(wanted, found)
    told = Told(found.read, refused=list(found.faults), unknown_columns=found.unknown_columns, kind=found.kind,
                system=origin.system, named=named)
    told.fit = _is_fit(found, wanted.force)
    with make_session() as session:
        faults = imports.table_faults(session, wanted.space_id, wanted.table, found.states)
    if faults:
        told.refused, told.fit = faults + told.refused, False
    if told.fit:
        firsts = imports.first_of_each(found.answers)
        step = (_Rehearsal if wanted.rehearse else _Writing)(make_session, origin, firsts)
        _bring_all(step, export, bool(firsts), told, tick)
    told.refused.sort(key=lambda fault: fault.line)
    return told


def _is_fit(found: Survey, force: bool) -> bool:
    """`force` takes the good rows of a file that was cut, never those of a file in another encoding."""
    if not force:
        return found.whole
    return found.good > 0 and not any(fault.code in ENCODING for fault in found.faults)


def _origin(wanted: Wanted, found: Survey) -> tuple[Origin, bool]:
    """An identifier means something on its platform only. A file that names none is filed under the space: good for
    one such platform; a second one must be given a name."""
    name = wanted.source or found.host
    return Origin(wanted.space_id, name or f"decidim:{wanted.space}", name or "Decidim", wanted.table), bool(name)


def _bring_all(step: "_Writing", export: Export, has_replies: bool, told: Told, tick: Tick) -> None:
    for chosen in _passes(export.kind, has_replies):
        for batch in batches(_rows(export, chosen, _ticking(export, tick, step.doing))):
            done = step.take(batch)
            told.created += done.created
            told.existing += done.existing
            told.refused.extend(done.faults)


def _passes(kind: Kind, has_replies: bool) -> Sequence[Callable[[Row], bool]]:
    """Replies need the comments of the first level, which may stand after them: they are taken in a second reading."""
    if kind is Kind.PROPOSALS or not has_replies:
        return (lambda _row: True,)
    return (lambda row: not _answers(row), _answers)


def _answers(row: Row) -> bool:
    return isinstance(row, CommentRow) and bool(row.parent_external_id)


def _rows(export: Export, chosen: Callable[[Row], bool], seen: Callable[[], None]) -> Iterator[Row]:
    """The good ones; the first pass has told the others."""
    for row in export.rows():
        seen()
        if not isinstance(row, Fault) and chosen(row):
            yield row


def _ticking(export: Export, tick: Tick, doing: str) -> Callable[[], None]:
    seen = 0

    def one_more() -> None:
        nonlocal seen
        seen += 1
        tick(doing, seen, export.percent)

    return one_more


class _Writing:
    """Each batch is a transaction."""

    doing = "import"

    def __init__(self, make_session: sessionmaker[Session], origin: Origin, firsts: Mapping[str, str]) -> None:
        self._make_session, self._origin, self._firsts = make_session, origin, firsts

    def take(self, batch: Sequence[Row]) -> imports.Done:
        proposals, comments = _by_kind(batch)
        now = datetime.now(UTC)
        if proposals:
            return imports.bring_proposals(self._make_session, now, None, self._origin, proposals)
        return imports.bring_comments(self._make_session, now, None, self._origin, comments, self._firsts)


class _Rehearsal(_Writing):
    """The same questions, nothing written; what would have come is remembered by identifier, for its replies."""

    doing = "répétition"

    def __init__(self, make_session: sessionmaker[Session], origin: Origin, firsts: Mapping[str, str]) -> None:
        super().__init__(make_session, origin, firsts)
        self._foreseen: set[str] = set()
        self._answered = set(firsts.values())

    def take(self, batch: Sequence[Row]) -> imports.Done:
        proposals, comments = _by_kind(batch)
        with self._make_session() as session:
            if proposals:
                sorted_ = imports.sort_proposals(session, self._origin, proposals)
                return imports.Done(len(sorted_.fresh), sorted_.existing, tuple(sorted_.faults))
            found = imports.sort_comments(session, self._origin, comments, self._firsts, self._foreseen)
        self._foreseen.update(placed.row.external_id for placed in found.fresh
                              if placed.row.external_id in self._answered)
        return imports.Done(len(found.fresh), found.existing, tuple(found.faults))


def _by_kind(batch: Sequence[Row]) -> tuple[list[ProposalRow], list[CommentRow]]:
    return ([row for row in batch if isinstance(row, ProposalRow)],
            [row for row in batch if isinstance(row, CommentRow)])


# `flask import decidim FILE`: what a Decidim platform exports. docs/import-decidim.md tells it to operators.

SHOWN = 20  # refused rows told to a person; --json tells them all
LARGE = 5_000_000  # bytes: above, progress is told even where nobody seems to look
KINDS = {Kind.PROPOSALS: "propositions", Kind.COMMENTS: "commentaires", None: "fiches"}


@click.group("import")
def command() -> None:
    """Les contenus d’une autre plateforme."""


@command.command("decidim")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Dire ce qui se passerait, sans rien écrire.")
@click.option("--json", "as_json", is_flag=True, help="Le rapport en JSON, seul sur la sortie standard.")
@click.option("--space", metavar="SLUG", help="L’espace où les mettre. Sans cela\u00a0: le territoire.")
@click.option("--states", "table", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="La table des états. Sans cela\u00a0: instance/decidim-states.toml, sinon celle de Cordée.")
@click.option("--source", default="", metavar="NOM", help="Le nom de la plateforme d’origine, si ses adresses ne le "
              "disent pas ou ont changé\u00a0; le même pour les propositions et leurs commentaires.")
@click.option("--force", is_flag=True, help="Prendre les bonnes lignes d’un fichier coupé ou abîmé.")
@with_appcontext
def decidim(file: Path, dry_run: bool, as_json: bool, space: str | None, table: Path | None,
            source: str, force: bool) -> None:
    """Importe FILE (CSV ou JSON), un export de propositions ou de commentaires de Decidim.

    Les propositions d’abord, leurs commentaires ensuite. Un second import du même fichier ne crée rien.
    Rend 0 quand l’import a eu lieu, même avec des lignes refusées\u00a0; 1 quand rien n’a été pris parce que le fichier
    ou la table des états ne convient pas\u00a0; 2 quand la commande est mal écrite.
    """
    space_id, slug = _space(space)
    try:
        places = states(table or _own_table())
    except Unreadable as unreadable:
        told = Told(refused=[_of_table(fault) for fault in unreadable.faults], fit=False)
    else:
        told = _run(file, space_id, slug, places, source=_name(source), rehearse=dry_run, force=force)
    (_print_json if as_json else _print)(told, file, dry_run)
    sys.exit(0 if told.fit else 1)


def _run(file: Path, space_id: int, slug: str, places: dict[str, Place], *, source: str, rehearse: bool,
         force: bool) -> Told:
    lang = current_app.config["CORDEE"].locales[0]
    progress = Progress(sys.stderr.isatty() or file.stat().st_size > LARGE)
    return bring(sessions(), Wanted(file, space_id, slug, places, lang, source, rehearse, force), progress)


def _space(slug: str | None) -> tuple[int, str]:
    with sessions()() as session:
        found = read.space(session, slug)
    if found is None and slug is not None:
        raise click.BadParameter(f"il n’y a pas d’espace «\u00a0{slug}\u00a0».", param_hint="--space")
    if found is None:
        raise click.UsageError("Il n’y a pas encore de territoire\u00a0: commencez par «\u00a0flask site init\u00a0».")
    return found.id, found.slug


def _name(source: str) -> str:
    name = " ".join(source.split()).lower()
    if len(name) > 100 or not name.isprintable():
        raise click.BadParameter("cent caractères au plus.", param_hint="--source")
    return name


def _own_table() -> Path | None:
    own = Path(current_app.instance_path) / "decidim-states.toml"
    return own if own.exists() else None


def _of_table(fault: Fault) -> Fault:
    """Its line is one of the table, not of the file: the sentence says so."""
    return Fault(0, "states_line", {"line": fault.line, "reason": sentence(fault)}) if fault.line else fault


class Progress:
    """A line on standard error, at most one each second."""

    def __init__(self, shown: bool) -> None:
        self._shown = shown
        self._last = time.monotonic()

    def __call__(self, doing: str, rows: int, percent: int) -> None:
        if not self._shown or (now := time.monotonic()) - self._last < 1:
            return
        self._last = now
        click.echo(f"{doing}\u00a0: {rows} lignes, {percent}\u00a0%", err=True)


def _print_json(told: Told, _file: Path, _rehearsed: bool) -> None:
    refused = [{"line": fault.line, "reason": sentence(fault)} for fault in told.refused]
    click.echo(json.dumps({"read": told.read, "created": told.created, "existing": told.existing, "refused": refused,
                           "unknown_columns": list(told.unknown_columns)}, ensure_ascii=False))


def _print(told: Told, file: Path, rehearsed: bool) -> None:
    created = "à créer" if rehearsed else "créées"
    click.echo(f"{file.name} ({KINDS[told.kind]}, source\u00a0: {told.system or '–'})")
    click.echo(f"  {told.read} lignes lues, {told.created} {created}, {told.existing} déjà là, "
               f"{len(told.refused)} refusées")
    for fault in told.refused[:SHOWN]:
        click.echo(f"  ligne {fault.line}\u00a0: {sentence(fault)}" if fault.line else f"  {sentence(fault)}")
    if len(told.refused) > SHOWN:
        click.echo(f"  … et {len(told.refused) - SHOWN} autres (--json les donne toutes)")
    if told.unknown_columns:
        click.echo(f"  colonnes inconnues, non reprises\u00a0: {', '.join(told.unknown_columns)}")
    if not told.fit:
        click.echo("  Rien n’a été importé.")
    elif not told.named:
        click.echo("  Ce fichier ne nomme pas sa plateforme\u00a0: ses fiches sont connues ici comme "
                   f"«\u00a0{told.system}\u00a0». Pour une autre plateforme sans adresses, donnez --source.")
