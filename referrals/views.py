"""The trainer's side of a referral: send, look, cancel, acknowledge."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import SignedInRequest
from clients.access import open_client, open_own_record
from clients.lifecycle import NotConfirmedError
from clients.logged import logged
from clients.models import Client
from consent.grants import DeclinedLatelyError, NobodyToAskError
from practitioners.models import RedFlag
from referrals import answers, attempts, workflow
from referrals.forms import ReasonForm, ReferralForm
from referrals.models import Attempt, IncomingReferral, Referral
from sessions_log.models import RedFlagReport


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or wrote a referral"))
def new(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Type, check the answers, send."""
    client = open_client(request, client_id, lead=True)
    form = ReferralForm(request.POST or None, initial=_from_flag(client, request.GET.get("flag", "")))
    context = {"client": client, "form": form, "nav": "clients"}
    if request.method != "POST" or not form.is_valid():
        return render(request, "referrals/new.html", context, status=422 if form.errors else 200)
    if "send" not in request.POST:
        return render(request, "referrals/new.html", context | {"check": form.cleaned_data})
    try:
        attempt = attempts.refer(client, requester=request.user, **form.cleaned_data)
    except NotConfirmedError:
        form.add_error(None, _("The client has not confirmed their address yet, so nobody can be written to."))
        return render(request, "referrals/new.html", context, status=422)
    except NobodyToAskError:
        form.add_error(None, _("The client is under 18 and no guardian is on record. Name the guardian first."))
        return render(request, "referrals/new.html", context, status=422)
    except DeclinedLatelyError:
        form.add_error(
            "practitioner",
            _("The client said no to this less than 30 days ago. Choose somebody else, or ask again later."),
        )
        return render(request, "referrals/new.html", context, status=422)
    waits = attempt.status == Attempt.Status.DRAFT
    messages.success(
        request, _("The client is asked for consent first; then it goes out.") if waits else _("The request is sent.")
    )
    return redirect("referrals:detail", client.pk, attempt.pk)


def _from_flag(client: Client, key: str) -> dict[str, object]:
    """What a red flag that was noticed with this client says already; nothing for any other key."""
    raised = {str(one.pk): one for one in RedFlagReport.objects.filter(client=client).select_related("red_flag")}.get(
        key
    )
    if raised is None:
        return {}
    sign = raised.red_flag
    urgency = Referral.Urgency.SOON if sign.urgency == RedFlag.Urgency.SOON else Referral.Urgency.SAME_DAY
    return {"red_flag": sign.pk, "reason": "\n".join(filter(None, [sign.sign, raised.done]))[:500], "urgency": urgency}


@require_GET
@logged(gettext_lazy("opened the referrals"))
def own_referrals(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """The client's own view: to whom, how it stands, what came of it."""
    client = open_own_record(request, client_id)
    attempts = (
        Attempt.objects.filter(referral__client=client)
        .exclude(status=Attempt.Status.ERROR)
        .select_related("practitioner__discipline", "referral", "outcome")
    )
    suggestions = IncomingReferral.objects.filter(client=client).select_related(
        "practitioner__discipline", "trainer", "client__lead_trainer"
    )
    context = {"client": client, "attempts": attempts, "suggestions": suggestions, "nav": "own"}
    return render(request, "referrals/own.html", context)


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
    except workflow.MoveNotPossibleError:
        messages.error(request, _("This referral has ended meanwhile; nothing was changed."))
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
        "events": list(attempt.events.all()),
        "statuses": dict(Attempt.Status.choices),
        "outcome": getattr(attempt, "outcome", None),
        "can_cancel": Attempt.Status.CANCELLED in workflow.moves(attempt, role="requester"),
        "form": form,
        "nav": "clients",
    }
    return render(request, "referrals/detail.html", context, status=422 if form.errors else 200)
