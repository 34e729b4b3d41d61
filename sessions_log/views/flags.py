"""Red flags: two presses from a client's page to what to do now."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import SignedInRequest
from clients.access import leads, logged, open_client
from clients.lifecycle import NotConfirmedError
from practitioners.models import RedFlag
from sessions_log.flags import close_flag, raise_flag, reopen_flag
from sessions_log.forms import CloseFlagForm, FlagForm
from sessions_log.models import RedFlagReport
from web.paging import page_by_key


@require_GET
@logged(gettext_lazy("looked at the red flags"))
def flags(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """The signs, the gravest first, and those that were noticed with this client."""
    client = open_client(request, client_id)
    raised = RedFlagReport.objects.filter(client=client).select_related(
        "red_flag__discipline", "raised_by", "closed_by"
    )
    context = {
        "client": client,
        "signs": RedFlag.objects.select_related("discipline"),
        "page": page_by_key(raised, by="raised_at", after=request.GET.get("after", ""), newest_first=True),
        "leads": leads(request.user, client),
        "nav": "clients",
    }
    return render(request, "sessions_log/flags.html", context)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or noted a red flag"))
def flag(request: SignedInRequest, client_id: UUID, code: str) -> HttpResponse:
    """What to do now, whom to call, which lane to send to; and a note of what was done."""
    client = open_client(request, client_id)
    red_flag = get_object_or_404(RedFlag.objects.select_related("discipline"), code=code)
    form = FlagForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            raise_flag(client, red_flag, by=request.user, **form.cleaned_data)
        except NotConfirmedError:
            form.add_error(None, _("The client has not confirmed yet, so no health detail can be kept."))
        else:
            messages.success(request, _("Noted."))
            return redirect("sessions_log:flags", client.pk)
    context = {
        "client": client,
        "red_flag": red_flag,
        "form": form,
        "leads": leads(request.user, client),
        "nav": "clients",
    }
    return render(request, "sessions_log/flag.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or closed a red flag"))
def close(request: SignedInRequest, client_id: UUID, flag_id: UUID) -> HttpResponse:
    """Closes it with a word of what came of it; one that is closed already keeps its first word."""
    client = open_client(request, client_id, about=("flag", flag_id))
    raised = get_object_or_404(RedFlagReport.objects.select_related("red_flag", "raised_by"), client=client, pk=flag_id)
    form = CloseFlagForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if close_flag(raised, by=request.user, note=form.cleaned_data["note"]):
            messages.success(request, _("Red flag closed: %(sign)s") % {"sign": raised.red_flag.sign})
        else:
            messages.info(request, _("This red flag is closed already."))
        return redirect("sessions_log:flags", client.pk)
    context = {"client": client, "raised": raised, "form": form, "nav": "clients"}
    return render(request, "sessions_log/close_flag.html", context, status=422 if form.errors else 200)


@require_POST
@logged(gettext_lazy("opened a red flag again"))
def reopen(request: SignedInRequest, client_id: UUID, flag_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("flag", flag_id))
    reopen_flag(get_object_or_404(RedFlagReport, client=client, pk=flag_id))
    return redirect("sessions_log:flags", client.pk)
