"""The source of what runs here in one file, made at the first demand. Only named folders: never the instance."""

import os
import tarfile
from pathlib import Path
from threading import Lock

from app.outside.private import open_private

NAME = "cordee.tar.gz"
MAKING, MADE = Lock(), dict[str, Path]()  # by instance
ROOT = Path(__file__).parents[3]
KEPT = ("app", "migrations", "translations", "tests", "docs", "benchmarks", "LICENSE", "README.md", "CHANGELOG.md",
        "Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock", "wsgi.py")


def _without_traces(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """No compiled file, no hidden one, and nothing about the machine or its users."""
    name = Path(member.name).name
    plain = member.isdir() or member.isfile()
    if name == "__pycache__" or name.startswith(".") or name.endswith(".pyc") or not plain:
        return None
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def archive(instance: str) -> Path | None:
    """In the instance's folder; made again at each start, since the code may have changed. It takes seconds: one thread
    makes it, and meanwhile the others are told to come back (None) rather than to wait."""
    if (made := MADE.get(instance)) is not None and made.exists():
        return made
    if not MAKING.acquire(blocking=False):
        return None
    try:
        MADE[instance] = _made(Path(instance) / NAME)
    finally:
        MAKING.release()
    return MADE[instance]


def _made(file: Path) -> Path:
    half = file.with_suffix(f".{os.getpid()}.part")
    half.unlink(missing_ok=True)
    with open_private(half) as out, tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name in KEPT:
            if (ROOT / name).exists():
                tar.add(ROOT / name, f"cordee/{name}", filter=_without_traces)
    return half.rename(file)
