"""The one row of the site's settings, and what is well said in it."""

import re
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from app.models.site import ONLY, Site
from app.models.spaces import Space
from app.operations._texts import checked
from app.operations._work import Refused, Work
from app.outside.addresses import parted
from app.queries.dialect import upsert
from app.rules import limits
from app.rules.kinds import SpaceKind

LANGUAGES = ("fr", "en")
ADDRESS = re.compile(r"[^@\s<>\"]++@(?:localhost|[^@\s<>\".]++(?:\.[^@\s<>\".]++)++)")


def the_site(work: Work) -> Site:
    """Made the first time; locked until the end."""
    work.session.execute(upsert(work.session, Site).values(id=ONLY, sentence={}, locales=[]).on_conflict_do_nothing())
    return work.session.get_one(Site, ONLY, with_for_update=True)


def territory_id(work: Work) -> int:
    """Whose journal is written in."""
    found = work.session.scalar(
        sa.select(Space.id).where(Space.kind == SpaceKind.TERRITORY).order_by(Space.id).limit(1))
    if found is None:
        raise Refused("no_territory_yet")
    return found


def name_it(site: Site, name: str, short_name: str, association: str, sentence: Mapping[str, str]) -> None:
    """Empty is as it was made."""
    site.name = checked(_line(name), "name", most=limits.SITE_NAME)
    site.short_name = checked(_line(short_name), "short_name", most=limits.SITE_SHORT)
    site.association = checked(_line(association), "association", most=limits.TITLE)
    site.sentence = {lang: said for lang in LANGUAGES if (said := checked(
        _line(sentence.get(lang, "")), f"sentence_{lang}", most=limits.SITE_SENTENCE))}


def answer_for(site: Site, contact: str, host: str) -> None:
    """What the legal page says: whom people write to, and who keeps the machine. Empty: it says that nobody told."""
    contact = contact.strip()
    if contact and (not ADDRESS.fullmatch(contact) or len(contact) > limits.EMAIL):
        raise Refused("not_an_address", field="contact")
    site.contact, site.host = contact, checked(_line(host), "host", most=limits.SITE_HOST)


def _line(text: str) -> str:
    return " ".join(text.split())


def send_by(site: Site, url: str, sender: str) -> None:
    """Where mails go and whose they are; both empty: not yet."""
    address = parted(url)
    if url and (address.scheme not in ("smtp", "smtps") or not address.hostname or len(url) > 600):
        raise Refused("not_a_mail_server", field="host")
    if url and (len(sender) > limits.EMAIL or not ADDRESS.fullmatch(sender)):
        raise Refused("not_an_address", field="sender")
    site.mail_url, site.mail_from = url, sender if url else ""


def speak(site: Site, locales: Sequence[str]) -> None:
    """In their order: the first is for who has no preference."""
    if not locales or not set(locales) <= set(LANGUAGES) or len(set(locales)) != len(locales):
        raise Refused("unknown_language", field="languages")
    site.locales = list(locales)
