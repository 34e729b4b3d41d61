"""A trainer's certification: looked up by an admin, with what they found, and a file where they have one."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.roles import SignedInRequest, admins_only
from accounts.step_up import require_step_up
from network_admin.forms import CertificationForm
from practitioners.evidence import evidence_response
from practitioners.models import CertificationLookUp, TrainerProfile
from practitioners.profiles import look_up_certification


@require_http_methods(["GET", "POST"])
@admins_only
def look_up(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    """What the trainer names and what admins found; POST notes another look, and the trainer's page says it."""
    trainer = get_object_or_404(User.objects.filter(is_trainer=True), pk=user_id)
    profile = TrainerProfile.objects.exclude(certification="").filter(trainer=trainer).first()
    is_sent = request.method == "POST"
    if is_sent:
        require_step_up(request)
    data = (request.POST, request.FILES) if is_sent else ()
    form = CertificationForm(*data, today=timezone.localdate())
    if is_sent and profile and form.is_valid():
        look_up_certification(
            profile,
            is_found=form.cleaned_data["is_found"],
            on=form.cleaned_data["looked_up_on"],
            note=form.cleaned_data["note"],
            evidence=form.cleaned_data["evidence"],
            by=request.user,
        )
        messages.success(request, _("Noted. Their page says so."))
        return redirect("network_admin:certification", user_id)
    context = {
        "person": trainer,
        "profile": profile,
        "form": form,
        "look_ups": profile.look_ups.select_related("by") if profile else [],
        "nav": "people",
    }
    return render(request, "network_admin/certification.html", context, status=422 if is_sent else 200)


@require_GET
@admins_only
def evidence(request: SignedInRequest, user_id: UUID, look_up_id: UUID) -> FileResponse:
    row = get_object_or_404(CertificationLookUp, pk=look_up_id, profile__trainer=user_id)
    return evidence_response(row, on=row.looked_up_on)
