"""What practitioners ask for, as the trainer writes it down."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.roles import SignedInRequest
from careplan.correspondence import TooManyDocumentsError
from careplan.forms.guidance import GuidanceForm, LiftForm
from careplan.forms.period import FromPractitionerForm, named_in, team_of
from careplan.guidance import (
    LeavesGapError,
    chain_of,
    lift,
    standing_for,
    who_may_lift,
)
from careplan.guidance_changes import as_typed, differences
from careplan.lanes import OutOfLaneError, guidance_note_about, kinds_allowed
from careplan.models import Document, Guidance
from careplan.views.form_page import form_page, not_confirmed, word_page
from careplan.writing import Source, save_guidance
from clients.access import logged, open_client
from clients.lifecycle import NotConfirmedError
from clients.models import Client
from practitioners.models import Practitioner
from web.errors import EditConflict
from web.pages import page_url
from web.paging import page_by_key
from web.zones import today_in


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or wrote down a practitioner's guidance"))
def add_guidance(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """What a practitioner said by letter, by phone or in person; the practitioner is named."""
    client = open_client(request, client_id)
    named = named_in(request, team_of(client))
    address = reverse("careplan:add_guidance", args=[client.pk])
    source, form = _forms(request, client, named, team=team_of(client), address=address)
    if request.method == "POST" and source.is_valid() and form.is_valid() and _save(request, client, source, form):
        messages.success(request, _("Kept. It is in force from the day that you named."))
        return redirect(page_url("overview", client.pk))
    return _page(request, client, source, form, named=named, title=_("Write down guidance"))


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or changed a practitioner's guidance"))
def change_guidance(request: SignedInRequest, client_id: UUID, guidance_id: UUID) -> HttpResponse:
    """A practitioner's newer word in the place of guidance. Whoever comes second is shown what stands by then."""
    client = open_client(request, client_id, about=("guidance", guidance_id))
    chosen = _find(client, guidance_id)
    if request.method != "POST" and chosen.state != Guidance.State.ACTIVE:
        return _to_what_stands(request, chosen, route="careplan:change_guidance")
    address = reverse("careplan:change_guidance", args=[client.pk, chosen.pk])
    team = who_may_lift(chosen)
    named = named_in(request, team) if "practitioner" in (request.POST or request.GET) else chosen.practitioner
    today = today_in(client.time_zone, timezone.now())
    initial = as_typed(chosen) | {"letter": chosen.document_id, "starts_on": max(chosen.starts_on, today)}
    source, form = _forms(request, client, named, team=team, address=address, initial=initial)
    page: dict[str, Any] = {"title": _("Change guidance"), "chosen": chosen}
    if request.method == "POST" and source.is_valid() and form.is_valid():
        try:
            if _save(request, client, source, form, replaces=chosen):
                messages.success(request, _("Changed. What was said before is kept with it."))
                return redirect("careplan:guidance", client.pk, chosen.pk)
        except EditConflict as error:
            form.add_error(
                None, _("Somebody else was first. Nothing of yours is lost: compare, then save or leave it.")
            )
            page |= _what_stands(client, error.standing, form)
    return _page(request, client, source, form, named=named, **page)


def _to_what_stands(request: SignedInRequest, chosen: Guidance, *, route: str) -> HttpResponse:
    """Only the last word of a chain can be changed or lifted, and only while it was not lifted."""
    standing = standing_for(chosen)
    if standing.state != Guidance.State.ACTIVE:
        messages.info(request, _("It was lifted already, so it can't be changed. New guidance can be written down."))
        return redirect("careplan:guidance", chosen.client_id, chosen.pk)
    return redirect(route, chosen.client_id, standing.pk)


def _what_stands(client: Client, standing: Guidance, form: GuidanceForm) -> dict[str, Any]:
    """What somebody else made of it meanwhile, against what was typed; the form goes on top of that."""
    if standing.state == Guidance.State.ACTIVE:
        action = reverse("careplan:change_guidance", args=[client.pk, standing.pk])
    else:  # lifted: only new guidance can be given now
        action = reverse("careplan:add_guidance", args=[client.pk])
    changes = differences(as_typed(standing), form.said())
    return {"standing": standing, "differences": changes, "action": action}


def _forms(
    request: SignedInRequest,
    client: Client,
    named: Practitioner | None,
    *,
    team: Any,
    address: str,
    initial: dict[str, Any] | None = None,
) -> tuple[FromPractitionerForm, GuidanceForm]:
    source = FromPractitionerForm(request.POST or None, team=team, address=address, initial={"practitioner": named})
    form = GuidanceForm(
        request.POST or None,
        request.FILES or None,
        practitioner=named,
        # Of nobody else: their words may be read by who is named.
        letters=Document.objects.filter(client=client, practitioner=named),
        initial=initial,
    )
    return source, form


