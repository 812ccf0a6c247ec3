"""Which pages, at which address, read by whom."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shot:
    """`who`: a key of the world's people, or nobody. `press`: a button to press before the picture. `status`: what the
    page answers. `forced`: in the two or three colours that the reader's machine imposes."""

    name: str
    path: str
    who: str = ""
    press: str = ""
    status: int = 200
    forced: bool = False


SAVE = "main form.form .submit-row .button.primary"
EMPTY = (
    Shot("home", "/"), Shot("home-in", "/", "resident"), Shot("needs", "/besoins"), Shot("projects", "/projets"),
    Shot("decisions", "/decisions"), Shot("space", "/mon-espace", "resident"),
    Shot("drafts", "/brouillons", "resident"),
    Shot("news", "/nouvelles", "resident"), Shot("followed", "/nouvelles/suivi", "resident"),
    Shot("steering", "/comite", "staff"), Shot("moderation", "/moderation", "staff"),
    Shot("structures", "/structures"), Shot("commune", "/communes/05046"), Shot("theme", "/themes/locaux-et-materiels"),
    Shot("territory", "/territoire"), Shot("search", "/recherche"), Shot("search-none", "/recherche?q=bois"),
    Shot("journal", "/journal"),
)
READ = (
    Shot("home", "/"), Shot("home-in", "/", "resident"), Shot("needs", "/besoins"),
    Shot("needs-map", "/besoins?vue=carte"),
    Shot("needs-none", "/besoins?q=introuvable"), Shot("projects", "/projets"),
    Shot("idea", "/propositions/{idea}"), Shot("idea-carrier", "/propositions/{idea}", "odile"),
    Shot("group-project", "/propositions/{group_project}"), Shot("trial-project", "/propositions/{trial}"),
    Shot("outcome-project", "/propositions/{outcome}"), Shot("need", "/propositions/{need}", "resident"),
    Shot("need-debate", "/propositions/{debated}"), Shot("need-concluded", "/propositions/{concluded}"),
    Shot("need-mirrored", "/propositions/{mirrored}"),
    Shot("thread", "/propositions/{idea}/discussion"),
    Shot("sides", "/propositions/{concluded}/discussion?vue=pour-contre"),
    Shot("versions", "/propositions/{idea}/versions"),
    Shot("compare", "/propositions/{idea}/versions/comparer?de=1&a={version}"),
    Shot("amendments", "/propositions/{idea}/amendements"),
    Shot("amendment", "/propositions/{idea}/amendements/{amendment}"),
    Shot("supporters", "/propositions/{idea}/soutiens"),
    Shot("group", "/groupes/{group}"), Shot("meeting", "/reunions/{meeting}"), Shot("minutes", "/reunions/{held}"),
    Shot("pact", "/propositions/{trial}/pacte"), Shot("experiment", "/propositions/{trial}/experimentation"),
    Shot("outcome", "/propositions/{outcome}/bilan"), Shot("sharing", "/propositions/{trial}/partage"),
    Shot("year", "/annee/2026"), Shot("roll", "/decisions/{colleges}/liste"),
    Shot("structures", "/structures"), Shot("structure", "/structures/{structure}"),
    Shot("person", "/personnes/{person}"),
    Shot("theme", "/themes/locaux-et-materiels"), Shot("commune", "/communes/05046"), Shot("territory", "/territoire"),
    Shot("search", "/recherche?q=salle"),
    Shot("decisions", "/decisions", "resident"), Shot("decision", "/decisions/{open_majority_judgment}"),
    Shot("round", "/decisions/{consent}", "resident"), Shot("round-adopted", "/decisions/{adopted}"),
    *(Shot(f"ballot-{method}", f"/decisions/{{open_{method}}}/repondre", "resident")
      for method in ("majority", "majority_judgment", "approval", "schulze", "consent")),
    *(Shot(f"result-{method}", f"/decisions/{{closed_{method}}}")
      for method in ("majority", "majority_judgment", "approval", "schulze")),
    Shot("result-colleges", "/decisions/{colleges}"),
)
PAPER = (Shot("poster", "/propositions/{idea}/affiche"), Shot("sheet", "/propositions/{idea}/fiche"),
         Shot("poster-mirrored", "/propositions/{mirrored}/affiche"))
OWN = (
    Shot("write", "/propositions/nouvelle/need", "resident"),
    Shot("guided", "/propositions/nouvelle/need/pas-a-pas"),
    Shot("guided-wrong", "/propositions/nouvelle/need/pas-a-pas", "", "main form .button.primary"),
    Shot("easy", "/propositions/{idea}/facile-a-lire", "odile"), Shot("paper", "/papier", "resident"),
    Shot("write-wrong", "/propositions/nouvelle/project", "marc", SAVE),
    Shot("draft", "/brouillons/{draft}", "resident"), Shot("preview", "/brouillons/{draft}/relire", "resident"),
    Shot("space", "/mon-espace", "resident"), Shot("drafts", "/brouillons", "resident"),
    Shot("news", "/nouvelles", "resident"),
    Shot("settings", "/mon-espace/reglages", "resident"), Shot("edit", "/propositions/{idea}/modifier", "odile"),
    Shot("comment", "/propositions/{idea}/commenter", "resident"),
    Shot("erase", "/mon-espace/effacer", "resident"), Shot("carrying", "/propositions/{idea}/porter", "odile"),
    Shot("split", "/propositions/{idea}/scinder", "odile"), Shot("likeness", "/ressemblances", "steering"),
    Shot("ask", "/decisions/nouvelle", "steering"),
    Shot("steering", "/comite", "steering"), Shot("answer", "/comite/{waiting}/{gate}", "steering"),
    Shot("moderation", "/moderation", "moderator"), Shot("case", "/moderation/{case}", "moderator"),
)
HOUSE = (
    Shot("help", "/aide"), Shot("help-page", "/aide/decider-ensemble"), Shot("rules", "/regles"),
    Shot("rules-difference", "/regles/brouillon/differences", "steering"),
    Shot("rules-part", "/regles/brouillon", "steering"),
    Shot("legal", "/mentions-legales"), Shot("accessibility", "/accessibilite"),
    Shot("simulation", "/regles/simulation", "steering"), Shot("journal", "/journal"), Shot("who", "/qui-peut-quoi"),
    Shot("sign-in", "/connexion"), Shot("sign-in-wrong", "/connexion", "", "main form .button.primary"),
    Shot("error-403", "/comite", "resident", status=403), Shot("error-404", "/introuvable", status=404),
    Shot("error-500", "/en-panne", status=500),
    Shot("report", "/signaler/proposal/{idea}"), Shot("code", "/r/XX-P-2026-0000", status=404),
    Shot("roles", "/qui-fait-quoi", "operator"), Shot("steps", "/et-maintenant", "operator"),
    Shot("brand", "/apparence", "operator"),
    Shot("design", "/design", "operator"), Shot("design-forced", "/design", "operator", forced=True),
)
ALL = {"empty": EMPTY, "ordinary": (*READ, *PAPER, *OWN, *HOUSE), "overfull": (*READ, *PAPER, *OWN)}
