"""A trainer's public page, and the form on it by which practitioners refer, once a code has proven their mailbox."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.code_requests import browser_secret, known_asker, still_works
from accounts.proving_codes import CodeRequest, UndeliverableError
from consent.forms import CodeForm
from practitioner_portal.viewers import practitioners_page, start_viewing
from practitioners.lanes import lane_of_trainers
from practitioners.models import TrainerProfile
from practitioners.responsiveness import of_trainer
from referrals.forms.incoming import PublicSuggestionForm
from referrals.incoming import TooManySuggestionsError
from referrals.sender_codes import (
    Entry,
    SuspendedError,
    enter_code,
    mail_of_sender_code,
    send_code,
)
from web.codes import tries_left_words
from web.known_browsers import remember_browser
from web.limits import REFERRALS_OF_NETWORK
from web.public import public
from web.ratelimit import TooManyError, count_try, network_of


@public("a trainer has put this page before everybody; there is nothing of a client on it")
@require_http_methods(["GET", "HEAD"])
def trainer_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Who the trainer is and what they do; the same 404 as a missing one while it is off."""
    profile = get_object_or_404(TrainerProfile.objects.public(), slug=slug)
    return _page(request, profile, PublicSuggestionForm())


@public("practitioners need no account to refer: a code to their own mailbox is asked for before anything is sent")
@require_POST
def refer(request: HttpRequest, slug: str) -> HttpResponse:
    """Mails the sender a code. Nothing goes to the client or the trainer, and nobody is kept, before it is entered."""
    profile = get_object_or_404(TrainerProfile.objects.public(), slug=slug)
    form = PublicSuggestionForm(request.POST)
    try:
        count_try(REFERRALS_OF_NETWORK, network_of(request))
        requested = _send_code(request, profile, form)
    except TooManyError as refusal:
        form.add_error(None, _too_many_words(refusal))
        return _page(request, profile, form, status=429)
    if requested is None:
        return _page(request, profile, form, status=422)
    if not requested.is_new:
        messages.info(request, still_works(requested.mailed_at, now=timezone.now()))
    return redirect("practitioner_portal:refer_code")


def _send_code(request: HttpRequest, profile: TrainerProfile, form: PublicSuggestionForm) -> CodeRequest | None:
    """None where something is wrong with the form, which then says what. Raises TooManyError."""
    if not form.is_valid():
        return None
    if not profile.takes_new_clients:
        form.add_error(None, _("%(name)s takes no new clients at the moment.") % {"name": profile.trainer.name})
        return None
    sender = form.sender()
    try:
        return send_code(
            sender,
            form.suggestion(),
            key=form.cleaned_data["key"],
            trainer=profile.trainer,
            browser=browser_secret(request),
            is_known=bool(known_asker(request, sender.email)),
        )
    except UndeliverableError:
        form.add_error("own_email", _("Mail to this address came back. Enter one that you read."))
        return None


def _too_many_words(refusal: TooManyError) -> str:
    minutes = max(1, int((refusal.again_at - timezone.now()).total_seconds()) // 60 + 1)
    return ngettext(
        "Too many referrals were sent from here, so this one was not. Send it again in %(number)s minute: what you "
        "typed stays here until you leave the page.",
        "Too many referrals were sent from here, so this one was not. Send it again in %(number)s minutes: what you "
        "typed stays here until you leave the page.",
        minutes,
    ) % {"number": minutes}


def _page(
    request: HttpRequest, profile: TrainerProfile, form: PublicSuggestionForm, *, status: int = 200
) -> HttpResponse:
    figures = of_trainer(profile.trainer, today=timezone.localdate())
    context = {"profile": profile, "lane": lane_of_trainers(), "form": form, "figures": figures}
    return render(request, "practitioner_portal/trainer.html", context, status=status)


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
def refer_code(request: HttpRequest) -> HttpResponse:
    """The right code proves the mailbox, sends off what was typed, and opens the practitioner's own pages."""
    browser, form = browser_secret(request), CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _code_page(request, form, browser)
    entry = _enter(form, browser)
    if entry is None or entry.practitioner is None:
        return _code_page(request, form, browser)
    if not entry.referrals:
        messages.warning(request, _("The trainer's page has been switched off meanwhile, so nothing was sent."))
    response = (
        redirect("practitioner_portal:sent_referral", entry.referrals[0].pk)
        if len(entry.referrals) == 1
        else redirect("practitioner_portal:sent_referrals")
    )
    start_viewing(request, response, entry.practitioner, is_shared_computer=form.cleaned_data["is_shared_computer"])
    remember_browser(request, response, entry.practitioner.email)
    return response


def _enter(form: CodeForm, browser: str) -> Entry | None:
    """What came of the code; where it was none, or nothing may be sent, the form says so."""
    try:
        entry = enter_code(form.cleaned_data["code"], browser=browser)
    except SuspendedError:
        form.add_error(None, _("You can't refer here at the moment. Ask the network's admin."))
        return None
    except TooManySuggestionsError:
        form.add_error(None, _("Your patient has been written to often enough today. Refer them again tomorrow."))
        return None
    if entry.practitioner is None:
        form.add_error("code", tries_left_words(entry.tries_left))
    return entry


def _code_page(request: HttpRequest, form: CodeForm, browser: str) -> HttpResponse:
    context = {"form": form, "code_mail": mail_of_sender_code(browser)}
    return render(request, "practitioner_portal/refer_code.html", context, status=422 if form.errors else 200)
