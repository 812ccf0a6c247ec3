"""How alike two texts are: by the words they share, where a word that few texts hold says more than one in all of them.

The measure is the cosine between two texts as vectors of weighted words (Salton & McGill, 1983), kept as its square:
an exact fraction, the same on every machine. A weight is a whole number, the bits of « one text in how many » (after
Spärck Jones, 1972). What weighs nothing more than the others has one weight for all, and nothing breaks."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

Weigh = Callable[[str], int]
ALIKE = Fraction(1, 9)  # from a third of the way up, one in twenty unrelated texts would be offered at most
LEAST = 3  # words in common without which two texts that have more are never alike
SHORT = 4  # words of a title that must be found in another's text
NOTHING: Mapping[str, frozenset[str]] = {}


def one(_word: str) -> int:
    """The weight of every word where nothing was counted."""
    return 1


@dataclass(frozen=True, slots=True)
class Bag:
    """The stems of a text. `words` holds those of the title too."""

    title: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, title: Iterable[str], body: Iterable[str] = ()) -> "Bag":
        head = frozenset(title)
        return cls(head, head | frozenset(body))

    def read_as(self, other: "Bag", meant: Mapping[str, frozenset[str]]) -> "Bag":
        """With the words that may be misspelt as the other text writes them, where it does."""
        swap = {word: min(held) for word in self.words & meant.keys() if (held := meant[word] & other.words)}
        return Bag(frozenset(swap.get(word, word) for word in self.title),
                   frozenset(swap.get(word, word) for word in self.words)) if swap else self


def weight(holds: int, texts: int) -> int:
    """Of a word that so many of the texts hold: 1 in all of them, one more each time it is half as frequent."""
    return max(1, (max(texts, 1) // max(holds, 1)).bit_length())


def likeness(mine: Bag, other: Bag, weigh: Weigh = one, meant: Mapping[str, frozenset[str]] = NOTHING) -> Fraction:
    """From 0 to 1, the same both ways but for misspellings, which are those of `mine`.

    Two titles that say the same count for half. Where one has no text yet (its title is being typed), its title is
    also looked for in the other's text."""
    mine = mine.read_as(other, meant)
    titles = _cosine(mine.title, other.title, weigh) if len(mine.title & other.title) > 1 else Fraction(0)
    if mine == other:
        return Fraction(1)
    if mine.words == mine.title or other.words == other.title:
        return max(titles, _held(mine, other, weigh), _held(other, mine, weigh))
    common = len(mine.words & other.words)
    return max(titles / 2, _cosine(mine.words, other.words, weigh) if common >= LEAST else Fraction(0))


def _cosine(some: frozenset[str], others: frozenset[str], weigh: Weigh) -> Fraction:
    """Its square."""
    return Fraction(_norm(some & others, weigh) ** 2, _norm(some, weigh) * _norm(others, weigh) or 1)


def _norm(words: Iterable[str], weigh: Weigh) -> int:
    return sum(weigh(word) ** 2 for word in words)


def _held(title_only: Bag, other: Bag, weigh: Weigh) -> Fraction:
    """A title of four words or more that the other's text holds nearly whole is half alike."""
    asked = title_only.title
    if len(asked) < SHORT:
        return Fraction(0)
    return (Fraction(_norm(asked & other.words, weigh), _norm(asked, weigh)) / 2) ** 2
