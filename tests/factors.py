"""Second factors for tests: an application on a telephone, a sheet on a table."""

from datetime import datetime
from pathlib import Path

import pyotp
import sqlalchemy as sa
from flask import Flask

from app.accounts.credentials import FactorKey
from app.accounts.models import LoginSession, TotpFactor
from app.accounts.service import factors, signing_in
from tests.build import World

KEY = "k" * 40


def opened(world: World, who: int) -> int:
    """A session of somebody who has an account; its id."""
    with world.make_session() as session:
        email = session.scalar(sa.text("SELECT email FROM person WHERE id = :id"), {"id": who})
    code = world.do(signing_in.print_code, None, email, KEY, 15)
    world.do(signing_in.enter_code, None, email, code, KEY, "Firefox")
    with world.make_session() as session:
        return int(session.scalar(sa.select(sa.func.max(LoginSession.id))))  # type: ignore[arg-type]


def key_in(folder: Path) -> FactorKey:
    return FactorKey.of(folder)


def telephone(world: World, who: int, key: FactorKey) -> pyotp.TOTP:
    """What the application on it makes codes with."""
    with world.make_session() as session:
        row = session.scalars(sa.select(TotpFactor).where(TotpFactor.person_id == who)).one()
    secret = key.open(row.sealed, who)
    assert secret is not None
    return pyotp.TOTP(secret)


def with_totp(world: World, who: int, key: FactorKey, session_id: int, at: datetime | None = None) -> pyotp.TOTP:
    """Enrolled and confirmed, in that session."""
    world.do(factors.begin_totp, who, key, at=at)
    made = telephone(world, who, key)
    assert world.do(factors.confirm_totp, who, made.at(at or world.now), key, session_id, KEY, at=at) is None
    return made


def with_sheet(world: World, who: int, key: FactorKey, session_id: int) -> list[str]:
    """In force: its first code is used."""
    _number, codes = world.do(factors.draw_sheet, who, key)
    assert world.do(factors.put_sheet_in_force, who, codes[0], key, session_id, KEY) is None
    return list(codes)


def of_app(app: Flask) -> FactorKey:
    return FactorKey.of(Path(app.instance_path))
