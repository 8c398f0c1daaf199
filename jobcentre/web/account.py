"""A member of staff's account: signing in and out, and choosing a password by a link."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre.extensions import csrf
from jobcentre.rules import access
from jobcentre.rules.access import Right
from jobcentre.rules.refusals import Closed, Throttled
from jobcentre.services.staff_accounts import account_links, accounts, passwords
from jobcentre.services.staff_accounts.account_links import AccountLinkView
from jobcentre.services.staff_accounts.accounts import StaffIdentity
from jobcentre.services.unfit import Fault, Unfit
from jobcentre.web import language, sessions, staff_words
from jobcentre.web.errors import retry_later, words_of
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, client_address, public, request_id

blueprint = Blueprint("account", __name__)
# Where somebody begins: the first of these their role may open.
_FIRST_PAGES = (
    (Right.OWN_HOURS, "caseworker.today"),
    (Right.ADMINISTER, "admin.staff"),
    (Right.READ_AUDIT, "admin.audit"),
)


@blueprint.get("/login")
@public
def login() -> ResponseReturnValue:
    """The form, or the first page for who is signed in already."""
    signed_in = sessions.staff()
    if signed_in is not None:
        return redirect(_first_page(signed_in), 303)
    return _login_form()


@blueprint.post("/login")
@public
def sign_in() -> ResponseReturnValue:
    """Sign in with address and password. Which of the two was wrong is not told."""
    email, password = request.form.get("email", "").strip(), request.form.get("password", "")
    errors = {}
    if not email:
        errors["email"] = _("Skriv din e-mailadresse")
    if not password:
        errors["password"] = _("Skriv din adgangskode")
    if errors:
        return _login_form(errors, 422)
    try:
        found = accounts.sign_in(centre(), email, password, client_address())
    except Throttled as refusal:
        return retry_later(refusal, _login_form({"email": words_of(refusal)}, 429))
    if found is None:
        return _login_form({"email": _("E-mailadresse og adgangskode passer ikke sammen. Prøv igen.")}, 422)
    return _begin(found, request.form.get("next"))


@blueprint.post("/logout")
@public
def logout() -> ResponseReturnValue:
    """Sign out, on every device. Doing it twice is no fault."""
    signed_in = sessions.staff()
    if signed_in is not None:
        accounts.sign_out(signed_in)
    sessions.sign_out()
    flash(_("Du er logget af på alle enheder."), "success")
    return redirect(url_for("account.login"), 303)


@blueprint.get("/account/forgot")
@public
def forgot() -> ResponseReturnValue:
    """Ask for the address."""
    return render_template("account/forgot.html", email="", errors={})


@blueprint.post("/account/forgot")
@public
def ask_reset() -> ResponseReturnValue:
    """Send a link if the address is known. The answer is the same either way."""
    email = request.form.get("email", "").strip()
    if not email:
        errors = {"email": _("Skriv din e-mailadresse")}
        return render_template("account/forgot.html", email=email, errors=errors), 422
    try:
        account_links.ask_reset(centre(), email, client_address())
    except Throttled as refusal:
        page = render_template("account/forgot.html", email=email, errors={"email": words_of(refusal)})
        return retry_later(refusal, (page, 429))
    return redirect(url_for("account.asked"), 303)


@blueprint.get("/account/forgot/sent")
@public
def asked() -> ResponseReturnValue:
    """Look for the message."""
    return render_template("account/asked.html", valid=access.RESET_VALID)


@blueprint.get("/account/choose/<token>")
@public
def choose(token: str) -> ResponseReturnValue:
    """Show whose password is to be chosen; a link that does not work says what to do."""
    link = account_links.open_link(token)
    return _gone() if link is None else _choose_form(link)


@blueprint.post("/account/choose/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def choose_password(token: str) -> ResponseReturnValue:
    """Keep the password and sign in. The link works once; the same form sent again signs in again.

    The form token is looked at only while the link works: the first press has begun a new session, whose token the
    second press cannot know.
    """
    link = account_links.open_link(token)
    if link is not None:
        csrf.protect()
    password = request.form.get("password", "")
    try:
        if password != request.form.get("again", ""):
            raise Unfit({"again": Fault.PASSWORDS_DIFFER})
        found = account_links.choose_password(centre(), token, password, request_id())
    except Unfit as unfit:
        return _choose_form(link, staff_words.faults(unfit), 422) if link else _gone()
    except Closed:
        return _gone()
    flash(_("Din adgangskode er gemt."), "success")
    return _begin(found, None)


def _login_form(errors: dict[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    wanted = sessions.safe_path(request.values.get("next")) or ""
    email = request.form.get("email", "")
    return render_template("account/login.html", email=email, next=wanted, errors=errors or {}), status


def _choose_form(link: AccountLinkView, errors: dict[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    g.authority = link.authority
    language.prefer(link.language)
    page = render_template("account/choose.html", link=link, shortest=passwords.SHORTEST, errors=errors or {})
    return page, status


def _gone() -> ResponseReturnValue:
    return render_template("account/gone.html"), 404


def _begin(found: StaffIdentity, wanted: str | None) -> ResponseReturnValue:
    sessions.sign_in(found)
    return redirect(sessions.safe_path(wanted) or _first_page(found), 303)


def _first_page(found: StaffIdentity) -> str:
    return next(url_for(endpoint) for right, endpoint in _FIRST_PAGES if access.allows(found.role, right))
