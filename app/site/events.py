"""The site itself: put into service, told what it looks like, given examples and freed of them."""

from app.core.events import NOBODY, DomainEvent, R, at_once, event, page
from app.core.kinds import Subject, Visibility
from app.core.refusals import N_


@event("site.opened", to=NOBODY, about=Subject.SPACE)
class SiteOpened(DomainEvent):
    """The set-up is over: there is an operator, and the set-up is closed for good."""

    label = N_("Mise en service du site")
    sentence = N_("Le site est mis en service")


@event("site.changed", to=NOBODY, about=Subject.SPACE, by="part")
class SiteChanged(DomainEvent):
    """`part` is one of SitePart: what was changed, never to what."""

    part: str

    label = N_("Réglages du site")
    sentence = N_("L’équipe technique a changé un réglage du site")
    sentences = {
        "colours": N_("Les couleurs du site ont changé"),
        "factory": N_("L’apparence d’origine du site est revenue"),
        "logo": N_("Le logo du site a changé"),
        "mail": N_("Le réglage des courriels du site a changé"),
        "name": N_("Le nom du site ou sa présentation a changé")}


@event("site.restored", to=page(R.OPERATOR, R.STEERING, R.SPACE_FOLLOWER), about=Subject.SPACE)
class SiteRestored(DomainEvent):
    """Put back from a copy made on the day `until`: what was done since then is lost, and the chain goes on from there.
    Heads signed meanwhile are of lines that are gone."""

    until: str
    erased: int  # how many erasures, made since the copy, were made again

    label = N_("Restaurations du site")
    sentence = N_("Le site est revenu à une copie du %(until)s\u00a0: ce qui a été fait ensuite est perdu")


@event("journal.key_changed", to=page(R.OPERATOR, R.STEERING, R.SPACE_FOLLOWER), about=Subject.SPACE, by="why")
class KeyChanged(DomainEvent):
    """The heads of the journal are signed by another key from now on. `why`: "renewed", "lost", "restored"."""

    fingerprint: str
    why: str

    label = N_("Clés qui signent le journal")
    sentence = N_("La clé qui signe les empreintes du journal a changé")
    sentences = {
        "lost": N_("La clé qui signe les empreintes du journal est perdue\u00a0: une autre la remplace"),
        "renewed": N_("Une nouvelle clé, signée par l’ancienne, signe les empreintes du journal"),
        "restored": N_("Après une restauration, une autre clé signe les empreintes du journal")}


@event("backup.late", to=at_once(R.OPERATOR), about=Subject.SPACE, visibility=Visibility.STAFF)
class BackupLate(DomainEvent):
    """No good copy for two days. `days`: since the last one, None where there never was one."""

    days: int | None

    label = N_("Sauvegardes en retard")
    sentence = N_("Aucune bonne copie du site depuis deux jours")


@event("samples.added", to=NOBODY, about=Subject.SPACE)
class SamplesAdded(DomainEvent):
    """Contents marked as examples, brought by the operator."""

    proposals: int
    comments: int

    label = N_("Exemples ajoutés")
    sentence = N_("Exemples ajoutés\u00a0: propositions %(proposals)s, messages %(comments)s")


@event("samples.removed", to=NOBODY, about=Subject.SPACE)
class SamplesRemoved(DomainEvent):
    """Gone, but for those (`kept`) under which people wrote."""

    proposals: int
    comments: int
    kept: int

    label = N_("Exemples retirés")
    sentence = N_("Exemples retirés\u00a0: propositions %(proposals)s, messages %(comments)s, gardés %(kept)s")
