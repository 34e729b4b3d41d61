"""A trainer's own templates: nobody else has them, and they hold nothing of a client."""

from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import SignedInRequest, trainers_only
from clients.access import logged, open_client
from exercises.amounts import in_kg, in_unit
from exercises.defaults import defaults_for, defaults_of
from exercises.models import Exercise, ExerciseDefaults
from exercises.search import find
from sessions_log import templates
from sessions_log.forms import AddExerciseForm, DoseForm, SearchForm, TemplateNameForm
from sessions_log.models import SessionTemplate, TemplateExercise
from sessions_log.views.log_page import session_of

FOUND_AT_MOST = 12


def _own(request: SignedInRequest, template_id: UUID) -> SessionTemplate:
    return get_object_or_404(SessionTemplate, trainer=request.user, pk=template_id)


@require_http_methods(["GET", "POST"])
@trainers_only
def template_list(request: SignedInRequest) -> HttpResponse:
    """One's own templates, with a form for a new one."""
    form = TemplateNameForm(
        request.POST if request.method == "POST" else None, instance=SessionTemplate(trainer=request.user)
    )
    if request.method == "POST" and form.is_valid():
        made = templates.make_template(form.instance)
        return redirect("sessions_log:template", made.pk)
    own = SessionTemplate.objects.filter(trainer=request.user).prefetch_related("exercises__exercise")
    context = {
        "templates": [one for one in own if one.archived_at is None],
        "archived": [one for one in own if one.archived_at is not None],
        "form": form,
        "nav": "clients",
    }
    return render(request, "sessions_log/templates.html", context, status=422 if form.errors else 200)


@require_POST
@logged(gettext_lazy("kept a session's outline as a template"))
def template_of_session(request: SignedInRequest, client_id: UUID, session_id: UUID) -> HttpResponse:
    """Keeps what was done as a template: the exercises and doses, nothing of the client."""
    client = open_client(request, client_id, about=("session", session_id))
    session = session_of(client, session_id)
    form = TemplateNameForm(request.POST, instance=SessionTemplate(trainer=request.user))
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["name"])))
        return redirect("sessions_log:detail", client.pk, session.pk)
    made = templates.make_template(form.instance, of=session)
    messages.success(request, _("Kept as a template."))
    return redirect("sessions_log:template", made.pk)


@require_GET
@trainers_only
def template(request: SignedInRequest, template_id: UUID) -> HttpResponse:
    """One template: its exercises with their doses, and what the library has for ?q=."""
    return _show(request, _own(request, template_id))


def _show(
    request: SignedInRequest, own: SessionTemplate, *, wrong: tuple[UUID, DoseForm] | None = None
) -> HttpResponse:
    unit, preferences = request.user.load_unit, defaults_of(request.user)
    rows = list(own.exercises.select_related("exercise"))
    search = SearchForm(request.GET if "q" in request.GET else None)
    words = search.cleaned_data["q"] if search.is_bound and search.is_valid() else ""
    matches = find(words, among=Exercise.objects.usable_by(request.user.pk))[:FOUND_AT_MOST] if words else None
    context = {
        "template": own,
        "rows": [
            (row, wrong[1] if wrong and wrong[0] == row.pk else _dose_form(row, unit, preferences.get(row.exercise_id)))
            for row in rows
        ],
        "search_form": search,
        "words": words,
        "found": matches,
        "form": wrong[1] if wrong else None,
        "nav": "clients",
    }
    return render(request, "sessions_log/template.html", context, status=422 if wrong else 200)


def _dose_form(row: TemplateExercise, unit: str, defaults: ExerciseDefaults | None) -> DoseForm:
    load = None if row.load_kg is None else in_unit(row.load_kg, unit)
    return DoseForm(
        row=row, unit=unit, defaults=defaults, initial={"sets": row.sets, "amount": row.amount, "load": load}
    )


@require_http_methods(["GET", "POST"])
@trainers_only
def rename_template(request: SignedInRequest, template_id: UUID) -> HttpResponse:
    own = _own(request, template_id)
    form = TemplateNameForm(request.POST if request.method == "POST" else None, instance=own)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("sessions_log:template", own.pk)
    context = {"template": own, "form": form, "nav": "clients"}
    return render(request, "sessions_log/rename_template.html", context, status=422 if form.errors else 200)


@require_POST
@trainers_only
def put_in_template(request: SignedInRequest, template_id: UUID) -> HttpResponse:
    own = _own(request, template_id)
    usable = Exercise.objects.usable_by(request.user.pk)
    exercise = usable.filter(pk=key).first() if (key := AddExerciseForm(request.POST).chosen_key) else None
    if exercise is None:
        messages.error(request, _("That exercise is not in the library any more. Choose another one."))
    else:
        templates.put_in(own, exercise)
    return redirect("sessions_log:template", own.pk)


@require_POST
@trainers_only
def dose_in_template(request: SignedInRequest, template_id: UUID, row_id: UUID) -> HttpResponse:
    own = _own(request, template_id)
    row = get_object_or_404(own.exercises.select_related("exercise"), pk=row_id)
    defaults = defaults_for(request.user, row.exercise_id)
    form = DoseForm(request.POST, row=row, unit=request.user.load_unit, defaults=defaults)
    if not form.is_valid():
        return _show(request, own, wrong=(row.pk, form))
    load: Decimal | None = form.cleaned_data["load"]
    templates.set_dose(
        row,
        sets=form.cleaned_data["sets"],
        amount=form.cleaned_data["amount"],
        load_kg=None if load is None else in_kg(load, request.user.load_unit),
    )
    messages.success(request, _("Saved."))
    return redirect("sessions_log:template", own.pk)


@require_POST
@trainers_only
def take_out_of_template(request: SignedInRequest, template_id: UUID, row_id: UUID) -> HttpResponse:
    """Gone already is as good as gone."""
    own = _own(request, template_id)
    if row := own.exercises.filter(pk=row_id).first():
        row.delete()
    return redirect("sessions_log:template", own.pk)


@require_POST
@trainers_only
def archive_template(request: SignedInRequest, template_id: UUID) -> HttpResponse:
    templates.archive(_own(request, template_id))
    messages.success(request, _("Out of use. It stands at the end of the list, from where it can be taken back."))
    return redirect("sessions_log:templates")


@require_POST
@trainers_only
def restore_template(request: SignedInRequest, template_id: UUID) -> HttpResponse:
    if not templates.restore(_own(request, template_id)):
        messages.error(request, _("You have another template of this name. Give that one another name first."))
    return redirect("sessions_log:templates")
