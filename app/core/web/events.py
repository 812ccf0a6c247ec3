"""What can happen, in words. LINES name nobody, TOLD name who acted; `kind:code` is said where the data has it."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup, escape

from app.core.web.filters import day
from app.core.web.languages import localised
from app.journal.queries import Names

CODES = {"amendment.settled": "state", "comment.posted": "stance", "commitment.settled": "state",
         "content.hidden": "content", "line.added": "line",
         "content.restored": "content", "decision.closed": "outcome", "decision.opened": "matter",
         "factor.reset": "how", "journal.key_changed": "why",
         "mandate.settled": "state", "meeting_answer.recorded": "answer", "staff_act.asked": "act",
         "staff_act.settled": "state", "objection.settled": "state", "outcome.declared": "outcome",
         "pledge.settled": "state", "proposal.published": "written_on", "risk.settled": "state",
         "roll.changed": "change", "round.moved": "step", "round.spoken": "step", "site.changed": "part"}

LINES = {
    "amendment.made": _("Une modification du texte est suggérée"),
    "amendment.settled": _("Une suggestion de modification a sa réponse"),
    "amendment.settled:declined": _("Une suggestion de modification est refusée, avec une explication publique"),
    "amendment.settled:integrated": _("Une suggestion de modification est intégrée\u00a0: version %(version)s"),
    "amendment.settled:withdrawn": _("Une suggestion de modification est retirée par la personne qui l’a faite"),
    "amendment.supported": _("Un soutien de plus à une suggestion"),
    "amendment.unsupported": _("Un soutien retiré à une suggestion"),
    "author.answered": _("La personne qui a écrit un contenu masqué a répondu"),
    "backup.late": _("Aucune bonne copie du site depuis deux jours"),
    "carrier.accepted": _("Une personne de plus porte cette proposition"),
    "carrier.declined": _("Une invitation à porter n’a pas été acceptée"),
    "carrier.invited": _("Quelqu’un a été invité à porter cette proposition"),
    "carrier.left": _("Une personne ne porte plus cette proposition"),
    "charter.adopted": _("Nouvelles règles du jeu, version %(version)s"),
    "charter.proposed": _("De nouvelles règles du jeu sont proposées"),
    "check_in.made": _("Le point régulier de l’expérimentation a été fait"),
    "comment.edited": _("Un message de la discussion a été modifié"),
    "comment.posted": _("Nouveau message dans la discussion"),
    "comment.posted:against": _("Nouveau message défavorable"),
    "comment.posted:for": _("Nouveau message favorable"),
    "comment.posted:question": _("Nouvelle question"),
    "commitment.offered": _("Un engagement a été noté en réunion"),
    "commitment.settled": _("Un engagement a changé d’état"),
    "commitment.settled:accepted": _("Un engagement a été accepté"),
    "commitment.settled:done": _("Un engagement a été tenu"),
    "commitment.settled:dropped": _("Un engagement a été abandonné"),
    "content.hidden": _("Contenu masqué par la modération. Motif\u00a0: %(ground)s"),
    "content.hidden:amendment": _("Suggestion masquée par la modération. Motif\u00a0: %(ground)s"),
    "content.hidden:line": _("Ligne masquée par la modération. Motif\u00a0: %(ground)s"),
    "content.hidden:comment": _("Message masqué par la modération. Motif\u00a0: %(ground)s"),
    "content.hidden:proposal": _("Proposition masquée par la modération. Motif\u00a0: %(ground)s"),
    "content.reported": _("Contenu signalé. Motif\u00a0: %(ground)s"),
    "content.restored": _("Contenu rétabli par la modération"),
    "content.restored:amendment": _("Suggestion rétablie par la modération"),
    "content.restored:line": _("Ligne rétablie par la modération"),
    "content.restored:comment": _("Message rétabli par la modération"),
    "content.restored:proposal": _("Proposition rétablie par la modération"),
    "contents.imported": _("Import d’une autre plateforme\u00a0: propositions %(proposals)s, messages %(comments)s"),
    "debate.concluded": _("La conclusion d’un débat est écrite"),
    "debate.due": _("Un débat est arrivé à sa date\u00a0: sa conclusion est attendue"),
    "debate.opened": _("Un débat est ouvert jusqu’au %(closes_on)s"),
    "debate.reopened": _("Un débat est rouvert jusqu’au %(closes_on)s, avec une explication publique"),
    "decision.annulled": _("Une décision a été annulée avant son dépouillement, avec une explication publique"),
    "decision.came_back": _("Une décision revient à sa date de révision"),
    "decision.closed": _("Une décision est dépouillée\u00a0: voix %(cast)s sur %(roll)s"),
    "decision.closed:adopted": _("Décision adoptée\u00a0: voix %(cast)s sur %(roll)s"),
    "decision.closed:adopted_with_reservations": _("Décision adoptée avec réserves\u00a0: voix %(cast)s sur %(roll)s"),
    "decision.closed:fallback_vote": _("Le consentement n’a pas abouti\u00a0: un vote prend la suite"),
    "decision.closed:no_quorum": _("Décision sans quorum\u00a0: voix %(cast)s sur %(roll)s"),
    "decision.closed:rejected": _("Décision rejetée\u00a0: voix %(cast)s sur %(roll)s"),
    "decision.closed:returned": _("Le consentement n’a pas abouti\u00a0: le texte est rendu à qui le porte"),
    "decision.closed:tie": _("Égalité des voix\u00a0: rien n’est adopté"),
    "decision.closed:withdrawn": _("La question posée au consentement a été retirée"),
    "decision.closing_soon": _("Une décision se termine bientôt"),
    "decision.concluded": _("La suite donnée à une décision est écrite"),
    "decision.moved": _("La fin d’une décision est déplacée au %(closes_on)s, avec une explication publique"),
    "decision.opened": _("Une décision est ouverte à %(roll)s voix"),
    "decision.opened:appeal": _("Un recours est ouvert à %(roll)s voix"),
    "decision.opened:charter": _("De nouvelles règles sont soumises à %(roll)s voix"),
    "decision.opened:gate": _("Un passage d’étape est soumis à %(roll)s voix"),
    "decision.opened:review": _("Une décision à revoir est soumise à %(roll)s voix"),
    "delegation.ended": _("Une voix confiée a été reprise"),
    "delegation.given": _("Une voix a été confiée"),
    "attachment.added": _("Une image ou un document joint"),
    "attachment.removed": _("Une image ou un document retiré"),
    "document.added": _("Un document a été joint"),
    "document.removed": _("Un document a été retiré"),
    "factor.added": _("Une personne de l’équipe a une seconde preuve de plus"),
    "factor.copied": _("La clé d’accès d’une personne de l’équipe a été refusée comme une copie"),
    "factor.recovered": _("Une personne de l’équipe est entrée avec un code de secours"),
    "factor.removed": _("Une personne de l’équipe a une seconde preuve de moins"),
    "factor.reset": _("La seconde preuve d’un compte a été retirée"),
    "factor.reset:machine": _("La seconde preuve d’un compte a été retirée depuis la machine"),
    "factor.reset:two": _("La seconde preuve d’un compte a été retirée par deux personnes de l’équipe"),
    "gate.appealed": _("Un refus est contesté par celles et ceux qui portent la proposition"),
    "gate.declined": _("Le comité a répondu\u00a0: pas maintenant, avec une explication publique"),
    "gate.postponed": _("La réponse du comité est reportée au %(until)s, avec une explication publique"),
    "gate.ready": _("Toutes les conditions sont remplies\u00a0: le comité va répondre"),
    "group.born": _("Le groupe de travail est né"),
    "group.joined": _("Une personne a rejoint le groupe de travail"),
    "group.left": _("Une personne a quitté le groupe de travail"),
    "group.role_given": _("Un rôle a été confié dans le groupe de travail"),
    "indicator.set": _("Un indicateur a été défini"),
    "line.added": _("Une ligne a été ajoutée sous le besoin"),
    "line.added:exists": _("Quelqu’un dit ce qui existe déjà"),
    "line.added:missing": _("Quelqu’un dit ce qui manque"),
    "line.added:offer": _("Quelqu’un propose d’apporter quelque chose"),
    "line.removed": _("Une ligne a été retirée par la personne qui l’avait écrite"),
    "journal.key_changed": _("La clé qui signe les empreintes du journal a changé"),
    "journal.key_changed:lost": _("La clé qui signe les empreintes du journal est perdue\u00a0: une autre la remplace"),
    "journal.key_changed:renewed": _("Une nouvelle clé, signée par l’ancienne, signe les empreintes du journal"),
    "journal.key_changed:restored": _("Après une restauration, une autre clé signe les empreintes du journal"),
    "likeness.dismissed": _("Deux propositions qui se ressemblent ne sont pas la même chose"),
    "link.made": _("Un lien avec une autre proposition a été ajouté"),
    "link.removed": _("Un lien avec une autre proposition a été retiré"),
    "mandate.asked": _("Une personne demande à parler pour la structure"),
    "mandate.settled": _("Un mandat a changé d’état"),
    "mandate.settled:active": _("Un mandat a été confirmé"),
    "mandate.settled:ended": _("Un mandat a pris fin"),
    "mandate.settled:refused": _("Un mandat a été refusé"),
    "measure.added": _("Une mesure a été relevée"),
    "meeting.cancelled": _("Une réunion a été annulée"),
    "meeting.moved": _("Une réunion a changé de date ou de lieu"),
    "meeting.planned": _("Une réunion a été fixée"),
    "meeting_answer.contested": _("La réponse donnée en réunion par le comité est contestée par une personne présente"),
    "meeting_answer.lapsed": _(
        "La réponse donnée en réunion par le comité ne vaut plus\u00a0: les conditions ont changé"),
    "meeting_answer.recorded": _("Le comité a répondu en réunion. Sans contestation, la réponse vaut le %(until)s"),
    "meeting_answer.recorded:declined": _(
        "Le comité a répondu en réunion\u00a0: pas maintenant. Sans contestation, la réponse vaut le %(until)s"),
    "meeting_answer.recorded:promoted": _(
        "Le comité a répondu oui en réunion. Sans contestation, le passage se fait le %(until)s"),
    "milestone.reached": _("Une étape de l’expérimentation est franchie"),
    "milestone.set": _("Une étape de l’expérimentation a une date"),
    "minutes.published": _("Le compte rendu d’une réunion est en ligne"),
    "objection.raised": _("Une objection est posée"),
    "objection.settled": _("Une objection a changé d’état"),
    "objection.settled:amended": _("Le texte a changé pour lever une objection"),
    "objection.settled:contested": _("Une objection jugée non valable est contestée"),
    "objection.settled:integrated": _("Une objection est levée"),
    "objection.settled:not_valid": _("Une objection est jugée non valable par le cercle"),
    "objection.settled:valid": _("Une objection est jugée valable par le cercle"),
    "objection.settled:withdrawn": _("Une objection est retirée"),
    "outcome.declared": _("Le bilan est publié"),
    "outcome.declared:adapted": _("Le bilan est publié\u00a0: le projet est à reprendre autrement"),
    "outcome.declared:continued": _("Le bilan est publié\u00a0: le projet continue"),
    "outcome.declared:scaled": _("Le bilan est publié\u00a0: le projet s’étend"),
    "outcome.declared:stopped": _("Le bilan est publié\u00a0: le projet s’arrête"),
    "outcome.declared:temporary": _("Le bilan est publié\u00a0: le projet était prévu pour un temps"),
    "pact.saved": _("Le pacte d’expérimentation a été complété"),
    "paper.forgotten": _("Le prénom de la personne qui a écrit sur papier a été retiré"),
    "passage.made": _("Passage à une nouvelle étape"),
    "pledge.made": _("Une contribution est promise"),
    "pledge.settled": _("Une contribution a changé d’état"),
    "pledge.settled:confirmed": _("Une contribution est bien arrivée"),
    "pledge.settled:withdrawn": _("Une contribution promise est reprise"),
    "proposal.completed": _("Ce qui était préparé pour cette étape est publié\u00a0: version %(version)s"),
    "proposal.corrected": _("Petite correction du texte\u00a0: version %(version)s"),
    "proposal.dormant": _("Plus de nouvelles depuis longtemps\u00a0: la proposition est en sommeil"),
    "proposal.located": _("Le lieu est précisé"),
    "proposal.merged": _("La proposition continue dans une autre"),
    "proposal.published": _("Publication"),
    "proposal.published:paper": _("Publication d’un besoin écrit sur papier"),
    "proposal.revised": _("Nouvelle version du texte, numéro %(version)s"),
    "proposal.split": _("Une partie continue à part, dans une proposition à elle"),
    "proposal.unmerged": _("La proposition continue de nouveau seule"),
    "proposal.withdrawn": _("La proposition a été retirée, avec une explication publique"),
    "proposal.woken": _("La proposition est de nouveau active"),
    "report.dismissed": _("Signalement examiné\u00a0: le contenu reste visible"),
    "risk.proposed": _("Un risque est écrit, avec la personne à qui l’on demande de le porter"),
    "risk.settled": _("Un risque a changé d’état"),
    "risk.settled:accepted": _("Un risque est accepté par la personne qui le porte"),
    "risk.settled:declined": _("Une personne n’a pas accepté de porter un risque"),
    "risk.settled:removed": _("Un risque est retiré du tableau"),
    "role.granted": _("Un rôle a été confié\u00a0: %(role)s"),
    "role.invited": _("Une personne sans compte est invitée à prendre un rôle\u00a0: %(role)s"),
    "role.revoked": _("Un rôle a été retiré\u00a0: %(role)s"),
    "role.uninvited": _("Une invitation à prendre un rôle est annulée\u00a0: %(role)s"),
    "roll.changed": _("La liste des voix d’une décision a changé, avec une explication publique"),
    "roll.changed:added": _("Une personne est ajoutée à la liste d’une décision, avec une explication publique"),
    "roll.changed:recused": _("Une personne se retire d’une décision qui la touche"),
    "round.amended": _("Le texte soumis au consentement a changé\u00a0: version %(version)s"),
    "round.moved": _("Le tour de consentement change d’étape"),
    "round.moved:amend": _("Consentement\u00a0: place à la bonification"),
    "round.moved:clarification": _("Consentement\u00a0: place aux questions de clarification"),
    "round.moved:integration": _("Consentement\u00a0: on travaille les objections"),
    "round.moved:objections": _("Consentement\u00a0: appel aux objections"),
    "round.moved:reactions": _("Consentement\u00a0: place aux réactions"),
    "round.spoken": _("Une parole dans un tour de consentement"),
    "round.spoken:clarification": _("Une question de clarification, ou sa réponse"),
    "round.spoken:reactions": _("Une réaction"),
    "samples.added": _("Exemples ajoutés\u00a0: propositions %(proposals)s, messages %(comments)s"),
    "samples.removed": _("Exemples retirés\u00a0: propositions %(proposals)s, messages %(comments)s, gardés %(kept)s"),
    "site.changed": _("L’équipe technique a changé un réglage du site"),
    "site.changed:colours": _("Les couleurs du site ont changé"),
    "site.changed:factory": _("L’apparence d’origine du site est revenue"),
    "site.changed:logo": _("Le logo du site a changé"),
    "site.changed:mail": _("Le réglage des courriels du site a changé"),
    "site.changed:name": _("Le nom du site ou sa présentation a changé"),
    "site.opened": _("Le site est mis en service"),
    "site.restored": _("Le site est revenu à une copie du %(until)s\u00a0: ce qui a été fait ensuite est perdu"),
    "space.opened": _("Ouverture d’un espace de participation"),
    "staff_act.asked": _("Un acte de l’équipe est demandé"),
    "staff_act.asked:charter_propose": _("De nouvelles règles vont être proposées\u00a0: à confirmer à plusieurs"),
    "staff_act.asked:decision_annul": _("L’annulation d’une décision est demandée"),
    "staff_act.asked:factor_reset": _("Le retrait d’une seconde preuve perdue est demandé"),
    "staff_act.asked:role_grant": _("Un rôle de l’équipe est confié, ou va l’être"),
    "staff_act.asked:role_revoke": _("Un rôle de l’équipe est retiré, ou va l’être"),
    "staff_act.settled": _("Un acte de l’équipe a sa réponse"),
    "staff_act.settled:done": _("Un acte de l’équipe est fait, avec l’accord d’autres personnes"),
    "staff_act.settled:expired": _("Un acte de l’équipe est abandonné\u00a0: personne d’autre ne l’a confirmé à temps"),
    "staff_act.settled:refused": _("Un acte de l’équipe est refusé par une autre personne"),
    "staff_act.settled:reversed": _("Un acte de l’équipe est défait par une autre personne"),
    "structure.entered": _("Une structure est entrée dans le répertoire"),
    "support.confirmed": _("Un soutien confirmé pour la version %(version)s du texte"),
    "support.given": _("Un soutien de plus"),
    "support.withdrawn": _("Un soutien retiré"),
    "synthesis.written": _("Une synthèse de la discussion est écrite\u00a0: messages couverts %(covered)s"),
    "territory.imported": _("La liste des communes a été mise à jour"),
}

TOLD = {
    "synthesis.written": _("%(who)s a écrit une synthèse de la discussion\u00a0: messages couverts %(covered)s"),
    "debate.concluded": _("%(who)s a écrit la conclusion du débat"),
    "debate.opened": _("%(who)s ouvre un débat jusqu’au %(closes_on)s"),
    "debate.reopened": _("%(who)s rouvre le débat jusqu’au %(closes_on)s, avec une explication publique"),
    "carrier.accepted": _("%(person)s porte maintenant cette proposition"),
    "carrier.declined": _("%(person)s n’a pas accepté de porter cette proposition"),
    "carrier.invited": _("%(who)s invite %(person)s à porter cette proposition"),
    "carrier.left": _("%(person)s ne porte plus cette proposition"),
    "comment.edited": _("%(who)s a modifié son message"),
    "comment.posted": _("%(who)s a écrit dans la discussion"),
    "comment.posted:against": _("%(who)s a donné un avis défavorable"),
    "comment.posted:for": _("%(who)s a donné un avis favorable"),
    "comment.posted:question": _("%(who)s a posé une question"),
    "commitment.offered": _("Le compte rendu note un engagement de %(person)s"),
    "commitment.settled:accepted": _("%(person)s a accepté un engagement"),
    "commitment.settled:done": _("%(person)s a tenu un engagement"),
    "commitment.settled:dropped": _("%(person)s a abandonné un engagement"),
    "decision.moved": _("%(who)s a déplacé la fin de la décision au %(closes_on)s, avec une explication"),
    "delegation.ended": _("%(who)s a repris sa voix à %(person)s"),
    "delegation.given": _("%(who)s a confié sa voix à %(person)s"),
    "attachment.added": _("%(who)s a joint une image ou un document"),
    "attachment.removed": _("%(who)s a retiré une image ou un document"),
    "document.added": _("%(who)s a joint un document"),
    "group.joined": _("%(person)s a rejoint le groupe de travail"),
    "group.left": _("%(person)s a quitté le groupe de travail"),
    "group.role_given": _("Dans le groupe de travail, %(person)s a un nouveau rôle"),
    "likeness.dismissed": _("%(who)s a dit que ce n’est pas la même chose que %(other)s"),
    "link.made": _("Lien ajouté avec %(other)s"),
    "link.removed": _("Lien retiré avec %(other)s"),
    "mandate.asked": _("%(person)s demande à parler pour la structure"),
    "mandate.settled:active": _("%(person)s parle maintenant pour la structure"),
    "mandate.settled:ended": _("Le mandat de %(person)s a pris fin"),
    "mandate.settled:refused": _("Le mandat de %(person)s n’a pas été confirmé"),
    "meeting.planned": _("%(who)s a fixé une réunion"),
    "minutes.published": _("%(who)s a publié un compte rendu de réunion"),
    "objection.raised": _("%(who)s pose une objection"),
    "paper.forgotten": _("%(who)s a retiré le prénom de la personne qui a écrit sur papier"),
    "passage.made": _("Passage de «\u00a0%(from_stage)s\u00a0» à «\u00a0%(to_stage)s\u00a0»"),
    "pledge.made": _("%(who)s promet une contribution"),
    "pledge.settled:confirmed": _("La contribution de %(person)s est bien arrivée"),
    "proposal.corrected": _("%(who)s a fait une petite correction du texte\u00a0: version %(version)s"),
    "proposal.merged": _("La proposition continue dans %(other)s"),
    "proposal.published": _("%(who)s a publié cette proposition"),
    "proposal.published:paper": _("%(who)s a saisi ce besoin, écrit sur papier"),
    "proposal.revised": _("%(who)s a publié la version %(version)s du texte"),
    "proposal.split": _("Une partie continue à part\u00a0: %(other)s"),
    "proposal.unmerged": _("La proposition continue de nouveau seule, sans %(other)s"),
    "proposal.withdrawn": _("%(who)s a retiré cette proposition"),
    "risk.proposed": _("%(who)s demande à %(person)s de porter un risque"),
    "risk.settled:accepted": _("%(person)s porte un risque"),
    "role.granted": _("%(subject)s a un nouveau rôle\u00a0: %(role)s"),
    "role.revoked": _("%(subject)s n’a plus le rôle\u00a0: %(role)s"),
    "roll.changed:added": _("%(person)s est sur la liste de la décision, avec une explication publique"),
    "roll.changed:recused": _("%(person)s se retire de la décision"),
    "round.spoken:clarification": _("%(who)s demande ou donne une précision"),
    "round.spoken:reactions": _("%(who)s réagit"),
}

OFFERED = _("%(who)s propose de porter cette proposition")  # an invitation that somebody asked for themself

GROUNDS = {
    "illegal": _("contenu contraire à la loi"),
    "hate": _("propos haineux ou discriminatoire"),
    "harassment": _("attaque contre une personne"),
    "personal_data": _("donnée personnelle d’autrui"),
    "advertising": _("publicité"),
    "off_topic": _("hors sujet"),
    "false": _("information fausse ou trompeuse"),
    "other": _("autre motif"),
}

ROLES = {
    "participant": _("participation"), "member": _("membre"), "representative": _("représentation d’une structure"),
    "carrier": _("portage"), "lead": _("animation du groupe"), "facilitator": _("facilitation"),
    "relay": _("relais"),
    "moderator": _("modération"), "steering": _("comité de pilotage"), "operator": _("exploitation du service"),
    "secretary": _("secrétariat"), "treasurer": _("trésorerie"),
}


# What happened, as sentences: on a proposal's timeline, in the news, in the public journal.

def line(kind: str, data: Mapping[str, Any]) -> str:
    """Without names: what the journal's line says by itself."""
    return str(_sentence(LINES, kind, data)) % _words(data)


