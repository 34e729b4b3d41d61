"""The admins' pages on a change of somebody's account that waits for a second admin, or was stopped."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import agreement
from accounts.forms import ReasonForm
from accounts.models import ChangeRequest
from accounts.recent_changes import RecentChanges
from accounts.roles import SignedInRequest, admins_only
from accounts.step_up import require_step_up
from network_admin.views.people import ask_or_say_when, person_of, person_page


def _request_about(user_id: UUID, request_id: UUID) -> ChangeRequest:
    """What waits on this account; 404 for what waits on another one."""
    return get_object_or_404(ChangeRequest.objects.select_related("user", "by"), pk=request_id, user=person_of(user_id))


@require_POST
@admins_only
def agree_to_change(request: SignedInRequest, user_id: UUID, request_id: UUID) -> HttpResponse:
    """The second admin's word: the change is made."""
    change_request = _request_about(user_id, request_id)
    require_step_up(request)
    try:
        agreement.agree(change_request, request.user)
    except agreement.NotAgreedError:
        messages.error(
            request, _("Not changed. It takes another admin, of 7 days at least, and nothing changed since.")
        )
    else:
        messages.success(request, _("Done. It stands below with both names, and every mailbox of the account is told."))
    return redirect("network_admin:person", user_id)


@require_POST
@admins_only
def withdraw_change(request: SignedInRequest, user_id: UUID, request_id: UUID) -> HttpResponse:
    change_request = _request_about(user_id, request_id)
    require_step_up(request)
    agreement.withdraw(change_request, by=request.user)
    messages.success(request, _("It is no longer asked for."))
    return redirect("network_admin:person", user_id)


@require_POST
@admins_only
def ask_to_lift_stop(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    """Asks the other admins to lift a stop before its 7 days are over."""
    user, form = person_of(user_id), ReasonForm(request.POST)
    require_step_up(request)
    if not form.is_valid():
        return person_page(request, user, lift_form=form, status=422)
    if RecentChanges.of(user, now=timezone.now()).stops():
        until = user.stopped_until or timezone.now()
        reason = form.cleaned_data["reason"]
        ask_or_say_when(request, user, ChangeRequest.What.LIFT, until=until, reason=reason)
    return redirect("network_admin:person", user_id)
