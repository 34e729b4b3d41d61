"""The trainer's clients by what they may lose."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.roles import SignedInRequest, trainers_only
from benefits.by_loss import MOST_CLIENTS, YEAR_END_DAYS, clients_by_loss, is_year_end
from clients.access import logged
from clients.access_log import Actor, record_access_to_each
from web.zones import today_in


@require_GET
@trainers_only
@logged(gettext_lazy("saw how much of the health benefits is left"))
def by_loss(request: SignedInRequest) -> HttpResponse:
    """Each client whose money stands on the page has a line in the access log."""
    now = timezone.now()
    usual = "year-end" if is_year_end(today_in(request.user.time_zone, now)) else "all"
    view = request.GET.get("view", usual)
    losses = clients_by_loss(request.user, now=now, within=YEAR_END_DAYS if view == "year-end" else None)
    keys = [loss.client.pk for loss in losses]
    record_access_to_each(
        keys, actor=Actor.user(request.user), action="benefits:by_loss", through=("permission", "coach")
    )
    context = {
        "losses": losses,
        "is_full": len(losses) == MOST_CLIENTS,
        "is_year_end": view == "year-end",
        "days": YEAR_END_DAYS,
        "nav": "clients",
    }
    return render(request, "benefits/by_loss.html", context)
