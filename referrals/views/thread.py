"""The trainer writes to the practitioner of a referral, and marks what they wrote as read."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from referrals import thread
from referrals.forms.thread import MessageForm, SeenForm
from referrals.models import Side
from referrals.views.following import attempt_of, show_attempt


@require_POST
@logged(gettext_lazy("opened or wrote messages about a referral"))
def write_message(request: SignedInRequest, client_id: UUID, attempt_id: UUID) -> HttpResponse:
    """Writes to the practitioner; with that what the page showed has been read."""
    client = open_client(request, client_id, about=("attempt", attempt_id))
    attempt, form = attempt_of(client, attempt_id), MessageForm(request.POST)
    if not form.is_valid():
        return show_attempt(request, client, attempt, message_form=form)
    text, key = form.cleaned_data["text"], form.cleaned_data["key"]
    try:
        thread.write_message(attempt, side=Side.REQUESTER, by=request.user.name, text=text, key=key)
    except thread.ThreadFrozenError as error:
        form.add_error(None, str(error))
        return show_attempt(request, client, attempt_of(client, attempt_id), message_form=form)
    thread.mark_read(attempt, reader=Side.REQUESTER, seen=form.cleaned_data["seen"])
    messages.success(request, _("Sent to %(name)s.") % {"name": attempt.practitioner.name})
    return redirect("referrals:detail", client.pk, attempt.pk)


@require_POST
@logged(gettext_lazy("marked messages about a referral as read"))
def read_messages(request: SignedInRequest, client_id: UUID, attempt_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("attempt", attempt_id))
    attempt, form = attempt_of(client, attempt_id), SeenForm(request.POST)
    if form.is_valid():
        thread.mark_read(attempt, reader=Side.REQUESTER, seen=form.cleaned_data["seen"])
    return redirect("referrals:detail", client.pk, attempt.pk)
