"""Who else looks after the client, one by one (the page of all of them is the workspace's: it tells consent)."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.roles import SignedInRequest
from careplan import care_team, visits
from careplan.forms.care_team import CareTeamForm, MemberForm
from careplan.models import CareTeamMember, Visit
from careplan.views.form_page import form_page, not_confirmed
from clients.access import leads, logged, open_client
from clients.lifecycle import NotConfirmedError
from clients.models import Client
from web.pages import page_url
from web.paging import page_by_key
from web.zones import today_in


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or changed the care team"))
def add_member(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    today = today_in(client.time_zone, timezone.now())
    form = CareTeamForm(request.POST or None, instance=CareTeamMember(client=client), today=today)
    if request.method == "POST" and form.is_valid():
        try:
            member = _add(client, form, request.user)
        except NotConfirmedError:
            field = "for_what" if form.cleaned_data["for_what"] else "seen_on"
            form.add_error(field, not_confirmed(client))
        else:
            messages.success(request, _("%(name)s is on the care team.") % {"name": member.known_as})
            return redirect(page_url("care_team", client.pk))
    context = {"client": client, "form": form, "nav": "clients"}
    return render(request, "careplan/add_member.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _add(client: Client, form: CareTeamForm, trainer: User) -> CareTeamMember:
    """The member with the visit that was named, or nothing of it."""
    chosen = form.cleaned_data
    about = {"for_what": chosen["for_what"], "since": chosen["since"]}
    if chosen["practitioner"]:
        member = care_team.add_member(client, chosen["practitioner"], **about)
    else:
        named = {name: chosen[name] for name in ("name", "discipline", "clinic_name")}
        member = care_team.add_named(client, named, **about, key=chosen["key"])
    seen_on: date | None = chosen["seen_on"]
    if seen_on and not member.visits.filter(on=seen_on).exists():
        visits.record_visit(member, on=seen_on, state=Visit.State.ATTENDED, trainer=trainer)
    return member


@require_GET
@logged(gettext_lazy("looked at somebody of the care team"))
def member(request: SignedInRequest, client_id: UUID, member_id: UUID) -> HttpResponse:
    """One person of the care team, with the visits to them, the newest first."""
    client = open_client(request, client_id, about=("member", member_id))
    today = today_in(client.time_zone, timezone.now())
    shown = find_member(client, member_id, today)
    context = {
        "client": client,
        "member": shown,
        "page": page_by_key(
            shown.visits.all(),
            by="on",
            after=request.GET.get("after", ""),
            newest_first=True,
        ),
        "today": today,
        "leads": leads(request.user, client),
        "nav": "clients",
    }
    return render(request, "careplan/member.html", context)


def find_member(client: Client, member_id: UUID, today: date) -> CareTeamMember:
    """Somebody who is or was of this client's care team, with their visits' dates (one query)."""
    members = CareTeamMember.objects.with_visits(today).select_related(
        "practitioner__discipline", "practitioner__clinic", "discipline"
    )
    return get_object_or_404(members, client=client, pk=member_id)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or changed somebody of the care team"))
def change_member(request: SignedInRequest, client_id: UUID, member_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("member", member_id))
    today = today_in(client.time_zone, timezone.now())
    form = MemberForm(request.POST or None, instance=find_member(client, member_id, today), today=today)
    if request.method == "POST" and form.is_valid():
        try:
            care_team.change_member(form.instance, form.cleaned_data)
        except NotConfirmedError:
            form.add_error("for_what", not_confirmed(client))
        else:
            messages.success(request, _("Saved."))
            return redirect("careplan:member", client.pk, member_id)
    return form_page(request, client, [form], title=_("Change somebody of the care team"))


@require_POST
@logged(gettext_lazy("noted who has left the care team"))
def member_left(request: SignedInRequest, client_id: UUID, member_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("member", member_id))
    today = today_in(client.time_zone, timezone.now())
    care_team.leave(find_member(client, member_id, today), on=today)
    messages.success(
        request, _("No longer on the care team. What they asked for stays in force, and sharing goes on until ended.")
    )
    return redirect(page_url("care_team", client.pk))


@require_POST
@logged(gettext_lazy("noted who is on the care team again"))
def member_back(request: SignedInRequest, client_id: UUID, member_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("member", member_id))
    care_team.come_back(get_object_or_404(CareTeamMember, client=client, pk=member_id))
    messages.success(request, _("On the care team again."))
    return redirect(page_url("care_team", client.pk))
