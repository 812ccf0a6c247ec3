"""Copies of a whole site: made while it runs, checked before they count, encrypted, thinned; and opened again."""

from app.site.backups.files import BackupFailed, Copy, Instance, last_good, last_try, listed
from app.site.backups.making import make_backup
from app.site.backups.reading import Opened, opened

__all__ = ["BackupFailed", "Copy", "Instance", "Opened", "last_good", "last_try", "listed", "make_backup", "opened"]
