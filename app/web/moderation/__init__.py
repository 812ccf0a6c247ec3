"""Reporting a content, judging reports, answering a verdict."""

from app.web.moderation import author, desk, reporting
from app.web.moderation.blueprint import blueprint

__all__ = ["author", "blueprints", "desk", "reporting"]
blueprints = [blueprint]
