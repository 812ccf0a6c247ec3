"""Static files: copied at the start under hashed names with compressed twins, served for ever by WhiteNoise."""

import gzip
import hashlib
import shutil
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

from app.outside import icons

STATIC = Path(__file__).parent.parent / "static"
SHEETS = ("css/tokens.css", "css/base.css", "css/layout.css", "css/parts.css", "css/print.css")
SCRIPTS = ("js/enhance.js", "js/offline.js")
SIGN = "img/favicon.svg"
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
    target.write_bytes(content)
    if source.suffix in SQUEEZED:
        Path(f"{target}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    return str(hashed)


def _rename_inside(content: bytes, names: dict[str, str]) -> bytes:
    for name, hashed in names.items():
        content = content.replace(f"/static/{name}".encode(), f"/static/{hashed}".encode())
    return content


def build(folder: Path) -> dict[str, str]:
    """Fill the folder; returns plain name -> hashed name. Images first, then in the order of the alphabet: sheets
    and scripts may name them, and the worker names the joined ones."""
    shutil.rmtree(folder, ignore_errors=True)
    names: dict[str, str] = {}
    for name, content in sorted(_sources().items(), key=lambda item: (item[0].endswith((".css", ".js")), item[0])):
        names[name] = _write(folder, name, _rename_inside(content, names))
    return names


def init_app(app: Flask) -> None:
    folder = Path(app.instance_path) / "assets"
    names = build(folder)
    app.extensions["assets"] = {name: folder / hashed for name, hashed in names.items()}
    app.jinja_env.globals["asset"] = lambda name: f"/static/{names[name]}"
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(folder), prefix="static/", max_age=3600, immutable_file_test=r"^.+\.[0-9a-f]{12}\..+$")
