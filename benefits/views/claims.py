"""Writing down a claim, correcting it, and taking it out."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import SignedInRequest
from benefits.views import writing
from benefits.views.way import trainers_way
from clients.access import logged


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or wrote a claim"))
def add_claim(request: SignedInRequest, client_id: UUID, line_id: UUID) -> HttpResponse:
    return writing.add_claim(request, trainers_way(request, client_id, about=("benefit-line", line_id)), line_id)


@require_GET
@logged(gettext_lazy("was asked for the claim of a visit"))
def after_visit(request: SignedInRequest, client_id: UUID, visit_id: UUID) -> HttpResponse:
    return writing.after_visit(request, trainers_way(request, client_id, about=("visit", visit_id)), visit_id)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or corrected a claim"))
def correct_claim(request: SignedInRequest, client_id: UUID, claim_id: UUID) -> HttpResponse:
    return writing.correct_claim(request, trainers_way(request, client_id, about=("claim", claim_id)), claim_id)


@require_POST
@logged(gettext_lazy("took a claim out"))
def remove_claim(request: SignedInRequest, client_id: UUID, claim_id: UUID) -> HttpResponse:
    return writing.remove_claim(request, trainers_way(request, client_id, about=("claim", claim_id)), claim_id)


@require_POST
@logged(gettext_lazy("put a claim back"))
def put_back_claim(request: SignedInRequest, client_id: UUID, claim_id: UUID) -> HttpResponse:
    return writing.put_back_claim(request, trainers_way(request, client_id, about=("claim", claim_id)), claim_id)
