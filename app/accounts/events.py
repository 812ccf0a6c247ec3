"""Roles, structures, spaces and their rules."""

from app.core.events import NOBODY, DomainEvent, R, at_once, event, page
from app.core.kinds import Subject, Visibility
from app.core.refusals import N_


@event("role.granted", to=at_once(R.PERSON), about=Subject.PERSON)
class RoleGranted(DomainEvent):
    """Somebody has a role in the space."""

    role: str

    label = N_("Rôles confiés")
    sentence = N_("Un rôle a été confié\u00a0: %(role)s")
    told = N_("%(subject)s a un nouveau rôle\u00a0: %(role)s")


@event("role.revoked", to=at_once(R.PERSON), about=Subject.PERSON)
class RoleRevoked(DomainEvent):
    """Somebody has a role no longer."""

    role: str

    label = N_("Rôles retirés")
    sentence = N_("Un rôle a été retiré\u00a0: %(role)s")
    told = N_("%(subject)s n’a plus le rôle\u00a0: %(role)s")


# Its mail goes to an address, not to an account.
@event("role.invited", to=NOBODY, about=Subject.SPACE, visibility=Visibility.STAFF)
class RoleInvited(DomainEvent):
    """A role waits for somebody who has no account yet."""

    role: str
    invitation_id: int

    label = N_("Invitations à prendre un rôle")
    sentence = N_("Une personne sans compte est invitée à prendre un rôle\u00a0: %(role)s")


@event("role.uninvited", to=NOBODY, about=Subject.SPACE, visibility=Visibility.STAFF)
class RoleUninvited(DomainEvent):
    """It waits no longer: cancelled before it was taken."""

    role: str
    invitation_id: int

    label = N_("Invitations annulées")
    sentence = N_("Une invitation à prendre un rôle est annulée\u00a0: %(role)s")


@event("staff_act.asked", to=at_once(R.HOLDER), about=Subject.SPACE, visibility=Visibility.STAFF, by="act")
class StaffActAsked(DomainEvent):
    """One person acts for several: others must agree (`needed`), or may take it back until then."""

    act: str
    act_id: int
    until: str
    needed: int

    label = N_("Actes à plusieurs\u00a0: demandes")
    sentence = N_("Un acte de l’équipe est demandé")
    sentences = {
        "charter_propose": N_("De nouvelles règles vont être proposées\u00a0: à confirmer à plusieurs"),
        "decision_annul": N_("L’annulation d’une décision est demandée"),
        "factor_reset": N_("Le retrait d’une seconde preuve perdue est demandé"),
        "role_grant": N_("Un rôle de l’équipe est confié, ou va l’être"),
        "role_revoke": N_("Un rôle de l’équipe est retiré, ou va l’être")}


@event("staff_act.settled", to=page(R.HOLDER), about=Subject.SPACE, visibility=Visibility.STAFF, by="state")
class StaffActSettled(DomainEvent):
    """Others agreed, refused, took it back, or nobody said anything in time."""

    act: str
    act_id: int
    state: str

    label = N_("Actes à plusieurs\u00a0: réponses")
    sentence = N_("Un acte de l’équipe a sa réponse")
    sentences = {
        "done": N_("Un acte de l’équipe est fait, avec l’accord d’autres personnes"),
        "expired": N_("Un acte de l’équipe est abandonné\u00a0: personne d’autre ne l’a confirmé à temps"),
        "refused": N_("Un acte de l’équipe est refusé par une autre personne"),
        "reversed": N_("Un acte de l’équipe est défait par une autre personne")}


@event("structure.entered", to=NOBODY, about=Subject.STRUCTURE)
class StructureEntered(DomainEvent):
    """A structure is in the register."""

    college: str

    label = N_("Structures entrées")
    sentence = N_("Une structure est entrée dans le répertoire")


@event("mandate.asked", to=page(R.REPRESENTATIVE, R.STEERING), about=Subject.STRUCTURE, visibility=Visibility.STAFF)
class MandateAsked(DomainEvent):
    """Somebody asks to speak for a structure."""

    mandate_id: int
    person_id: int

    label = N_("Mandats demandés")
    sentence = N_("Une personne demande à parler pour la structure")
    told = N_("%(person)s demande à parler pour la structure")


