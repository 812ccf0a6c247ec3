"""The forms of the stages read aloud: each question once, at the first stage that asks it."""

from collections.abc import Iterator, Mapping

from app.rules.charter.answers import bound
from app.rules.charter.form_words import BETWEEN, FROM, KINDS, OPTIONAL, QUESTION, REQUIRED, TITLE
from app.rules.charter.model import Field, Stage, Track
from app.rules.charter.wording import fill, spoken


def form_key(track: str, stage: str) -> str:
    """The place of a stage's form in the document."""
    return f"tracks.{track}.stages.{stage}.fields"


def form_title(stage: Stage, lang: str) -> str:
    return fill(TITLE, lang, {"stage": stage.names.said(lang)})


def forms(track: Track, lang: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(key, title, a sentence for each question), of the stages that ask something new."""
    asked: set[str] = set()
    for stage in track.stages.values():
        new = [field for field in stage.fields if field.key not in asked]
        asked |= {field.key for field in new}
        if new:
            yield form_key(track.key, stage.key), form_title(stage, lang), tuple(question(each, lang) for each in new)


def question(field: Field, lang: str) -> str:
    """« « Budget estimé » : un montant en euros, de 0 € à 50 000 €, facultatif »."""
    needed = fill(REQUIRED if field.required else OPTIONAL, lang, {})
    return fill(QUESTION, lang, {"name": field.names.said(lang), "what": f"{expected(field, lang)}, {needed}"})


def expected(field: Field, lang: str) -> str:
    """What kind of answer it waits for."""
    names = [f"« {choice.names.said(lang)} »" if spoken(lang) == "fr" else f"“{choice.names.said(lang)}”"
             for choice in field.choices]
    params: Mapping[str, object] = {"max": field.max, "choices": names, "bounds": _bounds(field, lang)}
    return fill(KINDS[field.kind], lang, params)


def _bounds(field: Field, lang: str) -> str:
    """Also says the unit, which a number without bounds would hide."""
    unit = field.unit.said(lang)
    if field.least is None and field.most is None and not unit:
        return ""
    least = bound(field, field.least or 0, lang)
    if field.most is None:
        return fill(FROM, lang, {"least": least})
    return fill(BETWEEN, lang, {"least": least, "most": bound(field, field.most, lang)})
