"""What the client wants."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import SignedInRequest
from careplan import goals as rules
from careplan.forms.goals import ChangeGoalForm, CloseGoalForm, GoalForm
from careplan.models import Goal
from careplan.views.form_page import form_page, not_confirmed
from clients.access import logged, open_client
from clients.lifecycle import NotConfirmedError
from clients.models import Client
from web.errors import EditConflict
from web.paging import page_by_key
from web.zones import today_in


@require_GET
@logged(gettext_lazy("looked at the goals"))
def goals(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Those that are worked on, then those that have ended, the newest first."""
    client = open_client(request, client_id)
    ours = Goal.objects.filter(client=client)
    ended = ours.exclude(status=Goal.Status.ACTIVE).select_related("replaced_by")
    context = {
        "client": client,
        "active": ours.filter(status=Goal.Status.ACTIVE),
        "page": page_by_key(ended, by="created_at", after=request.GET.get("after", ""), newest_first=True),
        "nav": "clients",
    }
    return render(request, "careplan/goals.html", context)


@require_GET
@logged(gettext_lazy("looked at a goal and how it changed"))
def goal(request: SignedInRequest, client_id: UUID, goal_id: UUID) -> HttpResponse:
    """One goal, and how it came to be what it is."""
    client = open_client(request, client_id, about=("goal", goal_id))
    before = request.GET.get("after", "")
    return _goal_page(
        request,
        client,
        get_object_or_404(Goal.objects.select_related("replaced_by", "replaces"), client=client, pk=goal_id),
        before=int(before) if before.isdecimal() and len(before) < 19 else None,
    )


def _goal_page(
    request: SignedInRequest,
    client: Client,
    goal: Goal,
    *,
    before: int | None = None,
    form: CloseGoalForm | None = None,
) -> HttpResponse:
    changes, next_key = rules.changes_of(goal, before=before)
    context = {
        "client": client,
        "goal": goal,
        "changes": changes,
        "next_key": str(next_key or ""),
        "form": form,
        "close_form": form or CloseGoalForm(),
        "nav": "clients",
    }
    return render(request, "careplan/goal.html", context, status=422 if form else 200)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or wrote a goal"))
