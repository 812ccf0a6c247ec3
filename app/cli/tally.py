"""`flask tally METHOD < profile.json`: a count alone, for scripts and checks. Needs no database and no settings."""

import codecs
import json
import sys
from collections.abc import Iterable, Mapping

import click

from app.rules.tally import Code, Fault, Malformed, Result, recount

_LONGEST = 60  # of a value quoted in a fault
_SENTENCES: dict[Code, str] = {
    Code.NOT_JSON: "texte JSON illisible (ligne {line}, colonne {column})",
    Code.REPEATED_KEY: "clé écrite deux fois dans le même objet\u00a0: {value}",
    Code.NOT_AN_OBJECT: "objet attendu",
    Code.NOT_A_LIST: "liste attendue",
    Code.NOT_A_TEXT: "texte attendu",
    Code.NOT_A_NUMBER: "nombre exact attendu, entier ou «\u00a0n/d\u00a0»{bounds}, au lieu de {value}",
    Code.MISSING: "manque",
    Code.UNKNOWN_KEY: "clé inconnue (connues\u00a0: {known})",
    Code.EMPTY: "vide",
    Code.REPEATED: "déjà nommé\u00a0: {value}",
    Code.UNKNOWN_WORD: "mot inconnu\u00a0: {value} (attendu\u00a0: {known})",
    Code.UNKNOWN_OPTION: "option inconnue\u00a0: {value}",
    Code.UNKNOWN_COLLEGE: "collège inconnu\u00a0: {value}",
    Code.NO_COLLEGE: "collège attendu, puisque le vote se compte par collèges",
    Code.NOT_A_GRADE: "mention attendue, entier à partir de 0 (la meilleure){bounds}, au lieu de {value}",
    Code.ABOVE_THE_ROLL: "{value} voix pour {roll} sur la liste",
    Code.COLLEGES_NOT_COUNTED: "cette méthode ne se compte pas par collèges (seuls majority et consent le peuvent)",
    Code.UNKNOWN_METHOD: "méthode inconnue\u00a0: {value} (connues\u00a0: {known})",
    Code.OTHER_METHOD: "profil lu pour {read_for}, compté pour {value}",
    Code.UNKNOWN_SETTING: "option inconnue pour cette méthode (connues\u00a0: {known})",
    Code.NOT_A_SETTING: "écrire clé=valeur",
    Code.NOT_A_SHARE: "fraction attendue entre 0 et 1, comme 2/3, au lieu de {value}",
    Code.TWO_THRESHOLDS: "un seul seuil\u00a0: at_least ou more_than",
    Code.NEEDS_ROLL: "demande {key} dans le profil",
    Code.NEEDS_COLLEGES: "demande colleges, ou roll.by_college, dans le profil",
}


@click.command("tally")
@click.argument("method")
@click.option("--option", "options", multiple=True, metavar="CLÉ=VALEUR", help="Par exemple at_least=2/3.")
def tally(method: str, options: tuple[str, ...]) -> None:
    """Compte un vote lu en JSON sur l’entrée standard, et écrit le résultat en JSON.

    METHOD : majority, majority_judgment, approval, schulze ou consent. Voir docs/tally.md.
    """
    settings, unread = _settings(options)
    try:
        result = _counted(method, settings, unread)
    except Malformed as error:
        for fault in error.faults:
            click.echo(sentence(fault), err=True)
        raise SystemExit(2) from None
    click.echo(json.dumps(result.as_json(), ensure_ascii=False, indent=2))


command = tally


def _counted(method: str, settings: Mapping[str, object], unread: list[Fault]) -> Result:
    """Faults of the command line and of the profile are told together."""
    try:
        result = recount(method, standard_input(), settings)
    except Malformed as error:
        raise Malformed([*unread, *error.faults]) from None
    if unread:
        raise Malformed(unread)
    return result


def _settings(options: Iterable[str]) -> tuple[dict[str, object], list[Fault]]:
    read: dict[str, object] = {}
    unread = []
    for option in options:
        key, equals, value = option.partition("=")
        if not equals or not key:
            unread.append(Fault(f"option {option}", Code.NOT_A_SETTING))
        elif key in read:
            unread.append(Fault(f"option {key}", Code.REPEATED, {"value": key}))
        else:
            read[key] = value
    return read, unread


def standard_input() -> bytes:
    """As it comes: a million ballots are held once, and decoded only where they differ."""
    return sys.stdin.buffer.read().removeprefix(codecs.BOM_UTF8)


def sentence(fault: Fault) -> str:
    """One line, whatever was written in the profile."""
    words = {key: _quoted(value) for key, value in fault.params.items()}
    filled = _SENTENCES[fault.code].format_map({"bounds": _bounds(fault.params), **words})
    return f"{_printable(fault.where)}\u00a0: {filled}"


def _quoted(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return _printable(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def _bounds(params: Mapping[str, object]) -> str:
    if params.get("grades"):
        return f", {params['grades']} exclu"
    if "most" in params:
        return f" de {params['least']} à {params['most']}"
    return ""
