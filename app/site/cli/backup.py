"""`flask backup make|list|check`: copies of the whole site, checked before they count; the one before an upgrade."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_migrate import upgrade
from pysqlite3 import dbapi2
from sqlalchemy.orm import Session, sessionmaker

from app.core.schema.state import state
from app.extensions import db, sessions
from app.journal import queries as keys, service as anchors
from app.site import backups, erasure_list, settings_files
from app.site.backups import archive, files, postgres, reading
from app.site.backups.making import NAME as SQLITE
from app.site.queries import last_moment
from app.site.register import State, state as site_state
from app.site.service import upkeep

NICE = 10


@click.pass_context
def _by_itself(context: click.Context) -> None:
    """`flask backup` alone makes one, as it always did."""
    if context.invoked_subcommand is None:
        context.invoke(make)


backup_command = AppGroup("backup", help="Les copies du site : en faire une, les lister, en vérifier une.",
                   callback=_by_itself, invoke_without_command=True)


def at_head() -> bool:
    """Is the schema the one this code was written for?"""
    with db.engine.connect() as connection:
        return state(connection, current_app.extensions["migrate"].directory).well


def copy_before_upgrade() -> Path | None:
    """Asked by the upgrade itself, where it is about to change a site that holds something. In clear: it must be put
    back on this machine if the upgrade fails. Without the tool of PostgreSQL, which takes the whole upgrade back by
    itself where it fails, it goes on and says so."""
    if not current_app.config.get("COPY_BEFORE_UPGRADE", True):
        return None
    try:
        return backups.make_backup(backups.Instance.of(current_app), datetime.now(UTC), files.UPGRADE, encrypted=False)
    except backups.BackupFailed as fault:
        if fault.code == "tool":
            click.echo(f"Pas de copie avant la mise à jour\u00a0: {fault}", err=True)
            return None
        raise click.ClickException(str(fault)) from None


def copies_before_upgrade() -> set[Path]:
    copies = backups.listed(backups.Instance.of(current_app).copies)
    return {copy.path for copy in copies if copy.label == files.UPGRADE}


@backup_command.command("make")
@click.argument("target", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--plain", is_flag=True, help="Sans chiffrement, même si une clé publique est réglée.")
@click.option("--job", is_flag=True, hidden=True, help="By the jobs: gently, and what it says is for their log.")
def make(target: Path | None, plain: bool, job: bool) -> None:
    """Une copie entière et vérifiée, pendant que le site tourne. Rien d’à moitié écrit, quoi qu’il arrive."""
    if job:
        os.nice(NICE)
    now = datetime.now(UTC)
    if at_head():
        erasure_list.note(Path(current_app.instance_path), sessions(), now)
    try:
        file = backups.make_backup(backups.Instance.of(current_app), now, encrypted=not plain,
                                   target=target.absolute() if target else None)
    except backups.BackupFailed as fault:
        if job and fault.code == "busy":  # another of our processes makes it
            return
        raise click.ClickException(str(fault)) from None
    click.echo(f"{file} ({file.stat().st_size // 1000} ko, vérifiée)")


@backup_command.command("list")
def show() -> None:
    """Les copies, de la plus récente à la plus ancienne."""
    folder = backups.Instance.of(current_app).copies
    for copy in backups.listed(folder):
        how = "chiffrée" if copy.encrypted else "en clair"
        click.echo(f"{copy.at:%Y-%m-%d %H:%M} UTC  {copy.size // 1000:>9} ko  {how}  {copy.path.name}")
    if (last := backups.last_try(folder)) is not None and last.fault:
        click.echo(f"Le dernier essai, {last.at:%Y-%m-%d %H:%M} UTC, n’a rien donné ({last.fault}).", err=True)


@backup_command.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", default="", help="La clé privée, ou le fichier qui la contient (copie chiffrée).")
def check(file: Path, key: str) -> None:
    """Ouvre une copie et la relit tout entière. Rien n’est remis en place. Code de sortie 1 si elle n’est pas bonne."""
    instance = Path(current_app.instance_path)
    engine = db.engine if db.engine.dialect.name == "postgresql" else None
    try:
        with backups.opened(file, key, instance) as copy:
            found, how = reading.check(copy, engine)
    except backups.BackupFailed as fault:
        raise click.ClickException(str(fault)) from None
    told = f", {sum(found.rows.values())} lignes, {found.decisions} décisions comptées" if found else ""
    click.echo(f"{file.name}\u00a0: bonne ({how}){told}")


@backup_command.command("keypair")
def keypair() -> None:
    """Tire deux clés : la publique va dans les réglages, la privée sur du papier. Rien n’est gardé ici."""
    private, public = archive.pair()
    click.echo(f"privée, à noter hors de cette machine, et à ne jamais y laisser :\n  {private}\n"
               f"publique, dans settings.toml :\n  backup_recipient = \"{public}\"")


# `flask restore FILE`: a site from its copy, on an empty instance; and `put_back`, for an upgrade that is taken back.
#
# Whatever can be wrong is found before anything is in its place: the copy is opened, checked, migrated and freed of
# what was erased since, and only then given the name that the site reads. On PostgreSQL, which has no name to give at
# the end, a file says meanwhile that the site must not start.

BALLOT_BOX = "ballot_box"  # where it is, the keys of open votes are files of the instance, and no more in the copy
VOTES = "app.decisions.service.decisions"
NO_LIST = ("aucune liste des effacements (erasures.jsonl)\u00a0: ce qui a été effacé depuis la copie reviendrait."
           " Donnez-la (--erasures FICHIER), ou dites qu’il n’y en a pas (--no-erasures).")


class Failed(click.ClickException):
    """One sentence; nothing was put in its place."""


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", default="", help="La clé privée, ou le fichier qui la contient (copie chiffrée).")
@click.option("--erasures", "listed", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="La liste des effacements la plus récente (erasures.jsonl).")
@click.option("--no-erasures", is_flag=True, help="Il n’y a pas de liste : rien n’a été effacé depuis la copie.")
@with_appcontext
def restore_command(file: Path, key: str, listed: Path | None, no_erasures: bool) -> None:
    """Remet un site d’après sa copie, sur une instance vide. Refuse là où il y a déjà un site."""
    here, now = backups.Instance.of(current_app), datetime.now(UTC)
    with _said(), settings_files.exclusive(here.folder):
        _is_empty(here)
        _sweep(here)
        lines = _lines(here, file, listed, no_erasures)
        with backups.opened(file, key, _beside(here)) as copy:
            _fits(here, copy)
            _restore(here, copy, lines, now)
    click.echo("Démarrez le site, puis\u00a0: flask site check, flask journal verify")


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except (backups.BackupFailed, settings_files.InUse, anchors.NoKey) as fault:
        raise Failed(str(fault)) from None
    except OSError as fault:
        raise Failed(f"{fault.filename or ''} {fault.strerror or fault}".strip()) from None


def _beside(here: backups.Instance) -> Path:
    """Where a copy is opened: on the disk of what it will become."""
    return Path(str(here.engine.url.database)).parent if here.is_sqlite else here.folder


def _sweep(here: backups.Instance) -> None:
    """What a restore that was killed left: an opened copy."""
    for left in _beside(here).glob(".opened-*"):
        shutil.rmtree(left, ignore_errors=True)


def _is_empty(here: backups.Instance) -> None:
    if here.is_sqlite:
        file = Path(str(here.engine.url.database))
        if file.exists() and file.stat().st_size > 0:
            raise Failed(f"il y a déjà une base ici\u00a0: mettez {file} de côté (avec ses fichiers -wal et -shm), puis"
                         " recommencez")
    elif postgres.tables(here.engine):
        raise Failed("cette base n’est pas vide\u00a0: créez-en une autre (createdb) ou videz-la, puis recommencez")


def _lines(here: backups.Instance, file: Path, given: Path | None, none: bool) -> list[erasure_list.Line]:
    """The list that was given, that of the instance and that of the folder of copies, together."""
    found = [path for path in (given, here.folder / erasure_list.NAME, file.parent / erasure_list.NAME)
             if path is not None and path.exists()]
    if not found and not none:
        raise Failed(NO_LIST)
    return [line for path in found for line in erasure_list.read(path)]


def _fits(here: backups.Instance, copy: backups.Opened) -> None:
    if copy.is_sqlite != here.is_sqlite:
        other = "SQLite" if copy.is_sqlite else "PostgreSQL"
        raise Failed(f"cette copie est celle d’une base {other}\u00a0: réglez database_url pour {other}, restaurez,"
                     " puis changez de base avec flask move")
    if copy.is_sqlite:
        found, _how = reading.check(copy, None)
        _known(found.revision if found else "")
    else:
        postgres.read_whole(here.engine, copy.database)
        _known(str(copy.told.get("revision", "")))


def _known(revision: str) -> None:
    """A copy of a version to come cannot be read by this one."""
    if not revision:
        raise Failed("cette copie n’est pas celle d’un site\u00a0: elle ne dit pas sa version")
    try:
        ScriptDirectory(current_app.extensions["migrate"].directory).get_revision(revision)
    except CommandError:
        raise Failed(f"cette copie vient d’une version plus récente ({revision})\u00a0: installez-la d’abord") from None


def _restore(here: backups.Instance, copy: backups.Opened, lines: list[erasure_list.Line], now: datetime) -> None:
    (here.folder / anchors.FOLDER).mkdir(mode=0o700, exist_ok=True)
    if here.is_sqlite:
        with _apart(here, copy) as app:
            _made_ready(app, here.folder, copy, lines, now)
        _settle_files(here, copy, lines)
        copy.database.replace(str(here.engine.url.database))
        return
    settings_files.begin(here.folder)
    try:
        postgres.load(here.engine, copy.database)
        _made_ready(_app(), here.folder, copy, lines, now)
        _settle_files(here, copy, lines)
    except BaseException:
        here.engine.dispose()
        postgres.empty(here.engine)
        settings_files.end(here.folder)
        raise
    settings_files.end(here.folder)


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined, no-any-return]


@contextmanager
def _apart(here: backups.Instance, copy: backups.Opened) -> Iterator[Flask]:
    """The same application on the opened copy; the keys are those of the instance."""
    apart = copy.folder / "site"
    apart.mkdir(mode=0o700)
    (apart / anchors.FOLDER).symlink_to(here.folder / anchors.FOLDER)
    app: Flask = current_app.extensions["create_app"](
        apart, secret_key="r" * 40, mode="production", jobs=False,
        database_url=f"sqlite:///{copy.folder / SQLITE}", base_url=here.settings.base_url)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()
    with dbapi2.connect(str(copy.database)) as raw:  # alone with it: its log goes into the file
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()


def _made_ready(app: Flask, instance: Path, copy: backups.Opened, lines: list[erasure_list.Line],
                now: datetime) -> None:
    """Of this version, without what was erased since, nobody signed in, its votes settled, a key that signs."""
    with app.app_context():
        votes_in_files = sa.inspect(db.engine).has_table(BALLOT_BOX)
        app.config["COPY_BEFORE_UPGRADE"] = False  # it is a copy already
        upgrade()
        make = sessionmaker(db.engine, expire_on_commit=False)
        with make() as session:
            copied_at = last_moment(session)
        at = datetime.fromisoformat(copy.told["made_at"]) if copy.told else copied_at or now
        erased = erasure_list.follow(make, now, lines)
        upkeep.begin_again(make, now, None, at, erased)
        _settle_votes(make, now, keep=votes_in_files)
        _sign(make, instance, now)
        with make() as session:
            found = site_state(session)
    if found.faults:
        raise Failed(f"une fois prête, la base ne tient pas\u00a0: {found.faults[0]}")
    _tell(found, at, erased)


def _settle_votes(make: sessionmaker[Session], now: datetime, *, keep: bool) -> None:
    """A vote that was open goes on only where its key is here and nobody answered since the copy."""
    if find_spec(VOTES) is None:
        return
    settled = import_module(VOTES).settle_open_votes_after_restore(make, now, None, keep=keep)
    for reference in settled.kept:
        click.echo(f"Le vote {reference} continue.")
    for reference in settled.annulled:
        click.echo(f"Le vote {reference} est annulé, et c’est dit sur sa page.")


def _sign(make: sessionmaker[Session], instance: Path, now: datetime) -> None:
    """The key is never in a copy: where it was not carried here, another begins, and the journal says so."""
    with make() as session:
        newest = keys.newest_key(session)
    mine = anchors.signer(instance)
    if newest is None or (mine is not None and mine.fingerprint == newest.fingerprint):
        return
    if mine is not None:
        raise Failed("la clé de keys/journal-signing.pem n’est pas celle de cette copie\u00a0: mettez-la de côté")
    new = anchors.draw(instance)
    anchors.change_key(make, now, None, new, "restored")
    click.echo(f"Une nouvelle clé signe le journal. Notez son empreinte ailleurs\u00a0: {new.fingerprint}")


def _tell(found: State, at: datetime, erased: int) -> None:
    click.echo(f"Copie du {at:%Y-%m-%d %H:%M} UTC\u00a0: {sum(found.rows.values())} lignes, {found.decisions} décisions"
               f" recomptées. Effacements refaits\u00a0: {erased}.")
    for head in found.journal:
        click.echo(f"Journal {head['space']}\u00a0: {head['seq']} lignes, empreinte {head['head'] or '(vide)'}")


def _settle_files(here: backups.Instance, copy: backups.Opened, lines: list[erasure_list.Line]) -> None:
    """The list goes on where it was, and the settings of the copy come where there were none of an operator's."""
    mine = here.folder / erasure_list.NAME
    known = set(erasure_list.read(mine)) if mine.exists() else set()
    erasure_list.append(here.folder, [line for line in lines if line not in known])
    if copy.settings.exists():
        for name in settings_files.join(here.folder, copy.settings.read_text()):
            click.echo(f"Réglage de la copie laissé de côté (le vôtre passe avant)\u00a0: {name}")


def put_back(file: Path) -> None:
    """The database as the copy has it, in the place of the present one; settings, keys and lists stay. For an upgrade
    that is taken back, at once, the site stopped (the caller holds the instance): nobody wrote anything since. It is
    of the version of the copy."""
    here = backups.Instance.of(current_app)
    with _said(), backups.opened(file, "", _beside(here)) as copy:
        if copy.is_sqlite != here.is_sqlite:
            raise Failed("cette copie n’est pas celle d’une base de ce genre")
        reading.check(copy, here.engine if not here.is_sqlite else None, strict=False)
        here.engine.dispose()
        if here.is_sqlite:
            _replace(copy.database, Path(str(here.engine.url.database)))
        else:
            postgres.replace(here.engine, copy.database, copy.folder)


def _replace(copy: Path, target: Path) -> None:
    """A log left beside the new file would be played into it: it is emptied first, and goes."""
    if target.exists():
        with suppress(dbapi2.DatabaseError):
            raw = dbapi2.connect(str(target))
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            raw.close()
    for ending in ("-wal", "-shm"):
        Path(f"{target}{ending}").unlink(missing_ok=True)
    copy.replace(target)
