"""« Qui fait quoi »: who holds which role; giving one, asking an address, withdrawing."""

from app.web.roles import giving, seconding, views
from app.web.roles.blueprint import blueprint

blueprints = [blueprint]

__all__ = ["blueprints", "giving", "seconding", "views"]
