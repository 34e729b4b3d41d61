"""Who else looks after the client."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from careplan import care_team
from careplan.forms.care_team import CareTeamForm
from careplan.views.form_page import form_page
from clients.access import open_client


@require_http_methods(["GET", "POST"])
def add_member(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    form = CareTeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        care_team.add_member(client, chosen["practitioner"], for_what=chosen["for_what"])
        return redirect("coordination:overview", client.pk)
    return form_page(request, client, [form], title=_("Add to the care team"))
