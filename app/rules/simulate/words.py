"""What a simulation says, in each language; telling.py fills the figures in."""

from app.rules.charter.wording import Template
from app.rules.simulate.replay import Verdict, Why

VERDICTS: dict[Verdict, Template] = {
    Verdict.SAME: {"fr": "Comme dans les faits", "en": "As it happened"},
    Verdict.UNCERTAIN: {"fr": "Non recomptable", "en": "Cannot be counted"},
    Verdict.SOONER: {"fr": "Plus tôt", "en": "Sooner"},
    Verdict.READY: {"fr": "Attendrait une réponse", "en": "Would wait for an answer"},
    Verdict.FURTHER: {"fr": "Plus loin", "en": "Further"},
    Verdict.ELSEWHERE: {"fr": "Autre chemin", "en": "Another way"},
    Verdict.UNKNOWN: {"fr": "Étape inconnue", "en": "Unknown stage"},
    Verdict.LATER: {"fr": "Plus tard", "en": "Later"},
    Verdict.HELD: {"fr": "Retenue", "en": "Held back"},
}

SUMMARY: dict[str, Template] = {
    "nothing": {"fr": "Rien ne s’est encore passé ici que l’on puisse rejouer.",
                "en": "Nothing has happened here yet that could be replayed."},
    "same": {"fr": "Sous ces règles, tout se serait passé comme dans les faits : {all:proposition|propositions}.",
             "en": "Under these rules, all would have gone as it did: {all:proposal|proposals}."},
    "differs": {"fr": "Sous ces règles, sur {all:proposition|propositions} : {parts:list}.",
                "en": "Under these rules, of {all:proposal|proposals}: {parts:list}."},
    "later": {"fr": "{n:aurait|auraient} attendu plus longtemps", "en": "{n} would have waited longer"},
    "held": {"fr": "{n:serait restée|seraient restées} où {n:~elle était|elles étaient}",
             "en": "{n} would have stayed where {n:~it was|they were}"},
    "forward": {"fr": "{n:serait allée|seraient allées} plus vite ou plus loin",
                "en": "{n} would have gone faster or further"},
    "uncertain": {"fr": "{n:a|ont} reçu une réponse qui ne peut pas être recomptée",
                  "en": "{n} had an answer that cannot be counted again"},
    "other": {"fr": "{n:aurait|auraient} pris un autre chemin", "en": "{n} would have gone another way"},
}

WHY: dict[Why, Template] = {
    Why.VOTE: {"fr": "La réponse donnée n’aurait pas suffi, comptée par cette règle.",
               "en": "The answer given would not have been enough, counted by this rule."},
    Why.UNASKED: {"fr": "Personne n’a été interrogé à ce passage : la réponse n’est pas connue.",
                  "en": "Nobody was asked at this passage: the answer is not known."},
    Why.EARLIER: {"fr": "Elle serait arrivée plus tard à cette étape.",
                  "en": "It would have come to this stage later."},
    Why.STAGE: {"fr": "Ces règles n’ont pas ce passage.", "en": "These rules do not have this passage."},
}

BESIDE: dict[str, Template] = {
    "met": {"fr": "{item} (atteint {days:jour|jours} après)", "en": "{item} (met {days:day|days} later)"},
    "met_same_day": {"fr": "{item} (atteint le jour même)", "en": "{item} (met the same day)"},
    "not_met": {"fr": "{item} (toujours pas, {days:jour|jours} après)", "en": "{item} (still not, {days:day|days} on)"},
    "missing": {"fr": "{item}", "en": "{item}"},
    "ready": {"fr": "Les conditions seraient réunies depuis le {day}.", "en": "The conditions would hold since {day}."},
    "uncertain": {"fr": "Une réponse est reprise telle qu’elle fut donnée : elle ne peut pas être recomptée par cette "
                        "règle.",
                  "en": "An answer is taken as it was given: it cannot be counted again by this rule."},
    "approximate": {"fr": "À peu près : d’où venaient les soutiens retirés depuis n’est plus connu.",
                    "en": "Roughly: where supports taken back since came from is no longer known."},
}

