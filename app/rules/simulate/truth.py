"""All the coalitions of up to 25 players as one whole number: bit `s` is set when the set `s` is enough.

A set is itself a number whose bit `n` says that player `n` is in it. « With and without player n » is then a shift of
the whole table, so that every coalition is looked at at once.
"""

from collections.abc import Callable, Mapping, Sequence

Voices = Mapping[str, int]


class Table:
    def __init__(self, players: Sequence[Voices], enough: Callable[[Voices], bool]) -> None:
        """`enough` must not be undone by a voice more."""
        self.players, self.enough = players, enough
        self.keys = sorted({key for voices in players for key in voices})
        self._steps = [tuple(voices.get(key, 0) for key in self.keys) for voices in players]
        self._before = [tuple(sum(step[k] for step in self._steps[:n]) for k in range(len(self.keys)))
                        for n in range(len(players) + 1)]
        self._known: dict[tuple[int, tuple[int, ...]], int] = {}
        self._enough: dict[tuple[int, ...], bool] = {}
        self.good = self._table(len(players), (0,) * len(self.keys))
        self._known.clear()

    @property
    def size(self) -> int:
        return len(self.players)

    def _is_enough(self, voices: tuple[int, ...]) -> bool:
        if voices not in self._enough:
            self._enough[voices] = self.enough(dict(zip(self.keys, voices, strict=True)))
        return self._enough[voices]

    def _table(self, number: int, given: tuple[int, ...]) -> int:
        """Of the first `number` players, those beyond them having brought `given`: without the last one, then with."""
        if self._is_enough(given):
            return (1 << (1 << number)) - 1
        if not self._is_enough(tuple(map(sum, zip(given, self._before[number], strict=True)))):
            return 0
        key = (number, given)
        if key not in self._known:
            brought = tuple(map(sum, zip(given, self._steps[number - 1], strict=True)))
            without, with_ = self._table(number - 1, given), self._table(number - 1, brought)
            self._known[key] = without | with_ << (1 << number - 1)
        return self._known[key]

    def dual(self) -> int:
        """The sets without which the others are not enough: each set takes the place of its complement."""
        return ~self._reversed(self.good, self.size) & ((1 << (1 << self.size)) - 1)

    def _reversed(self, table: int, number: int) -> int:
        """The bits in the opposite order, by halves."""
        for n in range(number):
            here = self._with(n)
            table = (table & here) >> (1 << n) | (table & here >> (1 << n)) << (1 << n)
        return table

    def _with(self, player: int) -> int:
        """The sets that hold that player."""
        width = 1 << player
        block = ((1 << width) - 1) << width
        return _repeated(block, 2 * width, 1 << self.size)

    def minimal(self, table: int) -> int:
        """Those that are enough, and no longer without any one of theirs."""
        left = table
        for n in range(self.size):
            here = self._with(n)
            left &= ~((table & here >> (1 << n)) << (1 << n))
        return left

    def swings(self, player: int) -> int:
        """In how many sets it turns what was not enough into what is."""
        here = self._with(player)
        without = (self.good & here >> (1 << player)) << (1 << player)
        return (self.good & here & ~without).bit_count()

    def smallest(self, table: int, most: int) -> tuple[int | None, list[tuple[int, ...]]]:
        """How many players the smallest sets have, and the first of these sets."""
        if not table:
            return None, []
        for number in range(self.size + 1):
            found = table & self._of_size(number)
            if found:
                return number, [_members(bit, self.size) for bit in _bits(found, most)]
        raise AssertionError("a set has a size")

    def _of_size(self, number: int) -> int:
        """The sets with that many players."""
        row = [1] + [0] * number
        for n in range(self.size):
            row = [row[k] | (row[k - 1] << (1 << n) if k else 0) for k in range(number + 1)]
        return row[number]


def _repeated(block: int, width: int, whole: int) -> int:
    """A pattern over and over, by doubling."""
    while width < whole:
        block |= block << width
        width *= 2
    return block


def _bits(number: int, most: int) -> list[int]:
    """The places of the lowest bits that are set."""
    found: list[int] = []
    while number and len(found) < most:
        low = number & -number
        found.append(low.bit_length() - 1)
        number ^= low
    return found


def _members(one: int, size: int) -> tuple[int, ...]:
    return tuple(n for n in range(size) if one >> n & 1)
