"""Following things, and the news that come of it."""

from app.web.following.views import blueprint

blueprints = [blueprint]
