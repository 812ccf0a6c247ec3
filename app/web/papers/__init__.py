"""Needs written on paper: entering one, its receipt, and blank sheets to print."""

from app.web.papers import slips, views
from app.web.papers.blueprint import blueprint

blueprints = [blueprint]

__all__ = ["blueprints", "slips", "views"]
