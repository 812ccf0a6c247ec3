"""Where the server and the `flask` command find the application; a first start writes its settings."""

import os

from app import create_app, instance_folder
from app.jobs.runner import start_inside
from app.outside.private import UMASK
from app.settings import ensure

os.umask(UMASK)  # the database and its log are made by SQLite, with the rights that are left here
ensure(instance_folder())
app = create_app()

if app.config["CORDEE"].jobs and os.environ.get("CORDEE_SERVING"):
    start_inside(app)