def told(event: Any, names: Names) -> Markup:
    """With the names, as links. `event` has kind, data, actor_id and, where it is about a person, subject_id."""
    words = {key: escape(word) for key, word in _words(event.data).items()} | _links(event, names)
    template = _sentence(TOLD, event.kind, event.data)
    if event.kind == "carrier.invited" and event.data.get("person_id") == event.actor_id:
        template = OFFERED
    if template is None or event.data.get("comment_id") in names.hidden or (
            event.kind == "passage.made" and not words["from_stage"]):
        template = _sentence(LINES, event.kind, event.data)
    return escape(str(template)) % words


def _sentence(among: Mapping[str, Any], kind: str, data: Mapping[str, Any]) -> Any:
    code = data.get(CODES.get(kind, ""), "")
    return among.get(f"{kind}:{code}") or among.get(kind)


def _words(data: Mapping[str, Any]) -> dict[str, str]:
    """The data's codes in words, its numbers as they are."""
    words = {key: str(value) for key, value in data.items()}
    words["ground"] = ground_word(data.get("ground"))
    words["role"] = role_word(data.get("role"))
    words |= {key: day(data[key]) for key in ("closes_on", "until") if data.get(key)}
    return words


def ground_word(ground: Any) -> str:
    return str(GROUNDS.get(str(getattr(ground, "value", ground)), ""))


def role_word(role: Any) -> str:
    return str(ROLES.get(str(getattr(role, "value", role)), ""))


def _links(event: Any, names: Names) -> dict[str, Markup]:
    other = event.data.get("other_id") or event.data.get("into_id")
    stages = {key: escape(localised(names.stages.get(event.data.get(key, ""), {})))
              for key in ("from_stage", "to_stage")}
    return {"who": _person(event.actor_id, names), "person": _person(event.data.get("person_id"), names),
            "subject": _person(getattr(event, "subject_id", None), names), "other": _proposal(other, names), **stages}


def _person(person_id: int | None, names: Names) -> Markup:
    if person_id is None:
        return escape(gettext("Le service"))
    if not (name := names.people.get(person_id)):
        return escape(gettext("Une personne partie depuis"))
    return Markup('<a href="{}">{}</a>').format(url_for("people.person", number=person_id), name)


def _proposal(proposal_id: int | None, names: Names) -> Markup:
    if proposal_id is None or not (title := names.proposals.get(proposal_id)):
        return escape(gettext("une autre proposition"))
    return Markup('<a href="{}">{}</a>').format(url_for("proposals.show", number=proposal_id), title)
