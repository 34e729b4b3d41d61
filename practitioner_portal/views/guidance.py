"""What a practitioner says about training, through one consent and within their lane: do's, don'ts and cautions."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from careplan.correspondence import TooManyDocumentsError
from careplan.forms.guidance import GuidanceForm, SharedLiftForm
from careplan.guidance import LeavesGapError, lift
from careplan.guidance_changes import as_typed, differences
from careplan.lanes import OutOfLaneError, kinds_offered, may_prescribe, own_guidance_note
from careplan.models import Guidance, HowItCame
from careplan.writing import Source, save_guidance
from clients.access import logged
from clients.lifecycle import NotConfirmedError
from clients.models import Client
from consent.models import ContributionScope
from practitioner_portal.viewers import hold_open, open_grant, practitioners_page
from practitioner_portal.views.form import not_kept, show_form
from practitioners.lanes import lane_of
from practitioners.models import Practitioner
from sharing.record import SharedGuidance
from sharing.view import SharedView
from web.errors import EditConflict


def opened_to_tell(
    request: HttpRequest, grant_id: UUID, told: ContributionScope, *, about: tuple[str, object] = ("", "")
) -> SharedView:
    """The view of a consent that lets the reader tell this; 404 for every other."""
    view = open_grant(request, grant_id, about=about)
    if not view.may_tell(told):
        raise Http404
    return view


def writer_of(view: SharedView) -> Practitioner:
    return Practitioner.objects.select_related("discipline").get(pk=view.practitioner.id)


def saved(request: HttpRequest, view: SharedView) -> HttpResponse:
    messages.success(request, _("Saved. %(trainer)s sees it at once.") % {"trainer": view.trainer_name})
    return redirect("practitioner_portal:record", view.grant_id)


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or wrote guidance"))
def shared_guidance(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """A do, don't or caution, straight from the practitioner."""
    view = opened_to_tell(request, grant_id, ContributionScope.GUIDANCE)
    writer = writer_of(view)
    form = _form(request, view, writer)
    if request.method == "POST" and form.is_valid() and _save(request, view, form, writer):
        return saved(request, view)
    return _page(request, view, form, writer, title=_title(view))


def _title(view: SharedView) -> str:
    return _("Write a do, don't or caution") if view.may_say_dont else _("Write a do or a caution")


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or changed guidance"))
def shared_change_guidance(request: HttpRequest, grant_id: UUID, guidance_id: UUID) -> HttpResponse:
    """New words in the place of one's own. Whoever comes second is shown what stands by then."""
    view = opened_to_tell(request, grant_id, ContributionScope.GUIDANCE, about=("guidance", guidance_id))
    chosen = _own(view, guidance_id)
    writer = writer_of(view)
    if request.method != "POST" and chosen.state != Guidance.State.ACTIVE:
        messages.info(request, _("That no longer stands, so it can't be changed. What you ask for now is below."))
        return redirect("practitioner_portal:record", grant_id)
    initial = as_typed(chosen) | {"starts_on": max(chosen.starts_on, view.today)}
    form = _form(request, view, writer, initial=initial)
    page: dict[str, Any] = {
        "title": _("Change what you asked for"),
        "chosen": SharedGuidance.of(chosen, reader_id=writer.pk),
    }
    if request.method == "POST" and form.is_valid():
        try:
            if _save(request, view, form, writer, replaces=chosen):
                return saved(request, view)
        except EditConflict as error:
            form.add_error(
                None, _("Somebody else was first. Nothing of yours is lost: compare, then save or leave it.")
            )
            page |= _what_stands(view, error.standing, form)
    return _page(request, view, form, writer, **page)


def _own(view: SharedView, guidance_id: UUID) -> Guidance:
    guidance = Guidance.objects.select_related("practitioner__discipline", "client", "document")
    return get_object_or_404(guidance, client=view.client_id, practitioner=view.practitioner.id, pk=guidance_id)


