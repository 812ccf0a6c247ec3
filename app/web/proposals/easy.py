"""The easy-to-read summary of a proposal, by those who carry it."""

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.operations import Refused, easy_reading
from app.rules.easy_read import KEY
from app.rules.permissions import Action, refusal
from app.web.doors import actor_on, do, guard
from app.web.forms import Form, easy_field
from app.web.idempotency import keyed
from app.web.proposals.acts import back
from app.web.proposals.blueprint import blueprint
from app.web.proposals.readable import readable
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response


class EasyForm(Form):
    easy_summary = easy_field()


@blueprint.route("/propositions/<int:number>/facile-a-lire", methods=["GET", "POST"])
@guard(Action.PROPOSAL_EDIT)
@keyed(lambda _made, number: url_for(".show", number=number) + "#facile-a-lire")
def easy(number: int) -> Answer:
    row = readable(number)
    if (reason := refusal(Action.PROPOSAL_EDIT, actor_on(number))) is not None:
        flash(sentence(reason.code, reason.params), "error")
        return back(number)
    form, seen = EasyForm(data={KEY: row.fields.get(KEY, "")}), request.form.get("seen", "")
    if form.validate_on_submit():
        try:
            do(easy_reading.write, number, form.easy_summary.data or "",
               int(seen) if seen.isdecimal() and len(seen) < 9 else 0)
        except Refused as refused:
            form.refuse(KEY if refused.field == KEY else None, sentence(refused.code, refused.params))
        else:
            flash(_("Le résumé facile à lire est publié.") if form.easy_summary.data else
                  _("Le résumé facile à lire est retiré."), "done")
            return back(number, "#facile-a-lire")
    return render_template("proposals/easy.html", row=row, form=form, meanwhile=seen not in ("", str(row.version)),
                           ), 422 if request.method == "POST" else 200
