"""The heads of the journal are signed once a day and after each decision; who asked for them gets them every week."""

import logging
from datetime import datetime
from pathlib import Path

from flask import Flask

from app.config import Settings
from app.core.unit_of_work import Refused
from app.extensions import sessions
from app.journal import queries as read, service as anchors

BATCH = 200
LOG = logging.getLogger("cordee.anchors")


def sign_heads(app: Flask, now: datetime) -> int:
    """How many heads were signed and mails written. Safe to run twice, and by several at once."""
    instance, told = Path(app.instance_path), app.config["CORDEE"]
    signer = _signer(instance, now)
    if signer is None:
        return 0
    with sessions()() as session:
        spaces = [head.id for head in read.heads(session)]
    signed = sum(_signed(space_id, signer, now) for space_id in spaces)
    return signed + _mailed(told, now)


def _signer(instance: Path, now: datetime) -> anchors.HeadSigner | None:
    """The first key is drawn here. Later on a key that is missing is never replaced by itself: somebody must say so
    (`flask journal key lost`)."""
    with sessions()() as session:
        newest = read.newest_key(session)
        known = newest.fingerprint if newest is not None else None
        empty = not read.heads(session)
    if known is None and empty:
        return None  # the site is not open yet
    if known is None:
        signer = anchors.draw(instance)
        anchors.begin_key(sessions(), now, None, signer)
        return signer
    to_come = anchors.signer(instance, anchors.NEXT)
    if to_come is not None and to_come.fingerprint == known:
        anchors.take_over(instance)  # a change of key that was interrupted at its last step
    found = anchors.signer(instance)
    if found is None or found.fingerprint != known:
        LOG.warning("the key that signs the journal is not in %s: flask journal key lost", anchors.FOLDER)
        return None
    return found


def _signed(space_id: int, signer: anchors.HeadSigner, now: datetime) -> bool:
    try:
        return anchors.sign(sessions(), now, None, space_id, signer)
    except Refused as refused:
        LOG.warning("the head of space %s was not signed: %s", space_id, refused.code)
        return False


def _mailed(told: Settings, now: datetime) -> int:
    with sessions()() as session:
        due = read.to_mail(session, now, BATCH)
    return sum(anchors.mail(sessions(), now, None, person_id, told.locales[0]) for person_id in due)