def _save(
    request: SignedInRequest,
    client: Client,
    source: FromPractitionerForm,
    form: GuidanceForm,
    *,
    replaces: Guidance | None = None,
) -> bool:
    """Saves what was typed; False, with words on the form, where it can't be.

    Raises EditConflict.
    """
    origin = Source(source.cleaned_data["practitioner"], source.cleaned_data["how_it_came"], entered_by=request.user)
    try:
        save_guidance(client, form.written(), source=origin, replaces=replaces)
    except OutOfLaneError as error:
        form.add_error("kind", str(error))
    except TooManyDocumentsError:
        form.add_error("file", _("As many letters as are kept of one practitioner are here. Choose one that is."))
    except LeavesGapError as error:
        form.say_gap(error.field)
    except NotConfirmedError:
        source.add_error(None, not_confirmed(client))
    else:
        return True
    return False


def _page(
    request: SignedInRequest,
    client: Client,
    source: FromPractitionerForm,
    form: GuidanceForm,
    *,
    named: Practitioner | None,
    **more: Any,
) -> HttpResponse:
    if source.errors or form.errors:
        form.ask_for_the_file_again()
    about = {
        "note": guidance_note_about(named) if named else "",
        "may": bool(named and kinds_allowed(named.discipline)),
    }
    return word_page(request, client, source, form, "careplan/guidance_form.html", named=named, **about | more)


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or lifted a practitioner's guidance"))
def lift_guidance(request: SignedInRequest, client_id: UUID, guidance_id: UUID) -> HttpResponse:
    """A practitioner's word that it no longer holds, with who said so, how it came, when and why."""
    client = open_client(request, client_id, about=("guidance", guidance_id))
    chosen = _find(client, guidance_id)
    if request.method != "POST" and chosen.state != Guidance.State.ACTIVE:
        return _to_what_stands(request, chosen, route="careplan:lift_guidance")
    today = today_in(client.time_zone, timezone.now())
    form = LiftForm(request.POST or None, who=who_may_lift(chosen), begins=chosen.starts_on, today=today)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            lift(chosen, by=answers["practitioner"], reason=answers["reason"], on=answers["on"], how=answers["how"])
        except EditConflict as error:
            messages.error(request, _("It was changed meanwhile, so nothing was lifted. This is what stands now."))
            return redirect("careplan:lift_guidance", client.pk, error.standing.pk)
        except NotConfirmedError:
            form.add_error("reason", not_confirmed(client))
        else:
            messages.success(request, _("Lifted."))
            return redirect("careplan:guidance", client.pk, chosen.pk)
    return form_page(request, client, [form], title=_("Lift guidance"), lead=f"{chosen.text} ({chosen.practitioner})")


@require_GET
@logged(gettext_lazy("read the history of a practitioner's guidance"))
def guidance(request: SignedInRequest, client_id: UUID, guidance_id: UUID) -> HttpResponse:
    """One piece of guidance with its history: what replaced what, and who lifted it."""
    client = open_client(request, client_id, about=("guidance", guidance_id))
    chain = chain_of(_find(client, guidance_id))
    earlier: list[Guidance | None] = [None, *chain]
    steps = [
        (version, differences(as_typed(before), as_typed(version)) if before else [])
        for before, version in zip(earlier, chain, strict=False)
    ]
    context = {
        "nav": "clients",
        "client": client,
        "standing": chain[-1],
        "steps": steps[::-1],
        "today": today_in(client.time_zone, timezone.now()),
    }
    return render(request, "careplan/guidance.html", context)


@require_GET
@logged(gettext_lazy("read all guidance"))
def all_guidance(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """The last word of each chain, the newest first, whether it still holds or not."""
    client = open_client(request, client_id)
    last = Guidance.objects.filter(client=client, replaced_by=None).select_related(
        "practitioner__discipline", "lifted_by", "document"
    )
    context = {
        "nav": "clients",
        "client": client,
        "page": page_by_key(last, by="created_at", after=request.GET.get("after", ""), newest_first=True),
        "today": today_in(client.time_zone, timezone.now()),
    }
    return render(request, "careplan/all_guidance.html", context)


def _find(client: Client, guidance_id: UUID) -> Guidance:
    rows = Guidance.objects.select_related("practitioner__discipline", "client")
    return get_object_or_404(rows, client=client, pk=guidance_id)
