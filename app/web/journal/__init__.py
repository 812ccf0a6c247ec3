"""The public journal: everything that happened, in order, and how anybody checks that nothing was changed."""

from app.web.journal import files, heads
from app.web.journal.views import blueprint

blueprints = [blueprint]
__all__ = ["blueprints", "files", "heads"]
