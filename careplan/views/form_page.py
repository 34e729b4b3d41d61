"""One page for the short forms of the care plan."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from clients.models import Client


def form_page(
    request: SignedInRequest, client: Client, all_forms: list[forms.BaseForm], *, title: str, lead: str = ""
) -> HttpResponse:
    """One page for the short forms of the care plan; what was typed stays where something is wrong."""
    wrong = next((form for form in all_forms if form.errors), None)
    page = {"client": client, "forms": all_forms, "form": wrong, "title": title, "lead": lead, "nav": "clients"}
    return render(request, "careplan/form.html", page, status=422 if wrong else 200)


def not_confirmed(client: Client) -> str:
    return _("%(name)s has not confirmed their address yet, so no health detail can be kept.") % {"name": client.name}
