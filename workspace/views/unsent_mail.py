"""The button beside a mail that did not go out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from outbox.models import Message
from workspace.unsent_mail import send_anew


@require_POST
@logged(gettext_lazy("sent a mail again that had not gone out"))
def send_mail_again(request: SignedInRequest, client_id: UUID, message_id: UUID) -> HttpResponse:
    """Sends a mail of this client again that was given up; where its link is gone, a new one."""
    client = open_client(request, client_id, lead=True)
    given_up = Message.objects.filter(client_id=client.pk, state__in=Message.GIVEN_UP_STATES)
    if send_anew(get_object_or_404(given_up, pk=message_id), client):
        messages.success(request, _("The mail is on its way."))
    else:
        messages.info(request, _("That mail is no longer wanted, so none was sent."))
    return redirect("today")
