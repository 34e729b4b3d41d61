"""What the client wants."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from careplan.forms.goals import GoalForm
from careplan.models import Goal
from careplan.views.form_page import form_page
from clients.access import open_client


@require_http_methods(["GET", "POST"])
def add_goal(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    form = GoalForm(request.POST or None, instance=Goal(client=client))
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("coordination:overview", client.pk)
    return form_page(request, client, [form], title=_("Add a goal"))


@require_POST
def close_goal(request: SignedInRequest, client_id: UUID, goal_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("goal", goal_id))
    goal = get_object_or_404(Goal, client=client, pk=goal_id)
    goal.status = Goal.Status.REACHED if "reached" in request.POST else Goal.Status.DROPPED
    goal.save(update_fields=["status"])
    return redirect("coordination:overview", client.pk)
