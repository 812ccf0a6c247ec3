"""How a server may start: a real site, or a demonstration that keeps to its machine or behind a passphrase."""

import os
from dataclasses import replace
from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app

from app import settings
from app.extensions import db
from app.models.spaces import Space
from app.outside import tokens
from app.outside.networks import is_loopback
from app.queries import site

A_REAL_SITE = ("Ce dossier est celui d’un vrai site, ou le sera : une démonstration demande le sien. "
               "Exemple : CORDEE_INSTANCE=/tmp/demo flask serve --demo")
A_DEMONSTRATION = ("Ce dossier est celui d’une démonstration : flask serve --demo. "
                   "Pour en faire un vrai site, ôtez mode = \"demo\" de settings.toml.")
ELSEWHERE = ("Une démonstration montre ses courriels à tout le monde : elle ne répond qu’à cette machine. "
             "Pour l’ouvrir à d’autres, derrière une phrase : --demo-open")


def choose(host: str, *, demo: bool, opened: bool) -> None:
    """Before anything is served or loaded; the schema is there."""
    if opened and not demo:
        raise click.UsageError("--demo-open va avec --demo.")
    if demo:
        _demonstration(host, opened)
    else:
        _real_site()


def _told() -> settings.Settings:
    found: settings.Settings = current_app.config["CORDEE"]
    return found


def _real_site() -> None:
    if _told().mode != "demo":
        return
    if not site.is_pending(db.session()) and not site.is_set_up(db.session()):
        raise click.ClickException(A_DEMONSTRATION)
    _become("production")
    settings.set_demo(Path(current_app.instance_path), False)  # an older version had written it by itself


def _demonstration(host: str, opened: bool) -> None:
    if _told().mode == "production" and not _may_become_one():
        raise click.ClickException(A_REAL_SITE)
    if site.is_set_up(db.session()):
        raise click.ClickException(A_REAL_SITE)
    if not (opened or host == "localhost" or is_loopback(host)):
        raise click.ClickException(ELSEWHERE)
    if _told().mode == "production":
        _become("demo")
    if opened:
        _put_behind(_told().demo_passphrase or tokens.passphrase())


def _may_become_one() -> bool:
    """Nothing was opened here, and nobody wrote that it is a real site."""
    if db.session.scalar(sa.select(Space.id).limit(1)) is not None or "CORDEE_MODE" in os.environ:
        return False
    return settings.set_demo(Path(current_app.instance_path), True) or "CORDEE_SECRET_KEY" in os.environ


def _become(mode: str) -> None:
    """In this process, and in the server that takes its place."""
    os.environ["CORDEE_MODE"] = mode
    current_app.config["CORDEE"] = replace(_told(), mode=mode)


def _put_behind(passphrase: str) -> None:
    os.environ["CORDEE_DEMO_PASSPHRASE"] = passphrase
    current_app.config["CORDEE"] = replace(_told(), demo_passphrase=passphrase)
    click.echo(f"  Cette démonstration s’ouvre avec la phrase : {passphrase}\n")
