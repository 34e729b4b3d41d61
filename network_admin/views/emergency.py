"""Break-glass: an admin reads one client for an hour, with a reason that the client and the trainer are told."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms import EmergencyForm
from accounts.roles import SignedInRequest, admins_only
from accounts.security_log import refused
from accounts.step_up import require_step_up
from client_portal.record import record_of
from clients.access import logged, open_in_emergency
from clients.emergency import break_glass
from clients.models import Client
from web.ratelimit import too_many

TRIES_AN_HOUR = 10  # addresses that an admin may try: enough for a slip of the finger, too few to look for people


@require_http_methods(["GET", "POST"])
@admins_only
def emergency(request: SignedInRequest) -> HttpResponse:
    """POST opens the one client who has this address, or of several the one who came last."""
    form = EmergencyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require_step_up(request)
        if form.is_valid():
            return _opened(request, form)
    status = 422 if form.errors else 200
    return render(request, "network_admin/emergency.html", {"form": form, "nav": "desk"}, status=status)


def _opened(request: SignedInRequest, form: EmergencyForm) -> HttpResponse:
    if too_many("emergency", str(request.user.pk), limit=TRIES_AN_HOUR, seconds=3600):
        form.add_error(None, _("Too many tries within an hour. Ask the trainer, or try again later."))
    else:
        clients = Client.objects.filter(email__iexact=form.cleaned_data["email"]).select_related("lead_trainer")
        client = clients.order_by("-created_at").first()
        if client is not None:
            break_glass(client, request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("The client and the lead trainer are told by mail."))
            return redirect("network_admin:emergency_record", client.pk)
        refused("emergency view of an unknown address", request)
        form.add_error("email", _("No client has this address. Check it with whoever asked you."))
    return render(request, "network_admin/emergency.html", {"form": form, "nav": "desk"}, status=422)


@require_GET
@logged(gettext_lazy("read the record in an emergency"))
def emergency_record(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_in_emergency(request, client_id)
    latest = client.emergencies.filter(admin=request.user).first()
    context = {
        "client": client,
        "record": record_of(client, now=timezone.now()),
        "emergency": latest,
        "nav": "desk",
    }
    return render(request, "network_admin/emergency_record.html", context)