def _liftable(view: SharedView, guidance_id: UUID) -> Guidance:
    """One's own, or somebody else's that the reader sees and whose discipline may clear for exercise; else 404."""
    if any(guidance.id == guidance_id for guidance in view.to_clear):
        return get_object_or_404(Guidance.objects.select_related("client"), client=view.client_id, pk=guidance_id)
    return _own(view, guidance_id)


def _what_stands(view: SharedView, standing: Guidance, form: GuidanceForm) -> dict[str, Any]:
    """What was made of it meanwhile, where the reader may see it; what they typed goes on as new otherwise."""
    may_see = any(one.id == standing.pk for one in view.again().guidance())
    goes_on = standing.state == Guidance.State.ACTIVE and standing.practitioner_id == view.practitioner.id
    return {
        "changed_meanwhile": True,
        "standing": SharedGuidance.of(standing, reader_id=view.practitioner.id) if may_see else None,
        "differences": differences(as_typed(standing), form.said()) if may_see else [],
        "action": reverse("practitioner_portal:change_guidance", args=[view.grant_id, standing.pk])
        if goes_on
        else reverse("practitioner_portal:guidance", args=[view.grant_id]),
    }


def _form(
    request: HttpRequest, view: SharedView, writer: Practitioner, *, initial: dict[str, Any] | None = None
) -> GuidanceForm:
    """Where the client lets them tell, but no letter, nothing can come with it."""
    may_attach = view.may_tell(ContributionScope.DOCUMENT) or not view.is_record_request
    return GuidanceForm(
        request.POST or None,
        request.FILES or None,
        practitioner=writer,
        may_attach=may_attach,
        by_themselves=True,
        initial=initial,
    )


def _save(
    request: HttpRequest,
    view: SharedView,
    form: GuidanceForm,
    writer: Practitioner,
    *,
    replaces: Guidance | None = None,
) -> bool:
    """Keeps what was typed, and the file with it, while sharing lasts; False, with words on the form, where it can't.

    Raises EditConflict.
    """
    written = form.written()
    if replaces:
        written = replace(written, letter=replaces.document)
    try:
        with transaction.atomic():
            hold_open(request, view)
            client = Client.objects.get(pk=view.client_id)
            save_guidance(client, written, source=Source(writer, HowItCame.LINK), replaces=replaces)
    except OutOfLaneError as error:
        form.add_error(None, str(error))
    except LeavesGapError as error:
        form.say_gap(error.field)
    except TooManyDocumentsError:
        form.add_error("file", _("You have sent as many as are kept for one client. Please call the trainer."))
    except NotConfirmedError:
        form.add_error(None, not_kept(view))
    else:
        return True
    return False


def _page(
    request: HttpRequest, view: SharedView, form: GuidanceForm, writer: Practitioner, **more: Any
) -> HttpResponse:
    if form.errors:
        form.ask_for_the_file_again()
    page = {
        "view": view,
        "form": form,
        "note": own_guidance_note(writer),
        "lane": lane_of(writer.discipline),
        "may": bool(kinds_offered(writer)),
        "may_prescribe": may_prescribe(writer.discipline) and view.may_tell(ContributionScope.EXERCISES),
        "action": request.path,
    }
    return render(request, "practitioner_portal/guidance.html", page | more, status=422 if form.errors else 200)


@practitioners_page
@require_POST
@logged(gettext_lazy("lifted guidance"))
def shared_lift_guidance(request: HttpRequest, grant_id: UUID, guidance_id: UUID) -> HttpResponse:
    """Ends one's own do, don't or caution, or one that the discipline may clear; twice changes nothing."""
    view = open_grant(request, grant_id, about=("guidance", guidance_id))
    guidance = _liftable(view, guidance_id)
    form = SharedLiftForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        with transaction.atomic():
            hold_open(request, view)
            lift(guidance, by=writer_of(view), reason=reason or _("no longer needed"))
    except EditConflict:
        messages.error(request, _("It was changed meanwhile, so nothing was lifted. This is what stands now."))
    except NotConfirmedError:
        form.add_error(None, not_kept(view))
        return show_form(request, view, form, title=_("Lift what you asked for"))
    else:
        messages.success(request, _("Lifted. It no longer holds."))
    return redirect("practitioner_portal:record", grant_id)
