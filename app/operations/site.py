"""What the operator changes of the site itself: its name, its colours, its logo, its mail."""

import hashlib
from collections.abc import Mapping

import sqlalchemy as sa

from app.models.site import SiteLogo
from app.operations import _files
from app.operations._site import answer_for, name_it, send_by, territory_id, the_site
from app.operations._steps import allow
from app.operations._work import Refused, Work, operation
from app.outside.files import Logo
from app.rules.colours import parsed
from app.rules.happenings import SiteChanged
from app.rules.kinds_site import SitePart
from app.rules.palette import FACTORY, Measured, Pair, measured_accent, measured_primary
from app.rules.permissions import Action


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
        raise Refused("not_a_colour", field=name)
    measured: Measured = measured_primary(found) if name == "primary" else measured_accent(found)
    if not measured.passes:
        raise Refused("colour_is_faint", field=name, ratio=f"{measured.ratio:.1f}", needed=f"{measured.needed:.1f}",
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
