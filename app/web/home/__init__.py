"""The first page, the language, and taking up again what was being written."""

from app.web.home import index, language, resume
from app.web.home.blueprint import blueprint

blueprints = [blueprint]

__all__ = ["blueprints", "index", "language", "resume"]
