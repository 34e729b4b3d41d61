"""The boundary: the one place where a page gets its client, and where rights are given."""

from uuid import UUID

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from accounts.models import User
from clients.access_log import Actor, record_access
from clients.models import Client, ClientUserObjectPermission
from clients.models.client import COACH, LEAD


def open_client(
    request: SignedInRequest, client_id: UUID, *, lead: bool = False, about: tuple[str, object] = ("", "")
) -> Client:
    """The client that a trainer's page is about, once the look is in the access log.

    404 for a client whom one may not know of; 403 with words for a cover trainer on an act
    that is the lead trainer's. Call it first: nothing of a client is read before.
    """
    client = Client.objects.visible_to(request.user, permission=COACH).filter(pk=client_id).first()
    if client is None:
        raise Http404
    if lead and not leads(request.user, client):
        raise PermissionDenied(_("Only the lead trainer can do this. Ask them, or ask them to make you the lead."))
    record_access(
        client.pk, actor=Actor.user(request.user), action=_route(request), through=("permission", COACH), about=about
    )
    return client


def leads(user: User, client: Client) -> bool:
    """Whether `user` is the client's lead trainer at this moment (one query)."""
    return Client.objects.visible_to(user, permission=LEAD).filter(pk=client.pk).exists()


@transaction.atomic
def make_lead(client: Client, trainer: User) -> None:
    """Gives the lead trainer their rights on a new client."""
    for codename in (COACH, LEAD):
        ClientUserObjectPermission.objects.update_or_create(
            user=trainer,
            content_object=client,
            permission=Permission.objects.get(content_type__app_label="clients", codename=codename),
            defaults={"kind": ClientUserObjectPermission.Kind.LEAD, "starts_at": timezone.now(), "ends_at": None},
        )


def _route(request: SignedInRequest) -> str:
    """The page's name in the access log, such as "clients:overview"."""
    match = request.resolver_match
    return f"{match.view_name}" if match else ""
