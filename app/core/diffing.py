"""The longest common run of two lists (Myers 1986, O(ND)), within a number of steps that is known beforehand. Pure."""

import re
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

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


# What changed between two texts, word by word: exact, the same every time, and bounded in time. Pure.
#
# Paragraphs are put beside one another first, then the words of those that changed. Nothing is lost: the pieces that
# are kept or removed give back the old text, those that are kept or added the new one.

BREAK = re.compile(r"(\n[^\S\n]*\n\s*)")
WORD = re.compile(r"\w+(?:[’'-]\w+)*|\s+|[^\w\s]")
SENTENCE = re.compile(r"[^.!?…\n]++(?:[.!?…\n]++\s*+|$)|[.!?…\n]++\s*+")
ALIKE = 0.4  # share of words in common from which two paragraphs are one that changed
FEW_WORDS, KEPT = 4, 0.8
FEW_STEPS = 20_000  # for the sentences of one paragraph
PAIRS = 10_000  # above, paragraphs are paired in their order


class Op(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    CHANGED = "changed"  # of a paragraph only


@dataclass(frozen=True, slots=True)
class Piece:
    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, with the blank lines that follow it."""

    op: Op
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """Paragraphs touched, words that came and words that went."""

    paragraphs: int = 0
    added: int = 0
    removed: int = 0

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(self.paragraphs + other.paragraphs, self.added + other.added, self.removed + other.removed)


@dataclass(frozen=True, slots=True)
class _Unit:
    text: str
    gap: str
    words: Counter[str] = field(compare=False, repr=False)
    size: int = field(compare=False, repr=False)

    @classmethod
    def of(cls, text: str, gap: str = "") -> "_Unit":
        words = Counter(word for word in WORD.findall(text) if _is_word(word))
        return cls(text, gap, words, words.total())


def compare(old: str, new: str, budget: Budget | None = None) -> tuple[Block, ...]:
    """Each paragraph, kept, changed, removed or added, in the order one reads them."""
    budget, one, two = budget or Budget(), _units(old), _units(new)
    found: list[Block] = []
    at = (0, 0)
    for span in (*matches([u.text for u in one], [u.text for u in two], budget), Span(len(one), len(two), 0)):
        found += _stretch(one[at[0]:span.a], two[at[1]:span.b], budget)
        for n in range(span.size):
            found.append(_kept(one[span.a + n], two[span.b + n]))
        at = (span.a + span.size, span.b + span.size)
    return tuple(block for block in found if block.pieces)


def words(old: str, new: str) -> tuple[Piece, ...]:
    """For a line: a title, a place."""
    return _words(old, new, Budget())


def counted(blocks: Sequence[Block]) -> Counted:
    total = Counted()
    for block in blocks:
        added, removed = (sum(_count(piece.text) for piece in block.pieces if piece.op is op)
                          for op in (Op.ADDED, Op.REMOVED))
        total += Counted(int(block.op is not Op.SAME), added, removed)
    return total


def words_that(op: Op, pieces: Sequence[Piece]) -> tuple[str, ...]:
    """The words that were added, or removed."""
    return tuple(word for piece in pieces if piece.op is op for word in WORD.findall(piece.text) if _is_word(word))


def old_of(blocks: Sequence[Block]) -> str:
    return "".join(piece.text for block in blocks for piece in block.pieces if piece.op is not Op.ADDED)


def new_of(blocks: Sequence[Block]) -> str:
    return "".join(piece.text for block in blocks for piece in block.pieces if piece.op is not Op.REMOVED)


def apply(blocks: Sequence[Block], old: str) -> str:
    """The new text, from the old one and what changed; ValueError where it is not that old text."""
    if old_of(blocks) != old:
        raise ValueError("another text than the one that was compared")
    return new_of(blocks)


def _units(text: str) -> list[_Unit]:
    parts = BREAK.split(text)
    return [_Unit.of(core, gap) for core, gap in zip(parts[::2], [*parts[1::2], ""], strict=True)]


def _stretch(one: Sequence[_Unit], two: Sequence[_Unit], budget: Budget) -> Iterator[Block]:
    """Paragraphs between two that are the same: those that are alike changed, the others went or came."""
    at = (0, 0)
    for a, b in (*_pairs(one, two), (len(one), len(two))):
        yield from (_whole(Op.REMOVED, unit) for unit in one[at[0]:a])
        yield from (_whole(Op.ADDED, unit) for unit in two[at[1]:b])
        if a < len(one) and b < len(two):
            yield _changed(one[a], two[b], budget)
        at = (a + 1, b + 1)


def _whole(op: Op, unit: _Unit) -> Block:
    text = unit.text + unit.gap
    return Block(op if unit.text.strip() else Op.SAME, (Piece(op, text),) if text else ())


def _kept(one: _Unit, two: _Unit) -> Block:
    return Block(Op.SAME, _joined([Piece(Op.SAME, one.text), *_gap(one.gap, two.gap)]))


def _changed(one: _Unit, two: _Unit, budget: Budget) -> Block:
    pieces = _joined([*_words(one.text, two.text, budget), *_gap(one.gap, two.gap)])
    told = any(piece.op is not Op.SAME and piece.text.strip() for piece in pieces)
    return Block(Op.CHANGED if told else Op.SAME, pieces)


def _gap(one: str, two: str) -> tuple[Piece, ...]:
    return (Piece(Op.SAME, one),) if one == two else (Piece(Op.REMOVED, one), Piece(Op.ADDED, two))


def _pairs(one: Sequence[_Unit], two: Sequence[_Unit]) -> list[tuple[int, int]]:
    """Which of the old is which of the new, without crossing: the most likeness in all."""
    if len(one) * len(two) > PAIRS:
        return [(n, n) for n in range(min(len(one), len(two)))]
    best = [[0.0] * (len(two) + 1) for _ in range(len(one) + 1)]
    like = [[_likeness(a, b) for b in two] for a in one]
    for a in range(len(one) - 1, -1, -1):
        for b in range(len(two) - 1, -1, -1):
            paired = like[a][b] + best[a + 1][b + 1] if like[a][b] >= ALIKE else 0.0
            best[a][b] = max(paired, best[a + 1][b], best[a][b + 1])
    return list(_walk(best, like))


def _walk(best: list[list[float]], like: list[list[float]]) -> Iterator[tuple[int, int]]:
    a = b = 0
    while a < len(like) and b < len(like[a]):
        if like[a][b] >= ALIKE and best[a][b] == like[a][b] + best[a + 1][b + 1]:
            yield a, b
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            a += 1
        else:
            b += 1


def _likeness(one: _Unit, two: _Unit) -> float:
    """Of two that differ in size, the words of the smaller are looked for in the other, so that a thousand short
    paragraphs beside a long one cost what their words cost."""
    short, long = (one, two) if len(one.words) <= len(two.words) else (two, one)
    common = sum(min(number, long.words[word]) for word, number in short.words.items() if word in long.words)
    least, most = sorted((one.size, two.size))
    if least >= FEW_WORDS and common >= KEPT * least:  # one is in the other: a paragraph that was lengthened, or cut
        return common / least
    return 2 * common / (least + most) if most else 0.0


def likenesses(texts: Sequence[str], to: str) -> list[float]:
    """Of each of them to one: from 0, nothing in common, to 1, the same words."""
    one = _Unit.of(to)
    return [1.0 if text == to else _likeness(_Unit.of(text), one) for text in texts]


def _words(old: str, new: str, budget: Budget) -> tuple[Piece, ...]:
    """By words; by sentences once there was too much to tell in time."""
    one, two = WORD.findall(old), WORD.findall(new)
    found = matches(one, two, budget)
    if budget.spent:
        one, two = ([sentence for sentence in SENTENCE.findall(text) if sentence] for text in (old, new))
        found = matches(one, two, Budget(FEW_STEPS))
    return _joined(_folded(_told(one, two, found)))


def _told(one: Sequence[str], two: Sequence[str], found: Sequence[Span]) -> list[Piece]:
    pieces, a, b = [], 0, 0
    for span in (*found, Span(len(one), len(two), 0)):
        pieces += [Piece(Op.REMOVED, "".join(one[a:span.a])), Piece(Op.ADDED, "".join(two[b:span.b])),
                   Piece(Op.SAME, "".join(one[span.a:span.a + span.size]))]
        a, b = span.a + span.size, span.b + span.size
    return [piece for piece in pieces if piece.text]


def _folded(pieces: list[Piece]) -> list[Piece]:
    """A lone space or comma between two changes is told with them: « un chat » for « le chien », not four pieces."""
    found: list[Piece] = []
    for n, piece in enumerate(pieces):
        lone = piece.op is Op.SAME and 0 < n < len(pieces) - 1 and not _is_word(piece.text)
        found += [Piece(Op.REMOVED, piece.text), Piece(Op.ADDED, piece.text)] if lone else [piece]
    return found


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Neighbours of a kind are one; what went comes before what came."""
    found: list[Piece] = []
    gone = came = ""
    for piece in (*(piece for piece in pieces if piece.text), Piece(Op.SAME, "")):
        if piece.op is Op.REMOVED:
            gone += piece.text
        elif piece.op is Op.ADDED:
            came += piece.text
        else:
            found += [Piece(op, text) for op, text in ((Op.REMOVED, gone), (Op.ADDED, came)) if text]
            gone = came = ""
            if piece.text and found and found[-1].op is Op.SAME:
                found[-1] = Piece(Op.SAME, found[-1].text + piece.text)
            elif piece.text:
                found.append(piece)
    return tuple(found)


def _is_word(text: str) -> bool:
    return any(sign.isalnum() for sign in text)


def _count(text: str) -> int:
    return sum(_is_word(word) for word in WORD.findall(text))
