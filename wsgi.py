"""`flask …` typed in this folder finds the application here; `cordee …` and the server take app/wsgi.py."""

from app.wsgi import app, served

__all__ = ["app", "served"]
