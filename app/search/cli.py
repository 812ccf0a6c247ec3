"""`flask search rebuild`: the index made again from nothing, as the operations would have made it."""

from datetime import UTC, datetime

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app.extensions import db, sessions
from app.search import queries as search, service as found

command = AppGroup("search", help="La recherche : refaire son index.")
AT_ONCE = 50  # in one transaction: who writes meanwhile waits for no more


@command.command("rebuild")
def rebuild() -> None:
    """Refait l’index depuis les textes. Le site reste ouvert ; la recherche se remplit au fur et à mesure."""
    now = datetime.now(UTC)
    with Session(db.engine) as session:
        things = search.in_order(session)
    found.forget_all(sessions(), now, None)
    for start in range(0, len(things), AT_ONCE):
        found.enter(sessions(), now, None, things[start:start + AT_ONCE])
    words = found.count(sessions(), now, None)
    click.echo(f"{len(things)} textes, {words} mots")
