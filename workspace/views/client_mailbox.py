"""Mail that does not arrive: the trainer's page about a client's mailbox."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import SignedInRequest
from clients.access import leads, logged, open_client
from outbox.suppression import lift
from workspace import undelivered


@require_GET
@logged(gettext_lazy("looked at whether mail arrives"))
def client_mailbox(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """What keeps mail from the client, what failed lately, and what to do."""
    client = open_client(request, client_id)
    context = {
        "client": client,
        "leads": leads(request.user, client),
        "suppressions": undelivered.of_clients([client]),
        "failed": undelivered.given_up_for(client, now=timezone.now()),
        "nav": "clients",
    }
    return render(request, "workspace/client_mailbox.html", context)


@require_POST
@logged(gettext_lazy("let mail go to the client again"))
def write_again(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Mail goes to the client again, and what failed is sent anew."""
    client = open_client(request, client_id, lead=True)
    sent = undelivered.write_again(client, now=timezone.now())
    words = ngettext("%(number)d mail is on its way.", "%(number)d mails are on their way.", sent)
    messages.success(
        request, words % {"number": sent} if sent else _("Mail goes there again. Nothing had to be sent anew.")
    )
    return redirect("workspace:client_mailbox", client_id)


@require_POST
@logged(gettext_lazy("let mail go to the client again"))
def lift_for_client(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Mail goes to the client again from now on."""
    client = open_client(request, client_id, lead=True)
    lift(client.mailbox)
    messages.success(request, _("Mail goes there again."))
    return redirect("workspace:client_mailbox", client_id)
