"""A log of another program comes in: choose the file, settle its exercises, look, confirm; and take it back."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from clients.models import Client
from exercises.models import Exercise, ExerciseQuerySet
from exercises.search import find
from sessions_log import log_import
from sessions_log.amounts import sets_words, unit_for
from sessions_log.log_import_check import LogPlan, NewSession, check
from sessions_log.models import LogImport, SetEntry
from sessions_log.plan import PlannedSet
from sessions_log.views.history import show_history
from web.errors import EditConflict
from web.import_pages import SHOWN, agreed_to, errors_file, upload_form
from web.keys import uuid_or_none
from web.tables_in import UnreadableTableError

AGREED = ("sessions", "sets", "known", "wrong", "checksum")
NAME_AT_MOST = 120


def _of(client: Client, log_import_id: UUID) -> LogImport:
    return get_object_or_404(LogImport, pk=log_import_id, client=client)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("brought sessions in from another program"))
def import_log(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """The file; and the imports that are still open or can still be taken back."""
    client = open_client(request, client_id)
    if client.confirmed_at is None:
        return show_history(request, client, status=422)
    form = upload_form(request)
    if form.is_valid():
        table, key = form.cleaned_data["file"], form.cleaned_data["key"]
        try:
            opened = log_import.open_import(table, client=client, trainer=request.user, key=key)
        except UnreadableTableError as error:
            form.add_error("file", str(error))
        else:
            return redirect("sessions_log:check_log", client.pk, opened.pk)
    of_client = LogImport.objects.filter(client=client).defer("rows")
    context = {
        "client": client,
        "form": form,
        "open": of_client.filter(state=LogImport.State.OPEN),
        "lately": of_client.filter(done_at__gte=timezone.now() - LogImport.undo_within),
        "nav": "clients",
    }
    return render(request, "sessions_log/log_import.html", context, status=422 if form.errors else 200)


@require_GET
@logged(gettext_lazy("brought sessions in from another program"))
def check_log(request: SignedInRequest, client_id: UUID, log_import_id: UUID) -> HttpResponse:
    """What would happen, and what is still to be settled."""
    client = open_client(request, client_id)
    opened = _of(client, log_import_id)
    if opened.state != LogImport.State.OPEN:
        return redirect("sessions_log:log_imported", client.pk, opened.pk)
    plan = check(opened, client=client, trainer=request.user)
    context = {
        "client": client,
        "imported": opened,
        "plan": plan,
        "new": [_in_words(session, unit_for(request.user, client)) for session in plan.new[:SHOWN]],
        "more_new": max(len(plan.new) - SHOWN, 0),
        "problems": plan.problems[:SHOWN],
        "more_problems": max(len(plan.problems) - SHOWN, 0),
        "names": sorted(plan.settled.items()),
        "in_pounds": _in_pounds(opened, plan),
        "nav": "clients",
    }
    return render(request, "sessions_log/log_import_check.html", context)


def _in_words(session: NewSession, unit: str) -> tuple[date, list[tuple[str, str, str]]]:
    """Its day; of each exercise the name, the sets, and those that are warm-ups."""
    entries = []
    for entry in session.entries:
        by_kind: dict[bool, list[PlannedSet]] = {True: [], False: []}
        for amount, done in entry.sets:
            by_kind[done.kind == SetEntry.Kind.WARM_UP].append(PlannedSet(amount, done.load_kg))
        measure = entry.exercise.measured_in
        working, warm_ups = (sets_words(by_kind[is_warm_up], measure, unit) for is_warm_up in (False, True))
        entries.append((entry.exercise.name, working, warm_ups))
    return session.on, entries


def _in_pounds(opened: LogImport, plan: LogPlan) -> bool:
    """Whether loads of the file are in pounds, which are kept in kilograms."""
    words = " ".join([opened.load_unit, *opened.columns, *(cell for _row, cells in opened.rows for cell in cells[:8])])
    return not plan.asks_unit and any(word in {"lb", "lbs", "(lb)", "(lbs)"} for word in words.casefold().split())


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("brought sessions in from another program"))
def settle_exercise(request: SignedInRequest, client_id: UUID, log_import_id: UUID) -> HttpResponse:
    """Which exercise of the library a name of the file is (?name=): found by ?q=, or left out."""
    client = open_client(request, client_id)
    opened = _of(client, log_import_id)
    if opened.state != LogImport.State.OPEN:
        return redirect("sessions_log:log_imported", client.pk, opened.pk)
    name = (request.POST if request.method == "POST" else request.GET).get("name", "")[:NAME_AT_MOST]
    if not name or not any(name == cell.strip()[:NAME_AT_MOST] for _row, cells in opened.rows for cell in cells):
        return redirect("sessions_log:check_log", client.pk, opened.pk)
    usable = Exercise.objects.usable_by(request.user.pk)
    if request.method == "POST":
        key = request.POST.get("exercise", "")
        exercise = get_object_or_404(usable, pk=uuid_or_none(key)) if key else None
        log_import.settle(opened, name=name, exercise=exercise)
        return redirect("sessions_log:check_log", client.pk, opened.pk)
    words = request.GET.get("q", name)[:NAME_AT_MOST]
    context = {
        "client": client,
        "imported": opened,
        "name": name,
        "q": words,
        "found": find(words, among=usable) or _by_any_word(words, usable),
        "nav": "clients",
    }
    return render(request, "sessions_log/log_import_exercise.html", context)


def _by_any_word(words: str, usable: ExerciseQuerySet) -> list[Exercise]:
    """Where nothing has all words: what has one of them, the longest first."""
    for word in sorted(words.split(), key=len, reverse=True):
        if exercises := find(word, among=usable):
            return exercises
    return []


@require_POST
@logged(gettext_lazy("brought sessions in from another program"))
def change_log_import(request: SignedInRequest, client_id: UUID, log_import_id: UUID) -> HttpResponse:
    """Says the unit of the loads, or goes on without the rows in which something is wrong."""
    client = open_client(request, client_id)
    opened = _of(client, log_import_id)
    log_import.say_unit(opened, request.POST.get("unit", ""))
    if request.POST.get("leave_out"):
        log_import.leave_out_wrong(opened)
    return redirect("sessions_log:check_log", client.pk, opened.pk)


@require_GET
@logged(gettext_lazy("brought sessions in from another program"))
def log_errors(request: SignedInRequest, client_id: UUID, log_import_id: UUID) -> HttpResponse:
    """All that is wrong, to take away and mend."""
    client = open_client(request, client_id)
    plan = check(_of(client, log_import_id), client=client, trainer=request.user)
    return errors_file(plan.problems)


@require_POST
@logged(gettext_lazy("brought sessions in from another program"))
def confirm_log(request: SignedInRequest, client_id: UUID, log_import_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    opened = _of(client, log_import_id)
    if opened.state == LogImport.State.OPEN:
        try:
            log_import.confirm(opened, client=client, trainer=request.user, agreed=agreed_to(request, AGREED))
        except EditConflict:
            words = _("Nothing has been imported: something changed meanwhile. Look again at what would happen.")
            messages.warning(request, words)
            return redirect("sessions_log:check_log", client.pk, opened.pk)
    return redirect("sessions_log:log_imported", client.pk, opened.pk)


@require_POST
@logged(gettext_lazy("brought sessions in from another program"))
def cancel_log(request: SignedInRequest, client_id: UUID, log_import_id: UUID) -> HttpResponse:
    """The file's rows are dropped at once."""
    client = open_client(request, client_id)
    opened = _of(client, log_import_id)
    if opened.state != LogImport.State.OPEN:
        return redirect("sessions_log:log_imported", client.pk, opened.pk)
    opened.delete()
    messages.success(request, _("Cancelled. Nothing has been imported, and the file's rows are dropped."))
    return redirect("sessions_log:history", client.pk)


@require_GET
@logged(gettext_lazy("brought sessions in from another program"))
def log_imported(request: SignedInRequest, client_id: UUID, log_import_id: UUID) -> HttpResponse:
    """What came in, and the way back for a day."""
    client = open_client(request, client_id)
    imported = _of(client, log_import_id)
    if imported.state == LogImport.State.OPEN:
        return redirect("sessions_log:check_log", client.pk, imported.pk)
    context = {
        "client": client,
        "imported": imported,
        "may_be_undone": imported.may_be_undone(),
        "undo_until": imported.done_at and imported.done_at + LogImport.undo_within,
        "nav": "clients",
    }
    return render(request, "sessions_log/log_imported.html", context)


@require_POST
@logged(gettext_lazy("took sessions from another program back"))
def undo_log(request: SignedInRequest, client_id: UUID, log_import_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    imported = _of(client, log_import_id)
    try:
        log_import.undo(imported)
    except log_import.TooLateError:
        messages.error(request, _("This can't be taken back: it was before, or more than a day has passed."))
    return redirect("sessions_log:log_imported", client.pk, imported.pk)
