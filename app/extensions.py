"""The instances, made once and bound in create_app. No logic, but whose door a request came by."""

import logging

from flask import request
from flask_babel import Babel
from flask_limiter import Limiter
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from app.core.addresses import network_of
from app.core.database import is_transient
from app.core.models import Base

LOG = logging.getLogger("cordee.database")


def network() -> str:
    """Whose door this request came by, behind the proxies that the settings declare."""
    return network_of(request.remote_addr)


db = SQLAlchemy(model_class=Base)
migrate = Migrate()
babel = Babel()
csrf = CSRFProtect()
limiter = Limiter(network, in_memory_fallback_enabled=True)  # while their store is away, each process counts alone


def let_go(_fault: BaseException | None = None) -> None:
    """The session of a request or of a job is over. A database that stopped meanwhile has nothing left to roll back: an
    answer that is ready is not lost for that, and the loop of the jobs goes on."""
    try:
        db.session.remove()
    except DBAPIError as fault:
        db.session.registry.clear()
        if not is_transient(fault):
            raise
        LOG.warning("the database went away at the end of what was asked")


def limits_count_together() -> bool:
    """False while the store of the limits does not answer."""
    return not limiter.enabled or bool(limiter.storage.check())


def sessions(**info: object) -> sessionmaker[Session]:
    """The session maker that each door hands to its operations: never the request's own reading session. `info`: what
    its sessions carry beside (Session.info)."""
    return sessionmaker(db.engine, expire_on_commit=False, info=dict(info))
