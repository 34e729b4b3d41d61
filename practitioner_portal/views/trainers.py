"""A trainer's public page, for practitioners who look for one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from practitioners.lanes import lane_of_trainers
from practitioners.models import TrainerProfile
from web.public import public


@public("a trainer has put this page before everybody; there is nothing of a client on it")
@require_http_methods(["GET", "HEAD"])
def trainer_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Who the trainer is and what they do; the same 404 as a missing one while it is off."""
    profile = get_object_or_404(TrainerProfile.objects.public(), slug=slug)
    context = {"profile": profile, "lane": lane_of_trainers()}
    return render(request, "practitioner_portal/trainer.html", context)
