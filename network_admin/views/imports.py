"""A file of practitioners comes in: choose it, say what its columns are, look at what it would do, confirm; take it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import SignedInRequest, admins_only
from accounts.step_up import require_step_up
from network_admin.import_forms import MatchPractitionersForm
from practitioners import import_undo, imports
from practitioners.file_columns import COLUMNS, COLUMNS_OUT, as_rows, remembered
from practitioners.import_check import check
from practitioners.models import Practitioner
from practitioners.network_records import PractitionerImport
from web.columns_in import guessed
from web.downloads import table_download
from web.errors import EditConflict
from web.import_pages import Preview, agreed_to, errors_file, in_a_sentence, upload_form
from web.paging import page_by_key

State = PractitionerImport.State


def _import(batch_id: UUID) -> PractitionerImport:
    """With who did what of it (one query)."""
    rows = PractitionerImport.objects.select_related("by", "confirmed_by", "undone_by")
    return get_object_or_404(rows, pk=batch_id)


@require_http_methods(["GET", "POST"])
@admins_only
def network_imports(request: SignedInRequest) -> HttpResponse:
    """The file; and all imports, with who did them."""
    if request.method == "POST":
        require_step_up(request)
    form = upload_form(request)
    if form.is_valid():
        opened = imports.open_import(form.cleaned_data["file"], by=request.user, key=form.cleaned_data["key"])
        return redirect("network_admin:match_import", opened.pk)
    rows = PractitionerImport.objects.select_related("by", "confirmed_by", "undone_by").defer("rows", "undo")
    page = page_by_key(rows, by="created_at", after=request.GET.get("after", ""), size=20, newest_first=True)
    context = {"form": form, "page": page, "nav": "network"}
    return render(request, "network_admin/imports.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@admins_only
def match_import(request: SignedInRequest, batch_id: UUID) -> HttpResponse:
    opened = _import(batch_id)
    if request.method == "POST":
        require_step_up(request)
    if opened.state != State.OPEN:
        return redirect("network_admin:import_result", opened.pk)
    guess = opened.matched or guessed(opened.columns, known=COLUMNS, remembered=remembered())
    form = MatchPractitionersForm(request.POST if request.method == "POST" else None, imported=opened, guess=guess)
    if request.method == "POST" and form.is_valid():
        imports.match(opened, matched=form.cleaned_data["matched"], known=form.cleaned_data["known"])
        return redirect("network_admin:check_import", opened.pk)
    context = {"imported": opened, "form": form, "number": len(opened.rows), "nav": "network"}
    return render(request, "network_admin/import_match.html", context, status=422 if form.errors else 200)


@require_GET
@admins_only
def check_import(request: SignedInRequest, batch_id: UUID) -> HttpResponse:
    """What would happen; nothing is written."""
    opened = _import(batch_id)
    if opened.state != State.OPEN:
        return redirect("network_admin:import_result", opened.pk)
    if not opened.matched:
        return redirect("network_admin:match_import", opened.pk)
    plan = check(opened)
    preview = Preview(plan, request.GET.get("page"))
    context = {
        **preview.context,
        "imported": opened,
        "sentence": in_a_sentence(plan.figures, _("%(new)d new, %(changed)d changed, %(skipped)d left out")),
        "new": [(number, entry, plan.names.get(number)) for number, entry in preview.shown(plan.new)],
        "changed": [(change, plan.names.get(change.row)) for change in preview.shown(plan.changed)],
        "nav": "network",
    }
    return render(request, "network_admin/import_check.html", context)


@require_GET
@admins_only
def network_import_errors(request: SignedInRequest, batch_id: UUID) -> HttpResponse:
    opened = _import(batch_id)
    return errors_file(check(opened).problems if opened.matched else [])


@require_POST
@admins_only
def leave_out_wrong(request: SignedInRequest, batch_id: UUID) -> HttpResponse:
    opened = _import(batch_id)
    require_step_up(request)
    imports.leave_out_wrong(opened)
    return redirect("network_admin:check_import", batch_id)


@require_POST
@admins_only
def confirm_import(request: SignedInRequest, batch_id: UUID) -> HttpResponse:
    """A worker writes what was shown."""
    opened = _import(batch_id)
    require_step_up(request)
    if opened.state == State.OPEN:
        try:
            imports.confirm(opened, by=request.user, figures=agreed_to(request))
        except EditConflict:
            messages.warning(
                request, _("Nothing has been imported: something changed meanwhile. Look again at what would happen.")
            )
            return redirect("network_admin:check_import", opened.pk)
    return redirect("network_admin:import_result", opened.pk)


@require_POST
@admins_only
def cancel_import(request: SignedInRequest, batch_id: UUID) -> HttpResponse:
    """The file's rows are dropped at once."""
    opened = _import(batch_id)
    require_step_up(request)
    dropped, _by_model = PractitionerImport.objects.filter(pk=opened.pk, state=State.OPEN).delete()
    if not dropped:
        return redirect("network_admin:import_result", opened.pk)
    messages.success(request, _("Cancelled. Nothing has been imported, and the file's rows are dropped."))
    return redirect("network_admin:imports")


@require_GET
@admins_only
def import_result(request: SignedInRequest, batch_id: UUID) -> HttpResponse:
    """How far it is, what was done, and the way back for 30 days."""
    batch = _import(batch_id)
    if batch.state == State.OPEN:
        if batch.gave_up:
            messages.warning(request, _("Nothing has been imported: something changed meanwhile. Look at it again."))
        return redirect("network_admin:check_import", batch.pk)
    context = {
        "imported": batch,
        "progress": imports.progress_of(batch),
        "number": len(batch.rows),
        "may_be_undone": batch.may_be_undone(),
        "undo_until": batch.done_at and batch.done_at + PractitionerImport.undo_within,
        "not_undone": list(import_undo.not_undone_of(batch)),
        "nav": "network",
    }
    return render(request, "network_admin/import_result.html", context)


@require_POST
@admins_only
def undo_import(request: SignedInRequest, batch_id: UUID) -> HttpResponse:
    batch = _import(batch_id)
    require_step_up(request)
    try:
        import_undo.undo(batch, by=request.user)
    except import_undo.TooLateError:
        messages.error(request, _("This can't be taken back: it was before, or more than 30 days have passed."))
    return redirect("network_admin:import_result", batch.pk)


@require_GET
@admins_only
def export_network(request: SignedInRequest) -> HttpResponse:
    """Everybody in the network as a CSV file or a workbook, to import again."""
    require_step_up(request)
    entries = (
        Practitioner.objects.filter(merged_into=None).select_related("discipline", "clinic").order_by("name", "pk")
    )
    as_workbook = request.GET.get("file") == "xlsx"
    return table_download(as_rows(entries.iterator()), COLUMNS_OUT, name="practitioners", as_workbook=as_workbook)
