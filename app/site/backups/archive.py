"""One file for a whole site: a compressed tar, its list of contents first, encrypted to public keys where some are
given (age, X25519: the format of age-encryption.org). Written and read as a stream, whatever its size.

Nothing read from an archive is believed: names, sizes and digests are those of the list, or the archive is refused.
"""

import errno
import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import pyrage

LIST, MOST_LIST = "manifest.json", 1_000_000
FORMAT = "cordee-backup/1"
BLOCK = 1 << 20
PACE = 4 << 20  # what is written between two waits for the disk: others' writes go in between
AGE, GZIP, SQLITE = b"age-encryption.org/v1", b"\x1f\x8b", b"SQLite format 3\x00"
DAMAGED = "cette copie est coupée ou abîmée\u00a0: rien n’en a été pris"
FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)


class Refused(RuntimeError):
    """One sentence, for whoever typed the command."""


def recipients(text: str) -> list[pyrage.x25519.Recipient]:
    """Public keys, separated by spaces or commas."""
    found = []
    for word in text.replace(",", " ").split():
        try:
            found.append(pyrage.x25519.Recipient.from_str(word))
        except pyrage.RecipientError:
            raise Refused(f"backup_recipient\u00a0: {word[:12]}… n’est pas une clé publique (age1…)") from None
    return found


def identities(text: str) -> list[pyrage.x25519.Identity]:
    """Private keys: the lines of a file made by age-keygen, or the key itself."""
    found = []
    for line in text.splitlines():
        if line.strip().upper().startswith("AGE-SECRET-KEY-"):
            with suppress(pyrage.IdentityError):
                found.append(pyrage.x25519.Identity.from_str(line.strip().upper()))
    if not found:
        raise Refused("ce n’est pas une clé privée (une ligne qui commence par AGE-SECRET-KEY-1)")
    return found


def pair() -> tuple[str, str]:
    """(private, public). The private one is for paper or another machine, never for this one."""
    drawn = pyrage.x25519.Identity.generate()
    return str(drawn), str(drawn.to_public())


def digest_of(file: Path) -> str:
    with file.open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest()


