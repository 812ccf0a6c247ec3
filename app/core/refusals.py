"""Why something is refused: a code that carries its sentence, with the numbers that it says. Those that several
subjects share are here; each subject has its own in its refusals.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = int | str


def N_(message: str) -> str:
    """A message that is translated where it is shown (gettext's own name for it)."""
    return message


class Refusal(str):
    """The code of a refusal, which carries what people read: what happened, why, what to do. `%(name)s` takes the
    numbers of the refusal. `status` is the answer of a page that has nothing else to show."""

    sentence: str
    status: int

    def __new__(cls, code: str, sentence: str, status: int = 409) -> "Refusal":
        made = super().__new__(cls, code)
        made.sentence, made.status = sentence, status
        return made


@dataclass(frozen=True, slots=True)
class Reason:
    code: Refusal
    params: Mapping[str, Value] = field(default_factory=dict)


CHANGED_MEANWHILE = Refusal("changed_meanwhile", N_(
    "Quelqu’un d’autre a agi entre-temps. Relisez la page, puis recommencez si besoin."))
IS_HIDDEN = Refusal("is_hidden", N_(
    "Ce contenu est masqué par la modération\u00a0: on ne peut plus y agir pour le moment."))
IS_NEEDED = Refusal("is_needed", N_("Écrivez quelques mots ici."))
LAST_OF_THE_COMMITTEE = Refusal("last_of_the_committee", N_(
    "C’est la dernière personne du comité de pilotage\u00a0: sans elle, ce qui est prêt n’aurait plus de réponse. Donnez d’abord ce rôle à quelqu’un d’autre."))
LAST_OPERATOR = Refusal("last_operator", N_(
    "C’est la dernière personne de l’équipe technique\u00a0: sans elle, plus personne ne règle le site ni ne donne les rôles. Donnez d’abord ce rôle à quelqu’un d’autre."))
NO_MANDATE = Refusal("no_mandate", N_(
    "Pour parler au nom d’une structure, il faut un mandat confirmé. Demandez-le sur la page de la structure."))
NOT_AN_ADDRESS = Refusal("not_an_address", N_("Une adresse de site commence par http:// ou https://"))
NOT_OPEN = Refusal("not_open", N_(
    "Cette proposition n’est plus ouverte\u00a0: elle a été retirée, réunie à une autre ou achevée."))
NOT_YOUR_ROLE = Refusal("not_your_role", N_(
    "Votre rôle ne permet pas cela. La page «\u00a0Qui peut quoi\u00a0» dit qui peut le faire."), status=403)
SECOND_FACTOR_FIRST = Refusal("second_factor_first", N_(
    "Votre rôle le permet, mais il demande une seconde preuve, et votre compte n’en a pas montré. Mettez-en une en service (Réglages, Sécurité)\u00a0: le rôle revient aussitôt."), status=403)
SIGN_IN_FIRST = Refusal("sign_in_first", N_(
    "Pour faire cela, connectez-vous d’abord. Ce que vous avez écrit est gardé."), status=403)
SUSPENDED = Refusal("suspended", N_(
    "Votre compte est suspendu\u00a0: vous pouvez lire, mais pas écrire. Écrivez à l’équipe pour en parler."), status=403)
TOO_LONG = Refusal("too_long", N_("Ce texte est trop long\u00a0: %(most)s signes au plus."))
TOO_MANY = Refusal("too_many", N_("Vous avez atteint le nombre permis. Attendez un peu avant de recommencer."))
UNKNOWN_PLACE = Refusal("unknown_place", N_("Une des communes n’est pas connue."))
