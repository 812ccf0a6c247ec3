"""Needs and projects: their lists, their page, writing one, and every act on one."""

from app.web.proposals import (
    acts,
    carrying,
    comparing,
    drafts,
    easy,
    editing,
    guided,
    linking,
    lists,
    parting,
    place,
    preparing,
    printing,
    show,
    versions,
    writing,
)
from app.web.proposals.blueprint import blueprint

blueprint.add_url_rule("/besoins", "needs", lists.needs)
blueprint.add_url_rule("/projets", "projects", lists.projects)
blueprints = [blueprint]

__all__ = [
    "acts", "blueprints", "carrying", "comparing", "drafts", "easy", "editing", "guided", "linking", "lists",
    "parting", "place", "preparing", "printing", "show", "versions", "writing",
]
