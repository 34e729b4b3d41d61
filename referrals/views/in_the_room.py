"""While the client is there: from their yes straight to the referral, and a date that is settled on the phone."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from consent.models import ConsentGrant
from referrals import answers
from referrals.booking import AppointmentError, place_and_phone
from referrals.forms.answering import AppointmentForm, booking_initial
from referrals.models import Attempt
from referrals.workflow import MoveNotPossibleError, Party


@require_GET
@logged(gettext_lazy("opened a referral"))
def of_consent(request: SignedInRequest, client_id: UUID, grant_id: UUID) -> HttpResponse:
    """The newest referral that rests on a consent: where the trainer goes on once the client has answered."""
    client = open_client(request, client_id, about=("grant", grant_id))
    grant = get_object_or_404(ConsentGrant, client=client, pk=grant_id)
    attempt = Attempt.objects.filter(referral__client=client, grant=grant).order_by("-created_at").first()
    if attempt is None:
        return redirect("consent:consent_detail", client.pk, grant.pk)
    return redirect("referrals:detail", client.pk, attempt.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or wrote down an appointment"))
def book(request: SignedInRequest, client_id: UUID, attempt_id: UUID) -> HttpResponse:
    """A date that was settled with the client there: called, or booked on the practitioner's page."""
    client = open_client(request, client_id, lead=True, about=("attempt", attempt_id))
    attempts = Attempt.objects.filter(referral__client=client).select_related(
        "practitioner__clinic", "referral__client"
    )
    attempt = get_object_or_404(attempts, pk=attempt_id)
    place, phone = place_and_phone(attempt.practitioner)
    form = AppointmentForm(
        request.POST or None, zone=client.time_zone, initial=booking_initial(attempt, place=place, phone=phone)
    )
    context = {"client": client, "attempt": attempt, "form": form, "phone": phone, "nav": "clients"}
    if request.method == "POST" and form.is_valid():
        try:
            answers.book(attempt, form.booking, by=Party(request.user.name, "requester"))
        except (MoveNotPossibleError, AppointmentError) as error:
            form.add_error(None, error.in_words() if isinstance(error, MoveNotPossibleError) else str(error))
        else:
            messages.success(request, _("The date is written down, and the client gets it by mail."))
            return redirect("referrals:detail", client.pk, attempt.pk)
    return render(request, "referrals/book.html", context, status=422 if form.errors else 200)
