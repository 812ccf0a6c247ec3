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

FAULTS: dict[str, Any] = {
    "SMTPAuthenticationError": _("Le serveur refuse cet identifiant ou ce mot de passe."),
    "gaierror": _("Ce serveur est introuvable\u00a0: vérifiez son nom."),
    "ConnectionRefusedError": _("Le serveur n’ouvre pas ce port\u00a0: vérifiez la protection et le port."),
    "TimeoutError": _("Le serveur ne répond pas\u00a0: vérifiez son nom, la protection et le port."),
    "SSLCertVerificationError": _("Le certificat du serveur n’est pas valable pour ce nom."),
    "SSLError": _("La protection choisie n’est pas celle du serveur."),
    "SMTPRecipientsRefused": _("Le serveur refuse l’adresse de l’essai."),
    "SMTPSenderRefused": _("Le serveur refuse l’adresse d’envoi."),
    "bad address": _("L’adresse de l’essai n’est pas une adresse de courriel."),
}


def tried(url: str, sender: str, to: str, name: str) -> str | None:
    """None where a server took it; else why not, and what to look at."""
    told = current_app.config["CORDEE"]
    post = mail.sender(url, Path(current_app.instance_path) / "mail", mail.signed(name, sender),
                       urlsplit(told.base_url).hostname or "localhost")
    body = gettext("Bonjour,\n\nCe courriel d’essai est bien parti de %(name)s. Rien d’autre à faire.\n", name=name)
    try:
        post.send(mail.Letter(to, gettext("Essai d’envoi"), body, f"trial-{uid()}", chosen()))
    except mail.NotSent as fault:
        word = str(fault)
        return str(FAULTS.get(word) or gettext("Le serveur n’a pas pris le courriel (%(word)s).", word=word))
    finally:
        post.close()
    return None
