"""What nobody types and robots send: numbers that no column holds, signs that no text may hold."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Flask
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from tests.web.test_matrix import first_of

NUMBERS = ("9" * 20, str(2**63), str(2**40), str(2**31), "0")
WORDS = ("a%00b", "%00", "%ED%A0%80", "%FF%FE", "x" * 400, quote("’ OR 1=1 --"), "9" * 20, "-1")
ARGUMENTS = ("a", "apres", "at", "autour", "avant", "avec", "avis", "champ", "code", "college", "commune", "contre",
             "de", "depuis", "espace", "etape", "etat", "fiche", "filtre", "genre", "groupe", "n", "origine", "page",
             "paragraphe", "pour", "proposition", "q", "quoi", "repond", "reponse", "role", "suite", "theme", "titre",
             "title", "tri", "v", "vers", "vue")
FIELDS = ("9" * 20, str(2**40), str(2**31), "-1", "²", "a\x00b", "œ" * 130, "x" * 7_000, "http://[x", "2027-13-45")


def addresses(app: Flask) -> Iterator[str]:
    """Every rule that is read, with each of its arguments hostile in turn."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "people.sign_out":
            continue
        yield from _with(rule, {name: str(first_of(rule, name)) for name in rule.arguments})


def _with(rule: Rule, fit: dict[str, str]) -> Iterator[str]:
    for name in rule.arguments:
        converter = rule._converters[name]
        worst = () if isinstance(converter, AnyConverter) else \
            NUMBERS if isinstance(converter, IntegerConverter) else WORDS
        for value in worst:
            yield "".join(part if not dynamic else value if part == name else fit[part]
                          for dynamic, part in rule._trace if part != "|")
