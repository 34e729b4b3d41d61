"""What practitioners ask for, as the trainer writes it down."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import SignedInRequest
from careplan.forms.guidance import GuidanceForm, LiftForm
from careplan.forms.period import FromPractitionerForm, named_in, team_of
from careplan.guidance import (
    ChangedMeanwhileError,
    LeavesGapError,
    chain_of,
    change,
    lift,
    record_guidance,
    standing_for,
    who_may_lift,
)
from careplan.guidance_changes import as_typed, differences
from careplan.lanes import OutOfLaneError, guidance_note_about, kinds_allowed
from careplan.models import Document, Guidance
from careplan.told import TooManyDocumentsError, letter_of
from careplan.views.form_page import form_page, not_confirmed, word_page
from clients.access import open_client
from clients.models import Client
from clients.registry import NotConfirmedError
from practitioners.models import Practitioner
from web.paging import page_by_key
from web.zones import today_in


@require_http_methods(["GET", "HEAD", "POST"])
def add_guidance(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """What a practitioner said by letter, by phone or in person; the practitioner is named."""
    client = open_client(request, client_id)
    named = named_in(request, team_of(client))
    address = reverse("careplan:add_guidance", args=[client.pk])
    source, form = _forms(request, client, named, team=team_of(client), address=address)
    if request.method == "POST" and source.is_valid() and form.is_valid() and _save(request, client, source, form):
        messages.success(request, _("Kept. It is in force from the day that you named."))
        return redirect("coordination:overview", client.pk)
    return _page(request, client, source, form, named=named, title=_("Write down guidance"))


@require_http_methods(["GET", "HEAD", "POST"])
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
        except ChangedMeanwhileError as error:
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
    found = differences(as_typed(standing), form.said())
    return {"standing": standing, "differences": found, "action": action}


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
    """Keeps letter and guidance together, or neither; False, with words on the form, where it can't be.

    Raises ChangedMeanwhileError.
    """
    practitioner, typed = source.cleaned_data["practitioner"], form.cleaned_data
    about: dict[str, Any] = {"entered_by": request.user, "key": typed["key"]}
    try:
        with transaction.atomic():
            document = letter_of(
                client,
                practitioner=practitioner,
                upload=typed["file"],
                chosen=typed.get("letter"),
                title=typed["text"],
                **about,
            )
            said = form.said() | {"document": document}
            about["how_it_came"] = source.cleaned_data["how_it_came"]
            if replaces is None:
                record_guidance(client, practitioner=practitioner, **about, **said)
            else:
                change(replaces, by=practitioner, **about, **said)
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
def lift_guidance(request: SignedInRequest, client_id: UUID, guidance_id: UUID) -> HttpResponse:
    """A practitioner's word that it no longer holds, with who said so, how it came, when and why."""
    client = open_client(request, client_id, about=("guidance", guidance_id))
    chosen = _find(client, guidance_id)
    if request.method != "POST" and chosen.state != Guidance.State.ACTIVE:
        return _to_what_stands(request, chosen, route="careplan:lift_guidance")
    today = today_in(client.time_zone, timezone.now())
    form = LiftForm(request.POST or None, who=who_may_lift(chosen), begins=chosen.starts_on, today=today)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            lift(chosen, by=said["practitioner"], reason=said["reason"], on=said["on"], how=said["how"])
        except ChangedMeanwhileError as error:
            messages.error(request, _("It was changed meanwhile, so nothing was lifted. This is what stands now."))
            return redirect("careplan:lift_guidance", client.pk, error.standing.pk)
        except NotConfirmedError:
            form.add_error("reason", not_confirmed(client))
        else:
            messages.success(request, _("Lifted."))
            return redirect("careplan:guidance", client.pk, chosen.pk)
    return form_page(request, client, [form], title=_("Lift guidance"), lead=f"{chosen.text} ({chosen.practitioner})")


@require_GET
def guidance(request: SignedInRequest, client_id: UUID, guidance_id: UUID) -> HttpResponse:
    """One piece of guidance with its history: what replaced what, and who lifted it."""
    client = open_client(request, client_id, about=("guidance", guidance_id))
    chain = chain_of(_find(client, guidance_id))
    earlier: list[Guidance | None] = [None, *chain]
    steps = [
        (one, differences(as_typed(before), as_typed(one)) if before else [])
        for before, one in zip(earlier, chain, strict=False)
    ]
    page = {
        "nav": "clients",
        "client": client,
        "standing": chain[-1],
        "steps": steps[::-1],
        "today": today_in(client.time_zone, timezone.now()),
    }
    return render(request, "careplan/guidance.html", page)


@require_GET
def all_guidance(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """The last word of each chain, the newest first, whether it still holds or not."""
    client = open_client(request, client_id)
    last = Guidance.objects.filter(client=client, replaced_by=None).select_related(
        "practitioner__discipline", "lifted_by", "document"
    )
    page = {
        "nav": "clients",
        "client": client,
        "page": page_by_key(last, by="created_at", after=request.GET.get("after", ""), newest_first=True),
        "today": today_in(client.time_zone, timezone.now()),
    }
    return render(request, "careplan/all_guidance.html", page)


def _find(client: Client, guidance_id: UUID) -> Guidance:
    found = Guidance.objects.select_related("practitioner__discipline", "client")
    return get_object_or_404(found, client=client, pk=guidance_id)
