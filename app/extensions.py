"""The instances, made once and bound in create_app. No logic."""

from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy.orm import Session, sessionmaker

from app.models.base import Base

db = SQLAlchemy(model_class=Base)
migrate = Migrate()
babel = Babel()
csrf = CSRFProtect()
limiter = Limiter(get_remote_address, headers_enabled=True)


def sessions(**info: object) -> sessionmaker[Session]:
    """The session maker that each door hands to its operations: never the request's own reading session. `info`: what
    its sessions carry beside (Session.info)."""
    return sessionmaker(db.engine, expire_on_commit=False, info=dict(info))
