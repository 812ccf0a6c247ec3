"""A mail sent at once, to see whether it leaves; and what went wrong, in words."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.outside import mail
from app.outside.tokens import uid
from app.web.locale import chosen

SECONDS = 5.0  # for each step: somebody waits for the page, and a thread with them
FAULTS: dict[str, Any] = {
    "SMTPAuthenticationError": _("Le serveur refuse cet identifiant ou ce mot de passe."),
    "gaierror": _("Ce serveur est introuvable\u00a0: vérifiez son nom."),
    "ConnectionRefusedError": _("Le serveur n’ouvre pas ce port\u00a0: vérifiez la protection et le port."),
    "TimeoutError": _("Le serveur ne répond pas\u00a0: vérifiez son nom, la protection et le port."),
    "SSLCertVerificationError": _("Le certificat du serveur n’est pas valable pour ce nom."),
    "SSLError": _("La protection choisie n’est pas celle du serveur."),
    "SMTPRecipientsRefused": _("Le serveur refuse l’adresse de l’essai."),
    "SMTPSenderRefused": _("Le serveur refuse l’adresse d’envoi."),
    "too_old": _("Le serveur d’envoi n’a pas répondu pendant cinq jours."),
    "bad address": _("L’adresse de l’essai n’est pas une adresse de courriel."),
}
REFUSED: dict[str, Any] = {
    "550": _("Cette adresse n’existe pas, ou son serveur refuse ce courriel."),
    "552": _("Cette boîte est pleine, ou le courriel trop lourd."),
    "5": _("Le serveur refuse ce courriel, et le refusera toujours."),
}


def why(fault: str) -> str:
    """What the sending jobs kept of a mail that did not leave, in words."""
    word, _space, code = fault.partition(" ")
    said = REFUSED.get(code) or FAULTS.get(word) or (REFUSED["5"] if code.startswith("5") else None)
    return f"{said} ({fault})" if said else fault


def tried(url: str, sender: str, to: str, name: str) -> str | None:
    """None where a server took it; else why not, and what to look at."""
    told = current_app.config["CORDEE"]
    post = mail.sender(url, Path(current_app.instance_path) / "mail", mail.signed(name, sender),
                       urlsplit(told.base_url).hostname or "localhost", SECONDS)
    body = gettext("Bonjour,\n\nCe courriel d’essai est bien parti de %(name)s. Rien d’autre à faire.\n", name=name)
    try:
        post.send(mail.Letter(to, gettext("Essai d’envoi"), body, f"trial-{uid()}", chosen()))
    except mail.NotSent as fault:
        word = fault.word
        return str(FAULTS.get(word) or gettext("Le serveur n’a pas pris le courriel (%(word)s).", word=word))
    finally:
        post.close()
    return None
