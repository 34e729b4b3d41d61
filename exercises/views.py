"""The exercise library: looking something up, and a trainer's own exercises. No client is on any of these pages."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import Role, SignedInRequest, trainers_and_admins, trainers_only
from exercises.defaults import defaults_for, keep_defaults
from exercises.forms import DefaultsForm, LibraryForm, OwnExerciseForm
from exercises.listing import look_up
from exercises.models import Exercise
from exercises.own import add_own, change_own, is_used_elsewhere, put_back_into_use, take_out_of_use
from exercises.words import told_of


@require_GET
@trainers_and_admins
def library(request: SignedInRequest) -> HttpResponse:
    """What is in the library; htmx gets what was found alone."""
    form = LibraryForm(request.GET)
    form.full_clean()
    wanted = form.asked
    context = {
        "form": form,
        "asked": wanted,
        "found": look_up(wanted, trainer_id=_own_of(request), after=request.GET.get("after", "")),
        "is_narrowed": bool(set(wanted) - {"q"}),
        "nav": "network",
    }
    is_fragment = request.htmx and request.htmx.target == "found" and not request.htmx.history_restore_request
    return render(request, "exercises/library.html#found" if is_fragment else "exercises/library.html", context)


@require_GET
@trainers_and_admins
def detail(request: SignedInRequest, exercise_id: UUID) -> HttpResponse:
    exercise = get_object_or_404(Exercise.objects.readable_by(_own_of(request)), pk=exercise_id)
    if request.role != Role.TRAINER:
        return _show(request, exercise)
    defaults = defaults_for(request.user, exercise.pk)
    return _show(
        request,
        exercise,
        DefaultsForm(trainer=request.user, exercise=exercise, initial=defaults.values if defaults else {}),
    )


@require_http_methods(["GET", "POST"])
@trainers_only
def defaults(request: SignedInRequest, exercise_id: UUID) -> HttpResponse:
    """Keeps what the trainer's own log begins with for it. A GET only leads back."""
    exercise = get_object_or_404(Exercise.objects.readable_by(request.user.pk), pk=exercise_id)
    if request.method == "GET":
        return redirect("exercises:detail", exercise.pk)
    form = DefaultsForm(request.POST, trainer=request.user, exercise=exercise)
    if not form.is_valid():
        return _show(request, exercise, form)
    keep_defaults(request.user, exercise, values=form.cleaned_data)
    return _saved(request, exercise, _("Saved."))


def _show(request: SignedInRequest, exercise: Exercise, form: DefaultsForm | None = None) -> HttpResponse:
    is_own = exercise.owner_id is not None
    own_copy = None
    if not is_own and request.role == Role.TRAINER:
        own_copy = Exercise.objects.filter(owner=request.user, copy_of=exercise, archived_at=None).first()
    context = {
        "form": form,
        "exercise": exercise,
        "facts": told_of(exercise),
        "is_own": is_own,
        "own_copy": own_copy,
        "can_copy": request.role == Role.TRAINER and not (is_own or exercise.is_tagged or own_copy),
        "nav": "network",
    }
    return render(request, "exercises/detail.html", context, status=422 if form and form.errors else 200)


@require_http_methods(["GET", "POST"])
@trainers_only
def add(request: SignedInRequest) -> HttpResponse:
    form = OwnExerciseForm(request.POST or None, trainer=request.user, initial={"name": request.GET.get("name", "")})
    if request.method == "POST" and form.is_valid():
        new = add_own(request.user, key=form.cleaned_data["key"], values=form.values)
        return _saved(request, new, _("%(name)s is added. Only you see it.") % {"name": new.name})
    return _form_page(request, form, title=_("Add an exercise"))


@require_http_methods(["GET", "POST"])
@trainers_only
def copy(request: SignedInRequest, exercise_id: UUID) -> HttpResponse:
    """An own exercise with tags, out of a shared one that has none."""
    shared = get_object_or_404(Exercise.objects.filter(owner=None, replaced_by=None).untagged(), pk=exercise_id)
    start = OwnExerciseForm.filled_from(shared)
    form = OwnExerciseForm(request.POST or None, trainer=request.user, copies=shared, initial=start)
    if request.method == "POST" and form.is_valid():
        new = add_own(request.user, key=form.cleaned_data["key"], values=form.values, copy_of=shared)
        return _saved(
            request, new, _("Your own %(name)s is added, and stands in place of the other one.") % {"name": new.name}
        )
    return _form_page(request, form, title=_("Copy and tag"), exercise=shared)


@require_http_methods(["GET", "POST"])
@trainers_only
def change(request: SignedInRequest, exercise_id: UUID) -> HttpResponse:
    own = _own_exercise(request, exercise_id)
    if is_used_elsewhere(own):
        status = 422 if request.method == "POST" else 200
        return render(request, "exercises/stays.html", {"exercise": own, "nav": "network"}, status=status)
    start = OwnExerciseForm.filled_from(own)
    form = OwnExerciseForm(request.POST or None, trainer=request.user, changes=own, initial=start)
    if request.method == "POST" and form.is_valid():
        change_own(own, values=form.values)
        return _saved(request, own, _("Saved."))
    return _form_page(request, form, title=_("Change an exercise"), exercise=own)


@require_POST
@trainers_only
def take_out(request: SignedInRequest, exercise_id: UUID) -> HttpResponse:
    own = _own_exercise(request, exercise_id)
    take_out_of_use(own)
    return redirect("exercises:detail", own.pk)


@require_POST
@trainers_only
def put_back(request: SignedInRequest, exercise_id: UUID) -> HttpResponse:
    own = _own_exercise(request, exercise_id)
    put_back_into_use(own)
    return _saved(request, own, _("%(name)s is in use again.") % {"name": own.name})


def _own_of(request: SignedInRequest) -> UUID | None:
    """Whose own exercises stand beside the shared ones: nobody's for an admin."""
    return request.user.pk if request.role == Role.TRAINER else None


def _own_exercise(request: SignedInRequest, exercise_id: UUID) -> Exercise:
    return get_object_or_404(Exercise, pk=exercise_id, owner=request.user)


def _saved(request: SignedInRequest, exercise: Exercise, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("exercises:detail", exercise.pk)


def _form_page(
    request: SignedInRequest, form: OwnExerciseForm, *, title: str, exercise: Exercise | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "exercise": exercise, "nav": "network"}
    return render(request, "exercises/form.html", context, status=422 if form.errors else 200)
