"""A practitioner's way in: link, code, and out again."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.code_requests import FROM_MAIL, does_not_arrive, known_asker, still_works
from accounts.mailed_codes import mail_of_code
from consent.codes import (
    CodeRequest,
    enter_code,
    practitioner_of_link,
    send_code_for_link,
    send_code_to_address,
)
from consent.forms import AddressForm, CodeForm
from consent.links import find_share_link, opens
from consent.mail import CODE
from consent.models import ConsentGrant, ShareLink, ViewerCode
from practitioner_portal.viewers import (
    CAME_FOR_COOKIE,
    end_viewing,
    is_practitioners_address,
    keep_alive,
    page_come_for,
    practitioners_page,
    remembered_viewer,
    start_viewing,
    viewer_of,
)
from practitioners.accounts import join_account
from reports.models import ProgressReport
from web.codes import LIFE, tries_left_words
from web.keys import mailbox_pseudonym
from web.known_browsers import remember_browser
from web.limits import REQUESTS_OF_NETWORK
from web.ratelimit import count_try, network_of

CODE_COOKIE = f"{settings.VIEWER_COOKIE_NAME}-code"


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET: one button and nothing of the client, as often as a mail scanner likes. POST: mails a code."""
    link = find_share_link(token)
    if link is None:
        raise Http404
    viewer = remembered_viewer(request)
    if viewer and viewer.practitioner_id == link.grant.practitioner_id:
        return redirect(_page_of(link))
    if not opens(link):
        raise Http404
    if request.method != "POST":
        return render(request, "practitioner_portal/open_link.html", {"token": token})
    return _to_code(request, send_code_for_link(link, browser=_browser(request)))


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """For a new browser, or after the link's life: an address, and a code goes to it if something is shared."""
    form = AddressForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "practitioner_portal/enter.html", {"form": form}, status=422 if form.errors else 200)
    return _ask_for_code(request, form.cleaned_data["email"])


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
def enter_from_mail(request: HttpRequest, token: str) -> HttpResponse:
    """The link under a mail with a code. POST: a code for this browser, whatever strangers have asked for."""
    practitioner = practitioner_of_link(token)
    if practitioner is None:
        raise Http404
    if request.method != "POST":
        return render(request, "practitioner_portal/enter_from_mail.html", {"token": token})
    request.session[FROM_MAIL] = mailbox_pseudonym(practitioner.email)
    return _ask_for_code(request, practitioner.email)


def _ask_for_code(request: HttpRequest, address: str) -> HttpResponse:
    """Counts for who asks: a network address, or nobody where the mailbox knows the browser."""
    is_known = bool(known_asker(request, address))
    if not is_known:
        count_try(REQUESTS_OF_NETWORK, network_of(request))
    return _to_code(request, send_code_to_address(address, browser=_browser(request), is_known=is_known))


def _browser(request: HttpRequest) -> str:
    return request.COOKIES.get(CODE_COOKIE, "")


def _to_code(request: HttpRequest, requested: CodeRequest) -> HttpResponse:
    """On to the code; the browser keeps the secret that the code is bound to, and the token leaves the address."""
    response = redirect("practitioner_portal:code")
    if requested.is_undeliverable:
        messages.warning(request, does_not_arrive())
    if not requested.is_new:
        messages.info(request, still_works(requested.mailed_at, now=timezone.now()))
        return response
    response.set_cookie(
        CODE_COOKIE,
        requested.browser,
        max_age=LIFE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The right code opens what is shared; a wrong one is told with the tries left."""
    browser = _browser(request)
    if not browser:
        return redirect("practitioner_portal:enter")
    form = CodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _code_page(request, form, browser)
    entry = enter_code(form.cleaned_data["code"], browser=browser)
    if entry.practitioner is None:
        form.add_error("code", tries_left_words(entry.tries_left))
        return _code_page(request, form, browser)
    came_for = page_come_for(request, entry.practitioner.pk)
    response = redirect(_page_of(entry.link) if entry.link else came_for or _first_page(entry.practitioner.pk))
    start_viewing(request, response, entry.practitioner, is_shared_computer=form.cleaned_data["is_shared_computer"])
    response.delete_cookie(CODE_COOKIE, samesite="Lax")
    response.delete_cookie(CAME_FOR_COOKIE, samesite="Lax")
    remember_browser(request, response, entry.practitioner.email)
    return response


def _code_page(request: HttpRequest, form: CodeForm, browser: str) -> HttpResponse:
    context = {"form": form, "code_mail": mail_of_code(ViewerCode.objects.all(), CODE, browser)}
    return render(request, "practitioner_portal/code.html", context, status=422 if form.errors else 200)


def _page_of(link: ShareLink) -> str:
    """What the mail with the link was about: a report, a referral, or the client's page."""
    if link.subject_id is None:
        return reverse("practitioner_portal:record", args=[link.grant_id])
    is_report = ProgressReport.objects.filter(pk=link.subject_id, grant=link.grant_id).exists()
    page = "practitioner_portal:report" if is_report else "practitioner_portal:referral"
    return reverse(page, args=[link.grant_id, link.subject_id])


def _first_page(practitioner_id: UUID) -> str:
    """The one client's page where there is one, or the list of all."""
    grants = list(ConsentGrant.objects.live().filter(practitioner=practitioner_id).values_list("pk", flat=True)[:2])
    return (
        reverse("practitioner_portal:record", args=grants) if len(grants) == 1 else reverse("practitioner_portal:list")
    )


@practitioners_page
@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """After half an hour without a look: one press, and the remembered browser goes on."""
    viewer = remembered_viewer(request)
    if viewer is None or viewer.is_shared_computer:
        return redirect("practitioner_portal:enter")
    keep_alive(viewer)
    address = request.POST.get("address", "")
    return redirect(address if is_practitioners_address(address) else "practitioner_portal:list")


@practitioners_page
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("You have left. This browser opens nothing any more."))
    response = redirect("practitioner_portal:enter")
    end_viewing(request, response)
    return response


@practitioners_page
@require_POST
def join(request: HttpRequest) -> HttpResponse:
    """A verified browser's practitioner gets an account, by a mail to the mailbox that the code went to."""
    if join_account(viewer_of(request).practitioner) is None:
        raise Http404
    messages.success(request, _("A mail is on its way to you. The link in it sets your password."))
    return redirect("practitioner_portal:list")
