"""What people say about a proposal, and to one another."""

from app.web.discussion.views import blueprint

blueprints = [blueprint]
