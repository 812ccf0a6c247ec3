"""Pictures and documents joined to a need or a project."""

from app.web.attachments.views import blueprint

blueprints = [blueprint]
