"""What sets people talking under a need: debates, and the three lists."""

from app.web.starters import debates, lines  # each adds its pages to the blueprint
from app.web.starters.blueprint import blueprint

__all__ = ["blueprints", "debates", "lines"]

blueprints = [blueprint]
