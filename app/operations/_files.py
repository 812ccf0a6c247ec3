"""What people send is looked at before the transaction that keeps it: nobody waits for a file of somebody else."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from app.operations._work import Refused
from app.outside import sandbox
from app.outside.files import Logo, Picture, TooManyPixels
from app.rules import limits
from app.rules.kinds_talk import AttachmentKind

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """What was sent, as its content says it is. `versions`: bytes and width by name, of a picture encoded anew."""

    kind: AttachmentKind
    media_type: str
    ending: str
    versions: dict[str, tuple[bytes, int]]
    width: int = 0
    height: int = 0

    @property
    def body(self) -> bytes:
        """What is served, and counted."""
        return self.versions.get("large", self.versions.get("file", (b"", 0)))[0]

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def attachment(data: bytes) -> OpenedFile:
    """By its content alone: a picture or a document."""
    found = _opened(sandbox.attachment, _weighed(data), "file")
    if found is None:
        raise Refused("not_an_attachment", field="file")
    if isinstance(found, Picture):
        return OpenedFile(AttachmentKind.IMAGE, found.media_type, found.ending, found.versions, found.width,
                          found.height)
    return OpenedFile(AttachmentKind.DOCUMENT, found.media_type, found.ending, {"file": (data, 0)})


def document(data: bytes) -> OpenedFile:
    found = _opened(sandbox.document, _weighed(data), "file")
    if found is None:
        raise Refused("not_a_document", field="file")
    return OpenedFile(AttachmentKind.DOCUMENT, found.media_type, found.ending, {"file": (data, 0)})


def logo(data: bytes) -> Logo:
    """A drawing is cleaned, a picture is encoded anew: what is kept was written here."""
    if not data:
        raise Refused("is_needed", field="logo", least=1)
    if len(data) > limits.LOGO_BYTES:
        raise Refused("logo_is_heavy", field="logo", most=limits.LOGO_BYTES // 1000)
    found = _opened(sandbox.logo, data, "logo")
    if found is None:
        raise Refused("not_a_logo", field="logo")
    if len(found.data) > limits.LOGO_KEPT:
        raise Refused("logo_is_heavy", field="logo", most=limits.LOGO_KEPT // 1000)
    return found


def _weighed(data: bytes) -> bytes:
    if len(data) > limits.DOCUMENT_BYTES:
        raise Refused("document_too_heavy", field="file", most=limits.DOCUMENT_BYTES // 1_000_000)
    if not data:
        raise Refused("file_is_needed", field="file")
    return data


def _opened(open_it: Callable[[bytes], R], data: bytes, field: str) -> R:
    try:
        return open_it(data)
    except TooManyPixels as fault:
        code = "picture_too_large" if fault.photograph else "image_too_large"
        raise Refused(code, field=field, most=fault.most // 1_000_000) from None
    except sandbox.TooBusy:
        raise Refused("files_wait", field=field) from None
    except sandbox.TooHard:
        raise Refused("file_too_hard", field=field) from None