class _Paced(io.RawIOBase):
    """Waits for the disk every few megabytes: a long write at the end would make everybody else wait."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._since = out, 0
        self.fault: OSError | None = None  # what it met, whoever hid it since

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        try:
            self._out.write(data)
            self._since += len(data)
            if self._since >= PACE:
                self._out.flush()
                os.fdatasync(self._out.fileno())
                self._since = 0
        except OSError as fault:
            self.fault = fault
            raise
        return len(data)


def write(target: Path, told: Mapping[str, Any], members: Sequence[tuple[str, Path]],
          public: Sequence[pyrage.x25519.Recipient]) -> None:
    """On the disk when this returns; `target` is new, and its owner's alone. The list gets each member's size and
    digest."""
    files = [{"name": name, "size": path.stat().st_size, "sha256": digest_of(path)} for name, path in members]
    listed = json.dumps({"format": FORMAT, **told, "files": files}, ensure_ascii=False).encode()
    with os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
        with _sealed(_Paced(out), public) as inner, gzip.GzipFile(
                "", "wb", compresslevel=3, fileobj=inner, mtime=0) as packed, tarfile.open(
                fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar:
            tar.addfile(_member(LIST, len(listed)), io.BytesIO(listed))
            for each, (name, path) in zip(files, members, strict=True):
                with path.open("rb") as source:
                    tar.addfile(_member(name, int(str(each["size"]))), source)
        out.flush()
        os.fsync(out.fileno())


def _member(name: str, size: int) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.size, made.mode = size, 0o600
    return made


@contextmanager
def _sealed(out: _Paced, public: Sequence[pyrage.x25519.Recipient]) -> Iterator[Any]:
    """What is written to it comes out encrypted, by a thread that reads the other end of a pipe."""
    if not public:
        yield out
        return
    read, written = os.pipe()
    faults: list[BaseException] = []

    def seal() -> None:
        with os.fdopen(read, "rb") as source:
            try:
                pyrage.encrypt_io(source, out, list(public))
            except (pyrage.EncryptError, OSError) as fault:
                faults.append(fault)

    thread = threading.Thread(target=seal)
    thread.start()
    try:
        with os.fdopen(written, "wb") as inner:
            yield inner
    except BrokenPipeError:
        pass  # the other side stopped, and says why below
    finally:
        thread.join()
    if faults:
        raise out.fault or OSError(errno.EIO, str(faults[0]))


def kind(file: Path) -> str:
    """"age", "tar", "sqlite"; Refused where it is none of ours."""
    with file.open("rb") as read:
        head = read.read(32)
    for start, name in ((AGE, "age"), (GZIP, "tar"), (SQLITE, "sqlite")):
        if head.startswith(start):
            return name
    raise Refused(f"{file.name}\u00a0: ce n’est pas une copie de site")


def read(file: Path, into: Path, private: Sequence[pyrage.x25519.Identity], names: frozenset[str]) -> dict[str, Any]:
    """Unpack into an empty folder; the list of contents. Anything that is not exactly as listed is refused."""
    if kind(file) == "age" and not private:
        raise Refused(f"{file.name}\u00a0: cette copie est chiffrée, donnez sa clé privée (--key FICHIER)")
    with file.open("rb") as source, _opened(source, private if kind(file) == "age" else ()) as inner:
        try:
            return _unpacked(inner, into, names)
        except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, ValueError, KeyError, TypeError):
            raise Refused(DAMAGED) from None


def _unpacked(source: Any, into: Path, names: frozenset[str]) -> dict[str, Any]:
    with gzip.GzipFile(fileobj=source) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
        members = iter(tar)
        first = next(members, None)
        if first is None or first.name != LIST or first.size > MOST_LIST:
            raise ValueError("no list")
        told: dict[str, Any] = json.loads(_whole(tar, first))
        if told.get("format") != FORMAT:
            raise ValueError("another format")
        _has_room(into, sum(int(each["size"]) for each in told["files"]))
        for each in told["files"]:
            member = next(members, None)
            good = member is not None and member.isreg() and member.name == each["name"] and each["name"] in names
            if member is None or not good or member.size != each["size"]:
                raise ValueError(each["name"])
            _keep(tar, member, into / each["name"], each["sha256"])
        if next(members, None) is not None:
            raise ValueError("more than listed")
        while packed.read(BLOCK):
            pass  # to the very end, which is checked too
    return told


def _has_room(folder: Path, needed: int) -> None:
    if shutil.disk_usage(folder).free < needed + needed // 10:
        raise Refused(f"il faut {needed // 1_000_000} Mo sur le disque de {folder.parent}, et ils n’y sont pas")


def _whole(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    part = tar.extractfile(member)
    if part is None:
        raise ValueError(member.name)
    return part.read()


def _keep(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path, wanted: str) -> None:
    part, found = tar.extractfile(member), hashlib.sha256()
    if part is None:
        raise ValueError(member.name)
    with os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
        while block := part.read(BLOCK):
            found.update(block)
            out.write(block)
    if found.hexdigest() != wanted:
        raise ValueError(member.name)


@contextmanager
def _opened(source: BinaryIO, private: Sequence[pyrage.x25519.Identity]) -> Iterator[Any]:
    """The plain bytes. What was read before the end of an encrypted file was checked is not good before it closes."""
    if not private:
        yield source
        return
    read, written = os.pipe()
    faults: list[BaseException] = []

    def unseal() -> None:
        with os.fdopen(written, "wb") as out:
            try:
                pyrage.decrypt_io(source, out, list(private))
                out.flush()
            except (pyrage.DecryptError, OSError) as fault:
                faults.append(fault)

    thread = threading.Thread(target=unseal)
    thread.start()
    try:
        with os.fdopen(read, "rb") as inner:
            yield inner
    except Refused as refused:
        thread.join()
        raise (_why(faults) if faults else refused) from None
    finally:
        thread.join()
    if faults:
        raise _why(faults)


def _why(faults: Sequence[BaseException]) -> Refused:
    if isinstance(faults[0], pyrage.DecryptError) and "matching" in str(faults[0]):
        return Refused("cette clé n’ouvre pas cette copie")
    return Refused(DAMAGED)
