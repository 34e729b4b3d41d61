"""The register of incidents."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.forms import DateField, Field
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import SignedInRequest, admins_only
from network_admin.incident_forms import IncidentForm
from network_admin.incidents import add_incident, change_incident, what_is_owed
from network_admin.models import Incident
from web.errors import EditConflict
from web.keys import uuid7
from web.paging import page_by_key


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def incidents(request: SignedInRequest) -> HttpResponse:
    """All entries, the newest first; POST adds one."""
    form = IncidentForm(request.POST or None, initial={"key": uuid7()})
    if request.method == "POST" and form.is_valid():
        row = add_incident(form.values(), key=form.cleaned_data["key"], by=request.user)
        messages.success(request, _("Kept in the register."))
        return redirect("network_admin:incident", row.pk)
    page = page_by_key(Incident.objects.all(), by="known_on", after=request.GET.get("after", ""), newest_first=True)
    rows = [(row, what_is_owed(row)) for row in page.rows]
    context = {"form": form, "page": page, "rows": rows, "nav": "desk"}
    return render(request, "network_admin/incidents.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def incident(request: SignedInRequest, incident_id: UUID) -> HttpResponse:
    """One entry with what it said before; POST amends it."""
    row = get_object_or_404(Incident.objects.select_related("entered_by"), pk=incident_id)
    form = IncidentForm(request.POST or None, instance=row, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        based_on = form.cleaned_data["version"] or 0
        try:
            changed = change_incident(row, form.values(), based_on=based_on, by=request.user)
        except EditConflict:
            form.add_error(None, _("Somebody else has changed this entry meanwhile. Open it anew and compare."))
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
            return redirect("network_admin:incident", row.pk)
    stored = Incident.objects.get(pk=row.pk) if form.errors else row
    context = {
        "form": form,
        "incident": stored,
        "owed": what_is_owed(stored),
        "changes": [(change, _in_words(change.before)) for change in row.changes.select_related("by")],
        "nav": "desk",
    }
    return render(request, "network_admin/incident.html", context, status=422 if form.errors else 200)


def _in_words(before: dict[str, object]) -> list[tuple[str, object]]:
    """What the fields were called and said before a change, as the form has them."""
    fields = IncidentForm().fields
    return [(str(fields[name].label), _value_in_words(fields[name], value)) for name, value in before.items()]


def _value_in_words(field: Field, value: object) -> object:
    if value in (None, ""):
        return "–"
    if isinstance(field, DateField):
        return date_format(date.fromisoformat(str(value)))
    return dict(getattr(field, "choices", ())).get(value, value)
