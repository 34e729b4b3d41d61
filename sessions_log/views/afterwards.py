"""A session of an earlier day, logged afterwards."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from clients.lifecycle import NotConfirmedError
from clients.models import Client
from sessions_log.forms import AfterwardsForm
from sessions_log.models import PlannedSession
from sessions_log.starting import OtherSessionOpenError, log_afterwards
from sessions_log.views.history import show_history
from sessions_log.views.log_page import back_to_log
from web.keys import uuid7


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("logged a session of an earlier day"))
def afterwards(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Asks when it was; ?planned= is the key of the session that was planned."""
    client = open_client(request, client_id)
    if client.confirmed_at is None:
        return show_history(request, client, status=422)
    if request.method == "GET":
        form = AfterwardsForm(initial={"key": uuid7(), **_planned(client, request.GET.get("planned", ""))})
        return _show(request, client, form)
    form = AfterwardsForm(request.POST)
    if not form.is_valid():
        return _show(request, client, form)
    try:
        started = log_afterwards(
            client,
            trainer=request.user,
            key=form.cleaned_data["key"],
            started_at=form.cleaned_data["started_at"],
            agreed=form.cleaned_data["planned"],
        )
    except OtherSessionOpenError:
        form.add_error(None, _("Your session with this client is still open. End it first, then log this one."))
        return _show(request, client, form)
    except NotConfirmedError:
        return show_history(request, client, status=422)
    if started.left_out:
        names = ", ".join(exercise.name for exercise in started.left_out)
        messages.warning(request, _("Left out, since it is not clear of what held then: %(names)s.") % {"names": names})
    return back_to_log(started.session)


def _planned(client: Client, key: str) -> dict[str, UUID | datetime]:
    """What the form begins with for a session that was planned and not logged; nothing for any other key."""
    try:
        planned = PlannedSession.objects.filter(client=client, session=None, pk=UUID(key)).first()
    except ValueError:
        return {}
    if planned is None or planned.starts_at > timezone.now():
        return {}
    return {"planned": planned.pk, "started_at": planned.starts_at}


def _show(request: SignedInRequest, client: Client, form: AfterwardsForm) -> HttpResponse:
    context = {"client": client, "form": form, "nav": "clients"}
    return render(request, "sessions_log/afterwards.html", context, status=422 if form.errors else 200)
