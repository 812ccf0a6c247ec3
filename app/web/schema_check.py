"""Is the schema the one of this version? Asked by whoever watches the service, and by the operator's page.

Comparing takes some twenty milliseconds: it is done again only where the schema may have changed. SQLite counts its own
changes (`PRAGMA schema_version`); PostgreSQL does not, and is looked at once a minute at most.
"""

import logging
import time

import sqlalchemy as sa
from flask import current_app

from app.queries.schema.state import number_of, state

LOG = logging.getLogger("cordee.schema")
SECONDS = 60
KEPT = "cordee_schema_check"


def is_well(connection: sa.Connection) -> bool:
    """What differs goes to the log, once: strangers read only that something does."""
    sqlite = connection.dialect.name == "sqlite"
    moment = connection.exec_driver_sql("PRAGMA schema_version").scalar() if sqlite else time.monotonic() // SECONDS
    key = (number_of(connection), moment)
    known = current_app.extensions.get(KEPT)
    if known is None or known[0] != key:
        found = state(connection, current_app.extensions["migrate"].directory)
        if not found.well and (known is None or known[1]):
            LOG.error("%s", found.sentence)
        known = current_app.extensions[KEPT] = (key, found.well)
    well: bool = known[1]
    return well
