"""What the worst files that are known ask for: time and memory of the sandbox, what comes of it, and how long somebody
else waits to write meanwhile (half a second at most). Bounded: two minutes.

`python -m benchmarks.bad_files` after each change of a decoder, of its limits, or of the library under it."""

import io
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import sqlalchemy as sa
from PIL import Image
from pysqlite3 import dbapi2
from sqlalchemy.orm import sessionmaker

from app.attachments import jobs as reading, sandbox, service as attachments
from app.attachments.files import TooManyPixels
from app.attachments.service import OpenedFile
from app.core.database import prepare_sqlite
from app.core.kinds import AttachmentKind
from app.proposals.service import proposals
from tests import bad_files, postgres
from tests.build import World

ROOT = Path(__file__).resolve().parent.parent


def _saved(form: str, size: tuple[int, int], mode: str = "RGB", **more: object) -> bytes:
    """Of noise, which no format packs to nothing."""
    grain = Image.effect_noise((1_000, 1_000), 60)
    plane = Image.merge(mode, [grain] * len(mode)) if mode not in ("L", "P") else grain.convert(mode)
    out = io.BytesIO()
    plane.resize(size).save(out, form, **more)
    return out.getvalue()


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "PDF of 100 000 empty texts": ("pdf", bad_files.pdf),
    "DOCX of 5 000 000 empty elements": ("docx", bad_files.docx),
    "DOCX of 6 000 000 nested ones": ("docx", lambda: bad_files.docx("<b>" * 6_000_000)),
    "archive that lies (50 MB)": ("attachment", bad_files.liar),
    "PNG 6 300 x 6 300": ("attachment", bad_files.png),
    "JPEG of 48 million pixels": ("attachment", bad_files.photograph),
    "JPEG of 48 million, progressive": (
        "attachment", lambda: _saved("JPEG", (8_064, 6_048), quality=40, progressive=True)),
    "JPEG of 33 million, progressive, 4:4:4": (
        "attachment", lambda: _saved("JPEG", (6_400, 5_200), quality=40, progressive=True, subsampling=0)),
    "PNG of 16 million, with transparency": (
        "attachment", lambda: _saved("PNG", (4_000, 4_000), "RGBA", compress_level=1)),
    "GIF of 16 million": ("attachment", lambda: _saved("GIF", (4_000, 4_000), "P")),
    "WebP of 10 million, with transparency": (
        "attachment", lambda: _saved("WEBP", (3_648, 2_736), "RGBA", method=0, quality=30)),
}


def told(task: str, data: bytes) -> str:
    """What comes of it."""
    try:
        if task in ("pdf", "docx"):
            return f"{len(sandbox.words(data, task))} signs"
        found = sandbox.attachment(data)
        return "not a file we know" if found is None else type(found).__name__
    except (sandbox.TooHard, sandbox.TooBusy, TooManyPixels) as fault:
        return f"refused: {type(fault).__name__}"


# In a process that holds nothing else: what a child is said to have taken begins with what its parent held.
ALONE = """
import resource, sys, time
from types import ModuleType
package = ModuleType("app")
package.__path__ = [sys.argv[1]]
sys.modules["app"] = package
from app.attachments import sandbox
from app.attachments.documents import TooManyPixels
data, begun = open(sys.argv[3], "rb").read(), time.perf_counter()
try:
    if sys.argv[2] in ("pdf", "docx"):
        said = f"{len(sandbox.words(data, sys.argv[2]))} signs"
    else:
        found = sandbox.attachment(data)
        said = "not a file we know" if found is None else type(found).__name__
except (sandbox.TooHard, sandbox.TooBusy, TooManyPixels) as fault:
    said = f"refused: {type(fault).__name__}"
child = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{len(data) / 1000:8.0f} kB  {time.perf_counter() - begun:5.1f} s, {child.ru_utime + child.ru_stime:4.1f} of the"
      f" processor, {child.ru_maxrss / 1000:4.0f} MB: {said}")
"""


def one(name: str, folder: Path) -> None:
    task, make = FILES[name]
    (folder / "file").write_bytes(make())
    print(f"{name:40}", end="", flush=True)
    subprocess.run([sys.executable, "-I", "-c", ALONE, str(ROOT / "app"), task, str(folder / "file")], check=True)


def _site(folder: Path) -> World:
    url = f"sqlite:///{folder / 'cordee.db'}"
    postgres.migrate(url, folder)
    engine = sa.create_engine(url, module=dbapi2, connect_args={"check_same_thread": False})
    prepare_sqlite(engine)
    return World(sessionmaker(engine, expire_on_commit=False), datetime.now(UTC))


def _memory() -> int:
    """Resident, in megabytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 1_000_000


def waits() -> None:
    """A support, given and taken back, while the job reads the worst documents and people send the worst pictures."""
    with tempfile.TemporaryDirectory() as folder:
        world = _site(Path(folder))
        idea, bob = world.idea(world.person("Alice")), world.person("Bob")
        numbers = [world.do(attachments.attach, world.people["Alice"], idea, "Une pièce", "", OpenedFile(
            AttachmentKind.DOCUMENT, "application/pdf", task, {"file": (make(), 0)}))
            for task, make in list(FILES.values())[:3]]
        pictures = [make() for task, make in FILES.values() if task == "attachment"]
        work = [Thread(target=lambda: [reading.read(world.make_session, n, world.now) for n in numbers]),
                *(Thread(target=lambda some=some: [told("attachment", data) for data in some])
                  for some in (pictures[::2], pictures[1::2]))]
        for thread in work:
            thread.start()
        taken, held, before = [], 0, _memory()
        while any(thread.is_alive() for thread in work):
            for act in (proposals.support, proposals.unsupport):
                begun = time.perf_counter()
                world.do(act, bob, idea)
                taken.append(time.perf_counter() - begun)
            held = max(held, _memory() - before)
            time.sleep(0.02)
        print(f"\n{len(taken)} writes meanwhile: median {statistics.median(taken) * 1000:.0f} ms, worst"
              f" {max(taken) * 1000:.0f} ms; this process held {held} MB more at most")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in FILES:
            one(name, Path(folder))
    waits()


if __name__ == "__main__":
    main()
