"""What a work group and its experiment do."""

from app.core.events import GROUP, DomainEvent, R, event, page
from app.core.refusals import N_


@event("group.born", to=page(R.CARRIER, R.FOLLOWER))
class GroupBorn(DomainEvent):
    """The work group exists, with the carriers in it."""

    group_id: int

    label = N_("Groupes\u00a0: naissances")
    sentence = N_("Le groupe de travail est né")


@event("group.joined", to=page(R.PERSON, R.MEMBER))
class GroupJoined(DomainEvent):
    """Somebody joined the group."""

    group_id: int
    person_id: int
    role: str

    label = N_("Groupes\u00a0: arrivées")
    sentence = N_("Une personne a rejoint le groupe de travail")
    told = N_("%(person)s a rejoint le groupe de travail")


@event("group.left", to=page(R.MEMBER))
class GroupLeft(DomainEvent):
    """Somebody left the group."""

    group_id: int
    person_id: int

    label = N_("Groupes\u00a0: départs")
    sentence = N_("Une personne a quitté le groupe de travail")
    told = N_("%(person)s a quitté le groupe de travail")


@event("group.role_given", to=page(R.PERSON, R.MEMBER))
class GroupRoleGiven(DomainEvent):
    """A member has another role."""

    group_id: int
    person_id: int
    role: str

    label = N_("Groupes\u00a0: rôles")
    sentence = N_("Un rôle a été confié dans le groupe de travail")
    told = N_("Dans le groupe de travail, %(person)s a un nouveau rôle")


@event("meeting.planned", to=GROUP)
class MeetingPlanned(DomainEvent):
    """A meeting has a date."""

    group_id: int
    meeting_id: int

    label = N_("Réunions fixées")
    sentence = N_("Une réunion a été fixée")
    told = N_("%(who)s a fixé une réunion")


@event("meeting.moved", to=GROUP)
class MeetingMoved(DomainEvent):
    """A meeting has another date or place."""

    group_id: int
    meeting_id: int

    label = N_("Réunions déplacées")
    sentence = N_("Une réunion a changé de date ou de lieu")


@event("meeting.cancelled", to=GROUP)
class MeetingCancelled(DomainEvent):
    """A meeting will not be held."""

    group_id: int
    meeting_id: int

    label = N_("Réunions annulées")
    sentence = N_("Une réunion a été annulée")


@event("minutes.published", to=GROUP)
class MinutesPublished(DomainEvent):
    """The minutes of a meeting can be read."""

    group_id: int
    meeting_id: int

    label = N_("Comptes rendus")
    sentence = N_("Le compte rendu d’une réunion est en ligne")
    told = N_("%(who)s a publié un compte rendu de réunion")


@event("commitment.offered", to=page(R.PERSON))
class CommitmentOffered(DomainEvent):
    """The minutes say somebody would do something."""

    commitment_id: int
    person_id: int

    label = N_("Engagements notés")
    sentence = N_("Un engagement a été noté en réunion")
    told = N_("Le compte rendu note un engagement de %(person)s")


@event("commitment.settled", to=page(R.PERSON, R.MEMBER), by="state")
class CommitmentSettled(DomainEvent):
    """Accepted, done or dropped by the person."""

    commitment_id: int
    person_id: int
    state: str

    label = N_("Engagements suivis")
    sentence = N_("Un engagement a changé d’état")
    sentences = {
        "accepted": N_("Un engagement a été accepté"),
        "done": N_("Un engagement a été tenu"),
        "dropped": N_("Un engagement a été abandonné")}
    tolds = {
        "accepted": N_("%(person)s a accepté un engagement"),
        "done": N_("%(person)s a tenu un engagement"),
        "dropped": N_("%(person)s a abandonné un engagement")}


@event("pact.saved", to=page(R.MEMBER))
class PactSaved(DomainEvent):
    """The experiment's pact was written or changed."""

    number: int

    label = N_("Expérimentations\u00a0: pactes")
    sentence = N_("Le pacte d’expérimentation a été complété")


@event("indicator.set", to=page(R.MEMBER))
class IndicatorSet(DomainEvent):
    """What will be observed, from which figure to which."""

    indicator_id: int

    label = N_("Expérimentations\u00a0: indicateurs")
    sentence = N_("Un indicateur a été défini")


@event("measure.added", to=GROUP)
class MeasureAdded(DomainEvent):
    """A figure was measured."""

    indicator_id: int
    measure_id: int

    label = N_("Expérimentations\u00a0: mesures")
    sentence = N_("Une mesure a été relevée")


@event("milestone.set", to=page(R.MEMBER))
class MilestoneSet(DomainEvent):
    """A step of the experiment has a date."""

    milestone_id: int

    label = N_("Expérimentations\u00a0: étapes fixées")
    sentence = N_("Une étape de l’expérimentation a une date")


@event("milestone.reached", to=GROUP)
class MilestoneReached(DomainEvent):
    """A step of the experiment is done."""

    milestone_id: int

    label = N_("Expérimentations\u00a0: étapes franchies")
    sentence = N_("Une étape de l’expérimentation est franchie")


@event("check_in.made", to=GROUP)
class CheckInMade(DomainEvent):
    """The regular three questions were answered."""

    check_in_id: int
    stop_met: bool

    label = N_("Expérimentations\u00a0: points réguliers")
    sentence = N_("Le point régulier de l’expérimentation a été fait")


@event("outcome.declared", to=GROUP, by="outcome")
class OutcomeDeclared(DomainEvent):
    """The bilan, with its lessons."""

    outcome_id: int
    outcome: str

    label = N_("Bilans")
    sentence = N_("Le bilan est publié")
    sentences = {
        "adapted": N_("Le bilan est publié\u00a0: le projet est à reprendre autrement"),
        "continued": N_("Le bilan est publié\u00a0: le projet continue"),
        "scaled": N_("Le bilan est publié\u00a0: le projet s’étend"),
        "stopped": N_("Le bilan est publié\u00a0: le projet s’arrête"),
        "temporary": N_("Le bilan est publié\u00a0: le projet était prévu pour un temps")}
