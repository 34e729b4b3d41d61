"""A signed-in person's own page."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.adapter import first_page
from accounts.change_mail import words_of
from accounts.forms import PreferencesForm
from accounts.preferences import choose_language, languages_offered
from accounts.roles import Role, SignedInRequest, switch_role
from accounts.second_factor import needs_second_factor
from accounts.stops import find_stop_link, stop_account
from web.public import no_referrer, public


@require_http_methods(["GET", "POST"])
def me(request: SignedInRequest) -> HttpResponse:
    form = PreferencesForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("accounts:me")
    status = 422 if form.errors else 200
    context = {"form": form, "professional": needs_second_factor(request.user), "nav": "me"}
    return render(request, "accounts/me.html", context, status=status)


@public("a link in a mail to a mailbox of the account; who reads it may not be able to sign in")
@require_http_methods(["GET", "POST"])
def stop_change(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing; the one button stops the account for 7 days."""
    link = find_stop_link(token)
    if request.method == "POST":
        stop_account(link)
        link = find_stop_link(token)
    context = {"link": link, "event": link.event, "words": words_of(link.event)}
    response = render(request, "accounts/stop_change.html", context)
    no_referrer(response)
    return response


@public("words alone change: in this browser, and for who is signed in or known here")
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """From now on the person reads, and is written to in, `language`; back to `next`."""
    language = request.POST.get("language", "")
    if language not in languages_offered(request.user):
        raise Http404
    choose_language(request, language)
    response = HttpResponseRedirect(_way_back(request) or "/")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_POST
def switch(request: SignedInRequest) -> HttpResponse:
    """Switches to another of one's roles, and goes to `next` or to where that role begins."""
    if request.POST.get("role") not in Role.values:
        raise Http404
    role = Role(request.POST["role"])
    switch_role(request, role)
    back = _way_back(request)
    return HttpResponseRedirect(back) if back else redirect(first_page(role))


def _way_back(request: HttpRequest) -> str:
    """The page of this site that a form names as `next`; "" for none."""
    back = request.POST.get("next", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_ours else ""
