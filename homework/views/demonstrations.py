"""How an exercise at home looks, for the client: by the link of the day's mail, or on their own page."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.roles import SignedInRequest
from careplan.demonstrations import demonstration_response
from careplan.models import Demonstration
from clients.access import logged, open_client_link, open_own_record
from clients.models import Client, ClientLink
from homework.check_ins import at_home_from, due_for
from web.public import no_referrer, public
from web.zones import today_in

_SAW = gettext_lazy("saw how an exercise at home looks")


@public("the link in the client's mail is the key")
@require_GET
@logged(_SAW)
def demonstration(request: HttpRequest, token: str, prescription_id: UUID) -> HttpResponseBase:
    """Of what the link's page names."""
    link = open_client_link(request, token, ClientLink.Purpose.HOMEWORK)
    on = link.on or date.min
    named = due_for(link.client, on) or at_home_from(link.client, on)
    response = demonstration_response(request, _shown(link.client, prescription_id, {one.pk for one in named}))
    no_referrer(response)
    return response


@require_GET
@logged(_SAW)
def own_demonstration(request: SignedInRequest, client_id: UUID, prescription_id: UUID) -> HttpResponseBase:
    """Of what is asked of the client, at home or in sessions."""
    client = open_own_record(request, client_id, about=("prescription", prescription_id))
    on = today_in(client.time_zone, timezone.now())
    standing = client.prescriptions.filter(stopped_at=None).exclude(ends_on__lt=on).values_list("pk", flat=True)
    return demonstration_response(request, _shown(client, prescription_id, set(standing)))


def _shown(client: Client, prescription_id: UUID, named: set[UUID]) -> Demonstration:
    if prescription_id not in named:
        raise Http404
    row = Demonstration.objects.filter(prescription__client=client, prescription=prescription_id).first()
    if row is None:
        raise Http404
    return row
