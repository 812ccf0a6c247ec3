"""The demo's pictures and documents, made when it is loaded: a sketch is drawn, a text is put into an ODT."""

import io
import zipfile
from datetime import datetime
from functools import partial
from html import escape

import sqlalchemy as sa
from PIL import Image, ImageDraw
from sqlalchemy.orm import Session, sessionmaker

from app.attachments import service as attachments
from app.core.kinds import SpaceKind
from app.demo import people, votes, works
from app.demo.people import Stage
from app.demo.texts import Row, Texts
from app.notifications import service as delivery
from app.territory import service as spaces
from app.territory.models import Place, Theme

SIZE = (1200, 800)
TWICE = 2  # drawn larger, then made smaller: the edges are smooth
ODT = "application/vnd.oasis.opendocument.text"
NAMES = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
         'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"')
MANIFEST = ('<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODT}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            "</manifest:manifest>")
Point = tuple[int, int]
Points = tuple[Point, ...]
INK = "#2b3440"
LAND: tuple[tuple[str, Points], ...] = (
    ("#c3d0da", ((0, 430), (210, 190), (390, 350), (640, 120), (900, 360), (1060, 240), (1200, 390), (1200, 620),
                 (0, 620))),
    ("#9db3a2", ((0, 540), (260, 400), (560, 510), (880, 380), (1200, 520), (1200, 800), (0, 800))),
    ("#d9cfb8", ((0, 640), (1200, 610), (1200, 800), (0, 800))))
THINGS: tuple[tuple[str, Points], ...] = (
    ("#f2efe6", ((300, 425), (790, 620))),  # the trailer
    ("#d98b2b", ((250, 330), (820, 330), (1010, 400), (1010, 425), (250, 425))),  # its awning
    ("#34407c", ((330, 455), (470, 515))), ("#34407c", ((330, 530), (470, 600))),  # crates at the back
    ("#7d5428", ((515, 545), (530, 620))), ("#7d5428", ((740, 545), (755, 620))),
    ("#a9743a", ((500, 525), (770, 545))),  # one bench inside
    ("#7b858e", ((560, 490), (610, 525))),  # its vice
    ("#7d5428", ((975, 578), (990, 690))), ("#a9743a", ((790, 560), (1000, 578))),  # one that folds out
    ("#9c2f4a", ((850, 530), (910, 560))),  # a tool box
    (INK, ((1002, 425), (1009, 690))), (INK, ((300, 605), (170, 640), (170, 650), (300, 630))))  # post, draw bar
WHEELS = tuple((x, 650, size, colour) for x in (470, 620) for size, colour in ((44, INK), (20, "#c9ced3")))


def plan(stage: Stage) -> None:
    for row in stage.texts.pieces:
        stage.at(row["days_ago"], _join, row, hour=17)


def _join(stage: Stage, when: datetime, row: Row) -> None:
    file = attachments.opened(odt(row["pages"]) if "pages" in row else trailer())
    if "meeting" in row:
        there = stage.others[f"{row['on']}:{row['meeting']}"]
        stage.do(when, attachments.attach_to_meeting, row["by"], there, row["title"], row["caption"], file)
    else:
        stage.do(when, attachments.attach, row["by"], stage.items[row["on"]], row["title"], row["caption"], file)


def odt(paragraphs: list[str]) -> bytes:
    """A title, then paragraphs; opens in any office program. No hour is written in it: the same bytes at each run."""
    title, *others = (escape(text) for text in paragraphs)
    body = f'<text:h text:outline-level="1">{title}</text:h>' + "".join(f"<text:p>{text}</text:p>" for text in others)
    content = (f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMES}><office:body><office:text>'
               f"{body}</office:text></office:body></office:document-content>")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in (("mimetype", ODT), ("META-INF/manifest.xml", MANIFEST), ("content.xml", content)):
            packed.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_STORED if text is ODT else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def trailer() -> bytes:
    """A trailer under its awning, before two ridges."""
    picture = Image.new("RGB", (SIZE[0] * TWICE, SIZE[1] * TWICE), "#e9eef2")
    draw = ImageDraw.Draw(picture)
    for colour, points in LAND:
        draw.polygon([(x * TWICE, y * TWICE) for x, y in points], fill=colour)
    for colour, points in THINGS:
        corners = points if len(points) > 2 else _corners(*points)
        draw.polygon([(x * TWICE, y * TWICE) for x, y in corners], fill=colour, outline=INK, width=5)
    for x, y, size, colour in WHEELS:
        draw.ellipse([(x - size) * TWICE, (y - size) * TWICE, (x + size) * TWICE, (y + size) * TWICE], fill=colour)
    out = io.BytesIO()
    picture.resize(SIZE, Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


def _corners(one: Point, other: Point) -> Points:
    """Of a rectangle, from two of them."""
    return (one, (other[0], one[1]), other, (one[0], other[1]))


# From an empty database to a territory that lived for a year.

OPENED = 520  # days ago
RECENT = 12  # days; what is older is in the journal, not in the news


def load(make_session: sessionmaker[Session], now: datetime, texts: Texts | None = None) -> Stage:
    """Who is who comes back with it. `texts`: other words for the same year."""
    stage = Stage(make_session, now, texts or Texts())
    _ground(stage)
    people.plan_people(stage)
    stage.play()
    people.plan_items(stage)
    votes.plan_revisions(stage)
    works.plan_ahead(stage)
    votes.plan_starters(stage)
    works.plan_works(stage)
    votes.plan_sharing(stage)
    plan(stage)
    votes.plan_votes(stage)
    stage.play()
    stage.do(now, delivery.skip_before, None, stage.day(RECENT))
    return stage


def _ground(stage: Stage) -> None:
    """The space with its charter, the communes, the themes; then the call."""
    from app.site.cli.site import open_territory  # which reads this package's texts

    stage.space_id = open_territory(stage.make_session, stage.day(OPENED), stage.texts)
    with stage.make_session() as session:
        stage.places = {code: n for code, n in session.execute(sa.select(Place.code, Place.id))}
        stage.themes = {slug: n for slug, n in session.execute(sa.select(Theme.slug, Theme.id))}
    call = stage.texts.call["call"]
    open_call = partial(
        spaces.open_space,
        stage.make_session,
        stage.day(call["opens_days_ago"]),
        None,
        call["slug"],
        SpaceKind.CALL,
        call["title"],
        call["description"],
        stage.texts.territory["territory"]["timezone"],
        stage.texts.charter,
    )
    stage.others["call"] = open_call(closes_at=stage.day_to_come(-call["closes_days_ago"]), theme_needed=False)
