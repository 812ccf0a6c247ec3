"""Suggested changes to a paragraph: their list, their page, making one, answering one."""

from app.web.amendments import answering, making, reading
from app.web.amendments.blueprint import blueprint

__all__ = ["answering", "blueprints", "making", "reading"]
blueprints = [blueprint]
