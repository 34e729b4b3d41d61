"""A name on the care team becomes a practitioner of the network, so that the client can be asked about sharing."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.roles import SignedInRequest
from careplan.care_team import join_network
from careplan.models import CareTeamMember
from careplan.views.care_team import find_member
from clients.access import logged, open_client
from clients.models import Client
from practitioners.forms import PractitionerForm
from practitioners.models import Practitioner
from practitioners.network import add_practitioner, at_address
from web.pages import page_url
from web.zones import today_in


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or added somebody of the care team to the network"))
def member_to_network(request: SignedInRequest, client_id: UUID, member_id: UUID) -> HttpResponse:
    """E-mail, discipline and clinic, then on to the question of consent. Somebody who is there already is taken.

    Where others have the same address, as at a clinic's front desk, the trainer says who it is.
    """
    client = open_client(request, client_id, lead=True, about=("member", member_id))
    member = find_member(client, member_id, today_in(client.time_zone, timezone.now()))
    if member.practitioner:
        return _on_to_consent(client, member.practitioner)
    start = {"name": member.name, "discipline": member.discipline_id, "clinic_name": member.clinic_name}
    form = PractitionerForm(request.POST or None, initial=start)
    context = {"client": client, "member": member, "form": form, "nav": "clients"}
    if request.method != "POST" or not form.is_valid():
        return render(request, "careplan/member_to_network.html", context, status=422 if form.errors else 200)
    same_address = at_address(form.cleaned_data["email"])
    known = form.known or next((one for one in same_address if str(one.pk) == request.POST.get("same")), None)
    if known is None and same_address and "somebody_else" not in request.POST:
        return render(request, "careplan/member_to_network.html", context | {"same_address": same_address}, status=422)
    if known and known.is_suspended:
        form.add_error("email", _("They are suspended from the network. Ask your network's admin."))
        return render(request, "careplan/member_to_network.html", context, status=422)
    practitioner = _join(member, form, known, request.user)
    if known:
        messages.info(request, _("%(name)s was in the network already: it is them.") % {"name": known.name})
    else:
        messages.success(request, _("Added to the network. An admin will look the licence up."))
    return _on_to_consent(client, practitioner)


@transaction.atomic
def _join(member: CareTeamMember, form: PractitionerForm, known: Practitioner | None, trainer: User) -> Practitioner:
    practitioner = known
    if practitioner is None:
        new = form.save(commit=False)
        new.clinic = form.clinic()
        practitioner = add_practitioner(new, by=trainer)
    join_network(member, practitioner)
    return practitioner


def _on_to_consent(client: Client, practitioner: Practitioner) -> HttpResponse:
    return redirect(page_url("ask_consent", client.pk) + f"?practitioner={practitioner.pk}")
