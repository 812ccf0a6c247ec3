"""A reader of square codes, written from the standard (ISO/IEC 18004) and apart from what draws them: for tests."""

import re

FORMAT_MASK = 0b101010000010010
BLOCKS = {1: (16, 1), 2: (28, 1), 3: (44, 1), 4: (32, 2), 5: (43, 2), 6: (27, 4)}  # level M: data codewords, blocks
ALIGNED = {1: (), 2: (6, 18), 3: (6, 22), 4: (6, 26), 5: (6, 30), 6: (6, 34)}
MASKS = (
    lambda y, x: (y + x) % 2, lambda y, x: y % 2, lambda y, x: x % 3, lambda y, x: (y + x) % 3,
    lambda y, x: (y // 2 + x // 3) % 2, lambda y, x: y * x % 2 + y * x % 3,
    lambda y, x: (y * x % 2 + y * x % 3) % 2, lambda y, x: ((y + x) % 2 + y * x % 3) % 2)


def matrix_of(path: str, size: int, quiet: int = 4) -> list[list[int]]:
    """The modules, from the drawing itself."""
    side = size - 2 * quiet
    rows = [[0] * side for _ in range(side)]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path):
        for at in range(int(x), int(x) + int(width)):
            rows[int(y) - quiet][at - quiet] = 1
    return rows


def text_of(rows: list[list[int]]) -> str:
    """Of a code in bytes, level M, versions 1 to 6. Nothing is corrected: a wrong module shows."""
    side = len(rows)
    version = (side - 17) // 4
    told = sum(bit << place for place, bit in enumerate(
        [rows[y][8] for y in (0, 1, 2, 3, 4, 5, 7, 8)] + [rows[8][x] for x in (7, 5, 4, 3, 2, 1, 0)])) ^ FORMAT_MASK
    assert told >> 13 == 0, "not level M"
    mask, kept = MASKS[told >> 10 & 7], _furniture(side, version)
    bits = [rows[y][x] ^ (not mask(y, x)) for y, x in _path(side) if not kept[y][x]]
    words = [int("".join(str(int(bit)) for bit in bits[at:at + 8]), 2) for at in range(0, len(bits) - 7, 8)]
    length, blocks = BLOCKS[version]
    data = "".join(f"{words[n * blocks + block]:08b}" for block in range(blocks) for n in range(length))
    assert data[:4] == "0100", "not in bytes"
    number = int(data[4:12], 2)
    return bytes(int(data[12 + 8 * n:20 + 8 * n], 2) for n in range(number)).decode()


def _path(side: int) -> list[tuple[int, int]]:
    """Columns two by two from the right, upwards then downwards; the sixth is left out."""
    found, up = [], True
    for right in [x for x in range(side - 1, 0, -2) if x > 6] + [5, 3, 1]:
        for y in range(side - 1, -1, -1) if up else range(side):
            found += [(y, right), (y, right - 1)]
        up = not up
    return found


def _furniture(side: int, version: int) -> list[list[bool]]:
    """Finders, their borders, formats, timing and alignment: everything that is no data."""
    kept = [[x == 6 or y == 6 or (y < 9 and (x < 9 or x >= side - 8)) or (y >= side - 8 and x < 9)
             for x in range(side)] for y in range(side)]
    for cy in ALIGNED[version]:
        for cx in ALIGNED[version]:
            if not kept[cy][cx] or (cy, cx) not in ((6, 6), (6, side - 7), (side - 7, 6)):
                for y in range(cy - 2, cy + 3):
                    for x in range(cx - 2, cx + 3):
                        kept[y][x] = True
    return kept
