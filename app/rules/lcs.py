"""The longest common run of two lists (Myers 1986, O(ND)), within a number of steps that is known beforehand. Pure."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

MOST_STEPS = 2_000_000  # less than a second, whatever the texts


@dataclass(frozen=True, slots=True)
class Span:
    """`size` items are the same from `a` in the first and from `b` in the second."""

    a: int
    b: int
    size: int


@dataclass(slots=True)
class Budget:
    """Steps that are left for one comparison; counted and not timed, so that an answer never depends on the machine."""

    left: int = MOST_STEPS
    spent: bool = False

    def take(self, steps: int) -> bool:
        self.left -= steps
        self.spent = self.spent or self.left < 0
        return not self.spent


def matches(one: Sequence[str], two: Sequence[str], budget: Budget) -> list[Span]:
    """What is the same, in order. What is alike at both ends costs nothing; when the budget ends, only that is told."""
    head = _alike(one, two)
    tail = _alike(one[head:][::-1], two[head:][::-1])
    ends = len(one) - tail, len(two) - tail
    inner = _myers(one[head:ends[0]], two[head:ends[1]], budget)
    spans = [Span(0, 0, head), *(Span(a + head, b + head, size) for a, b, size in inner), Span(*ends, tail)]
    return [span for span in spans if span.size]


def _alike(one: Sequence[str], two: Sequence[str]) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


def _myers(one: Sequence[str], two: Sequence[str], budget: Budget) -> list[tuple[int, int, int]]:
    if not one or not two:
        return []
    trail: list[array[int]] = []
    for depth in range(len(one) + len(two) + 1):
        row, steps = _deeper(one, two, trail[-1] if trail else None, depth)
        trail.append(row)
        last = depth + len(one) - len(two)
        if last % 2 == 0 and 0 <= last // 2 <= depth and row[last // 2] >= len(one):
            return _back(one, two, trail)
        if not budget.take(steps):
            return []
    return []


def _deeper(one: Sequence[str], two: Sequence[str], before: "array[int] | None",
            depth: int) -> tuple["array[int]", int]:
    """How far each diagonal goes with one more difference, and the steps it took; `row[i]` is for the diagonal
    2i - depth. A path that has left the lists goes on outside them: it never comes back first."""
    row, steps = array("i", bytes(4 * (depth + 1))), 0
    for i in range(depth + 1):
        x = 0 if before is None else before[i] if _goes_down(before, i, depth) else before[i - 1] + 1
        y = (start := x) - 2 * i + depth
        while x < len(one) and y < len(two) and one[x] == two[y]:
            x, y = x + 1, y + 1
        row[i], steps = x, steps + 1 + x - start
    return row, steps


def _goes_down(before: "array[int]", i: int, depth: int) -> bool:
    return i == 0 or (i != depth and before[i - 1] < before[i])


def _back(one: Sequence[str], two: Sequence[str], trail: "list[array[int]]") -> list[tuple[int, int, int]]:
    spans: list[tuple[int, int, int]] = []
    x, k = len(one), len(one) - len(two)
    for depth in range(len(trail) - 1, -1, -1):
        start, came = 0, k
        if depth:
            before, i = trail[depth - 1], (k + depth) // 2
            down = _goes_down(before, i, depth)
            came, from_x = (k + 1, before[i]) if down else (k - 1, before[i - 1])
            start = from_x if down else from_x + 1
        if x > start:
            spans.append((start, start - k, x - start))
        if depth:
            x, k = from_x, came
    return spans[::-1]
