"""The blueprint of decisions, and the words and figures that their pages share."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from flask import Blueprint
from flask_babel import format_decimal, gettext as _, lazy_gettext as _l, ngettext

from app.core.web.languages import chosen
from app.governance.tally.settings import Base

blueprint = Blueprint("decisions", __name__)


# The words of decisions: methods, electorates, answers, outcomes. One place, for every page.

METHODS = {
    "consent": _l("consentement"),
    "majority": _l("vote à la majorité"),
    "majority_judgment": _l("jugement majoritaire"),
    "approval": _l("vote par approbation"),
    "schulze": _l("classement (méthode de Schulze)"),
}
WHO = {
    "members": _l("les membres du territoire"),
    "representatives": _l("les structures, une voix chacune"),
    "steering": _l("le comité de pilotage"),
    "group": _l("le groupe de travail"),
    "carriers": _l("les personnes qui portent la proposition"),
}
KINDS = {
    "gate": _l("Passage d’étape"),
    "charter": _l("Règles du jeu"),
    "question": _l("Question"),
    "appeal": _l("Recours"),
    "review": _l("Décision à revoir"),
    "external": _l("Décision tenue ailleurs"),
}
GROUNDS = {
    "member": _l("membre"),
    "representative": _l("représente sa structure"),
    "steering": _l("membre du comité"),
    "group": _l("membre du groupe"),
    "carrier": _l("porte la proposition"),
    "added": _l("ajout, avec une raison"),
}
GRADES = (
    _l("Excellent"),
    _l("Très bien"),
    _l("Bien"),
    _l("Assez bien"),
    _l("Passable"),
    _l("Insuffisant"),
    _l("À rejeter"),
)
VOTES = {"for": _l("Pour"), "against": _l("Contre"), "abstain": _l("Je m’abstiens")}
STANDS = {
    "consent": _l("Je consens"),
    "concern": _l("Je consens, avec une réserve"),
    "objection": _l("J’ai une objection"),
    "aside": _l("Je me mets en retrait"),
}
SAID = {
    "for": _l("Pour"),
    "against": _l("Contre"),
    "abstain": _l("Abstention"),
    "consent": _l("Consentement"),
    "concern": _l("Réserve"),
    "objection": _l("Objection"),
    "aside": _l("En retrait"),
}
OUTCOMES = {
    "adopted": _l("Adopté"),
    "adopted_with_reservations": _l("Adopté avec réserves"),
    "rejected": _l("Rejeté"),
    "no_quorum": _l("Quorum non atteint"),
    "tie": _l("Égalité"),
    "returned": _l("Consentement non trouvé"),
    "fallback_vote": _l("Un vote prend la suite"),
    "withdrawn": _l("Retiré"),
}
TONES = {
    "adopted": ("good", "check"),
    "adopted_with_reservations": ("good", "check"),
    "rejected": ("warning", "cross"),
    "no_quorum": ("warning", "people"),
    "tie": ("warning", "flag"),
    "returned": ("warning", "cross"),
    "fallback_vote": ("", "clock"),
    "withdrawn": ("", "cross"),
}
STEPS = {
    "presentation": _l("Présentation"),
    "clarification": _l("Clarification"),
    "reactions": _l("Réactions"),
    "amend": _l("Bonification"),
    "objections": _l("Objections"),
    "integration": _l("Levée des objections"),
}


# The figures of a count in one sentence, and what was asked of them; empty where they are withheld.

Evidence = Mapping[str, Any]
Labels = Mapping[str, str]
SIGN = {"fr": "\u00a0%"}
DIGITS = 4
SHARES = {
    Fraction(1, 2): lambda: _("la moitié"),
    Fraction(1, 3): lambda: _("un tiers"),
    Fraction(2, 3): lambda: _("deux tiers"),
    Fraction(1, 4): lambda: _("un quart"),
    Fraction(3, 4): lambda: _("trois quarts"),
}
BASES = {
    Base.EXPRESSED.value: lambda: _("des voix exprimées"),
    Base.CAST.value: lambda: _("des voix, abstentions comprises"),
    Base.ROLL.value: lambda: _("de toutes les voix de la liste"),
}


def percent(share: str | None, beside: Fraction | None = None) -> str:
    """« 2/3 » as people read it; exact shares decide, this only shows. As many digits as it takes not to look like the
    share that it is compared with."""
    if not share:
        return ""
    exact = 100 * Fraction(share)
    digits = 1
    while beside is not None and exact != 100 * beside and digits < DIGITS and (
            round(exact, digits) == round(100 * beside, digits)):
        digits += 1
    told = format_decimal(float(round(exact, digits)), "#,##0." + "#" * digits)
    return f"{told}{SIGN.get(chosen(), '%')}"


def whole(number: Any) -> str:
    """A count as it is said: 27, or « 9,67 » where weights make it so."""
    return str(format_decimal(float(Fraction(str(number))), "#,##0.##"))


def names(keys: Any, labels: Labels) -> str:
    return ", ".join(f"«\u00a0{labels[key]}\u00a0»" if chosen() == "fr" else f"“{labels[key]}”" for key in keys)


def counted(row: Any, result: Evidence) -> str:
    """The figures, then how many abstained where the method does not say it itself."""
    if not has_figures(result):
        return ""
    labels = {option["key"]: option["label"] for option in row.options}
    said = COUNTED[row.method.value](result, labels)
    aside = result["evidence"].get("abstain") if row.method.value not in ("majority", "consent") else None
    return f"{said} {_abstained(aside)[:1].upper()}{_abstained(aside)[1:]}." if said and aside else said


def has_figures(result: Evidence) -> bool:
    """False where nothing is broken down: too few voters of a secret count, or nobody there."""
    evidence = result["evidence"]
    told = ("for", "majority_grade", "approvals", "pairwise", "consent")
    return bool(evidence["turnout"]["present"]) and any(evidence.get(key) is not None for key in told)


def _abstained(number: Any) -> str:
    if Fraction(str(number)).denominator != 1:
        return _("%(num)s abstentions", num=whole(number))
    return str(ngettext("%(num)d abstention", "%(num)d abstentions", int(number)))


def _majority(result: Evidence, _labels: Labels) -> str:
    found = result["evidence"]
    return _("%(yes)s pour, %(no)s contre, %(abstained)s.", yes=whole(found["for"]), no=whole(found["against"]),
             abstained=_abstained(found["abstain"]))


def _judgment(result: Evidence, labels: Labels) -> str:
    """The first, its grade in words, and why it goes before the second where both have the same."""
    grades, ranking = result["evidence"]["majority_grade"], result["ranking"]
    first = ranking[0]
    grade = grades[first[0]]
    if grade is None:
        return _("Tout le monde s’est abstenu.")
    if len(first) > 1:
        return _("Plusieurs options sont à égalité en tête\u00a0: %(names)s.", names=names(first, labels))
    told = {"names": names(first, labels), "grade": GRADES[grade]}
    if len(labels) == 1:
        said = _("%(names)s reçoit la mention «\u00a0%(grade)s\u00a0»", **told)
    else:
        said = _("La mieux jugée est %(names)s, avec la mention «\u00a0%(grade)s\u00a0»", **told)
    half = (_("\u00a0: plus de la moitié de celles et ceux qui ont jugé lui donnent celle-là ou mieux.") if grade
            else _("\u00a0: plus de la moitié de celles et ceux qui ont jugé lui donnent celle-là."))
    return said + half + _same_grade(ranking, grades, labels)


def _same_grade(ranking: Any, grades: Mapping[str, Any], labels: Labels) -> str:
    if len(ranking) < 2 or grades[ranking[1][0]] != grades[ranking[0][0]]:
        return ""
    return " " + _("%(names)s a la même mention, mais vient après\u00a0: en retirant une à une les mentions du milieu, "
                   "les siennes baissent les premières.", names=names(ranking[1], labels))


def _approval(result: Evidence, labels: Labels) -> str:
    ticked, first = result["evidence"]["approvals"], result["ranking"][0]
    said = {"names": names(first, labels), "number": whole(ticked[first[0]]),
            "ballots": whole(result["evidence"]["ballots"])}
    if len(first) > 1:
        return _("Les plus cochées, à égalité, sont %(names)s\u00a0: chacune l’est sur %(number)s bulletins sur "
                 "%(ballots)s.", **said)
    return _("La plus cochée est %(names)s\u00a0: elle l’est sur %(number)s bulletins sur %(ballots)s.", **said)


def _schulze(result: Evidence, labels: Labels) -> str:
    first = result["ranking"][0]
    if len(first) > 1:
        return _("Plusieurs options sont à égalité en tête\u00a0: %(names)s.", names=names(first, labels))
    if result["evidence"].get("condorcet_winner") == first[0]:
        return _("%(names)s l’emporte\u00a0: comparée à chacune des autres, plus de voix la préfèrent.",
                 names=names(first, labels))
    return _("%(names)s l’emporte\u00a0: aucune option ne gagne contre toutes les autres, et c’est elle que "
             "soutiennent les préférences les plus fortes (méthode de Schulze).", names=names(first, labels))


def _consent(result: Evidence, _labels: Labels) -> str:
    found = {stand: int(Fraction(str(result["evidence"][stand]))) for stand in
             ("consent", "concern", "objection", "aside")}
    said = (("consent", ngettext("%(num)d consentement", "%(num)d consentements", found["consent"])),
            ("concern", ngettext("%(num)d réserve", "%(num)d réserves", found["concern"])),
            ("objection", ngettext("%(num)d objection qui tient", "%(num)d objections qui tiennent",
                                   found["objection"])),
            ("aside", ngettext("%(num)d personne en retrait", "%(num)d personnes en retrait", found["aside"])))
    parts = [str(part) for stand, part in said if found[stand]]
    if not found["objection"]:
        parts.append(_("aucune objection qui tient"))
    told = ", ".join(parts)
    return f"{told[:1].upper()}{told[1:]}."


COUNTED: dict[str, Callable[[Evidence, Labels], str]] = {
    "majority": _majority, "majority_judgment": _judgment, "approval": _approval, "schulze": _schulze,
    "consent": _consent,
}


def asked(row: Any, result: Evidence) -> str:
    """The rule beside the figure it is compared with."""
    evidence = result["evidence"]
    if not has_figures(result):
        return ""
    if row.method.value == "majority":
        return _asked_majority(evidence)
    if row.method.value == "approval" and evidence.get("threshold"):
        return _asked_approval(evidence, result["ranking"][0])
    if row.method.value == "majority_judgment" and evidence.get("threshold"):
        return _("Il fallait au moins la mention «\u00a0%(grade)s\u00a0».",
                 grade=GRADES[evidence["threshold"]["at_least"]])
    return _("Il fallait qu’aucune objection ne tienne.") if row.method.value == "consent" else ""


def _asked_approval(evidence: Evidence, first: Sequence[str]) -> str:
    threshold, share = _threshold(evidence["threshold"]), evidence["shares"][first[0]]
    if len(first) > 1 or not share:
        return _("Il fallait %(threshold)s des bulletins.", threshold=threshold)
    return _("Il fallait %(threshold)s des bulletins\u00a0: elle en a %(share)s.", threshold=threshold,
             share=percent(share, _limit(evidence["threshold"])))


def _limit(threshold: Evidence) -> Fraction:
    return Fraction(str(next(iter(threshold.values()))))


def _threshold(threshold: Evidence) -> str:
    """« plus de la moitié », « au moins deux tiers »."""
    limit = _limit(threshold)
    share = SHARES[limit]() if limit in SHARES else percent(f"{limit}")
    return _("plus de %(share)s", share=share) if "more_than" in threshold else _("au moins %(share)s", share=share)


def _asked_majority(evidence: Evidence) -> str:
    said = {"threshold": _threshold(evidence["threshold"]), "base": BASES[evidence["base"]](),
            "share": percent(evidence["share"], _limit(evidence["threshold"]))}
    if not evidence.get("share"):
        return _("Il fallait %(threshold)s %(base)s.", **said)
    if evidence.get("colleges"):
        return _("Il fallait %(threshold)s, une fois les collèges réunis selon leur poids\u00a0: les "
                 "«\u00a0pour\u00a0» font %(share)s.", **said)
    return _("Il fallait %(threshold)s %(base)s\u00a0: les «\u00a0pour\u00a0» en font %(share)s.", **said)
