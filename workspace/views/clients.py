"""The list of a trainer's clients, and the same as a file."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.roles import SignedInRequest, trainers_only
from accounts.step_up import require_step_up
from clients.access import logged, open_clients
from clients.access_log import Actor, record_access_to_each
from clients.file_columns import as_rows, columns_out
from clients.models import Client
from web.downloads import table_download
from web.paging import page_by_key
from web.replica import from_replica
from workspace.client_list import ClientListForm, Wanted, clients_wanted
from workspace.client_rows import client_rows
from workspace.first_steps import first_steps

FEW = 3  # clients: so long the first steps of an installation are shown


@require_GET
@trainers_only
@logged(gettext_lazy("saw them in the list of clients"))
def client_list(request: SignedInRequest) -> HttpResponse:
    """Whoever is shown with more than a name has a line in the access log before that is read."""
    form, now = ClientListForm(request.GET), timezone.now()
    wanted = Wanted.of(form)
    clients = clients_wanted(request.user, wanted, now=now)
    page = page_by_key(clients, by="name", after=request.GET.get("after", ""))
    opened = open_clients(request, [client.pk for client in page.rows])
    number = clients.count()
    care = Client.objects.visible_to(request.user, now=now)
    shown = {
        "form": form,
        "wanted": wanted,
        "number": number,
        "page": page,
        "rows": client_rows(page.rows, opened, now=now),
        "steps": first_steps(care) if number <= FEW and not wanted.narrows else [],
        "nav": "clients",
    }
    return render(request, "workspace/clients.html", shown)


@require_GET
@trainers_only
@logged(gettext_lazy("saved name and address in a file of clients"))
def export_clients(request: SignedInRequest) -> HttpResponse:
    """Name and address of all whom the trainer leads, or of those whom the list's filter leaves, to import again.

    Each of them has a line in the access log before anything is read.
    """
    require_step_up(request)
    wanted = Wanted.of(ClientListForm(request.GET))
    keys = list(clients_wanted(request.user, wanted, lead=True).values_list("pk", flat=True))
    record_access_to_each(
        keys, actor=Actor.user(request.user), action="workspace:export_clients", through=("permission", "lead")
    )
    clients = Client.objects.filter(pk__in=keys).order_by("name", "pk")
    as_workbook = request.GET.get("file") == "xlsx"
    with from_replica(request):
        return table_download(as_rows(clients), columns_out(), name="clients", as_workbook=as_workbook)
