"""Work groups: their page, joining, roles, meetings with their minutes, what people undertook."""

from app.web.groups import meetings, minutes, roles, show
from app.web.groups.blueprint import blueprint

blueprints = [blueprint]

__all__ = ["blueprints", "meetings", "minutes", "roles", "show"]
