"""The territory, its communes, its themes, and the calls."""

from app.web.spaces import calls, places, territory
from app.web.spaces.blueprint import blueprint

blueprints = [blueprint]

__all__ = ["blueprints", "calls", "places", "territory"]
