"""The rules of the game: their versions, what changes from one to the next, and preparing new ones."""

from app.web.charters import drafting, versions
from app.web.charters.blueprint import blueprint

blueprints = [blueprint]
__all__ = ["blueprints", "drafting", "versions"]
