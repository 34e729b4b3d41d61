"""The boundary: where every page gets its client, and the one place where rights are given and taken."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from accounts.models import User
from accounts.roles import Hat, require_hat
from clients.access_log import Actor, record_access, record_access_to_each
from clients.models import Client, ClientUserObjectPermission
from clients.models.client import BREAK_GLASS, COACH, LEAD, SEE_OWN
from web.languages import spoken

Kind = ClientUserObjectPermission.Kind
BATCH = 500  # rows of one statement
EMERGENCY_LASTS = timedelta(hours=1)


# --- the doors ----------------------------------------------------------------------------


def open_client(
    request: SignedInRequest,
    client_id: UUID,
    *,
    lead: bool = False,
    archived: bool = False,
    about: tuple[str, object] = ("", ""),
) -> Client:
    """The client that a trainer's page is about, once the look is in the access log.

    404 for a client whom one may not know of; 403 with words for a cover trainer on an act
    that is the lead trainer's, and for whoever changes something of an archived client, unless the
    act is for `archived` ones too. Call it first: nothing of a client is read before.
    """
    require_hat(request, Hat.TRAINER)
    client = _visible(request, client_id, COACH)
    if lead and not leads(request.user, client):
        raise PermissionDenied(_("Only the lead trainer can do this. Ask them, or ask them to make you the lead."))
    if client.status == Client.Status.ARCHIVED and request.method == "POST" and not archived:
        raise PermissionDenied(_("This client is archived. Restore them first; then it can be changed."))
    _log(request, client, Actor.user(request.user), about)
    return client


def open_clients(request: SignedInRequest, keys: Iterable[UUID]) -> dict[UUID, Client]:
    """Of many clients those whom the trainer may work with, by key, once the look at each is in the access log.

    Who may not be known of, and who is archived, is simply not among them.
    """
    require_hat(request, Hat.TRAINER)
    found = Client.objects.visible_to(request.user).filter(pk__in=set(keys)).exclude(status=Client.Status.ARCHIVED)
    clients = {client.pk: client for client in found}
    match = request.resolver_match
    for kind in Kind:
        held = [key for key, client in clients.items() if client.held_as == kind]  # type: ignore[attr-defined]
        record_access_to_each(
            held,
            actor=Actor.user(request.user),
            action=match.view_name if match else "",
            through=("permission", kind.value),
        )
    return clients


def open_own_record(request: SignedInRequest, client_id: UUID, *, about: tuple[str, object] = ("", "")) -> Client:
    """The record of the client who is signed in, once the look is in the access log; 404 for every other.

    From here to the end of the page words are in the language of the record: in it consent is asked and kept.
    """
    require_hat(request, Hat.CLIENT)
    client = _visible(request, client_id, SEE_OWN)
    _log(request, client, Actor.client(client.pk), about)
    translation.activate(spoken(client.language, to_client=True))
    return client


def open_in_emergency(request: SignedInRequest, client_id: UUID) -> Client:
    """The client for whom an admin broke the glass less than an hour ago; 404 for every other."""
    require_hat(request, Hat.ADMIN)
    client = _visible(request, client_id, BREAK_GLASS)
    _log(request, client, Actor.user(request.user), ("", ""))
    return client


def _visible(request: SignedInRequest, client_id: UUID, permission: str) -> Client:
    client = Client.objects.visible_to(request.user, permission=permission).filter(pk=client_id).first()
    if client is None:
        raise Http404
    return client


def _log(request: SignedInRequest, client: Client, actor: Actor, about: tuple[str, object]) -> None:
    """Under the page's own name, such as "clients:overview", and with what the right to it was."""
    match = request.resolver_match
    record_access(
        client.pk,
        actor=actor,
        action=match.view_name if match else "",
        through=("permission", client.held_as),  # type: ignore[attr-defined]
        about=about,
    )


def leads(user: User, client: Client) -> bool:
    """Whether `user` is the client's lead trainer at this moment (one query)."""
    return Client.objects.visible_to(user, permission=LEAD).filter(pk=client.pk).exists()


