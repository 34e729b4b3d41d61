"""The public pages on which practitioners and trainers ask to join."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.code_requests import browser_secret, known_asker, still_works
from accounts.proving_codes import UndeliverableError
from practitioners.joining import PRACTITIONER, TRAINER, apply, enter_code, mail_of_join_code
from practitioners.joining_forms import JoinCodeForm, PractitionerJoinForm, TrainerJoinForm
from web.codes import tries_left_words
from web.limits import APPLICATIONS_OF_NETWORK
from web.public import public
from web.ratelimit import TooManyError, count_try, network_of

JoinForm = PractitionerJoinForm | TrainerJoinForm
SENT = "joined_as"  # in the session: as what somebody has applied from this browser


@public("practitioners come by themselves: a code proves their mailbox before anything is kept")
@require_http_methods(["GET", "HEAD", "POST"])
def join_practitioner(request: HttpRequest) -> HttpResponse:
    form = PractitionerJoinForm(request.POST if request.method == "POST" else None)
    return _form_page(request, form, PRACTITIONER)


@public("trainers ask to be invited: a code proves their mailbox before anything is kept")
@require_http_methods(["GET", "HEAD", "POST"])
def join_trainer(request: HttpRequest) -> HttpResponse:
    form = TrainerJoinForm(request.POST if request.method == "POST" else None)
    return _form_page(request, form, TRAINER)


def _form_page(request: HttpRequest, form: JoinForm, kind: str) -> HttpResponse:
    """POST mails a code; nothing is kept of whoever does not enter it."""
    status = 200
    if request.method == "POST":
        try:
            count_try(APPLICATIONS_OF_NETWORK, network_of(request))
            if _send_code(request, form, kind):
                return redirect("practitioners:join_code")
            status = 422
        except TooManyError:
            form.add_error(None, _("Too many forms came from here. Try again in an hour."))
            status = 429
    return render(request, "practitioners/join.html", {"form": form, "kind": kind}, status=status)


def _send_code(request: HttpRequest, form: JoinForm, kind: str) -> bool:
    """Whether a code is on its way, or an earlier one still works; else the form says why not."""
    if not form.is_valid():
        return False
    values = form.values()
    is_known = bool(known_asker(request, values["email"]))
    try:
        requested = apply(kind, values, browser=browser_secret(request), is_known=is_known)
    except UndeliverableError:
        form.add_error("email", _("Mail to this address came back. Enter one that you read."))
        return False
    if not requested.is_new:
        messages.info(request, still_works(requested.mailed_at, now=timezone.now()))
    return True


@public("the code that proves an applicant's mailbox")
@require_http_methods(["GET", "HEAD", "POST"])
def join_code(request: HttpRequest) -> HttpResponse:
    """The right code brings the application before the admins."""
    browser, form = browser_secret(request), JoinCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        entry = enter_code(form.cleaned_data["code"], browser=browser)
        if entry.kind:
            request.session[SENT] = entry.kind
            return redirect("practitioners:joined")
        form.add_error("code", tries_left_words(entry.tries_left))
    context = {"form": form, "code_mail": mail_of_join_code(browser)}
    return render(request, "practitioners/join_code.html", context, status=422 if form.errors else 200)


@public("says what happens next, and nothing of anybody")
@require_http_methods(["GET", "HEAD"])
def joined(request: HttpRequest) -> HttpResponse:
    return render(request, "practitioners/joined.html", {"is_trainer": request.session.get(SENT) == TRAINER})
