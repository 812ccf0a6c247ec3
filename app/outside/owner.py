"""Whose the files of an instance are. A command typed as root in the folder of a service leaves files that the service
cannot open afterwards; it is refused before it writes anything."""

import os
import pwd
from pathlib import Path


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def other_owner(folder: Path, uid: int | None = None) -> str | None:
    """The name of whose folder this is (or the one it would be made in), where root would act in their place."""
    owner = _existing(folder).stat().st_uid
    acts = os.geteuid() if uid is None else uid
    return _name(owner) if acts == 0 and owner != 0 else None


def foreign(folder: Path) -> list[str]:
    """What lies in the folder and belongs to somebody else than the folder itself."""
    owner = folder.stat().st_uid
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*")
                  if not path.is_symlink() and path.exists() and path.stat().st_uid != owner)