# --- giving and taking rights -------------------------------------------------------------


@transaction.atomic
def make_lead(client: Client, trainer: User) -> None:
    """Gives the lead trainer their rights; whoever led before has none from this moment on."""
    ClientUserObjectPermission.objects.filter(content_object=client, kind=Kind.LEAD).exclude(user=trainer).delete()
    for codename in (COACH, LEAD):
        _give(client, trainer, codename, Kind.LEAD, ends_at=None)


def rights_of_leads(clients: Sequence[Client], trainer: User) -> list[ClientUserObjectPermission]:
    """The same for many whom nobody has led before: what `make_leads` will give (one query)."""
    rights = Permission.objects.filter(content_type__app_label="clients", codename__in=(COACH, LEAD))
    return [
        ClientUserObjectPermission(user=trainer, content_object=client, permission=right, kind=Kind.LEAD)
        for right in rights
        for client in clients
    ]


def make_leads(rights: list[ClientUserObjectPermission]) -> None:
    """Gives what was made ready, once the clients are saved."""
    ClientUserObjectPermission.objects.bulk_create(rights, batch_size=BATCH)


def give_cover(client: Client, trainer: User, *, starts_at: datetime, ends_at: datetime) -> None:
    """Lets another trainer coach from one moment to another; a second cover of the same trainer replaces the first.

    Raises PermissionDenied for the lead trainer, who would lose by it.
    """
    if trainer.pk == client.lead_trainer_id:
        raise PermissionDenied(_("The lead trainer needs no cover right."))
    _give(client, trainer, COACH, Kind.COVER, starts_at=starts_at, ends_at=ends_at)


def end_cover(client: Client, permission_id: int) -> None:
    """Ends a cover at once; Http404 where this client has no such cover."""
    cover = ClientUserObjectPermission.objects.filter(pk=permission_id, content_object=client, kind=Kind.COVER).first()
    if cover is None:
        raise Http404
    cover.delete()


@transaction.atomic
def open_own_account(client: Client) -> None:
    """Joins the client's account to the record, for the address that they have just proven to be theirs.

    An account with this address is taken as it is, whatever other hats it has; a closed one is left alone.
    """
    if not client.mailbox:
        return
    account = User.objects.filter(email__iexact=client.mailbox).first()
    if account is None:
        account = User.objects.create_user(
            client.mailbox, name=client.answers, language=client.language, time_zone=client.time_zone
        )
        EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=True)
    if not account.is_active:
        return
    User.objects.filter(pk=account.pk).update(is_client=True)
    Client.objects.filter(pk=client.pk).update(account=account)
    _give(client, account, SEE_OWN, Kind.SELF, ends_at=None)


@transaction.atomic
def close_own_account(client: Client) -> None:
    """Parts the account from the record: the address is no longer proven to be the client's."""
    mine = ClientUserObjectPermission.objects.filter(content_object=client, kind=Kind.SELF)
    owners = list(mine.values_list("user_id", flat=True))
    mine.delete()
    Client.objects.filter(pk=client.pk).update(account=None)
    still = ClientUserObjectPermission.objects.filter(user__in=owners, kind=Kind.SELF).values("user_id")
    User.objects.filter(pk__in=owners).exclude(pk__in=still).update(is_client=False)


def give_emergency_view(client: Client, admin: User, *, now: datetime) -> datetime:
    """Lets an admin read one client for an hour; gives when it ends."""
    ends_at = now + EMERGENCY_LASTS
    _give(client, admin, BREAK_GLASS, Kind.BREAK_GLASS, starts_at=now, ends_at=ends_at)
    return ends_at


def _give(
    client: Client, user: User, codename: str, kind: str, *, starts_at: datetime | None = None, ends_at: datetime | None
) -> None:
    ClientUserObjectPermission.objects.update_or_create(
        user=user,
        content_object=client,
        permission=Permission.objects.get(content_type__app_label="clients", codename=codename),
        defaults={"kind": kind, "starts_at": starts_at or timezone.now(), "ends_at": ends_at},
    )
