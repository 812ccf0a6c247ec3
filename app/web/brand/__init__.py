"""What the site looks like: its name, its colours, its logo; and the small files that pages ask for because of it."""

from app.web.brand import files, views
from app.web.brand.blueprint import blueprint

blueprints = [blueprint]

__all__ = ["blueprints", "files", "views"]
