"""Does something serve this instance? A file lock, which the kernel lets go of whatever way a process ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "in-use.lock"
_held: list[int] = []


SERVED = "le site est en marche\u00a0: arrêtez-le d’abord (systemctl stop cordee), puis recommencez"
REPLACED = "la base est en train d’être remplacée (restauration, déplacement, mise à jour)\u00a0: attendez la fin"


class InUse(RuntimeError):
    """Something is at work here; the message is one sentence."""


def _open(instance: Path) -> int:
    return os.open(instance / NAME, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)


def hold_shared(instance: Path) -> None:
    """For the life of this process: several may serve at once. InUse while something replaces the database."""
    number = _open(instance)
    try:
        fcntl.flock(number, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(number)
        raise InUse(REPLACED) from None
    _held.append(number)


@contextmanager
def exclusive(instance: Path) -> Iterator[None]:
    """Nobody serves meanwhile, nor begins to."""
    number = _open(instance)
    try:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(SERVED) from None
        yield
    finally:
        os.close(number)


UNFINISHED = "restore-unfinished"


class Unfinished(RuntimeError):
    """A restore or a move stopped halfway; the database must not be served as it is."""

    def __init__(self) -> None:
        super().__init__("une restauration s’est arrêtée en chemin\u00a0: videz la base et recommencez-la (ou effacez"
                         f" {UNFINISHED} si vous savez que la base est bonne)")


def begin(instance: Path) -> None:
    """From here on the database is neither empty nor whole."""
    os.close(os.open(instance / UNFINISHED, os.O_CREAT | os.O_WRONLY, 0o600))


def end(instance: Path) -> None:
    """It is whole, or empty again."""
    (instance / UNFINISHED).unlink(missing_ok=True)


def refuse_unfinished(instance: Path) -> None:
    if (instance / UNFINISHED).exists():
        raise Unfinished


def serve(instance: Path) -> None:
    """What a process that serves, or runs the jobs, does first."""
    refuse_unfinished(instance)
    hold_shared(instance)
