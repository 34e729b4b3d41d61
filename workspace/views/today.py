"""The trainer's first page."""

from collections.abc import Collection
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.adapter import first_page
from accounts.roles import Role, SignedInRequest
from clients.access import log_looks, logged
from clients.models import Client
from clients.today import Group, Reading, Section
from workspace.first_steps import first_steps
from workspace.late_mail import late_mail_in_care
from workspace.models import MorningMail
from workspace.today import FEW, FOLDED, ON_A_PAGE, ON_THE_FIRST_PAGE, TodaySection, reading_of, today_of
from workspace.today_statement import Wanted

UNDOES = {"wake", "unsettle"}  # acts that take another one back: workspace:today_…


@require_GET
@logged(gettext_lazy("saw on Today what is urgent"))
def home(request: SignedInRequest) -> HttpResponse:
    """A trainer's Today; whoever is in another role goes to where that one begins."""
    if request.role != Role.TRAINER:
        return redirect(first_page(request.role))
    now = timezone.now()
    reading, wanted = reading_of(request.user, now), _wanted(request)
    sections = today_of(reading, look=partial(_log_looks, request, reading), wanted=wanted)
    # Who has more than a few things waiting has begun long ago.
    has_begun = wanted.section or sum(part.total for part in sections) > FEW
    steps = [] if has_begun else first_steps(Client.objects.filter(pk__in=reading.care))
    context = {
        "sections": [part for part in sections if wanted.section or part.section not in FOLDED],
        "folded": [part for part in sections if not wanted.section and part.section in FOLDED],
        "groups": Group.choices,
        "show": wanted.group.value if wanted.group else "",
        "section": wanted.section,
        "next_url": _next_url(wanted, sections),
        "steps": steps,
        "has_clients": not steps or steps[0].is_done or bool(sections),
        "late_mail": late_mail_in_care(reading),
        "has_morning_mail": MorningMail.objects.filter(trainer=request.user).exists(),
        "undo_url": _undo_url(request.GET.get("undo", "")),
        "nav": "today",
    }
    return render(request, "workspace/today.html", context)


def _log_looks(request: SignedInRequest, reading: Reading, keys: Collection[UUID]) -> None:
    log_looks(request, {key: reading.care[key] for key in keys})


def _wanted(request: SignedInRequest) -> Wanted:
    """What the address asks for; whatever in it is no choice of ours is left out."""
    show, section, after = (request.GET.get(name, "") for name in ("show", "section", "after"))
    group = Group(show) if show in Group.values else None
    if not (section.isascii() and section.isdigit() and int(section[:3]) in Section.values):
        return Wanted(group=group, folded=FOLDED, size=ON_THE_FIRST_PAGE)
    start = int(after[:6]) if after.isascii() and after.isdigit() else 0
    return Wanted(section=Section(int(section[:3])), group=group, after=start, size=ON_A_PAGE)


def _next_url(wanted: Wanted, sections: list[TodaySection]) -> str:
    shown_to = wanted.after + wanted.size
    if not wanted.section or not sections or sections[0].total <= shown_to:
        return ""
    show = f"&show={wanted.group.value}" if wanted.group else ""
    return f"?section={wanted.section.value}&after={shown_to}{show}"


def _undo_url(undo: str) -> str:
    """Where the last act is taken back: its verb and what it was about, as `undo_of` put them; "" for none."""
    verb, *about = undo.split("/")
    if verb not in UNDOES:
        return ""
    try:
        return reverse(f"workspace:today_{verb}", args=about)
    except NoReverseMatch:
        return ""


def undo_of(verb: str, *about: Any) -> str:
    """What Today's address says after an act that can be taken back."""
    return "/".join(map(str, (verb, *about)))
