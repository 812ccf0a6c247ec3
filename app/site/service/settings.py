"""The one row of the site's settings, and what is well said in it."""

import hashlib
import re
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from app.attachments import service as _files
from app.attachments.files import Logo
from app.core import limits
from app.core.addresses import parted
from app.core.database import upsert
from app.core.kinds import SitePart, SpaceKind
from app.core.loading import allow
from app.core.permissions import Action
from app.core.refusals import NOT_AN_ADDRESS
from app.core.unit_of_work import Refused, Work, operation
from app.proposals.service.texts import checked
from app.site import refusals
from app.site.colours import FACTORY, MeasuredChoice, Pair, measured_accent, measured_primary, parsed
from app.site.events import SiteChanged
from app.site.models import ONLY, Site, SiteLogo
from app.territory.models import Space
from app.territory.refusals import NO_TERRITORY_YET

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
        raise Refused(NO_TERRITORY_YET)
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
        raise Refused(NOT_AN_ADDRESS, field="contact")
    site.contact, site.host = contact, checked(_line(host), "host", most=limits.SITE_HOST)


def _line(text: str) -> str:
    return " ".join(text.split())


def send_by(site: Site, url: str, sender: str) -> None:
    """Where mails go and whose they are; both empty: not yet."""
    address = parted(url)
    if url and (address.scheme not in ("smtp", "smtps") or not address.hostname or len(url) > 600):
        raise Refused(refusals.NOT_A_MAIL_SERVER, field="host")
    if url and (len(sender) > limits.EMAIL or not ADDRESS.fullmatch(sender)):
        raise Refused(NOT_AN_ADDRESS, field="sender")
    site.mail_url, site.mail_from = url, sender if url else ""


def speak(site: Site, locales: Sequence[str]) -> None:
    """In their order: the first is for who has no preference."""
    if not locales or not set(locales) <= set(LANGUAGES) or len(set(locales)) != len(locales):
        raise Refused(refusals.UNKNOWN_LANGUAGE, field="languages")
    site.locales = list(locales)


# What the operator changes of the site itself: its name, its colours, its logo, its mail.

def _changed(work: Work, part: SitePart) -> None:
    space_id = territory_id(work)
    work.say(SiteChanged(space_id=space_id, subject_id=space_id, part=part.value))


def _allow(work: Work, action: Action) -> None:
    """By an operator, or from the terminal (no actor)."""
    if work.actor_id is not None:
        allow(work, action)


@operation
def rename(work: Work, name: str, short_name: str, association: str, sentence: Mapping[str, str], contact: str = "",
           host: str = "") -> None:
    _allow(work, Action.SITE_BRAND)
    site = the_site(work)
    name_it(site, name, short_name, association, sentence)
    answer_for(site, contact, host)
    _changed(work, SitePart.NAME)


@operation
def colour(work: Work, primary: str, accent: str) -> None:
    """Both together. One that cannot be read is refused, with the nearest that can."""
    _allow(work, Action.SITE_BRAND)
    pair = Pair(_readable("primary", primary), _readable("accent", accent))
    site = the_site(work)
    site.primary_colour, site.accent_colour = ("", "") if pair == FACTORY else (pair.primary, pair.accent)
    _changed(work, SitePart.COLOURS)


def _readable(name: str, told: str) -> str:
    found = parsed(told)
    if found is None:
        raise Refused(refusals.NOT_A_COLOUR, field=name)
    measured: MeasuredChoice = measured_primary(found) if name == "primary" else measured_accent(found)
    if not measured.passes:
        raise Refused(refusals.COLOUR_IS_FAINT, field=name, ratio=f"{measured.ratio:.1f}",
                      needed=f"{measured.needed:.1f}",
                      better=measured.better)
    return found


opened_logo = _files.logo  # by the door, before the transaction


@operation
def set_logo(work: Work, logo: Logo) -> None:
    _allow(work, Action.SITE_BRAND)
    site = the_site(work)
    work.session.execute(sa.delete(SiteLogo))
    work.session.add(SiteLogo(site_id=site.id, media_type=logo.media_type, width=logo.width, height=logo.height,
                              digest=hashlib.sha256(logo.data).hexdigest(), data=logo.data))
    _changed(work, SitePart.LOGO)


@operation
def remove_logo(work: Work) -> None:
    _allow(work, Action.SITE_BRAND)
    if work.session.scalar(sa.delete(SiteLogo).returning(SiteLogo.site_id)) is not None:
        _changed(work, SitePart.LOGO)


@operation
def back_to_factory(work: Work) -> None:
    """The name, the sentence, the colours and the logo that came with the software; the association stays."""
    _allow(work, Action.SITE_BRAND)
    site = the_site(work)
    work.session.execute(sa.delete(SiteLogo))
    site.name = site.short_name = site.primary_colour = site.accent_colour = ""
    site.sentence = {}
    _changed(work, SitePart.FACTORY)


@operation
def set_mail(work: Work, url: str, sender: str) -> None:
    """From now on, in every process. What waits is sent."""
    _allow(work, Action.SITE_OPERATE)
    site = the_site(work)
    if (site.mail_url, site.mail_from) != (url, sender):
        site.mail_tried_at = None
    send_by(site, url, sender)
    _changed(work, SitePart.MAIL)


@operation
def mail_was_tried(work: Work) -> None:
    """A server took a mail of ours. Told by the door that sent it."""
    _allow(work, Action.SITE_OPERATE)
    the_site(work).mail_tried_at = work.now
