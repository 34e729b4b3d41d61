"""By which pages somebody reads and writes coverage.

What they do there is in writing.py, once for all. The routes stand in a module a way (coverage.py, own.py, by_link.py),
since each way has a door of its own: a trainer's client, one's own record, or the link of a mail, which is public, answers
in the client's language and sends no referrer. Every view shows its door, as the table of who gets what reads it.
"""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse

from accounts.models import User
from accounts.roles import SignedInRequest
from clients.access import open_client, open_client_link, open_own_record
from clients.models import Client, ClientLink

OWN, LINK = "own_", "link_"  # how the names of the client's routes begin
HOME = {"": "overview", OWN: "own_benefits", LINK: "link_coverage"}
LAYOUTS = {"": "layouts/app.html", OWN: "layouts/app.html", LINK: "layouts/plain.html"}


@dataclass(frozen=True)
class Way:
    """A trainer's pages, the client's own, or those of a link in the client's mail."""

    client: Client
    by: User | None  # None where a link stands for the client
    pages: str = ""  # how the names of their routes begin
    token: str = ""

    @property
    def is_clients(self) -> bool:
        """Whether it is the client who writes."""
        return bool(self.pages)

    @property
    def home(self) -> str:
        return reverse(f"benefits:{HOME[self.pages]}", args=[self.token or self.client.pk])

    @property
    def layout(self) -> str:
        return LAYOUTS[self.pages]

    @property
    def nav(self) -> str:
        return "own" if self.is_clients else "clients"

    def to(self, route: str, *args: object) -> str:
        return reverse(f"benefits:{self.pages}{route}", args=[self.token or self.client.pk, *args])


def trainers_way(request: SignedInRequest, client_id: UUID, *, about: tuple[str, object] = ("", "")) -> Way:
    return Way(open_client(request, client_id, about=about), request.user)


def own_way(request: SignedInRequest, client_id: UUID, *, about: tuple[str, object] = ("", "")) -> Way:
    """To what the client writes on their own pages; Http404 once the care has ended."""
    client = open_own_record(request, client_id, about=about)
    if client.status != Client.Status.ACTIVE:
        raise Http404
    return Way(client, request.user, OWN)


def link_way(request: HttpRequest, token: str) -> Way:
    """To what the client reads and writes by the link of a mail; Http404 once the care has ended."""
    client = open_client_link(request, token, ClientLink.Purpose.BENEFITS).client
    if client.status != Client.Status.ACTIVE:
        raise Http404
    return Way(client, None, LINK, token)
