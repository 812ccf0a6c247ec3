"""Rules that are well formed and yet nonsense (governance.md §1), with or without the present register."""

from collections.abc import Collection
from fractions import Fraction

from app.rules.charter.faults import Code, Fault, Faults, in_order, located
from app.rules.charter.lint_decisions import check_decision, decisions
from app.rules.charter.lint_graph import check_track
from app.rules.charter.lint_register import Register, check_register
from app.rules.charter.model import Charter
from app.rules.charter.reading import read

SCIC_COLLEGES = 3  # law of 10 September 1947, article 19 octies
SCIC_LEAST = Fraction(1, 10)
SCIC_MOST = Fraction(1, 2)


def check(text: str, register: Register | None = None) -> tuple[Fault, ...]:
    """Every fault of a text, of reading and of sense, by line; sense is looked for in what could be read."""
    charter, faults = read(text)
    if charter is None:
        return faults
    spoilt = {fault.key for fault in faults}
    return in_order((*faults, *(fault for fault in _lint(charter, register, spoilt) if not _near(fault.key, spoilt))))


def lint(charter: Charter, register: Register | None = None) -> tuple[Fault, ...]:
    """What no community can have meant; with a register, also what it cannot meet."""
    return in_order(_lint(charter, register, frozenset()))


def added(charter: Charter, register: Register, rules: Charter, present: Register) -> tuple[Fault, ...]:
    """What new rules ask that the register cannot meet, beyond what the rules in force already ask in vain: a young
    space, too small for its own charter, may still correct it. `present` is the register as `rules` count it."""
    known = {_same(fault) for fault in lint(rules, present)}
    return tuple(fault for fault in lint(charter, register) if _same(fault) not in known)


def _same(fault: Fault) -> tuple[str, Code, str]:
    return fault.key, fault.code, repr(sorted(fault.params.items()))


def _lint(charter: Charter, register: Register | None, spoilt: Collection[str]) -> list[Fault]:
    faults = Faults()
    for key, rule in charter.roles.items():
        if rule.term_days is None:
            faults.add(("roles", key), Code.TERM_WITHOUT_END, role=key)
    if charter.scic:
        _scic(charter, faults)
    if not any(key.startswith(("tracks", "gates")) for key in spoilt):
        for track in charter.tracks.values():
            check_track(charter, track, faults)
    for path, decision, gate in decisions(charter):
        check_decision(charter, path, decision, gate, faults)
    if register:
        check_register(charter, register, faults)
    return [located(fault, charter.lines) for fault in faults]


def _scic(charter: Charter, faults: Faults) -> None:
    if len(charter.colleges) < SCIC_COLLEGES:
        faults.add(("colleges",), Code.SCIC_TOO_FEW_COLLEGES, got=len(charter.colleges), least=SCIC_COLLEGES)
    for key in charter.colleges:
        share = charter.share(key)
        if share < SCIC_LEAST:
            faults.add(("colleges", key, "weight"), Code.SCIC_WEIGHT_TOO_LOW, college=key, got=str(share))
        elif share > SCIC_MOST:
            faults.add(("colleges", key, "weight"), Code.SCIC_WEIGHT_TOO_HIGH, college=key, got=str(share))


def _near(key: str, spoilt: Collection[str]) -> bool:
    """Whether a fault of reading stands at this key, in it, or around it."""
    return any(key == other or _inside(key, other) or _inside(other, key) for other in spoilt)


def _inside(key: str, outer: str) -> bool:
    return key.startswith((f"{outer}.", f"{outer}["))
