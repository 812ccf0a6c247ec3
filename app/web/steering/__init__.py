"""The committee's pages: what waits for its answer, and answering."""

from app.web.steering import meetings
from app.web.steering.views import blueprint

blueprints = [blueprint]

__all__ = ["blueprints", "meetings"]
