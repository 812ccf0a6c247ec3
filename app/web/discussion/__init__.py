"""What people say about a proposal, and to one another."""

from app.web.discussion import marking, synthesis, views, writing  # each adds its pages to the blueprint
from app.web.discussion.blueprint import blueprint

__all__ = ["blueprints", "marking", "synthesis", "views", "writing"]

blueprints = [blueprint]
