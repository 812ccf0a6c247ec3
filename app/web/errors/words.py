"""For each error: what happened, why, what to do next."""

from flask_babel import lazy_gettext as _

PAGES = {
    400: (_("Cette demande n’a pas été comprise"),
          _("Il manque quelque chose dans ce que votre navigateur a envoyé, ou l’adresse est abîmée."),
          _("Revenez en arrière et recommencez. Si cela se répète, partez de l’accueil.")),
    403: (_("Vous ne pouvez pas faire cela"),
          _("Cette page ou cette action demande un rôle que vous n’avez pas."),
          _("La page «\u00a0Qui peut quoi\u00a0» dit qui peut le faire, et comment demander ce rôle.")),
    404: (_("Il n’y a rien à cette adresse"),
          _("La page n’existe pas, n’existe plus, ou n’est pas publique."),
          _("Cherchez avec quelques mots, ou partez de l’accueil.")),
    405: (_("Cette adresse ne s’ouvre pas ainsi"),
          _("Elle attend un formulaire envoyé depuis une page du site."),
          _("Revenez à la page d’avant et utilisez son bouton.")),
    409: (_("Cela n’a pas pu être fait"),
          _("Quelque chose a changé entre-temps."),
          _("Revenez en arrière, relisez la page, puis recommencez si besoin.")),
    413: (_("C’est trop lourd"),
          _("Ce que vous avez envoyé dépasse la taille permise (1\u00a0Mo pour un texte)."),
          _("Revenez en arrière\u00a0: votre texte est encore dans la page. Raccourcissez-le, puis renvoyez.")),
    422: (_("Il y a une erreur dans ce qui a été saisi"),
          _("Un champ au moins n’a pas pu être accepté."),
          _("Revenez en arrière et corrigez le champ signalé.")),
    429: (_("Trop de demandes à la fois"),
          _("Pour que le site reste disponible à tout le monde, le nombre d’essais est limité."),
          _("Attendez une minute, puis recommencez. Rien n’est perdu.")),
    500: (_("Le site a rencontré une panne"),
          _("Ce n’est pas de votre fait. L’incident est noté pour l’équipe technique."),
          _("Revenez en arrière et recommencez dans un instant. Si cela se répète, prévenez l’équipe.")),
    503: (_("Le site est très occupé"),
          _("Il n’a pas pu traiter votre demande à temps. Rien n’a été écrit à moitié."),
          _("Attendez quelques secondes, puis recommencez\u00a0: votre navigateur garde ce que vous avez saisi.")),
    507: (_("Le site n’a plus de place"),
          _("Le disque du serveur est plein\u00a0: rien de nouveau ne peut y être gardé. Rien n’a été écrit à moitié, et l’incident est noté pour l’équipe technique."),
          _("Gardez votre texte (copiez-le ailleurs), prévenez l’équipe, puis recommencez quand elle aura fait de la place. Ce qui est déjà publié se lit toujours.")),
}

# The line was cut between « keep it » and « it is kept ».
OUTCOME_UNKNOWN = (
    _("Nous ne savons pas si c’est enregistré"),
    _("Le lien avec la base de données s’est coupé au moment d’enregistrer\u00a0: c’est peut-être fait, peut-être pas."),
    _("Regardez la page avant de recommencer. Si ce que vous avez fait y est, tout va bien. Sinon, envoyez de nouveau ce qui est ci-dessous."))
