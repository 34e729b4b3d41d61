"""A practitioner's own list of trainers, with notes that nobody else reads."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from practitioner_portal.viewers import practitioners_page, viewer_of
from practitioner_portal.views.referring import refer_page
from practitioners.forms import TrustTrainerForm
from practitioners.models import TrainerProfile, TrustedTrainer
from referrals.forms.incoming import SuggestionForm


@practitioners_page
@require_POST
def trust_trainer(request: HttpRequest, slug: str) -> HttpResponse:
    """Puts a trainer on the practitioner's own list, or changes the note."""
    practitioner = viewer_of(request).practitioner
    profile = get_object_or_404(TrainerProfile.objects.public(), slug=slug)
    form = TrustTrainerForm(request.POST)
    if not form.is_valid():
        return refer_page(request, profile, SuggestionForm(), form)
    TrustedTrainer.objects.update_or_create(
        practitioner=practitioner, trainer=profile.trainer, defaults={"note": form.cleaned_data["note"]}
    )
    messages.success(request, _("%(name)s is on your list.") % {"name": profile.trainer.name})
    return redirect("practitioner_portal:refer_new", slug)


@practitioners_page
@require_POST
def stop_trusting_trainer(request: HttpRequest, slug: str) -> HttpResponse:
    practitioner = viewer_of(request).practitioner
    profile = get_object_or_404(TrainerProfile.objects.public(), slug=slug)
    TrustedTrainer.objects.filter(practitioner=practitioner, trainer=profile.trainer).delete()
    messages.success(request, _("%(name)s is no longer on your list.") % {"name": profile.trainer.name})
    return redirect("practitioner_portal:refer_new", slug)
