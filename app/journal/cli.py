"""`flask journal verify`: recompute the chain of every space, and name the first line that does not hold; or hold it
against what somebody kept. `flask journal key`: the key that signs its heads."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app.core.unit_of_work import Refused
from app.extensions import db, sessions
from app.journal import queries as read, service as operations
from app.journal.rules import (
    Difference,
    Fault,
    Kept,
    NotAnchors,
    first_difference,
    read as kept_lines,
    signed_text,
    verify,
)

command = AppGroup("journal", help="Le journal : vérifier que rien n’y a été changé.")
AT_ONCE = 500
WHY = {
    "gap": "un numéro manque ou se répète",
    "link": "elle ne suit pas l’empreinte de la ligne d’avant",
    "content": "son contenu ne donne pas son empreinte",
    "head": "le journal ne finit pas où sa tête le dit",
    "beyond": "elle vient après la tête du journal",
}


class Unusable(click.ClickException):
    """The kept file cannot be held against anything."""

    exit_code = 2


@command.command("verify")
@click.option("--against", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Un fichier gardé : empreintes signées (empreintes.jsonl), ou un ancien journal.jsonl.")
@click.option("--key", default="", help="L’empreinte de la clé publique, notée ailleurs ; ou un fichier PEM.")
def check(against: Path | None, key: str) -> None:
    """Relit tout, ligne par ligne. Code de sortie : 0 tout tient, 1 une ligne ne tient pas, 2 fichier inutilisable."""
    well = holds()
    if against:
        with Session(db.engine) as session:
            well = not _compare(session, against, key) and well
    if not well:
        raise SystemExit(1)


def holds() -> bool:
    """Of every space; each says so."""
    with Session(db.engine) as session:
        return not any([_space(session, head) for head in read.heads(session)])


def _space(session: Session, head: Any) -> bool:
    """True where something is wrong; says so either way."""
    count, fault = verify(read.entries(session, head.id, head.journal_seq), head.journal_seq, head.journal_head)
    if fault is None and (after := read.beyond(session, head.id)) is not None:
        fault = Fault(after, "beyond")
    if fault is None:
        click.echo(f"{head.slug}\u00a0: {count} lignes, tout tient. Empreinte {head.journal_head or '(vide)'}")
        return False
    told = f"ligne {fault.seq}\u00a0: {WHY[fault.code]}. {count} lignes tiennent avant elle."
    click.echo(f"{head.slug}\u00a0: {told}", err=True)
    return True


def _compare(session: Session, file: Path, key: str) -> bool:
    """True where the present journal is not what was kept; one sentence for each space."""
    slugs = {head.id: head.slug for head in read.heads(session)}
    found: dict[int, Difference] = {}
    counts: dict[int, int] = {}
    with file.open(encoding="utf-8", errors="replace") as lines:
        trusted = _Trusted(session, key)
        wanted = (kept for kept in _read(lines) if trusted.takes(kept))
        while some := list(islice(wanted, AT_ONCE)):
            _look(session, some, found, counts)
    if not counts:
        raise Unusable(f"{file.name}\u00a0: aucune empreinte dans ce fichier.")
    for space_id, number in sorted(counts.items()):
        slug = slugs.get(space_id, f"espace {space_id}")
        if (difference := found.get(space_id)) is None:
            click.echo(f"{slug}\u00a0: les {number} lignes gardées sont toutes dans le journal d’aujourd’hui.")
        else:
            click.echo(f"{slug}\u00a0: {_said(difference)}", err=True)
    return bool(found)


def _read(lines: Any) -> Iterator[Kept]:
    try:
        yield from kept_lines(lines)
    except NotAnchors as fault:
        raise Unusable(f"ligne {fault.line}\u00a0: ce n’est ni une empreinte, ni une clé, ni une ligne de journal."
                       ) from None


def _look(session: Session, some: list[Kept], found: dict[int, Difference], counts: dict[int, int]) -> None:
    """Keeps the first difference of each space; once there is one, what comes before it only makes it earlier."""
    by_space = sorted(some, key=lambda kept: int(kept.told["space_id"]))
    for space_id, group in groupby(by_space, key=lambda kept: int(kept.told["space_id"])):
        kept = list(group)
        counts[space_id] = counts.get(space_id, 0) + len(kept)
        present = read.digests(session, space_id, [int(one.told["seq"]) for one in kept])
        difference = first_difference(kept, present, space_id)
        if difference is not None and (space_id not in found or difference.seq < found[space_id].seq):
            found[space_id] = difference


def _said(difference: Difference) -> str:
    when = f" le {difference.told['at'][:10]}" if difference.told.get("at") else ""
    was = "signée" if difference.is_signed else "écrite"
    before = f"la ligne {difference.held}, gardée, tient" if difference.held else "aucune gardée avant elle ne tient"
    return f"la ligne {difference.seq} n’est plus celle qui a été {was}{when} ({before})."


class _Trusted:
    """Whose signatures count: the keys of the file, each one endorsed by the one before; or, where a key is given, that
    one and those that come after it by endorsement."""

    def __init__(self, session: Session, given: str) -> None:
        self._keys: dict[str, str] = {}
        self._wanted = _fingerprint(session, given) if given else ""

    def takes(self, kept: Kept) -> bool:
        """True for a line to look up in the journal."""
        if kept.is_key:
            self._add(kept.told)
            return False
        if not kept.is_head:
            return True
        public = self._keys.get(kept.told["key"])
        if public is None:
            raise Unusable(f"ligne {kept.number}\u00a0: la clé {kept.told['key'][:16]}… n’est pas connue.")
        if not operations.holds(public, signed_text(kept.told), kept.told["signature"]):
            raise Unusable(f"ligne {kept.number}\u00a0: la signature n’est pas celle de la clé annoncée.")
        return True

    def _add(self, told: Any) -> None:
        public, name, before = told["public"], told["key"], self._keys.get(str(told.get("previous")))
        endorsed = before is not None and operations.holds(before, signed_text(told), str(told.get("endorsement")))
        if not operations.is_public(public) or operations.fingerprint(public) != name:
            return
        if self._wanted and name != self._wanted and not endorsed:
            return
        if before is not None and not endorsed:
            click.echo(f"attention\u00a0: rien ne relie la clé {name[:16]}… à celle d’avant ({told['why']}).", err=True)
        self._keys[name] = public


def _fingerprint(session: Session, given: str) -> str:
    """Of what was typed: a fingerprint, or the name of a file that holds the key."""
    if (file := Path(given)).is_file():
        public = operations.public_of(file.read_text(errors="replace"))
        if public is None:
            raise Unusable(f"{file.name}\u00a0: ce n’est pas une clé publique Ed25519.")
        return operations.fingerprint(public)
    return "".join(given.split()).lower()


@command.group("key")
def key_group() -> None:
    """La clé qui signe les empreintes du journal (instance/keys/journal-signing.pem)."""


@key_group.command("show")
def show_key() -> None:
    """L’empreinte de la clé en vigueur, à noter ailleurs, et celle du fichier de cette machine."""
    with Session(db.engine) as session:
        newest = read.newest_key(session)
    here = _signer()
    click.echo(f"en vigueur\u00a0: {newest.fingerprint if newest else '(aucune encore)'}")
    click.echo(f"ici\u00a0: {here.fingerprint if here else '(pas de fichier)'}")


@key_group.command("renew")
def renew_key() -> None:
    """Une nouvelle clé, signée par l’ancienne, qui disparaît."""
    now, old = datetime.now(UTC), _signer()
    if old is None:
        raise click.ClickException("la clé en vigueur n’est pas ici. Si elle est perdue\u00a0: flask journal key lost")
    _change(now, "renewed", old)


@key_group.command("lost")
def lose_key() -> None:
    """L’ancienne clé est perdue : une nouvelle, que rien ne relie à elle. Le journal le dit à tous."""
    click.confirm("La nouvelle clé ne sera pas signée par l’ancienne, et le journal le dira. Continuer ?", abort=True)
    _change(datetime.now(UTC), "lost", None)


def _change(now: datetime, why: str, old: operations.HeadSigner | None) -> None:
    instance = Path(current_app.instance_path)
    new = operations.begin_next(instance)
    try:
        operations.change_key(sessions(), now, None, new, why, old)
    except Refused as refused:
        (instance / operations.FOLDER / operations.NEXT).unlink()
        raise click.ClickException(REFUSED[refused.code]) from None
    operations.take_over(instance)
    click.echo(f"Nouvelle clé\u00a0: {new.fingerprint}. Notez cette empreinte ailleurs que sur cette machine.")


REFUSED = {
    "no_key_yet": "aucune clé n’est en vigueur\u00a0: les tâches du site tirent la première d’elles-mêmes.",
    "another_key_is_in_force": "la clé de cette machine n’est pas celle qui est en vigueur. Retrouvez-la,"
                               " ou\u00a0: flask journal key lost",
}


def _signer() -> operations.HeadSigner | None:
    try:
        return operations.signer(Path(current_app.instance_path))
    except operations.NoKey as fault:
        raise click.ClickException(str(fault)) from None
