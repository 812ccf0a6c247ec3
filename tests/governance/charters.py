"""The shipped charters, broken in one place for a test; and a register that meets them."""

from pathlib import Path

from app.governance.charter.lint import Register, check
from app.governance.charter.model import Charter
from app.governance.charter.reading import parse
from app.governance.charter.table import Fault

FOLDER = Path(__file__).parents[2] / "app" / "data" / "charters"
TEXTS = {name: (FOLDER / f"{name}.toml").read_text() for name in ("default", "sociocratic", "scic")}
DEFAULT = TEXTS["default"]
MARK = "§"
REGISTER = Register(
    members=70, places=30, structures=40,
    colleges=dict.fromkeys(("residents", "associations", "companies", "authorities", "partners", "workers"), 10),
    roles={"steering": 5, "moderator": 2}, largest={"members": 6, "steering": 1})


def shipped(name: str = "default") -> Charter:
    return parse(TEXTS[name])


def broken(old: str, new: str, name: str = "default") -> tuple[str, int]:
    """The text with one place changed, and the line of the mark in it (else of the place)."""
    text = TEXTS[name]
    assert old in text, old
    start = text.index(old)
    before = text[:start] + new.split(MARK, maxsplit=1)[0] if MARK in new else text[:start]
    return text[:start] + new.replace(MARK, "") + text[start + len(old):], before.count("\n") + 1


def faults_of(old: str, new: str, name: str = "default") -> tuple[tuple[Fault, ...], int]:
    text, line = broken(old, new, name)
    return check(text), line
