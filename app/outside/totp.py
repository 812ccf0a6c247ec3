"""Codes of six digits that an application makes from a shared secret and the clock (RFC 6238), with PyOTP."""

import hmac
from datetime import datetime

import pyotp

PERIOD = 30
DRIFT = 1  # time steps on each side: a clock half a minute wrong (RFC 6238, §5.2)


def new_secret() -> str:
    """160 bits, base32 (RFC 4226, §4)."""
    return pyotp.random_base32()


def address(secret: str, account: str, site: str) -> str:
    """`otpauth://…`, which the square code holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=site)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step that this code belongs to. All of them are compared, so that none takes less time."""
    present, made = int(now.timestamp()) // PERIOD, pyotp.TOTP(secret)
    found = None
    for step in range(present - DRIFT, present + DRIFT + 1):
        if hmac.compare_digest(made.generate_otp(step), code):
            found = step
    return found
