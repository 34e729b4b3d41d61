"""A practitioner's way in: link, code, and out again."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from consent.forms import AddressForm, CodeForm
from consent.links import (
    CODE_LIVES,
    CodeRequest,
    enter_code,
    find_share_link,
    opens,
    send_code_for_link,
    send_code_to_address,
)
from consent.models import ConsentGrant
from consent.viewers import end_viewing, keep_alive, practitioners_page, remembered_viewer, start_viewing, viewer_of
from practitioners.accounts import join_account
from web.ratelimit import address_of, too_many

CODE_COOKIE = f"{settings.VIEWER_COOKIE_NAME}-code"
HOUR = 60 * 60


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET: one button and nothing of the client, as often as a mail scanner likes. POST: mails a code."""
    link = find_share_link(token)
    if link is None:
        raise Http404
    viewer = remembered_viewer(request)
    if viewer and viewer.practitioner_id == link.grant.practitioner_id:
        return redirect("coordination:shared", link.grant_id)
    if not opens(link):
        raise Http404
    page = {"token": token, "too_many": False}
    if request.method != "POST":
        return render(request, "consent/open_link.html", page)
    asked = None if _asks_too_often(request) else send_code_for_link(link)
    if asked is None or not asked.is_sent:
        return render(request, "consent/open_link.html", page | {"too_many": True}, status=429)
    return _to_code(asked)


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """For a new browser, or after the link's life: an address, and a code goes to it if something is shared."""
    form = AddressForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "consent/enter.html", {"form": form}, status=422 if form.errors else 200)
    if _asks_too_often(request):
        form.add_error("email", _("Too many tries from here. Wait an hour, or call the trainer."))
        return render(request, "consent/enter.html", {"form": form}, status=429)
    return _to_code(send_code_to_address(form.cleaned_data["email"]))


def _asks_too_often(request: HttpRequest) -> bool:
    return too_many("viewer-code", address_of(request), limit=30, seconds=HOUR)


def _to_code(asked: CodeRequest) -> HttpResponse:
    """On to the code; the browser keeps the secret that the code is bound to, and the token leaves the address."""
    response = redirect("consent:code")
    response.set_cookie(
        CODE_COOKIE,
        asked.browser,
        max_age=CODE_LIVES,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The right code opens what is shared; a wrong one is told with the tries left."""
    browser = request.COOKIES.get(CODE_COOKIE, "")
    if not browser:
        return redirect("consent:enter")
    form = CodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "consent/code.html", {"form": form}, status=422 if form.errors else 200)
    entry = enter_code(form.cleaned_data["code"], browser=browser)
    if entry.practitioner is None:
        form.add_error("code", _tries_left(entry.tries_left))
        return render(request, "consent/code.html", {"form": form}, status=422)
    grant_id = entry.grant_id or _only_grant(entry.practitioner.pk)
    response = redirect("coordination:shared", grant_id) if grant_id else redirect("coordination:shared_list")
    start_viewing(request, response, entry.practitioner, is_shared_computer=form.cleaned_data["is_shared_computer"])
    response.delete_cookie(CODE_COOKIE, samesite="Lax")
    return response


def _tries_left(number: int) -> str:
    if not number:
        return _("This code can't be used any more. Ask for a new one below.")
    return ngettext(
        "That is not the code. You have %(number)s try left.",
        "That is not the code. You have %(number)s tries left.",
        number,
    ) % {"number": number}


def _only_grant(practitioner_id: UUID) -> UUID | None:
    grants = list(ConsentGrant.objects.live().filter(practitioner=practitioner_id).values_list("pk", flat=True)[:2])
    return grants[0] if len(grants) == 1 else None


@practitioners_page
@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """After half an hour without a look: one press, and the remembered browser goes on."""
    viewer = remembered_viewer(request)
    if viewer is None or viewer.is_shared_computer:
        return redirect("consent:enter")
    keep_alive(viewer)
    address = request.POST.get("address", "")
    is_ours = address.startswith(reverse("coordination:shared_list")) and url_has_allowed_host_and_scheme(
        address, allowed_hosts=None
    )
    return redirect(address if is_ours else "coordination:shared_list")


@practitioners_page
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("You have left. This browser opens nothing any more."))
    response = redirect("consent:enter")
    end_viewing(request, response)
    return response


@practitioners_page
@require_POST
def join(request: HttpRequest) -> HttpResponse:
    """A verified browser's practitioner gets an account, by a mail to the mailbox that the code went to."""
    if join_account(viewer_of(request).practitioner) is None:
        raise Http404
    messages.success(request, _("A mail is on its way to you. The link in it sets your password."))
    return redirect("coordination:shared_list")
