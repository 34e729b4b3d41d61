"""What a practitioner would open, shown to the trainer before anything is shared."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from practitioner_portal.views.referrals import referral_context
from referrals.origins import origin_of
from referrals.preview import would_be
from referrals.recipients import recipients
from referrals.views.asking import referral_form, write_context
from sharing.view import SharedView


@require_POST
@logged(gettext_lazy("looked at what a practitioner would see of a referral"))
def preview_referral(request: SignedInRequest, client_id: UUID, practitioner_id: UUID) -> HttpResponse:
    """The referral's page with what is typed and ticked; what is missing is said on the form itself."""
    client = open_client(request, client_id, lead=True)
    practitioner = get_object_or_404(recipients(client, request.user), pk=practitioner_id)
    origin = origin_of(client, request.GET)
    form = referral_form(request, client, practitioner, origin)
    if not form.is_valid():
        return render(request, "referrals/write.html", write_context(client, practitioner, origin, form), status=422)
    with would_be(client, practitioner, by=request.user, need=form.need(), terms=form.terms(by_mail=False)) as attempt:
        context = referral_context(SharedView(attempt.grant), attempt.pk)
        return render(request, "practitioner_portal/referral.html", context | {"is_preview": True})
