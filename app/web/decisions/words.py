"""The words of decisions: methods, electorates, answers, outcomes. One place, for every page."""

from flask_babel import lazy_gettext as _

METHODS = {
    "consent": _("consentement"),
    "majority": _("vote à la majorité"),
    "majority_judgment": _("jugement majoritaire"),
    "approval": _("vote par approbation"),
    "schulze": _("classement (méthode de Schulze)"),
}
WHO = {
    "members": _("les membres du territoire"),
    "representatives": _("les structures, une voix chacune"),
    "steering": _("le comité de pilotage"),
    "group": _("le groupe de travail"),
    "carriers": _("les personnes qui portent la proposition"),
}
KINDS = {
    "gate": _("Passage d’étape"),
    "charter": _("Règles du jeu"),
    "question": _("Question"),
    "appeal": _("Recours"),
    "review": _("Décision à revoir"),
    "external": _("Décision tenue ailleurs"),
}
GROUNDS = {
    "member": _("membre"),
    "representative": _("représente sa structure"),
    "steering": _("membre du comité"),
    "group": _("membre du groupe"),
    "carrier": _("porte la proposition"),
    "added": _("ajout, avec une raison"),
}
GRADES = (_("Excellent"), _("Très bien"), _("Bien"), _("Assez bien"), _("Passable"), _("Insuffisant"), _("À rejeter"))
VOTES = {"for": _("Pour"), "against": _("Contre"), "abstain": _("Je m’abstiens")}
STANDS = {
    "consent": _("Je consens"),
    "concern": _("Je consens, avec une réserve"),
    "objection": _("J’ai une objection"),
    "aside": _("Je me mets en retrait"),
}
SAID = {
    "for": _("Pour"),
    "against": _("Contre"),
    "abstain": _("Abstention"),
    "consent": _("Consentement"),
    "concern": _("Réserve"),
    "objection": _("Objection"),
    "aside": _("En retrait"),
}
OUTCOMES = {
    "adopted": _("Adopté"),
    "adopted_with_reservations": _("Adopté avec réserves"),
    "rejected": _("Rejeté"),
    "no_quorum": _("Quorum non atteint"),
    "tie": _("Égalité"),
    "returned": _("Consentement non trouvé"),
    "fallback_vote": _("Un vote prend la suite"),
    "withdrawn": _("Retiré"),
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
    "presentation": _("Présentation"),
    "clarification": _("Clarification"),
    "reactions": _("Réactions"),
    "amend": _("Bonification"),
    "objections": _("Objections"),
    "integration": _("Levée des objections"),
}
