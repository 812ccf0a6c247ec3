"""Pages that say how the house works: help, who may do what, the rules in force, legal pages, and its health."""

from app.web.pages import demo_mail, health, views
from app.web.pages.blueprint import blueprint

blueprints = [blueprint]

__all__ = ["blueprints", "demo_mail", "health", "views"]
