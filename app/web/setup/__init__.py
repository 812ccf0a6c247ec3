"""The first start in a browser: five questions, for whoever holds the code that the server printed; then closed."""

from app.web.setup import views
from app.web.setup.blueprint import blueprint

blueprints = [blueprint]

__all__ = ["blueprints", "views"]