POWER: dict[str, Template] = {
    "pass_alone": {"fr": "Peut faire passer sans personne d’autre : {who:list}.",
                   "en": "Can pass it without anybody else: {who:list}."},
    "nobody_passes": {"fr": "Personne ne peut faire passer sans les autres.",
                      "en": "Nobody can pass it without others."},
    "block_alone": {"fr": "Peut bloquer sans personne d’autre : {who:list}.",
                    "en": "Can block it without anybody else: {who:list}."},
    "nobody_blocks": {"fr": "Personne ne peut bloquer sans les autres.", "en": "Nobody can block it without others."},
    "winning": {"fr": "Pour faire passer quoi que fassent les autres, il faut être {least} au moins.",
                "en": "To pass whatever the others do, it takes {least} at least."},
    "blocking": {"fr": "Pour bloquer, il faut être {least} au moins.", "en": "To block, it takes {least} at least."},
    "for_instance": {"fr": "{told} Par exemple {example:list}.", "en": "{told} For instance {example:list}."},
    "number": {"fr": "{told} {number:alliance y suffit|alliances y suffisent}, où personne n’est de trop.",
               "en": "{told} {number:alliance is|alliances are} enough, with nobody too many."},
    "never": {"fr": "Même tout le monde ensemble ne peut rien faire passer.",
              "en": "Even everybody together cannot pass anything."},
    "bounds": {"fr": "Trop de voix différentes pour que toutes les alliances soient comptées. Il en faut au moins "
                     "{winning} pour faire passer, et au moins {blocking} pour bloquer.",
               "en": "Too many different voices for all the alliances to be counted. It takes at least {winning} to "
                     "pass, and at least {blocking} to block."},
    "everybody": {"fr": "chacune des {n} voix", "en": "each of the {n} voices"},
    "everybody_of": {"fr": "chacune des {n} voix du collège « {college} »",
                     "en": "each of the {n} voices of the college “{college}”"},
    "one": {"fr": "une voix", "en": "one voice"},
    "one_of": {"fr": "la voix du collège « {college} »", "en": "the voice of the college “{college}”"},
    "structure": {"fr": "{name} ({voices:voix|voix})", "en": "{name} ({voices:voice|voices})"},
    "some": {"fr": "{n:voix|voix}", "en": "{n:voice|voices}"},
    "some_of": {"fr": "{n} du collège « {college} »", "en": "{n} of the college “{college}”"},
    "structures": {"fr": "{n:structure|structures} de {voices} voix",
                   "en": "{n:organisation|organisations} of {voices} voices"},
}

GRID: dict[str, Template] = {
    "roll": {"fr": "{n:voix|voix} sur la liste aujourd’hui.", "en": "{n:voice|voices} on the roll today."},
    "quorum": {"fr": "Rien n’est décidé à moins de {n:voix|voix}.",
               "en": "Nothing is decided with fewer than {n:voice|voices}."},
    "no_quorum": {"fr": "Le quorum ne peut pas être atteint, même si tout le monde vient.",
                  "en": "The quorum cannot be reached, even if everybody comes."},
    "absent": {"fr": "Sans le collège « {college} » : il faut {fewest} « oui » sur {present}.",
               "en": "Without the college “{college}”: it takes {fewest} “yes” of {present}."},
    "absent_shares": {"fr": "Sans le collège « {college} » : il faut {fewest} « oui » sur {present}. "
                            "Le poids des autres devient {shares:list}.",
                      "en": "Without the college “{college}”: it takes {fewest} “yes” of {present}. "
                            "The weight of the others becomes {shares:list}."},
    "absent_stops": {"fr": "Sans le collège « {college} » : rien ne peut être décidé.",
                     "en": "Without the college “{college}”: nothing can be decided."},
    "block": {"fr": "Si {who} vote d’un bloc : il faut {against} « oui » parmi les {others} autres voix quand c’est "
                    "non, {along} quand c’est oui.",
              "en": "If {who} votes as a block: it takes {against} “yes” among the {others} other voices when it says "
                    "no, {along} when it says yes."},
    "block_stops": {"fr": "Si {who} vote non d’un bloc, les {others} autres voix n’y peuvent rien. Il en faut {along} "
                          "quand c’est oui.",
                    "en": "If {who} says no as a block, the {others} other voices can do nothing. It takes {along} of "
                          "them when it says yes."},
    "range": {"fr": "{low} à {high}", "en": "{low} to {high}"},
}
