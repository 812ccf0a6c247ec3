"""Decisions: what is asked, answering, the result that anybody can count again. Begin with show.py."""

from app.web.decisions import answering, delegations, files, index, opening, running, show
from app.web.decisions.blueprint import blueprint

blueprints = [blueprint]
__all__ = ["answering", "blueprints", "delegations", "files", "index", "opening", "running", "show"]
