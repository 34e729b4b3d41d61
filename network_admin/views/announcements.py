"""Messages to the network at large: written, looked at, sent once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import SignedInRequest, admins_only
from accounts.step_up import require_step_up
from network_admin.announcement_forms import AnnouncementForm
from practitioners.announcement_records import Announcement
from practitioners.announcements import mailboxes_of, send_announcement
from web.keys import uuid7
from web.paging import page_by_key


@require_http_methods(["GET", "POST"])
@admins_only
def announcements(request: SignedInRequest) -> HttpResponse:
    """What was sent so far; POST shows a new one as it would go, and to how many. Nothing is sent by it."""
    form = AnnouncementForm(request.POST if request.method == "POST" else None, initial={"key": uuid7()})
    if request.method == "POST" and form.is_valid():
        return _check_page(request, form)
    return _list_page(request, form)


@require_POST
@admins_only
def send_to_network(request: SignedInRequest) -> HttpResponse:
    """Owes the mails; the same form again sends nothing more."""
    require_step_up(request)
    form = AnnouncementForm(request.POST)
    if not form.is_valid():
        return _list_page(request, form)
    if "change" in request.POST:
        return _list_page(request, form, status=200)
    number = send_announcement(form.announcement(), by=request.user).recipients
    words = ngettext("On its way to %(number)d mailbox.", "On its way to %(number)d mailboxes.", number)
    messages.success(request, words % {"number": number})
    return redirect("network_admin:announcements")


def _check_page(request: SignedInRequest, form: AnnouncementForm) -> HttpResponse:
    announcement = form.announcement()
    context = {"form": form, "announcement": announcement, "number": len(mailboxes_of(announcement)), "nav": "network"}
    return render(request, "network_admin/announcement_check.html", context)


def _list_page(request: SignedInRequest, form: AnnouncementForm, *, status: int | None = None) -> HttpResponse:
    rows = Announcement.objects.select_related("by", "discipline")
    page = page_by_key(rows, by="sent_at", after=request.GET.get("after", ""), newest_first=True)
    context = {"form": form, "page": page, "nav": "network"}
    code = status or (422 if form.errors else 200)
    return render(request, "network_admin/announcements.html", context, status=code)
