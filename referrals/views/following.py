"""The trainer follows a referral: how it stands, whose turn it is, the end of it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.http import SignedInRequest
from clients.access import open_client
from clients.logged import logged
from clients.models import Client
from referrals import answers, attempts
from referrals.calendar_file import calendar_file, calendar_response
from referrals.forms.asking import ReasonForm
from referrals.models import Attempt
from referrals.workflow import MoveNotPossibleError, moves

HISTORY_SHOWN = 50


def _attempt(client: Client, attempt_id: UUID) -> Attempt:
    return get_object_or_404(
        Attempt.objects.select_related("referral__red_flag", "practitioner__discipline", "grant", "outcome"),
        referral__client=client,
        pk=attempt_id,
    )


@require_GET
@logged(gettext_lazy("opened a referral"))
def detail(request: SignedInRequest, client_id: UUID, attempt_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("attempt", attempt_id))
    return _show(request, client, _attempt(client, attempt_id), form=ReasonForm())


@require_GET
@logged(gettext_lazy("took an appointment into a calendar"))
def calendar(request: SignedInRequest, client_id: UUID, attempt_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("attempt", attempt_id))
    content = calendar_file(_attempt(client, attempt_id), now=timezone.now())
    if content is None:
        raise Http404
    return calendar_response(content)


@require_POST
@logged(gettext_lazy("opened or cancelled a referral"))
def cancel(request: SignedInRequest, client_id: UUID, attempt_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, lead=True, about=("attempt", attempt_id))
    attempt, form = _attempt(client, attempt_id), ReasonForm(request.POST)
    if not form.is_valid():
        return _show(request, client, attempt, form=form)
    try:
        attempts.move(
            attempt,
            to=Attempt.Status.CANCELLED,
            by=request.user.name,
            role="requester",
            why=form.cleaned_data["why"],
        )
    except MoveNotPossibleError as error:
        messages.error(request, error.in_words())
    else:
        messages.success(request, _("Cancelled."))
    return redirect("referrals:detail", client.pk, attempt.pk)


@require_POST
@logged(gettext_lazy("noted what came of a referral"))
def acknowledge(request: SignedInRequest, client_id: UUID, attempt_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, lead=True, about=("attempt", attempt_id))
    answers.acknowledge(_attempt(client, attempt_id))
    messages.success(request, _("Noted. The referral is closed."))
    return redirect("referrals:detail", client.pk, attempt_id)


def _show(request: SignedInRequest, client: Client, attempt: Attempt, *, form: ReasonForm) -> HttpResponse:
    context = {
        "client": client,
        "attempt": attempt,
        "events": list(attempt.events.order_by("-at", "-id")[:HISTORY_SHOWN]),
        "outcome": getattr(attempt, "outcome", None),
        "can_cancel": Attempt.Status.CANCELLED in moves(attempt, role="requester"),
        "form": form,
        "nav": "clients",
    }
    return render(request, "referrals/detail.html", context, status=422 if form.errors else 200)
