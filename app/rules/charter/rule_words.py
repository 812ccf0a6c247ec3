"""What the charter says outside its gates, in each language: colleges, roles, limits, changes, sleep."""

from app.rules.charter.wording import Template

TITLES: dict[str, Template] = {
    "colleges": {"fr": "Les collèges", "en": "The colleges"},
    "roles": {"fr": "Les rôles", "en": "The roles"},
    "limits": {"fr": "Les limites", "en": "The limits"},
    "changes": {"fr": "Changer ces règles", "en": "Changing these rules"},
}

RULES: dict[str, Template] = {
    "college": {"fr": "{name} : {weight} du poids.", "en": "{name}: {weight} of the weight."},
    "scic": {"fr": "Chaque collège pèse entre 10 % et 50 %, comme la loi le demande aux Scic.",
             "en": "Each college weighs between 10% and 50%, as French law asks of a Scic."},
    "role": {"fr": "{name} : pour {days:jour|jours}.", "en": "{name}: for {days:day|days}."},
    "role_terms": {"fr": "{name} : pour {days:jour|jours}, {terms:fois|fois} de suite au plus.",
                   "en": "{name}: for {days:day|days}, at most {terms:term|terms} in a row."},
    "role_endless": {"fr": "{name} : sans terme.", "en": "{name}: without a term."},
    "open_proposals": {"fr": "Une personne a au plus {number:proposition ouverte|propositions ouvertes} à la fois.",
                       "en": "A person has at most {number:open proposal|open proposals} at a time."},
    "carriers": {"fr": "Une proposition est portée par {number:personne|personnes} au plus.",
                 "en": "A proposal is carried by at most {number:person|people}."},
    "decision_days": {"fr": "Une question mise au vote reste ouverte au moins {number:jour|jours}.",
                      "en": "A question put to the vote stays open for at least {number:day|days}."},
    "question_days": {"fr": "Une question posée dans une discussion attend une réponse sous {number:jour|jours}.",
                      "en": "A question asked in a discussion is to be answered within {number:day|days}."},
    "seconds": {"fr": "Confier un rôle de l’équipe, proposer des règles ou annuler une décision demande l’accord de "
                      "{number:autre personne|autres personnes} qui ont le même rôle.",
                "en": "Giving a staff role, proposing rules or annulling a decision needs the agreement of "
                      "{number:other person|other people} with the same role."},
    "dormant": {"fr": "{stage} : après {days:jour|jours} sans activité, la proposition s’endort ; elle se réveille dès "
                      "que quelqu’un agit.",
                "en": "{stage}: after {days:day|days} without activity the proposal sleeps; it wakes as soon as "
                      "somebody acts."},
    "final": {"fr": "{stage} : le parcours s’achève ici.", "en": "{stage}: the way ends here."},
    "final_with_way": {"fr": "{stage} : le parcours s’achève ici, sauf ce qui suit.",
                       "en": "{stage}: the way ends here, except for what follows."},
}
