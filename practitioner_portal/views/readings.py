"""What a practitioner has measured, told through a consent that shares pain and measures with them."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods

from clients.access import logged
from clients.lifecycle import NotConfirmedError
from clients.models import Client
from measures.catalogue import MEASURES
from measures.forms import ReadingForm
from measures.models import Reading
from measures.readings import ToldBy, record_reading
from practitioner_portal.viewers import hold_open, open_grant, practitioners_page
from practitioner_portal.views.form import not_kept
from practitioner_portal.views.guidance import writer_of
from sharing.view import SharedView
from web.keys import uuid7

CHOICES = {code: measure for code, measure in MEASURES.items() if measure.is_typed}
USUAL = "rom"  # what is measured in a clinic most


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or told a reading"))
def shared_reading(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """One value of the measure in ?measure=, in the practitioner's own name."""
    view = open_grant(request, grant_id)
    if not view.may_measure:
        raise Http404
    code = request.GET.get("measure", "")
    code = code if code in CHOICES else USUAL
    form = ReadingForm(request.POST if request.method == "POST" else None, measure=CHOICES[code], today=view.today)
    if request.method == "POST" and form.is_valid() and _keep(request, view, form):
        words = {"measure": CHOICES[code].name, "trainer": view.trainer_name}
        messages.success(request, _("Kept: %(measure)s. %(trainer)s sees it at once.") % words)
        return redirect(f"{reverse('practitioner_portal:reading', args=[view.grant_id])}?measure={code}")
    context = {
        "view": view,
        "form": form,
        "measure": CHOICES[code],
        "code": code,
        "choices": CHOICES.items(),
        "key": uuid7(),
    }
    return render(request, "practitioner_portal/reading.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, view: SharedView, form: ReadingForm) -> bool:
    """Keeps the value while the consent lasts; False, with words on the form, where it can't be."""
    try:
        with transaction.atomic():
            hold_open(request, view)
            told_by = ToldBy(Reading.Teller.PRACTITIONER, practitioner=writer_of(view))
            record_reading(
                Client.objects.get(pk=view.client_id), form.taken, told_by=told_by, key=form.cleaned_data["key"]
            )
    except NotConfirmedError:
        form.add_error(None, not_kept(view))
        return False
    return True
