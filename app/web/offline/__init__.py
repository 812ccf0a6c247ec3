"""What makes the site installable and readable without a line, for who wants it; nobody needs it."""

from app.web.offline.views import blueprint

blueprints = [blueprint]
