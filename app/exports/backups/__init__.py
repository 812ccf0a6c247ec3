"""Copies of a whole site: made while it runs, checked before they count, encrypted, thinned; and opened again."""

from app.exports.backups.files import Copy, last_good, last_try, listed
from app.exports.backups.instance import BackupFailed, Instance
from app.exports.backups.making import make_backup
from app.exports.backups.reading import Opened, opened

__all__ = ["BackupFailed", "Copy", "Instance", "Opened", "last_good", "last_try", "listed", "make_backup", "opened"]
