"""What the browser says of itself, in plain words; and which addresses it may be sent on to."""

from datetime import datetime
from typing import Any

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts import credentials, refusals
from app.accounts.queries import accounts
from app.accounts.queries.accounts import opening
from app.accounts.rules import code_in
from app.accounts.service import signing_in
from app.accounts.views.own import (
    SEEN,
    AddressForm,
    CodeForm,
    PasswordSignInForm,
    WelcomeForm,
    blueprint,
    chosen_place,
    profile_of,
    suggested,
)
from app.config import Settings
from app.core import limits, secrets, texts
from app.core.addresses import parted
from app.core.permissions import Action
from app.core.unit_of_work import Refused
from app.core.web import authentication, requests, sent_forms
from app.core.web.act import Form
from app.core.web.authentication import me
from app.core.web.doors import do, do_as, guard, now
from app.core.web.headers import forget_device
from app.core.web.languages import chosen, sentence, shows_mail
from app.extensions import db, limiter

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
            ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("CrOS", "ChromeOS"), ("Windows", "Windows"),
           ("Mac OS", "Mac"), ("Linux", "Linux"))


def label() -> str:
    """« Firefox sur Android »: enough to recognise one's own, and nothing that follows anybody."""
    told = request.user_agent.string
    browser = next((name for mark, name in BROWSERS if mark in told), _("Navigateur"))
    system = next((name for mark, name in SYSTEMS if mark in told), "")
    return _("%(browser)s sur %(system)s", browser=browser, system=system) if system else browser


def own_path(told: str | None) -> str | None:
    """An address of this site, or None: never another site's, however it is written."""
    if not told or not told.startswith("/") or told.startswith("//") or "\\" in told or len(told) > 400:
        return None
    if not told.isprintable() or parted(told).netloc:
        return None
    return told


def came_from() -> str | None:
    """The page of this site that was left, if the browser says so."""
    parts = parted(request.headers.get("Referer", ""))
    if parts.netloc != request.host:
        return None
    return own_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)


# The cookie of a browser where somebody signed in before: random, sent to the sign-in pages alone, and worth nothing
# without the row that its digest leads to. It opens no session.

LENGTH = 80


def _told() -> Settings:
    found: Settings = current_app.config["CORDEE"]
    return found


def _name() -> str:
    return "__Secure-cordee-device" if _told().secure else "cordee-device"


def device() -> str:
    """Empty where this browser has none."""
    return request.cookies.get(_name(), "")[:LENGTH]


def remember(answer: Response) -> Response:
    """Of whoever has just signed in here. One cookie for a browser, whoever signs in: each has a row of their own."""
    person = me()
    assert person is not None
    token = device() or secrets.draw()
    do(signing_in.know_browser, person.session_id, token, _told().secret_key)
    answer.set_cookie(_name(), token, max_age=limits.BROWSER_DAYS * 86_400, path=url_for("people.sign_in"),
                      secure=_told().secure, httponly=True, samesite="Lax")
    return answer


def forget(answer: Response) -> Response:
    answer.delete_cookie(_name(), path=url_for("people.sign_in"), secure=_told().secure, httponly=True, samesite="Lax")
    return answer


# Signing in is signing up: an address, a code, and for a first time a name. A password is another way in.

Answer = str | tuple[str, int] | Response
ASKED, ASKER, SENT, WELCOME, NEXT = "asked", "asker", "sent", "welcome", "next"
BY_PLACE = "60 per 15 minutes"  # one room of people behind one address must be able to sign in together


def told() -> Settings:
    found: Settings = current_app.config["CORDEE"]
    return found


def secret() -> str:
    return told().secret_key


def _door() -> str:
    """Counts tries on one account without keeping its address: those of a browser that is known there by themselves,
    those of all the others together, so that strangers do not shut its person out."""
    email = request.form.get("email", "")
    digest = accounts.browser_digest(secret(), device(), email)
    if device() and accounts.is_known_browser(db.session(), digest, now()):
        return digest
    return secrets.keyed(secret(), "throttle", texts.mailbox(email))


@blueprint.route("/connexion", methods=["GET", "POST"])
@limiter.limit(BY_PLACE, methods=["POST"])
@guard(Action.SESSION_OPEN)
def sign_in() -> Answer:
    """The same answer and the same work for every address: nobody learns from it who has an account."""
    if (suite := own_path(request.args.get("suite"))) is not None:
        session[NEXT] = suite
    if me() is not None:
        return redirect(onwards(), 303)
    form = AddressForm()
    if form.validate_on_submit():
        email = str(form.email.data)
        sent = do(signing_in.ask_code, email, chosen(), secret(), asker(), device())
        session[ASKED], session[SENT] = email, [sent.what, sent.until.isoformat()]
        return redirect(url_for("people.code"), 303)
    return render_template("people/sign_in.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/connexion/code", methods=["GET", "POST"])
@limiter.limit(BY_PLACE, methods=["POST"])
@guard(Action.SESSION_OPEN)
def code() -> Answer:
    email = _asked()
    if email is None:
        return redirect(url_for("people.sign_in"), 303)
    form = CodeForm(data=_from_terminal())
    if form.validate_on_submit():
        entered = do(signing_in.enter_code, email, code_in(str(form.code.data)), secret(), label(), asker())
        if (answer := _inside(entered, email)) is not None:
            return answer
        requests.note("authn_login_fail", reason=entered.refused or refusals.CODE_IS_OVER)
        form.refuse("code", sentence(entered.refused or refusals.CODE_IS_OVER))
    what, until = session.get(SENT) or ["code", ""]
    page = render_template("people/code.html", form=form, email=email, shows_mail=shows_mail(), what=what,
                           until=datetime.fromisoformat(until) if until else None)
    return page, 422 if form.is_submitted() else 200


