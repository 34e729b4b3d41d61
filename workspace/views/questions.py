"""The trainer's question to a practitioner, plain or from the alignment board."""

from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.roles import SignedInRequest
from careplan.correspondence import About
from careplan.forms.correspondence import QuestionForm
from careplan.models import Goal, Guidance, Prescription
from clients.access import leads, logged, open_client
from clients.models import Client
from consent.models import Scope
from practitioners.models import Practitioner
from workspace.asking import NotSharedError, TellsOfOthersError, ask, may_be_asked, shares, suggested

Row = TypeVar("Row", Guidance, Prescription, Goal)


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or asked a practitioner a question"))
def ask_question(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """A question to a practitioner who reads the trainer's notes; ?guidance=, ?exercise= and ?goal= say about what."""
    client = open_client(request, client_id)
    about = _about(request, client)
    practitioners = may_be_asked(client, about=about)
    asked_for = about.instruction.practitioner if about.instruction else None
    others = bool(asked_for and shares(client, asked_for, Scope.GUIDANCE_OTHERS))
    form = QuestionForm(
        request.POST or None, practitioners=practitioners, initial=_initial(request, client, about, asked_for)
    )
    back = _back(client, about)
    if request.method == "POST" and form.is_valid() and _ask(request, client, form, about):
        return redirect(back)
    context = {
        "client": client,
        "form": form,
        "may_ask": practitioners.exists(),
        "about": about,
        "asked_for": asked_for,
        "may_name_others": others,
        "back": back,
        "leads": leads(request.user, client),
        "nav": "clients",
    }
    return render(request, "workspace/ask_question.html", context, status=422 if form.errors else 200)


def _about(request: SignedInRequest, client: Client) -> About:
    """What the question is about, of this client's own; 404 for anything else."""
    guidance = _own(Guidance.objects.select_related("practitioner__discipline"), client, request.GET.get("guidance"))
    prescriptions = Prescription.objects.select_related("exercise", "practitioner__discipline")
    prescription = _own(prescriptions, client, request.GET.get("exercise"))
    goal = _own(Goal.objects.all(), client, request.GET.get("goal"))
    return About(guidance or prescription, goal if guidance or prescription else None)


def _own(rows: QuerySet[Row], client: Client, key: str | None) -> Row | None:
    if not key:
        return None
    try:
        return rows.get(client=client, pk=UUID(key))
    except (ValueError, ObjectDoesNotExist):
        raise Http404 from None


def _initial(
    request: SignedInRequest, client: Client, about: About, asked_for: Practitioner | None
) -> dict[str, object]:
    if asked_for is None:
        return {"practitioner": request.GET.get("practitioner", "")}
    shares_goals = shares(client, asked_for, Scope.GOALS)
    return {"practitioner": asked_for.pk, "text": suggested(about, shares_goals=shares_goals)}


def _ask(request: SignedInRequest, client: Client, form: QuestionForm, about: About) -> bool:
    """Whether it was asked; if not, the form says why."""
    name = form.cleaned_data["practitioner"].name
    try:
        ask(client, trainer=request.user, about=about, **form.cleaned_data)
    except NotSharedError:
        form.add_error("practitioner", _("Nothing is shared with them any more. Ask the client for consent first."))
    except TellsOfOthersError as error:
        words = {"other": error.name, "name": name}
        form.add_error(
            "text",
            _(
                "This has the name or the words of %(other)s, and the client does not share with %(name)s what "
                "others asked for. Take them out, or ask the client first."
            )
            % words,
        )
    else:
        messages.success(request, _("Asked. %(name)s gets a mail.") % {"name": name})
        return True
    return False


def _back(client: Client, about: About) -> str:
    """Where the question stands once it is asked: in its cell or row of the board, or with the others."""
    if about.instruction is None:
        return reverse("workspace:told", args=[client.pk])
    place = f"cell-{about.instruction.pk}-{about.goal.pk}" if about.goal else f"row-{about.instruction.pk}"
    return f"{reverse('workspace:alignment', args=[client.pk])}#{place}"
