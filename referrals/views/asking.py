"""A trainer refers a client."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from clients.access import open_client
from clients.lifecycle import NotConfirmedError
from clients.logged import logged
from clients.models import Client
from consent.grants import DeclinedLatelyError, NobodyToAskError
from practitioners.models import RedFlag
from referrals import attempts
from referrals.forms.asking import ReferralForm
from referrals.models import Attempt, Referral
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
    except (NotConfirmedError, NobodyToAskError, DeclinedLatelyError) as error:
        form.add_error("practitioner", why_not_asked(error))
        return render(request, "referrals/new.html", context, status=422)
    waits = attempt.status == Attempt.Status.DRAFT
    messages.success(
        request, _("The client is asked for consent first; then it goes out.") if waits else _("The request is sent.")
    )
    return redirect("referrals:detail", client.pk, attempt.pk)


def why_not_asked(error: Exception) -> str:
    """In words, why a client can't be asked to be referred."""
    if isinstance(error, NotConfirmedError):
        return _("The client has not confirmed their address yet, so nobody can be written to.")
    if isinstance(error, NobodyToAskError):
        return _("The client is under 18 and no guardian is on record. Name the guardian first.")
    return _("The client said no to this less than 30 days ago. Choose somebody else, or ask again later.")


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
