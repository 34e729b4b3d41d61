"""One page for the short forms of the care plan, and what the long ones have in common."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.roles import SignedInRequest
from careplan.forms.period import FromPractitionerForm
from clients.models import Client
from practitioners.lanes import lane_of
from practitioners.models import Practitioner


def form_page(
    request: SignedInRequest, client: Client, all_forms: list[forms.BaseForm], *, title: str, lead: str = ""
) -> HttpResponse:
    """One page for the short forms of the care plan; what was typed stays where something is wrong."""
    wrong = next((form for form in all_forms if form.errors), None)
    context = {"client": client, "forms": all_forms, "form": wrong, "title": title, "lead": lead, "nav": "clients"}
    return render(request, "careplan/form.html", context, status=422 if wrong else 200)


def word_page(
    request: SignedInRequest,
    client: Client,
    source: FromPractitionerForm,
    form: forms.Form,
    template: str,
    *,
    named: Practitioner | None,
    **more: Any,
) -> HttpResponse:
    """A practitioner's word as the trainer writes it down, with the lane of who is named; `more` is the page's own."""
    wrong = bool(source.errors or form.errors)
    page = {
        "nav": "clients",
        "client": client,
        "source": source,
        "form": form,
        "forms": [source, form],
        "wrong": wrong,
        "named": named,
        "lane": lane_of(named.discipline) if named else None,
        "action": request.path,
    }
    return render(request, template, page | more, status=422 if wrong else 200)


def not_confirmed(client: Client) -> str:
    return _("%(name)s has not confirmed their address yet, so no health detail can be kept.") % {"name": client.name}
