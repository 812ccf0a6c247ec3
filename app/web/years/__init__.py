"""A year in review, and the rope of the month: what is alive here, in a few figures and pictures."""

from app.web.years import review
from app.web.years.blueprint import blueprint

blueprints = [blueprint]

__all__ = ["blueprints", "review"]