@event("mandate.settled", to=page(R.PERSON), about=Subject.STRUCTURE, by="state")
class MandateSettled(DomainEvent):
    """Confirmed, refused or ended."""

    mandate_id: int
    person_id: int
    state: str

    label = N_("Mandats confirmés, refusés, terminés")
    sentence = N_("Un mandat a changé d’état")
    sentences = {
        "active": N_("Un mandat a été confirmé"),
        "ended": N_("Un mandat a pris fin"),
        "refused": N_("Un mandat a été refusé")}
    tolds = {
        "active": N_("%(person)s parle maintenant pour la structure"),
        "ended": N_("Le mandat de %(person)s a pris fin"),
        "refused": N_("Le mandat de %(person)s n’a pas été confirmé")}


@event("space.opened", to=NOBODY, about=Subject.SPACE)
class SpaceOpened(DomainEvent):
    """A space takes contributions."""

    space: str

    label = N_("Espaces ouverts")
    sentence = N_("Ouverture d’un espace de participation")


@event("charter.adopted", to=page(R.STEERING, R.SPACE_FOLLOWER), about=Subject.SPACE)
class CharterAdopted(DomainEvent):
    """The rules in force changed."""

    charter_id: int
    version: int
    digest: str
    decision_id: int | None = None

    label = N_("Règles du jeu")
    sentence = N_("Nouvelles règles du jeu, version %(version)s")


@event("territory.imported", to=NOBODY, about=Subject.SPACE)
class TerritoryImported(DomainEvent):
    """The list of communes was replaced."""

    places: int
    retired: int

    label = N_("Communes mises à jour")
    sentence = N_("La liste des communes a été mise à jour")


# A line for each batch, at the operator's own hand.
@event("contents.imported", to=NOBODY, about=Subject.SPACE)
class ContentsImported(DomainEvent):
    """Contents of another platform were brought in."""

    proposals: int
    comments: int

    label = N_("Imports")
    sentence = N_("Import d’une autre plateforme\u00a0: propositions %(proposals)s, messages %(comments)s")


# Second factors. For the team's eyes: whose account is how well kept is nobody else's business.

# Its person has a mail of the act itself.
@event("factor.added", to=NOBODY, about=Subject.PERSON, visibility=Visibility.STAFF)
class FactorAdded(DomainEvent):
    """Somebody of the team has one more way to prove who they are."""

    factor: str

    label = N_("Secondes preuves\u00a0: nouvelles")
    sentence = N_("Une personne de l’équipe a une seconde preuve de plus")


@event("factor.removed", to=NOBODY, about=Subject.PERSON, visibility=Visibility.STAFF)
class FactorRemoved(DomainEvent):
    """Somebody of the team has one less."""

    factor: str

    label = N_("Secondes preuves\u00a0: retirées")
    sentence = N_("Une personne de l’équipe a une seconde preuve de moins")


@event("factor.copied", to=NOBODY, about=Subject.PERSON, visibility=Visibility.STAFF)
class FactorCopied(DomainEvent):
    """A passkey of somebody of the team was refused: its counter went back, as a copy's would."""

    factor: str

    label = N_("Secondes preuves\u00a0: copies refusées")
    sentence = N_("La clé d’accès d’une personne de l’équipe a été refusée comme une copie")


@event("factor.recovered", to=NOBODY, about=Subject.PERSON, visibility=Visibility.STAFF)
class FactorRecovered(DomainEvent):
    """Somebody of the team came in with a recovery code."""

    left: int

    label = N_("Secondes preuves\u00a0: codes de secours")
    sentence = N_("Une personne de l’équipe est entrée avec un code de secours")


@event("factor.reset", to=NOBODY, about=Subject.PERSON, visibility=Visibility.STAFF, by="how")
class FactorReset(DomainEvent):
    """All of somebody's were taken away for them, by two of the team or from the machine."""

    how: str

    label = N_("Secondes preuves\u00a0: remises à zéro")
    sentence = N_("La seconde preuve d’un compte a été retirée")
    sentences = {
        "machine": N_("La seconde preuve d’un compte a été retirée depuis la machine"),
        "two": N_("La seconde preuve d’un compte a été retirée par deux personnes de l’équipe")}
