"""A client comes in, and what they tell then or later about who looks after them."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import SignedInRequest, trainers_only
from careplan import intake as rules
from careplan.care_team import first_choices
from careplan.forms.intake import AddClientForm, IntakeForm, ReadForm, SendForm
from careplan.forms.people import People, TeamPersonForm
from careplan.models import CareTeamMember, Intake
from careplan.own_intake import last_sent, mark_read, own_intake_of, send_questions
from clients.access import logged, open_client
from web.keys import uuid7
from web.pages import page_url


@require_http_methods(["GET", "POST"])
@trainers_only
def add_client(request: SignedInRequest) -> HttpResponse:
    form = AddClientForm(request.POST or None, trainer=request.user, initial={"time_zone": request.user.time_zone})
    context = {"form": form, "nav": "clients"}
    if request.method != "POST" or not form.is_valid():
        return render(request, "careplan/add_client.html", context, status=422 if form.errors else 200)
    known = [
        client
        for client in rules.known_like(form.instance, trainer=request.user)
        if client.pk != form.cleaned_data["key"]
    ]
    if known and "same_address" not in request.POST:
        return render(request, "careplan/add_client.html", context | {"known": known}, status=422)
    client = rules.take_in(form.instance, form.cleaned_data, trainer=request.user)
    messages.success(request, _("Added. A mail asks them to confirm their address."))
    return redirect(page_url("overview", client.pk))


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or wrote down who looks after the client"))
def intake(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """The client's own word, and the trainer's record of what they said, to be changed."""
    client = open_client(request, client_id)
    data = request.POST if request.method == "POST" else None
    is_confirmed = client.confirmed_at is not None
    people = People(data, form=TeamPersonForm, is_confirmed=is_confirmed, first=first_choices(client))
    stored = Intake.objects.filter(client=client).first()
    # A form that comes back with one person more keeps what was typed above, too.
    form = IntakeForm(data, instance=stored or Intake(client=client), is_confirmed=is_confirmed)
    if data is not None and not people.is_rearranged and all([form.is_valid(), people.is_valid()]):
        rules.record_intake(client, people=people.named(), **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect(page_url("overview", client.pk))
    every_form: list[forms.BaseForm] = [form, *people.forms]
    wrong = next((one for one in every_form if one.errors), None)
    context = {
        "client": client,
        "own": own_intake_of(client),
        "sent": last_sent(client),
        "send_key": uuid7(),
        "team": CareTeamMember.objects.current().filter(client=client),
        "intake_form": form,
        "people": people,
        "forms": every_form,
        "form": wrong,
        "nav": "clients",
    }
    return render(request, "careplan/intake.html", context, status=422 if wrong else 200)


@require_POST
@logged(gettext_lazy("sent the client the questions"))
def send_intake(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Mails the questions, once for each page that the button stood on."""
    client = open_client(request, client_id)
    form = SendForm(request.POST)
    if form.is_valid() and send_questions(client, key=form.cleaned_data["key"]):
        messages.success(request, _("The questions are on their way. Links in earlier mails no longer open them."))
    return redirect("careplan:intake", client.pk)


@require_POST
@logged(gettext_lazy("read what the client answered"))
def read_intake(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """The trainer has read the client's answers, as they stood on the page."""
    client = open_client(request, client_id)
    form = ReadForm(request.POST)
    if form.is_valid():
        mark_read(client, until=form.cleaned_data["until"])
    return redirect("careplan:intake", client.pk)
