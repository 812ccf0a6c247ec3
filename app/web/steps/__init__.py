"""« Et maintenant ? »: what an operator does first, each line ticked by facts; and the mail of the site."""

from app.web.steps import mail, views
from app.web.steps.blueprint import blueprint

blueprints = [blueprint]

__all__ = ["blueprints", "mail", "views"]
