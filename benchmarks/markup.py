"""Sixty kilobytes of one hostile sign after the other, rendered: twice as long should take twice the time, not four."""

import time
from pathlib import Path

from app.core import markup
from app.core.markup import rendered
from tests.core.test_markdown import PIECES

ROOT = Path(__file__).resolve().parent.parent

HTML = ("<b>", "<p>x", "<b style='a'><p>", "<table><tr><td>", "<ul><li>x", "<span style='display:none'>",
        "<a href='//x'>y")
LENGTH = 60_000


def seconds(work: object, text: str) -> float:
    """The better of two: the machine does other things too."""
    taken = []
    for _turn in range(2):
        begun = time.perf_counter()
        work(text)  # type: ignore[operator]
        taken.append(time.perf_counter() - begun)
    return min(taken)


def main() -> None:
    for name, work, pieces in (("Markdown", rendered, PIECES), ("clipboard", markup.markdown, HTML)):
        worst = 0.0
        for piece in pieces:
            half, whole = (seconds(work, (piece * LENGTH)[:length]) for length in (LENGTH // 2, LENGTH))
            worst = max(worst, whole)
            told = f"{half * 1000:6.0f} ms, twice as long {whole * 1000:6.0f} ms (x {whole / half:.1f})"
            print(f"{name} {piece!r:24} {told}")
        print(f"{name}: at worst {worst * 1000:.0f} ms for {LENGTH} signs")


if __name__ == "__main__":
    main()
