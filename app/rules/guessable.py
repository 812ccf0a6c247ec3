"""Passwords that anybody would try first. Length matters most; this catches what is long and yet known."""

from app.rules import limits
from app.rules.reasons import Reason

COMMON = frozenset("""
123456789012 1234567890123 12345678901234 123456789123 123123123123 111111111111 000000000000 987654321098
azertyuiop12 azertyuiop123 azertyuiopqsdf azertyuiop1234 azerty123456 azerty1234567 qwertyuiop12 qwertyuiop123
qwertyuiopas qwerty123456 1qaz2wsx3edc 1q2w3e4r5t6y zaq12wsxcde3 abcdefghijkl abcdefghijklm abcdef123456
motdepasse12 motdepasse123 motdepasse1234 motdepasse2024 motdepasse2025 motdepasse2026 monmotdepasse lemotdepasse
password1234 password12345 passwordpassword mypassword123 changeme1234 letmein12345 administrateur administrator
bonjourbonjour bonjour123456 soleilsoleil jetaimejetaime jetaime12345 doudoudoudou loulouloulou marseille13000
iloveyou1234 iloveyouiloveyou welcome12345 welcome123456 trustno1trustno1 superman1234 football1234 hautesalpes05
hautesalpes2025 hautesalpes2026 hautes-alpes hautes-alpes05 participation cordeecordee
""".split())  # noqa: SIM905  (read more easily than sixty quoted words)
RUNS = ("0123456789012345678901234567890", "abcdefghijklmnopqrstuvwxyz", "azertyuiopqsdfghjklmwxcvbn",
        "qwertyuiopasdfghjklzxcvbnm")


def refusal(password: str, *about: str) -> Reason | None:
    """None where it will do. `about`: what others know of the person (address, names)."""
    if len(password) < limits.PASSWORD_LEAST:
        return Reason("password_is_short", {"least": limits.PASSWORD_LEAST})
    if len(password) > limits.PASSWORD:
        return Reason("too_long", {"most": limits.PASSWORD})
    if _is_known(password.casefold(), [word.casefold() for word in about if len(word) >= 4]):
        return Reason("password_is_common")
    return None


def _is_known(plain: str, about: list[str]) -> bool:
    few = len(set(plain)) < 5
    run = any(plain in line or plain in line[::-1] for line in RUNS)
    return few or run or plain in COMMON or any(plain.startswith(word) and len(plain) - len(word) < 5 for word in about)
