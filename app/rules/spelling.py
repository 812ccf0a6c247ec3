"""How far apart two words are, and which pairs of letters they must share to be that near. Pure."""

SHORTEST = 3  # letters of a word that may be misspelt
LONG = 6  # from there on two mistakes are looked for, one below
LOST = 3  # pairs that a mistake breaks, at most (two letters that change places)
MARK = " "  # before the first letter and after the last


def reach(word: str) -> int:
    """Mistakes that are forgiven: none in « le », one in « salle », two in « médiathèque »."""
    if len(word) < SHORTEST:
        return 0
    return 1 if len(word) < LONG else 2


def pairs(word: str) -> frozenset[str]:
    """Every two letters that stand together, the ends too."""
    marked = f"{MARK}{word}{MARK}"
    return frozenset(marked[n:n + 2] for n in range(len(marked) - 1))


def distance(one: str, other: str, most: int) -> int:
    """Damerau-Levenshtein, a letter changed, missing, added, or two neighbours in the wrong order; `most` + 1 for
    whatever is farther."""
    if max(_lost(one, other), _lost(other, one)) > most:
        return most + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i] + [0] * len(other)
        for j, there in enumerate(other, 1):
            row[j] = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != there))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == there:
                row[j] = min(row[j], before[j - 2] + 1)
        if min(row) > most and min(above) > most:  # both: neighbours that changed places look two rows up
            return most + 1
        before, above = above, row
    return min(above[-1], most + 1)


def _lost(one: str, other: str) -> int:
    """Letters of the first that the second has not: a twentieth of the work, and nine of ten words go no further."""
    return sum(max(0, one.count(letter) - other.count(letter)) for letter in set(one))
