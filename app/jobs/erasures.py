"""What was taken away is copied out of the database at once: a copy that is restored must not bring it back."""

from datetime import datetime
from pathlib import Path

from flask import Flask

from app.exports import erasures
from app.extensions import sessions


def step(app: Flask, now: datetime) -> int:
    """How many lines. The page that erased has written its own already; this is for what a crash left."""
    return erasures.note(Path(app.instance_path), sessions(), now)
