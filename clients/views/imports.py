"""A file of clients comes in: choose it, say what its columns are, look at what it would do, confirm; and take it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import SignedInRequest, trainers_only
from clients import import_undo, imports
from clients.access import logged
from clients.file_columns import COLUMNS, remembered_of
from clients.import_check import Plan, check
from clients.import_forms import MatchClientsForm
from clients.models import Client, ClientImport
from web.columns_in import guessed
from web.errors import EditConflict
from web.import_pages import Preview, agreed_to, errors_file, in_a_sentence, upload_form


def _own(request: SignedInRequest, import_id: UUID) -> ClientImport:
    """A trainer's own import; 404 for every other's."""
    return get_object_or_404(ClientImport, pk=import_id, trainer=request.user)


@require_http_methods(["GET", "POST"])
@trainers_only
def import_clients(request: SignedInRequest) -> HttpResponse:
    """The file; and the imports that are still open or can still be taken back."""
    form = upload_form(request)
    if form.is_valid():
        opened = imports.open_import(form.cleaned_data["file"], trainer=request.user, key=form.cleaned_data["key"])
        return redirect("clients:match_columns", opened.pk)
    own = ClientImport.objects.filter(trainer=request.user)
    lately = own.filter(done_at__gte=timezone.now() - ClientImport.undo_within)
    context = {
        "form": form,
        "open": own.filter(state=ClientImport.State.OPEN).only("pk", "created_at"),
        "lately": lately.only("pk", "done_at", "state", "figures"),
        "nav": "clients",
    }
    return render(request, "clients/import.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@trainers_only
def match_columns(request: SignedInRequest, import_id: UUID) -> HttpResponse:
    own_import = _own(request, import_id)
    if own_import.state != ClientImport.State.OPEN:
        return redirect("clients:import_done", own_import.pk)
    guess = own_import.matched or guessed(own_import.columns, known=COLUMNS, remembered=remembered_of(request.user))
    form = MatchClientsForm(request.POST if request.method == "POST" else None, imported=own_import, guess=guess)
    if request.method == "POST" and form.is_valid():
        imports.match(own_import, matched=form.cleaned_data["matched"], known=form.cleaned_data["known"])
        return redirect("clients:check_import", own_import.pk)
    context = {"imported": own_import, "form": form, "number": len(own_import.rows), "nav": "clients"}
    return render(request, "clients/import_match.html", context, status=422 if form.errors else 200)


@require_GET
@trainers_only
def check_import(request: SignedInRequest, import_id: UUID) -> HttpResponse:
    """What would happen. Names, and what the file itself says: nothing else of a client is read out here."""
    own_import = _own(request, import_id)
    if own_import.state != ClientImport.State.OPEN:
        return redirect("clients:import_done", own_import.pk)
    if not own_import.matched:
        return redirect("clients:match_columns", own_import.pk)
    plan = check(own_import, trainer=request.user)
    preview = Preview(plan, request.GET.get("page"))
    context = {
        **preview.context,
        "imported": own_import,
        "order": ClientImport.DateOrder(own_import.date_order).label if own_import.date_order else "",
        "sentence": in_a_sentence(plan.figures, _("%(new)d new, %(changed)d changed, %(skipped)d skipped")),
        "new": [(number, client, _in_file(plan, number)) for number, client in preview.shown(plan.new)],
        "changed": [(change, _in_file(plan, change.row)) for change in preview.shown(plan.changed)],
        "nav": "clients",
    }
    return render(request, "clients/import_check.html", context)


def _in_file(plan: Plan, row: int) -> dict[str, Any]:
    """What stands in a row where it is read as something else."""
    return {"day": plan.days_in_file.get(row), "name": plan.names.get(row)}


@require_POST
@trainers_only
def say_date_order(request: SignedInRequest, import_id: UUID) -> HttpResponse:
    """The trainer's answer to how a column of birthdays is written."""
    own_import = _own(request, import_id)
    if own_import.state == ClientImport.State.OPEN:
        imports.say_date_order(own_import, request.POST.get("order", ""))
    return redirect("clients:check_import", own_import.pk)


@require_GET
@trainers_only
def import_errors(request: SignedInRequest, import_id: UUID) -> HttpResponse:
    """All that is wrong, to take away and mend."""
    own_import = _own(request, import_id)
    return errors_file(check(own_import, trainer=request.user).problems if own_import.matched else [])


@require_POST
@trainers_only
def leave_out_wrong(request: SignedInRequest, import_id: UUID) -> HttpResponse:
    """Goes on without the rows in which something is wrong."""
    own_import = _own(request, import_id)
    if own_import.state == ClientImport.State.OPEN:
        imports.leave_out_wrong(own_import)
    return redirect("clients:check_import", own_import.pk)


@require_POST
@trainers_only
@logged(gettext_lazy("changed name and address from a file"))
def confirm_import(request: SignedInRequest, import_id: UUID) -> HttpResponse:
    own_import = _own(request, import_id)
    if own_import.state == ClientImport.State.OPEN:
        try:
            imports.confirm(own_import, trainer=request.user, figures=agreed_to(request))
        except EditConflict:
            messages.warning(
                request, _("Nothing has been imported: something changed meanwhile. Look again at what would happen.")
            )
            return redirect("clients:check_import", own_import.pk)
    return redirect("clients:import_done", own_import.pk)


@require_POST
@trainers_only
def cancel_import(request: SignedInRequest, import_id: UUID) -> HttpResponse:
    """The file's rows are dropped at once."""
    own_import = _own(request, import_id)
    if own_import.state != ClientImport.State.OPEN:
        return redirect("clients:import_done", own_import.pk)
    own_import.delete()
    messages.success(request, _("Cancelled. Nothing has been imported, and the file's rows are dropped."))
    return redirect("clients:import_clients")


@require_GET
@trainers_only
def import_done(request: SignedInRequest, import_id: UUID) -> HttpResponse:
    """What was done, and the way back for a day."""
    own_import = _own(request, import_id)
    if own_import.state == ClientImport.State.OPEN:
        return redirect("clients:check_import", own_import.pk)
    reasons = dict(own_import.not_undone)
    not_undone = [
        (client, import_undo.WHY[reasons[str(client.pk)]])
        for client in Client.objects.visible_to(request.user).filter(pk__in=list(reasons)).order_by("name")
    ]
    context = {
        "imported": own_import,
        "may_be_undone": own_import.may_be_undone(),
        "undo_until": own_import.done_at and own_import.done_at + ClientImport.undo_within,
        "not_undone": not_undone,
        "out_of_sight": len(reasons) - len(not_undone),
        "nav": "clients",
    }
    return render(request, "clients/import_done.html", context)


@require_POST
@trainers_only
@logged(gettext_lazy("took an import from a file back"))
def undo_import(request: SignedInRequest, import_id: UUID) -> HttpResponse:
    own_import = _own(request, import_id)
    try:
        import_undo.undo(own_import, trainer=request.user)
    except import_undo.TooLateError:
        messages.error(request, _("This can't be taken back: it was before, or more than a day has passed."))
    return redirect("clients:import_done", own_import.pk)
