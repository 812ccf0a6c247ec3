"""How the work of a function grows with what it is given, whatever the machine and whatever else it does meanwhile.

What counts is the processor's time of this thread, not the clock's; and only the proportion between a text and one
twice as long. A parser that goes through its text once takes twice the time, one that goes back to its beginning at
each sign takes four times: between the two there is room for any noise, and a doubtful answer is asked for again."""

import gc
import time
from collections.abc import Callable

NOTHING = 0.04  # seconds of the processor that say nothing of a proportion: whatever takes less does no harm
ROUNDS = 5


def spent(work: Callable[[str], object], text: str) -> float:
    """Without the collector, which goes through all that the tests hold at moments of its own."""
    collects = gc.isenabled()
    gc.disable()
    try:
        begun = time.thread_time()
        work(text)
        return time.thread_time() - begun
    finally:
        if collects:
            gc.enable()


def more_than_twice(work: Callable[[str], object], once: str, twice: str) -> str:
    """Empty where twice the text takes about twice the work; else what was found."""
    if (least := spent(work, twice)) < NOTHING:
        return ""
    one = spent(work, once)
    for _round in range(ROUNDS):
        if least < 3 * one + NOTHING:
            return ""
        one, least = max(one, spent(work, once)), min(least, spent(work, twice))
    return f"{one * 1000:.0f} ms, then {least * 1000:.0f} for twice as much"


def repeated(shape: str | tuple[str, str, str], length: int) -> str:
    """A piece again and again, up to that length; of three parts, the one in the middle."""
    before, piece, after = shape if isinstance(shape, tuple) else ("", shape, "")
    return before + (piece * (length // len(piece) + 1))[:length] + after
