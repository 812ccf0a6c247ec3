"""Which ties people make by hand between proposals, and which of them fits two of them."""

from app.rules.kinds import LinkKind

BY_HAND = (LinkKind.ANSWERS_NEED, LinkKind.CONTINUES, LinkKind.INSPIRED_BY, LinkKind.DEPENDS_ON, LinkKind.DUPLICATES)
BOTH_WAYS = frozenset({LinkKind.DUPLICATES})  # it says the same read from either end
NEED = "need"


def answers(track: str, other_track: str) -> bool:
    """An idea answers a need, never the other way round."""
    return track not in (other_track, NEED)


def offered(track: str) -> tuple[LinkKind, ...]:
    """To who ties one of that track."""
    return tuple(kind for kind in BY_HAND if kind is not LinkKind.ANSWERS_NEED or track != NEED)
