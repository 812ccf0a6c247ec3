"""Where the server and the `flask` command find the application; a first start writes its settings."""

from app import create_app, instance_folder
from app.settings import ensure

ensure(instance_folder())
app = create_app()
