"""What is done on Today itself: reading what was said, settling a row, setting it aside. Each comes back to Today."""

from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from clients.models import Client
from web.zones import today_in
from workspace.models import TOPIC_LENGTH
from workspace.snoozing import SnoozeForm, snooze, wake
from workspace.today import find_item, row_of, words_said
from workspace.today_statement import Item, act_named
from workspace.views.today import undo_of

KEPT = ("show", "section")  # of Today's address, when an act comes back to it


@require_GET
@logged(gettext_lazy("read on Today what was said"))
def today_words(request: SignedInRequest, client_id: UUID, topic: str, subject_id: UUID) -> HttpResponse:
    """What was said, for the row on Today; without scripts its link leads to the page that has it."""
    client = _client_of_row(request, client_id, topic, subject_id)
    item, now = _item(request, client, topic, subject_id), timezone.now()
    words, remark = words_said(item, request.user, now=now)
    settles = item.source.lines[item.code].does
    address = reverse("workspace:today_settle", args=[client.pk, topic, item.code, item.key]) if settles else ""
    context = {"words": words, "remark": remark, "settle_url": address}
    return render(request, "workspace/_today_words.html", context)


@require_POST
@logged(gettext_lazy("settled something on Today"))
def today_settle(request: SignedInRequest, client_id: UUID, topic: str, code: str, key: UUID) -> HttpResponse:
    """Does the one act of a row."""
    act = act_named(topic, code)
    if act is None:
        raise Http404
    client = open_client(request, client_id, lead=act.lead_only, about=(topic, key))
    messages.success(request, act.do(client, key, request.user))
    undo = undo_of("unsettle", client.pk, topic, code, key) if act.undo else ""
    return _back_to_today(request, undo=undo)


@require_POST
@logged(gettext_lazy("took back what was settled on Today"))
def today_unsettle(request: SignedInRequest, client_id: UUID, topic: str, code: str, key: UUID) -> HttpResponse:
    """Takes the act of a row back; what is not done stays so."""
    act = act_named(topic, code)
    if act is None or act.undo is None:
        raise Http404
    client = open_client(request, client_id, lead=act.lead_only, about=(topic, key))
    act.undo(client, key)
    return _back_to_today(request)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or set aside something on Today"))
def today_snooze(request: SignedInRequest, client_id: UUID, topic: str, subject_id: UUID) -> HttpResponse:
    """Sets a subject aside until a day, with a reason."""
    client = _client_of_row(request, client_id, topic, subject_id)
    item, now = _item(request, client, topic, subject_id), timezone.now()
    form = SnoozeForm(request.POST or None, today=today_in(request.user.time_zone, now))
    if request.method == "POST" and form.is_valid():
        if not snooze(item, trainer=request.user, **form.cleaned_data, now=now):
            messages.error(request, _("That is urgent, so it can't be set aside."))
            return redirect("today")
        day = date_format(form.cleaned_data["until"])
        messages.success(request, _("Set aside until %(day)s.") % {"day": day})
        return redirect(f"{reverse('today')}?{urlencode({'undo': undo_of('wake', client.pk, topic, subject_id)})}")
    context = {"form": form, "row": row_of(item, request.user, now=now), "nav": "today"}
    return render(request, "workspace/snooze.html", context, status=422 if form.errors else 200)


@require_POST
@logged(gettext_lazy("took back what was set aside on Today"))
def today_wake(request: SignedInRequest, client_id: UUID, topic: str, subject_id: UUID) -> HttpResponse:
    client = _client_of_row(request, client_id, topic, subject_id)
    wake(client, topic, subject_id, trainer=request.user)
    return _back_to_today(request)


def _client_of_row(request: SignedInRequest, client_id: UUID, topic: str, subject_id: UUID) -> Client:
    """404 for a topic that none can be: the access log, which holds the look, has no room for it."""
    if len(topic) > TOPIC_LENGTH:
        raise Http404
    return open_client(request, client_id, about=(topic, subject_id))


def _item(request: SignedInRequest, client: Client, topic: str, subject_id: UUID) -> Item:
    item = find_item(request.user, client, topic, subject_id, now=timezone.now())
    if item is None:
        raise Http404
    return item


def _back_to_today(request: SignedInRequest, *, undo: str = "") -> HttpResponse:
    """Today as the button was pressed on: what it showed alone is shown alone again."""
    was_at = parse_qs(urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")).query)
    query = {name: was_at[name][0] for name in KEPT if name in was_at} | ({"undo": undo} if undo else {})
    return redirect(reverse("today") + (f"?{urlencode(query)}" if query else ""))
