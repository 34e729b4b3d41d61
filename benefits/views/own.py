"""What a client writes down about their coverage on their own pages."""

from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import SignedInRequest
from benefits.booklets import booklet_response
from benefits.models import Booklet
from benefits.views import writing
from benefits.views.way import own_way
from clients.access import logged, open_own_record


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or wrote a benefit plan"))
def own_add_plan(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    return writing.add_plan(request, own_way(request, client_id))


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or changed a benefit plan"))
def own_change_plan(request: SignedInRequest, client_id: UUID, plan_id: UUID) -> HttpResponse:
    return writing.change_plan(request, own_way(request, client_id, about=("plan", plan_id)), plan_id)


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or wrote a line of a benefit plan"))
def own_add_line(request: SignedInRequest, client_id: UUID, plan_id: UUID) -> HttpResponse:
    return writing.add_line(request, own_way(request, client_id, about=("plan", plan_id)), plan_id)


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or changed a line of a benefit plan"))
def own_change_line(request: SignedInRequest, client_id: UUID, line_id: UUID) -> HttpResponse:
    return writing.change_line(request, own_way(request, client_id, about=("benefit-line", line_id)), line_id)


@require_POST
@logged(gettext_lazy("ended a benefit plan"))
def own_end_plan(request: SignedInRequest, client_id: UUID, plan_id: UUID) -> HttpResponse:
    return writing.end_plan(request, own_way(request, client_id, about=("plan", plan_id)), plan_id)


@require_POST
@logged(gettext_lazy("noted that a copied benefit plan holds"))
def own_confirm_copy(request: SignedInRequest, client_id: UUID, plan_id: UUID) -> HttpResponse:
    return writing.confirm_copy(request, own_way(request, client_id, about=("plan", plan_id)), plan_id)


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or wrote a claim"))
def own_add_claim(request: SignedInRequest, client_id: UUID, line_id: UUID) -> HttpResponse:
    return writing.add_claim(request, own_way(request, client_id, about=("benefit-line", line_id)), line_id)


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or corrected a claim"))
def own_correct_claim(request: SignedInRequest, client_id: UUID, claim_id: UUID) -> HttpResponse:
    return writing.correct_claim(request, own_way(request, client_id, about=("claim", claim_id)), claim_id)


@require_POST
@logged(gettext_lazy("took a claim out"))
def own_remove_claim(request: SignedInRequest, client_id: UUID, claim_id: UUID) -> HttpResponse:
    return writing.remove_claim(request, own_way(request, client_id, about=("claim", claim_id)), claim_id)


@require_POST
@logged(gettext_lazy("put a claim back"))
def own_put_back_claim(request: SignedInRequest, client_id: UUID, claim_id: UUID) -> HttpResponse:
    return writing.put_back_claim(request, own_way(request, client_id, about=("claim", claim_id)), claim_id)


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or kept a picture of the insurer's booklet"))
def own_keep_booklet(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    return writing.keep_booklet(request, own_way(request, client_id))


@require_GET
@logged(gettext_lazy("took a picture of the insurer's booklet"))
def own_booklet(request: SignedInRequest, client_id: UUID, booklet_id: UUID) -> FileResponse:
    client = open_own_record(request, client_id, about=("booklet", booklet_id))
    return booklet_response(get_object_or_404(Booklet, client=client, pk=booklet_id))
