"""`flask translate extract|check`: the source language is French; English must be complete."""

import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from app.core.resources import TRANSLATIONS as FOLDER, TREE

POT = FOLDER / "messages.pot"


@click.group("translate")
def command() -> None:
    """Catalogues of the interface."""


def extracted() -> Catalog:
    """Everything the code and the templates say, sorted, without line numbers."""
    words = [
        sys.executable,
        "-m",
        "babel.messages.frontend",
        "-q",
        "extract",
        "-F",
        str(FOLDER / "babel.cfg"),
        "--ignore-dirs",
        ".*",
        "-k",
        "_l",
        "-k",
        "N_",
        "-k",
        "lazy_gettext",
        "-k",
        "_l",
        "-k",
        "lazy",
        "-k",
        "lazy_ngettext:1,2",
        "--no-location",
        "--sort-output",
        "-o",
    ]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*words, f"{folder}/found.pot", "app"], cwd=TREE, check=True)  # noqa: S603
        return _read(Path(folder) / "found.pot", "fr")


def _read(file: Path, locale: str) -> Catalog:
    with file.open("rb") as source:
        return read_po(source, locale=locale)


def _write(catalog: Catalog, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    catalog.project, catalog.version, catalog.header_comment = "Cordée", "0", "# Cordée"
    catalog.creation_date = catalog.revision_date = datetime(2026, 11, 1, tzinfo=UTC)  # by words only
    with file.open("wb") as out:
        write_po(out, catalog, no_location=True, sort_output=True, omit_header=False, width=120, ignore_obsolete=True)


def _same(catalog: Catalog) -> Catalog:
    """French says what the source says; only its plural rule must be told (0 is singular)."""
    french = Catalog(locale="fr", fuzzy=False)
    for message in catalog:
        if message.id:
            french.add(message.id, message.id)
    return french


@command.command("extract")
def extract() -> None:
    """Write messages.pot, fr (the source itself) and the holes of en."""
    found = extracted()
    _write(found, POT)
    _write(_same(found), FOLDER / "fr/LC_MESSAGES/messages.po")
    english = FOLDER / "en/LC_MESSAGES/messages.po"
    catalog = _read(english, "en") if english.exists() else Catalog(locale="en", fuzzy=False)
    catalog.update(found, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    _write(catalog, english)
    click.echo(f"{len(found)} messages, {len(missing(catalog))} to translate")


def missing(catalog: Catalog) -> list[str]:
    return [str(m.id) for m in catalog if m.id and (not all(m.string) if isinstance(m.string, tuple) else not m.string)]


def faults() -> list[str]:
    """Stale, incomplete, or with a placeholder lost."""
    wanted = {m.id for m in extracted() if m.id}
    english = _read(FOLDER / "en/LC_MESSAGES/messages.po", "en")
    found = [f"not in the catalogue: {m}" for m in wanted - {m.id for m in english}]
    found += [f"not translated: {m}" for m in missing(english)]
    for message in english:
        found += [f"{message.id}: {error}" for error in message.check()]
    return found


@command.command("check")
def check() -> None:
    """Fail where a message has no English, or a catalogue is stale."""
    if found := faults():
        raise click.ClickException(f"{len(found)} faults\n" + "\n".join(found[:40]))
    click.echo("fr and en are complete")


def compile_all() -> None:
    """At the start: .mo files are built from .po ones where they are older."""
    for po in FOLDER.glob("*/LC_MESSAGES/messages.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            with mo.open("wb") as out:
                write_mo(out, _read(po, po.parts[-3]))


@command.command("compile")
def compile_() -> None:
    compile_all()