def add_goal(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    form = GoalForm(request.POST or None, instance=Goal(client=client), today=_today(client))
    if request.method == "POST" and form.is_valid():
        try:
            goal = rules.add_goal(client, form.values, trainer=request.user, key=form.cleaned_data["key"])
        except NotConfirmedError:
            form.add_error("baseline", not_confirmed(client))
        else:
            messages.success(request, _("Kept."))
            return redirect("careplan:goal", client.pk, goal.pk)
    return form_page(request, client, [form], title=_("Add a goal"))


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or changed a goal"))
def change_goal(request: SignedInRequest, client_id: UUID, goal_id: UUID) -> HttpResponse:
    """Where somebody else has changed it meanwhile, both are shown, and saving once more is meant."""
    client = open_client(request, client_id, about=("goal", goal_id))
    goal = get_object_or_404(Goal, client=client, pk=goal_id)
    form = _change_form(request, client, goal)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            rules.change_goal(goal, form.values, version=version, trainer=request.user)
        except EditConflict:
            return _show_the_difference(request, client, goal_id, version)
        except rules.GoalEndedError:
            form.add_error(None, _("This goal has ended. Make it active again first; what you typed stays here."))
        except NotConfirmedError:
            form.add_error("baseline", not_confirmed(client))
        else:
            messages.success(request, _("Saved."))
            return redirect("careplan:goal", client.pk, goal_id)
    return _change_page(request, client, goal, form, status=422 if form.errors else 200)


def _change_form(request: SignedInRequest, client: Client, goal: Goal) -> ChangeGoalForm:
    return ChangeGoalForm(
        request.POST or None, instance=goal, today=_today(client), initial={"version": rules.version_of(goal)}
    )


def _show_the_difference(request: SignedInRequest, client: Client, goal_id: UUID, version: int) -> HttpResponse:
    """The form as it was typed, beside what somebody else has made of the goal; saving it once more is meant."""
    goal = Goal.objects.get(pk=goal_id)
    typed = request.POST.copy()
    typed["version"] = str(rules.version_of(goal))
    form = ChangeGoalForm(typed, instance=Goal.objects.get(pk=goal_id), today=_today(client))
    form.is_valid()
    return _change_page(request, client, goal, form, status=409, meanwhile=rules.changes_since(goal, version))


def _change_page(
    request: SignedInRequest,
    client: Client,
    goal: Goal,
    form: GoalForm,
    *,
    status: int,
    meanwhile: list[rules.GoalChange] | None = None,
) -> HttpResponse:
    context = {"client": client, "goal": goal, "form": form, "meanwhile": meanwhile, "nav": "clients"}
    return render(request, "careplan/change_goal.html", context, status=status)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or replaced a goal"))
def replace_goal(request: SignedInRequest, client_id: UUID, goal_id: UUID) -> HttpResponse:
    """A new goal, which starts as the old one is, and takes its place."""
    client = open_client(request, client_id, about=("goal", goal_id))
    goal = get_object_or_404(Goal, client=client, pk=goal_id)
    start = {name: getattr(goal, name) for name in rules.FIELDS}
    form = GoalForm(request.POST or None, instance=Goal(client=client), initial=start, today=_today(client))
    if request.method == "POST" and form.is_valid():
        try:
            new = rules.replace_goal(goal, form.values, trainer=request.user, key=form.cleaned_data["key"])
        except rules.GoalEndedError:
            form.add_error(None, _("This goal has ended already, so nothing takes its place. Add a new goal instead."))
        except NotConfirmedError:
            form.add_error("baseline", not_confirmed(client))
        else:
            messages.success(request, _("Kept. The earlier goal stands among those that have ended."))
            return redirect("careplan:goal", client.pk, new.pk)
    lead = _("In place of: “%(goal)s”") % {"goal": goal.text}
    return form_page(request, client, [form], title=_("Replace a goal"), lead=lead)


@require_POST
@logged(gettext_lazy("closed a goal"))
def close_goal(request: SignedInRequest, client_id: UUID, goal_id: UUID) -> HttpResponse:
    """Reached or dropped, by the button that was pressed."""
    client = open_client(request, client_id, about=("goal", goal_id))
    goal = get_object_or_404(Goal.objects.select_related("replaced_by", "replaces"), client=client, pk=goal_id)
    form = CloseGoalForm(request.POST)
    status = next((one for one in (Goal.Status.REACHED, Goal.Status.DROPPED) if one.value in request.POST), None)
    if not form.is_valid():
        return _goal_page(request, client, goal, form=form)
    try:
        closed = status and rules.close_goal(goal, status, trainer=request.user, reason=form.cleaned_data["reason"])
    except NotConfirmedError:
        form.add_error("reason", not_confirmed(client))
        return _goal_page(request, client, goal, form=form)
    if closed:
        messages.success(request, _("Reached.") if status == Goal.Status.REACHED else _("Dropped."))
    elif status:
        messages.info(request, _("This goal had ended already. Nothing was changed."))
    return redirect("careplan:goal", client.pk, goal_id)


@require_POST
@logged(gettext_lazy("made a goal active again"))
def reopen_goal(request: SignedInRequest, client_id: UUID, goal_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("goal", goal_id))
    goal = get_object_or_404(Goal, client=client, pk=goal_id)
    replaced = goal.replaced_by_id is not None
    if rules.reopen_goal(goal, trainer=request.user):
        words = _("Active again. The goal that took its place stays too.") if replaced else _("Active again.")
        messages.success(request, words)
    return redirect("careplan:goal", client.pk, goal_id)


def _today(client: Client) -> date:
    return today_in(client.time_zone, timezone.now())
