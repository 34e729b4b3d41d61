"""The admins' page on the practice itself."""

from itertools import pairwise

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import SignedInRequest, admins_only
from accounts.step_up import require_step_up
from network_admin.mail import save_and_tell
from network_admin.practice_forms import PracticeForm
from web.errors import EditConflict
from web.models import PracticeSettings
from web.practice import FIELDS, read_practice

SHOWN = 20  # versions


@require_http_methods(["GET", "POST"])
@admins_only
def practice_settings(request: SignedInRequest) -> HttpResponse:
    """Name, address, logo and what holds for everybody; POST saves a new version."""
    posted = request.method == "POST"
    if posted:
        require_step_up(request)
    form = PracticeForm(request.POST if posted else None, request.FILES if posted else None, practice=read_practice())
    if posted and form.is_valid() and _saves(form, request):
        messages.success(request, _("Saved. All pages and mails have it within a minute."))
        return redirect("network_admin:practice_settings")
    context = {"form": form, "versions": _history(), "nav": "desk"}
    return render(request, "network_admin/practice.html", context, status=422 if form.errors else 200)


def _saves(form: PracticeForm, request: SignedInRequest) -> bool:
    given = form.cleaned_data
    try:
        save_and_tell(given, logo=form.logo, based_on=given["version"], by=request.user)
    except EditConflict:
        form.add_error(None, _("Somebody else has saved these settings meanwhile. Read them anew, then change them."))
        return False
    return True


def _history() -> list[tuple[PracticeSettings, list[tuple[str, str, str]]]]:
    """The newest versions, each with [name, before, after] of what it changed."""
    rows = list(PracticeSettings.objects.select_related("by").order_by("-version")[: SHOWN + 1])
    lines = [(row, _changes(before, row)) for row, before in pairwise(rows)]
    lines.extend((row, []) for row in rows[len(lines) :])
    return lines[:SHOWN]


def _changes(before: PracticeSettings, after: PracticeSettings) -> list[tuple[str, str, str]]:
    lines = [(_label(name), _as_read(before, name), _as_read(after, name)) for name in [*FIELDS, "logo"]]
    return [(name, was, now) for name, was, now in lines if was != now]


def _label(name: str) -> str:
    return str(getattr(PracticeSettings._meta.get_field(name), "verbose_name", name))  # noqa: SLF001


def _as_read(row: PracticeSettings, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    return str(display() if display else getattr(row, name))
