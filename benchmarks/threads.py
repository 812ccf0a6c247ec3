"""How much longer a discussion of 5 000 messages takes to open than one of 50: each page, on SQLite, as a visitor."""

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy.orm import sessionmaker

from app import create_app
from app.core.kinds import ThreadOrder
from app.extensions import db
from tests.build import World
from tests.threads import fill, last_reply

SIZES = (50, 500, 5_000)
TURNS = 30


def addresses(item: int, reply: int) -> dict[str, str]:
    base = f"/propositions/{item}/discussion"
    return {"proposal": f"/propositions/{item}", **{order.value: f"{base}?tri={order.value}" for order in ThreadOrder},
            "questions": f"{base}?filtre=questions", "pour-contre": f"{base}?vue=pour-contre",
            "permalink": f"{base}?autour={reply}"}


def milliseconds(client: FlaskClient, paths: list[str]) -> list[float]:
    """The median of each; in turns, so that a busy moment of the machine slows them all."""
    taken: list[list[float]] = [[] for _ in paths]
    for _ in range(TURNS):
        for path, times in zip(paths, taken, strict=True):
            began = time.perf_counter()
            assert client.get(path).status_code == 200
            times.append(time.perf_counter() - began)
    return [median(times) * 1_000 for times in taken]


def world_of(app: Flask) -> World:
    with app.app_context():
        upgrade()
        return World(sessionmaker(db.engine, expire_on_commit=False), datetime.now(UTC)).in_service()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Path(folder), secret_key="b" * 40, mode="test", jobs=False, rate_limits=False)
        world = world_of(app)
        people = [world.person(f"Sup{n}") for n in range(20)]
        client, asked = app.test_client(), []
        for number in SIZES:
            item = world.idea(people[0], title=f"Une discussion de {number} messages")
            with world.make_session() as session:
                asked.append(addresses(item, last_reply(session, fill(session, item, people, number, world.now))))
        with world.make_session() as session:
            session.execute(sa.text("ANALYZE"))
        print("page (messages shown)" + "".join(f"{number:>16}" for number in SIZES) + "   last/first")
        for name in asked[0]:
            paths = [each[name] for each in asked]
            shown = [client.get(path).data.count(b"<article") for path in paths]
            taken = milliseconds(client, paths)
            print(f"{name:<21}" + "".join(f"{ms:>7.1f} ms ({n:>3})" for ms, n in zip(taken, shown, strict=True))
                  + f"{taken[-1] / taken[0]:>12.2f}")
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main()