def asker() -> str:
    """Drawn for this browser at its first ask: the code it asks for is good here alone, and others' tries are not
    counted against it."""
    if ASKER not in session:
        session[ASKER] = secrets.draw()
    drawn: str = session[ASKER]
    return drawn


def _inside(entered: signing_in.Entered, email: str) -> Response | None:
    """To one's own space, or to the welcome of a first visit. None for a code that opens nothing."""
    if entered.token is not None:
        return enter(entered.token)
    if entered.welcome is None:
        return None
    session[WELCOME] = [entered.welcome, email]
    return redirect(url_for("people.welcome"), 303)


def _asked() -> str | None:
    """The address of this browser's request; in demo and development also the one a terminal printed."""
    if shows_mail() and request.method == "GET" and (printed := request.args.get("courriel")):
        session[ASKED] = printed[:254]
        session.pop(SENT, None)
    asked: str | None = session.get(ASKED)
    return asked


def _from_terminal() -> dict[str, Any]:
    """A link never signs in by itself: it only fills the field, and only in demo and development."""
    return {"code": request.args.get("code", "")} if shows_mail() and request.method == "GET" else {}


@blueprint.route("/connexion/bienvenue", methods=["GET", "POST"])
@guard(Action.SESSION_OPEN)
def welcome() -> Answer:
    """A first time: a name, the age, the agreement. The commune is for who wants to say it."""
    if WELCOME not in session:
        return redirect(url_for("people.sign_in"), 303)
    form = WelcomeForm()
    if form.validate_on_submit() and (place := chosen_place(form)) is not False:
        code_id, email = session[WELCOME]
        try:
            token = do(signing_in.sign_up, code_id, email, profile_of(form, place), locale=chosen(), label=label())
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("Bienvenue\u00a0! Votre compte est ouvert."), "done")
            return enter(token)
    page = render_template("people/welcome.html", form=form, communes=suggested())
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/connexion/lien/<token>", methods=["GET", "POST"])
@limiter.limit("30 per 15 minutes", methods=["POST"])
@guard(Action.SESSION_OPEN)
def link(token: str) -> Answer:
    """Opened by a click on this page, never by a visit: mail programs and browsers look at addresses beforehand."""
    form = Form()
    if form.validate_on_submit():
        try:
            entered = do(signing_in.enter_by_link, token[:80], secret(), label())
        except Refused as refused:
            requests.note("authn_login_fail", reason=refused.code)
            form.refuse(None, sentence(refused.code, refused.params))
        else:
            asked = session.get(ASKED, "")  # as it was typed, where the link is opened in the browser that asked for it
            email = asked if texts.address_key(asked) == entered.address else entered.address
            if (answer := _inside(entered, email)) is not None:
                return answer
    return render_template("people/link.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/connexion/mot-de-passe", methods=["GET", "POST"])
@limiter.limit("10 per 15 minutes", key_func=_door, methods=["POST"])
@limiter.limit("30 per minute", methods=["POST"])
@guard(Action.SESSION_OPEN)
def password() -> Answer:
    """The same time and the same sentence for a wrong address and a wrong password."""
    form = PasswordSignInForm()
    if form.validate_on_submit():
        found = accounts.password_of(db.session(), str(form.email.data))
        if credentials.matches(found[1] if found else None, str(form.password.data)) and found and found[1]:
            try:
                return enter(do(signing_in.enter_by_password, found[0], found[1], label()))
            except Refused:
                pass  # changed or erased a moment ago: the same sentence as for a wrong one
        requests.note("authn_login_fail", reason="wrong_password")
        form.refuse(None, sentence(refusals.WRONG_PASSWORD))
    return render_template("people/password.html", form=form), 422 if form.is_submitted() else 200


KEPT = (sent_forms.KEY, NEXT, "_flashes")


def enter(token: str) -> Response:
    """A code, a link or a password was right: in, or half way in where there is a second factor to show."""
    found = opening(db.session(), secrets.digest(token), now())
    if found is not None and found.is_half_open:
        authentication.begin(token, KEPT)
        return redirect(url_for("factors.challenge"), 303)
    return entered(token)


def entered(token: str) -> Response:
    authentication.sign_in(token, KEPT)
    session[SEEN] = now().date().isoformat()
    return remember(redirect(onwards(), 303))


def onwards() -> str:
    """What was being written first, then the page that was wanted, else one's own space."""
    if sent_forms.waiting() is not None:
        return url_for("home.resume")
    return own_path(session.pop(NEXT, None)) or url_for("people.own_space")


@blueprint.post("/deconnexion")
@guard(Action.SESSION_OPEN)
def sign_out() -> Response:
    if (person := me()) is not None:
        do(signing_in.close, person.session_id, forget="oublier" in request.form)
    elif (half := authentication.in_question()) is not None:
        do_as(half.person_id, signing_in.close, half.session_id)
    authentication.sign_out()
    flash(_("Votre session est fermée. À bientôt."), "done")
    answer = forget_device(redirect("/", 303))
    return forget(answer) if "oublier" in request.form else answer
