"""The client's page behind the mail after a visit: opening it changes nothing, one answer is kept."""

from datetime import date

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods

from careplan import visits
from careplan.forms.visits import ToldByClientForm
from careplan.models import Visit
from clients.access import logged, open_client_link
from clients.lifecycle import NotConfirmedError
from clients.models import Client, ClientLink
from web.languages import words_for
from web.public import no_referrer, public
from web.zones import today_in


@public("the link in the client's mail is the key; opening it changes nothing")
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or answered the question how a visit was"))
def after_visit(request: HttpRequest, token: str) -> HttpResponse:
    link = open_client_link(request, token, ClientLink.Purpose.ATTENDED)
    rows = Visit.objects.filter(member__client=link.client, pk__in=[link.subject_id])
    visit = rows.select_related("member__client", "member__practitioner__discipline", "member__discipline").first()
    if visit is None:
        raise Http404
    with words_for(link.client.language, link.client.time_zone):
        response = _after_visit(request, visit, today_in(link.client.time_zone, timezone.now()))
    no_referrer(response)
    return response


def _after_visit(request: HttpRequest, visit: Visit, today: date) -> HttpResponse:
    is_active = visit.member.client.status == Client.Status.ACTIVE
    is_open = is_active and visit.state == Visit.State.BOOKED and visit.on <= today
    form = ToldByClientForm(request.POST if request.method == "POST" and is_open else None, today=today)
    if request.method == "POST" and not is_open:
        return redirect(request.path)
    if form.is_valid():
        try:
            _keep(visit, form)
        except NotConfirmedError:
            form.add_error(None, _("Your new address is not confirmed yet, so nothing can be kept."))
        else:
            return redirect(request.path)
    context = {"visit": visit, "form": form, "is_open": is_open, "trainer": visit.member.client.lead_trainer}
    return render(request, "careplan/after_visit.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _keep(visit: Visit, form: ToldByClientForm) -> None:
    """Twice at once is kept once: the first word stands."""
    told = form.cleaned_data
    if told["went"] == "no" and not visits.miss(visit, trainer=None):
        return
    following = {"next_on": told["next_on"], "next_time": told["next_time"]}
    if told["went"] == "yes":
        visits.attend(visit, note=told["note"], trainer=None, **following)
    elif told["next_on"]:
        visits.book_next(visit, on=told["next_on"], time=told["next_time"])
