"""Where the server and the `flask` command find the application; a first start writes its settings."""

import os

from app import create_app, instance_folder
from app.config import Settings, SettingsError, ensure
from app.core.logs import outlive_output
from app.core.secrets import UMASK, other_owner
from app.jobs import start_inside
from app.site.serving.connection import Bridge
from app.site.serving.threads import Patience

FOLDER = instance_folder()
os.umask(UMASK)  # the database and its log are made by SQLite, with the rights that are left here

if (whose := other_owner(FOLDER)) is not None:
    raise SystemExit(f"{FOLDER} appartient à {whose} : root y laisserait des fichiers fermés au service.\n"
                     f"Tapez la même commande avec runuser -u {whose} -- devant.")
try:
    ensure(FOLDER)
    app = create_app()
except SettingsError as fault:
    raise SystemExit(f"Cordée ne peut pas démarrer. Réglages à corriger :\n{fault}") from None
except OSError as fault:
    raise SystemExit(f"Cordée ne peut pas démarrer : {fault.filename or FOLDER} : {fault.strerror}") from None


def patience(told: Settings) -> Patience:
    """Behind a proxy every connection comes from the proxy: no address has a share of its own."""
    return Patience(share=Patience().connections) if told.proxies else Patience()


def served() -> Bridge:
    """For `flask serve`, once in each process: the application behind its threads, and the jobs beside them."""
    outlive_output()
    told: Settings = app.config["CORDEE"]
    stop = start_inside(app) if told.jobs else None
    return Bridge(app, told.threads, app.extensions["weight_of"], patience(told),
                  on_stop=stop.set if stop else lambda: None)
