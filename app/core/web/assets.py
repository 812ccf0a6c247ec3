"""Static files: copied at the start under hashed names with compressed twins, served for ever by WhiteNoise."""

import gzip
import hashlib
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

from app.core.resources import STATIC
from app.site import icons

SHEETS = ("css/tokens.css", "css/base.css", "css/layout.css", "css/parts.css", "css/print.css")
SCRIPTS = ("js/enhance.js", "js/offline.js")
SIGN = "img/favicon.svg"
STALE = 86_400 * 7  # seconds
SQUEEZED = {".css", ".js", ".svg", ".webmanifest", ".txt"}


def _sources() -> dict[str, bytes]:
    """Every file, the style sheets joined into one and the scripts of every page too: a slow line pays for each
    request. The sign, as pictures, for telephones."""
    found = {str(file.relative_to(STATIC)): file.read_bytes()
             for file in sorted(STATIC.rglob("*")) if file.is_file() and file.suffix != ".md"}
    found["house.css"] = b"\n".join(found.pop(name) for name in SHEETS if name in found)
    found["house.js"] = b"\n".join(found.pop(name) for name in SCRIPTS)
    return found | {f"img/{name}.png": drawn for name, drawn in icons.pictures(found[SIGN].decode()).items()}


def _write(folder: Path, name: str, content: bytes) -> str:
    source = Path(name)
    mark = hashlib.sha256(content).hexdigest()[:12]
    hashed = source.with_name(f"{source.stem}.{mark}{source.suffix}")
    target = folder / hashed
    target.parent.mkdir(parents=True, exist_ok=True)
    _keep(target, len(content), lambda: content)
    if source.suffix in SQUEEZED:
        _keep(Path(f"{target}.gz"), None, lambda: gzip.compress(content, 9, mtime=0))
    return str(hashed)


def _keep(file: Path, size: int | None, content: Callable[[], bytes]) -> None:
    """What is there already stays: the name says the content, and a server beside this process reads it. Written whole
    or not at all: a full disk leaves none without its end."""
    if file.exists() and (size is None or file.stat().st_size == size):
        return
    half = file.with_name(f"{file.name}.{secrets.token_hex(4)}.part")
    try:
        half.write_bytes(content())
        half.rename(file)
    except OSError:
        half.unlink(missing_ok=True)
        raise


def _sweep(folder: Path, names: dict[str, str]) -> None:
    """Those of earlier versions, once no server can be left that reads them."""
    ours = {folder / hashed for hashed in names.values()} | {folder / f"{hashed}.gz" for hashed in names.values()}
    for file in folder.rglob("*"):
        if file not in ours and file.is_file() and time.time() - file.stat().st_mtime > STALE:
            file.unlink(missing_ok=True)


def _rename_inside(content: bytes, names: dict[str, str]) -> bytes:
    for name, hashed in names.items():
        content = content.replace(f"/static/{name}".encode(), f"/static/{hashed}".encode())
    return content


def build(folder: Path) -> dict[str, str]:
    """Fill the folder; returns plain name -> hashed name. Images first, then in the order of the alphabet: sheets
    and scripts may name them, and the worker names the joined ones."""
    names: dict[str, str] = {}
    for name, content in sorted(_sources().items(), key=lambda item: (item[0].endswith((".css", ".js")), item[0])):
        names[name] = _write(folder, name, _rename_inside(content, names))
    _sweep(folder, names)
    return names


def init_app(app: Flask) -> None:
    folder = Path(app.instance_path) / "assets"
    names = build(folder)
    app.extensions["assets"] = {name: folder / hashed for name, hashed in names.items()}
    app.jinja_env.globals["asset"] = lambda name: f"/static/{names[name]}"
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(folder), prefix="static/", max_age=3600, immutable_file_test=r"^.+\.[0-9a-f]{12}\..+$")
