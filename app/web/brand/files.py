"""The site's own colours and logo as files: kept for ever by browsers under an address that changes with them."""

import hashlib
import re
from functools import cache

from flask import Response, abort, request

from app.extensions import db
from app.queries import site
from app.rules.colours import parsed
from app.rules.palette import FACTORY, Pair, preview, sheet
from app.rules.permissions import Action
from app.web.assets import STATIC
from app.web.brand.blueprint import blueprint
from app.web.doors import guard
from app.web.reference import reference

FOR_EVER, FOR_A_MINUTE = "public, max-age=31536000, immutable", "public, max-age=60"
ALONE = "default-src 'none'; sandbox"  # a drawing opened by itself runs nothing and asks for nothing


def own_pair() -> Pair:
    told = reference().site
    return Pair(told.primary, told.accent) if told.primary else FACTORY


@blueprint.get("/identite.css")
@guard(Action.SITE_READ)
def sheet_file() -> Response:
    """Empty where the colours are the factory's; no page asks for it then."""
    pair = own_pair()
    current = request.args.get("v") == f"{pair.primary[1:]}{pair.accent[1:]}"
    return _css(sheet(pair), FOR_EVER if current else FOR_A_MINUTE)


def _css(text: str, keep: str) -> Response:
    answer = Response(text, mimetype="text/css")
    answer.headers["Cache-Control"] = keep
    answer.set_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    answer.make_conditional(request.environ)
    return answer


@blueprint.get("/logo/<digest>")
@guard(Action.SITE_READ)
def logo(digest: str) -> Response:
    row = site.logo(db.session())
    if row is None or not row.digest.startswith(digest) or len(digest) < 16:
        abort(404)
    answer = Response(row.data, mimetype=row.media_type)
    answer.headers["Content-Security-Policy"] = ALONE
    answer.headers["Cache-Control"] = FOR_EVER
    answer.set_etag(row.digest[:32])
    answer.make_conditional(request.environ)
    return answer


@blueprint.get("/apparence/apercu.css")
@guard(Action.SITE_BRAND)
def preview_file() -> Response:
    """Two boxes of the operator's page, by day and by night, in colours that nobody else sees yet."""
    pair = asked_pair() or own_pair()
    return _css(grounds_css() + preview(pair), "no-store")


def asked_pair() -> Pair | None:
    """What the address asks for; None where it does not, or not in colours."""
    primary, accent = (parsed(request.args.get(name, "")[:9]) for name in ("principale", "accent"))
    return Pair(primary, accent) if primary and accent else None


@cache
def grounds_css() -> str:
    """Every colour of tokens.css, by day and by night, for those two boxes: whatever the reader's own setting."""
    day, night = re.findall(r":root \{\n(.*?)\n\s*\}", (STATIC / "css" / "tokens.css").read_text(), re.DOTALL)[:2]
    named = {"day": day, "night": night}
    return "".join(f".seen-by-{name}{{color-scheme:{'light' if name == 'day' else 'dark'};{_colours(block)}}}\n"
                   for name, block in named.items())


def _colours(block: str) -> str:
    return "".join(f"{name}:{value};" for name, value in re.findall(r"(--[\w-]+): (#[0-9a-fA-F]{3,8});", block))
