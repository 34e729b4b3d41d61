"""The alignment board: what practitioners ask for, held against the client's goals and against each other."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.roles import SignedInRequest
from careplan import alignment
from careplan.board import Board, BoardRow, Cell, board_of
from careplan.forms.alignment import MarkForm
from careplan.models import CareTeamMember
from careplan.views.form_page import not_confirmed
from clients.access import logged, open_client
from clients.lifecycle import NotConfirmedError
from clients.models import Client
from web.zones import today_in
from workspace.asking import may_be_asked


@require_GET
@logged(gettext_lazy("read how what is asked for goes with the goals"))
def board(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    has_team = CareTeamMember.objects.current().filter(client=client).exists()
    context = _page(client, _board(client)) | {"has_team": has_team}
    return render(request, "workspace/alignment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or marked how guidance goes with a goal"))
def mark_guidance(request: SignedInRequest, client_id: UUID, goal_id: UUID, guidance_id: UUID) -> HttpResponse:
    """How guidance goes with a goal."""
    return _mark(request, open_client(request, client_id, about=("guidance", guidance_id)), guidance_id, goal_id)


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or marked how an exercise goes with a goal"))
def mark_prescription(request: SignedInRequest, client_id: UUID, goal_id: UUID, prescription_id: UUID) -> HttpResponse:
    """How a prescribed exercise goes with a goal."""
    client = open_client(request, client_id, about=("prescription", prescription_id))
    return _mark(request, client, prescription_id, goal_id)


def _board(client: Client) -> Board:
    return board_of(client, on=today_in(client.time_zone, timezone.now()))


def _page(client: Client, board: Board) -> dict[str, object]:
    askable = set(may_be_asked(client).values_list("pk", flat=True))
    return {"client": client, "board": board, "askable": askable, "nav": "clients"}


def _mark(request: SignedInRequest, client: Client, instruction_id: UUID, goal_id: UUID) -> HttpResponse:
    """GET offers the marks, POST keeps one; htmx gets the cell alone, and what contradicts anew."""
    board = _board(client)
    row, cell = _cell(board, instruction_id, goal_id)
    alone = bool(request.htmx) and request.htmx.target == cell.key
    form = MarkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _keep(request, client, cell, form):
        if not alone:
            messages.success(request, _("Marked."))
            return redirect(f"{reverse('workspace:alignment', args=[client.pk])}#{cell.key}")
        board = _board(client)
        row, cell = _cell(board, instruction_id, goal_id)
        context = _page(client, board) | {"row": row, "cell": cell, "is_new": True}
        return render(request, "workspace/alignment.html#marked", context)
    context = {"client": client, "row": row, "cell": cell, "form": form, "is_chosen_in_place": alone, "nav": "clients"}
    template = "workspace/alignment.html#marks" if alone and not form.errors else "workspace/alignment_cell.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _cell(board: Board, instruction_id: UUID, goal_id: UUID) -> tuple[BoardRow, Cell]:
    cell = board.cell(instruction_id, goal_id)
    if cell is None:
        raise Http404
    return cell


def _keep(request: SignedInRequest, client: Client, cell: Cell, form: MarkForm) -> bool:
    """Whether the mark was kept or taken away; if not, the form says why."""
    chosen = form.cleaned_data["mark"]
    if chosen == MarkForm.NONE:
        alignment.unmark(cell.goal, cell.instruction)
        return True
    try:
        alignment.mark(client, cell.goal, cell.instruction, as_what=chosen, by=request.user)
    except NotConfirmedError:
        form.add_error(None, not_confirmed(client))
        return False
    return True
