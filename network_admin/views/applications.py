"""Trainers who ask to be invited."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import SignedInRequest, admins_only
from accounts.step_up import require_step_up
from practitioners import joining
from practitioners.joining_records import TrainerApplication
from web.paging import page_by_key


@require_GET
@admins_only
def applications(request: SignedInRequest) -> HttpResponse:
    """Those who wait, with what they wrote, the longest first."""
    rows = TrainerApplication.objects.filter(state=TrainerApplication.State.WAITING)
    page = page_by_key(rows, by="applied_at", after=request.GET.get("after", ""))
    return render(request, "network_admin/applications.html", {"page": page, "nav": "desk"})


@require_POST
@admins_only
def invite_applicant(request: SignedInRequest, application_id: UUID) -> HttpResponse:
    """An account, and the mail by which the trainer sets a password."""
    application = get_object_or_404(TrainerApplication, pk=application_id)
    require_step_up(request)
    try:
        user = joining.invite_applicant(application, by=request.user)
    except joining.DecidedError:
        messages.warning(request, _("Nothing was changed: it is decided already, or they have an account."))
        return redirect("network_admin:applications")
    messages.success(request, _("%(name)s is invited by mail.") % {"name": user.name})
    return redirect("network_admin:person", user.pk)


@require_POST
@admins_only
def decline_applicant(request: SignedInRequest, application_id: UUID) -> HttpResponse:
    application = get_object_or_404(TrainerApplication, pk=application_id)
    require_step_up(request)
    try:
        joining.decline_applicant(application, by=request.user)
        messages.success(request, _("Declined. No mail was sent: write to them yourself."))
    except joining.DecidedError:
        messages.warning(request, _("Nothing was changed: it is decided already, or they have an account."))
    return redirect("network_admin:applications")
