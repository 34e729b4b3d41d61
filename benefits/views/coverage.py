"""Writing down a client's plans and lines, and what the trainer does about them."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import SignedInRequest
from benefits import answers, booklets, coverage
from benefits.asking import ask_for_coverage as ask
from benefits.models import Booklet
from benefits.views import writing
from benefits.views.way import trainers_way
from clients.access import logged, open_client


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or wrote a benefit plan"))
def add_plan(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    return writing.add_plan(request, trainers_way(request, client_id))


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or changed a benefit plan"))
def change_plan(request: SignedInRequest, client_id: UUID, plan_id: UUID) -> HttpResponse:
    return writing.change_plan(request, trainers_way(request, client_id, about=("plan", plan_id)), plan_id)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or wrote a line of a benefit plan"))
def add_line(request: SignedInRequest, client_id: UUID, plan_id: UUID) -> HttpResponse:
    return writing.add_line(request, trainers_way(request, client_id, about=("plan", plan_id)), plan_id)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or changed a line of a benefit plan"))
def change_line(request: SignedInRequest, client_id: UUID, line_id: UUID) -> HttpResponse:
    return writing.change_line(request, trainers_way(request, client_id, about=("benefit-line", line_id)), line_id)


@require_POST
@logged(gettext_lazy("ended a benefit plan"))
def end_plan(request: SignedInRequest, client_id: UUID, plan_id: UUID) -> HttpResponse:
    return writing.end_plan(request, trainers_way(request, client_id, about=("plan", plan_id)), plan_id)


@require_POST
@logged(gettext_lazy("took the end of a benefit plan back"))
def take_back_end(request: SignedInRequest, client_id: UUID, plan_id: UUID) -> HttpResponse:
    return writing.take_back_end(request, trainers_way(request, client_id, about=("plan", plan_id)), plan_id)


@require_POST
@logged(gettext_lazy("noted that a copied benefit plan holds"))
def confirm_copy(request: SignedInRequest, client_id: UUID, plan_id: UUID) -> HttpResponse:
    return writing.confirm_copy(request, trainers_way(request, client_id, about=("plan", plan_id)), plan_id)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or kept a picture of the insurer's booklet"))
def keep_booklet(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    return writing.keep_booklet(request, trainers_way(request, client_id))


@require_GET
@logged(gettext_lazy("took a picture of the insurer's booklet"))
def booklet(request: SignedInRequest, client_id: UUID, booklet_id: UUID) -> FileResponse:
    client = open_client(request, client_id, about=("booklet", booklet_id))
    return booklets.booklet_response(get_object_or_404(Booklet, client=client, pk=booklet_id))


@require_POST
@logged(gettext_lazy("has read a picture of the insurer's booklet"))
def read_booklet(request: SignedInRequest, client_id: UUID, booklet_id: UUID) -> HttpResponse:
    """What the client sent is written down, or needs nothing."""
    client = open_client(request, client_id, about=("booklet", booklet_id))
    booklets.mark_read(get_object_or_404(Booklet, client=client, pk=booklet_id))
    messages.success(request, _("Noted as done."))
    return redirect("benefits:overview", client.pk)


@require_POST
@logged(gettext_lazy("saw to what the client asked about their coverage"))
def mark_handled(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """What the client asked for in answer to a reminder is done."""
    client = open_client(request, client_id)
    answers.mark_handled(client)
    messages.success(request, _("Noted as done."))
    return redirect("benefits:overview", client.pk)


@require_POST
@logged(gettext_lazy("copied a benefit plan to next year"))
def copy_plan(request: SignedInRequest, client_id: UUID, plan_id: UUID) -> HttpResponse:
    """The client is asked whether it still holds."""
    client = open_client(request, client_id, about=("plan", plan_id))
    plan = writing.find_plan(client, plan_id)
    try:
        coverage.copy_to_next_year(plan, by=request.user, on=writing.today_of(client))
    except coverage.NoNextYearError:
        words = _("This plan has no next year: its cover ends, or its year has no day on which it ends.")
        messages.error(request, words)
        return redirect("benefits:overview", client.pk)
    if client.is_reachable:
        messages.success(request, _("Copied to next year. The client is asked by mail whether it still holds."))
    else:
        messages.success(request, _("Copied to next year. Ask the client whether it still holds."))
    return redirect("benefits:overview", client.pk)


@require_POST
@logged(gettext_lazy("asked the client for their coverage"))
def ask_for_coverage(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    if ask(client):
        messages.success(
            request, _("The client is asked by mail. The link lets them write it down without an account.")
        )
    else:
        messages.error(request, _("The client can't be asked by mail: their address is not confirmed."))
    return redirect("benefits:overview", client.pk)
