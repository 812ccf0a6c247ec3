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

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import sqlalchemy as sa  # noqa: E402
from PIL import Image  # noqa: E402
from pysqlite3 import dbapi2  # noqa: E402
from sqlalchemy.orm import sessionmaker  # noqa: E402

from app.jobs import reading  # noqa: E402
from app.operations import attachments, proposals  # noqa: E402
from app.operations._files import OpenedFile  # noqa: E402
from app.outside import sandbox  # noqa: E402
from app.queries.dialect import prepare_sqlite  # noqa: E402
from app.rules.kinds_talk import AttachmentKind  # noqa: E402
from tests import bad_files, postgres  # noqa: E402
from tests.build import World  # noqa: E402


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
        return f"{len(sandbox.words(data, task))} signs" if task in ("pdf", "docx") else {
            None: "not a file we know"}.get(found := sandbox.attachment(data), type(found).__name__)
    except (sandbox.TooHard, sandbox.TooBusy, sandbox.TooManyPixels) as fault:
        return f"refused: {type(fault).__name__}"


def one(name: str) -> None:
    """In a process of its own, so that the memory of its child is that of this file alone."""
    task, make = FILES[name]
    data = make()
    begun = time.perf_counter()
    found = told(task, data)
    taken = time.perf_counter() - begun
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{name:40} {len(data) / 1000:8.0f} kB  {taken:5.1f} s, {child.ru_utime + child.ru_stime:4.1f} of the"
          f" processor, {child.ru_maxrss / 1000:4.0f} MB: {found}")


def _site(folder: Path) -> World:
    url = f"sqlite:///{folder / 'cordee.db'}"
    postgres.migrate(url, folder)
    engine = sa.create_engine(url, module=dbapi2, connect_args={"check_same_thread": False})
    prepare_sqlite(engine)
    return World(sessionmaker(engine, expire_on_commit=False), datetime.now(UTC))


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
        taken: list[float] = []
        while any(thread.is_alive() for thread in work):
            for act in (proposals.support, proposals.unsupport):
                begun = time.perf_counter()
                world.do(act, bob, idea)
                taken.append(time.perf_counter() - begun)
            time.sleep(0.02)
        ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        print(f"\n{len(taken)} writes meanwhile: median {statistics.median(taken) * 1000:.0f} ms, worst"
              f" {max(taken) * 1000:.0f} ms; this process {ours:.0f} MB")


def main() -> None:
    for name in FILES:
        subprocess.run([sys.executable, "-m", "benchmarks.bad_files", name], cwd=ROOT, check=True)
    waits()


if __name__ == "__main__":
    one(sys.argv[1]) if len(sys.argv) > 1 else main()
