"""The practitioner writes to the trainer about a referral, and marks what they wrote as read."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST

from clients.access import logged
from practitioner_portal.viewers import hold_open, open_grant, practitioners_page
from practitioner_portal.views.referrals import referral_context, shared_attempt
from referrals import thread
from referrals.forms.thread import MessageForm, SeenForm
from referrals.models import Side
from sharing.view import SharedView


@practitioners_page
@require_POST
@logged(gettext_lazy("opened or wrote messages about a referral"))
def shared_referral_write(request: HttpRequest, grant_id: UUID, attempt_id: UUID) -> HttpResponse:
    """Writes to the trainer; with that what the page showed has been read."""
    view = open_grant(request, grant_id, about=("attempt", attempt_id))
    attempt, form = shared_attempt(view, attempt_id), MessageForm(request.POST)
    if not form.is_valid():
        return _show(request, view, attempt_id, form)
    text, key = form.cleaned_data["text"], form.cleaned_data["key"]
    try:
        with transaction.atomic():
            hold_open(request, view)
            thread.write_message(attempt, side=Side.RECIPIENT, by=view.practitioner.name, text=text, key=key)
            thread.mark_read(attempt, reader=Side.RECIPIENT, seen=form.cleaned_data["seen"])
    except thread.ThreadFrozenError as error:
        form.add_error(None, str(error))
        return _show(request, view, attempt_id, form)
    messages.success(request, _("Sent to %(name)s.") % {"name": view.trainer_name})
    return redirect("practitioner_portal:referral", view.grant_id, attempt.pk)


@practitioners_page
@require_POST
@logged(gettext_lazy("marked messages about a referral as read"))
def shared_referral_read(request: HttpRequest, grant_id: UUID, attempt_id: UUID) -> HttpResponse:
    view = open_grant(request, grant_id, about=("attempt", attempt_id))
    attempt, form = shared_attempt(view, attempt_id), SeenForm(request.POST)
    if form.is_valid():
        with transaction.atomic():
            hold_open(request, view)
            thread.mark_read(attempt, reader=Side.RECIPIENT, seen=form.cleaned_data["seen"])
    return redirect("practitioner_portal:referral", view.grant_id, attempt.pk)


def _show(request: HttpRequest, view: SharedView, attempt_id: UUID, form: MessageForm) -> HttpResponse:
    """The referral with what was typed, and why it was not sent."""
    context = referral_context(view, attempt_id, message_form=form)
    return render(request, "practitioner_portal/referral.html", context, status=422)
