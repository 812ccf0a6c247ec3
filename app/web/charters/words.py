"""What each question of the guided form asks, and what each word of a charter is called."""

from flask_babel import lazy_gettext as _

from app.web.decisions.words import METHODS, WHO

SECTIONS = {
    "presentation": _("Présentation"), "limits": _("Limites, soutiens et délégation"), "colleges": _("Collèges"),
    "roles": _("Mandats"), "changes": _("Changer les règles"),
}
CONDITIONS = {
    "supports": _("Soutiens"), "carriers": _("Personnes qui portent"), "members": _("Membres du groupe"),
    "open_for": _("Durée à l’étape"), "filled": _("Champs remplis"), "documents": _("Documents joints"),
    "meetings": _("Réunions tenues"), "risks_shared": _("Risques partagés"), "contributions": _("Contributions"),
    "indicators": _("Indicateurs"), "no_open_objection": _("Aucune objection en cours"),
    "answered": _("Chaque question a sa réponse"), "not_reported": _("Aucun signalement en cours"),
}
LEAVES = {
    "fr": _("en français"), "en": _("en anglais"), "names": _("Nom"), "about": _("Présentation"),
    "open_proposals": _("Propositions ouvertes à la fois, par personne"),
    "carriers": _("Personnes qui portent, au plus"),
    "decision_days": _("Durée minimale d’une décision, en jours"),
    "question_days": _("Délai pour répondre à une question d’une discussion, en jours (facultatif)"),
    "seconds": _("Accords d’autres personnes pour un acte de l’équipe (facultatif\u00a0; 1 sans rien écrire)"),
    "supports": _("Montrer les soutiens"),
    "delegation": _("Confier sa voix"), "weight": _("Poids"), "term_days": _("Durée du mandat, en jours"),
    "terms": _("Mandats de suite, au plus"), "answer_days": _("Réponse due sous, en jours"),
    "at_least": _("Au moins"), "from_places": _("de communes différentes"),
    "from_structures": _("de structures différentes"), "from_colleges": _("de collèges différents"),
    "days": _("Jours"), "fields": _("Champs"), "roles": _("Rôles tenus"), "kinds": _("Documents"),
    "version": _("de quelle version du texte"),
    "with_minutes": _("avec leur compte rendu"), "hours": _("Heures"), "euros": _("Euros"),
    "measured": _("dont mesurés"), "method": _("Méthode"), "by": _("Qui répond"),
    "counted": _("Comment le comité compte"), "more_than": _("Plus de"), "quorum": _("Participation minimale"),
    "college_quorum": _("Participation minimale dans chaque collège"), "base": _("Sur quelle base"),
    "combine": _("Comment les collèges se réunissent"), "ballots": _("Les réponses"), "results": _("Le résultat"),
    "silence": _("Le silence, après un changement de texte"), "colleges": _("Compter par collèges"),
    "open_days": _("Durée, en jours"), "rounds_max": _("Tours d’objections, au plus"),
    "step_days": _("Durée d’une étape du tour, en jours"), "review_days": _("À revoir après, en jours"),
    "postpone": _("Report"), "times": _("Nombre de fois"), "appeal": _("Recours"), "to": _("Devant qui"),
    "fallback": _("Si le consentement n’aboutit pas"),
}
FORMS = {
    "key": _("Clé (vide\u00a0: la question est retirée)"), "kind": _("Sorte de réponse"),
    "required": _("Il faut y répondre"), "names": _("La question"), "help": _("Aide"), "example": _("Exemple"),
    "unit": _("Unité d’un nombre"), "min": _("Au moins (nombre, euros)"),
    "max": _("Au plus (nombre, euros, ou signes d’un texte)"),
    "choices": _("Réponses proposées, une par ligne\u00a0: «\u00a0clé\u00a0: en français | en anglais\u00a0»"),
}
KINDS = {
    "text": _("Une ligne"), "long": _("Un texte"), "choice": _("Une réponse parmi plusieurs"),
    "several": _("Plusieurs réponses parmi plusieurs"), "number": _("Un nombre entier"), "date": _("Une date"),
    "yes_no": _("Oui ou non"), "money": _("Un montant en euros"),
}
VALUES = {
    **METHODS, **WHO, "steering": _("le comité de pilotage"), "": _("(non dit)"),
    "named": _("Sous le nom choisi par chacun"), "counted": _("Comptés seulement"), "none": _("Non"),
    "one_level": _("Une fois"), "transitive": _("De proche en proche"), "expressed": _("Les pour et les contre"),
    "cast": _("Toutes les voix, abstentions comprises"), "roll": _("Toute la liste"),
    "proportional": _("À proportion"), "winner_takes_all": _("Le collège entier du côté de sa majorité"),
    "secret": _("Secrètes"), "public": _("Publiques"), "at_close": _("À la fin"), "live": _("Pendant le vote"),
    "any": _("De toutes les versions"), "present": _("De la version actuelle seulement"),
    "nothing": _("Ne compte pas"), "consent": _("consentement"), "excellent": _("Excellent"),
    "very_good": _("Très bien"), "good": _("Bien"), "fairly_good": _("Assez bien"), "passable": _("Passable"),
    "insufficient": _("Insuffisant"), "to_reject": _("À rejeter"),
}
