"""Sessions that are agreed on, and whether the client came."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from clients.access import open_client
from clients.logged import logged
from sessions_log.forms import PlanSessionForm
from sessions_log.models import PlannedSession
from sessions_log.planning import mark_attendance, plan_session


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or planned a session"))
def plan(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    form = PlanSessionForm(request.POST if request.method == "POST" else None, trainer=request.user)
    if request.method == "POST" and form.is_valid():
        plan_session(client, trainer=request.user, **form.cleaned_data)
        messages.success(request, _("Planned."))
        return redirect("sessions_log:history", client.pk)
    context = {"client": client, "form": form, "nav": "clients"}
    return render(request, "sessions_log/plan.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or moved a planned session"))
def change_plan(request: SignedInRequest, client_id: UUID, planned_id: UUID) -> HttpResponse:
    """Moves what is agreed on."""
    client = open_client(request, client_id, about=("planned session", planned_id))
    planned = get_object_or_404(PlannedSession, client=client, pk=planned_id, session=None)
    form = PlanSessionForm(request.POST if request.method == "POST" else None, trainer=request.user, instance=planned)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Changed."))
        return redirect("sessions_log:history", client.pk)
    context = {"client": client, "form": form, "planned": planned, "nav": "clients"}
    return render(request, "sessions_log/plan.html", context, status=422 if form.errors else 200)


@require_POST
@logged(gettext_lazy("noted whether the client came"))
def attendance(request: SignedInRequest, client_id: UUID, planned_id: UUID) -> HttpResponse:
    """Came, came late, cancelled, did not come; or planned again."""
    client = open_client(request, client_id, about=("planned session", planned_id))
    planned = get_object_or_404(PlannedSession, client=client, pk=planned_id)
    answer = request.POST.get("attendance", "")
    if answer not in PlannedSession.Attendance.values:
        messages.error(request, _("Choose whether the client came."))
    elif not mark_attendance(planned, answer):
        messages.error(request, _("A session is logged for this one, so the client was there."))
    return redirect("sessions_log:history", client.pk)
