"""The boundary: where every page gets its client, and the one place where rights are given and taken."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists
from django.http import Http404, HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.events import record_roles
from accounts.identity import has_proven_address, put_address_back
from accounts.models import User
from accounts.roles import Role, SignedInRequest, require_role, roles_of
from clients.access_log import Actor, record_access, record_access_to_each
from clients.links import find_client_link
from clients.models import (
    BREAK_GLASS,
    COACH,
    LEAD,
    SEE_OWN,
    Client,
    ClientLink,
    ClientQuerySet,
    ClientUserObjectPermission,
)
from web.endings import keep_ending
from web.languages import spoken
from web.words import StrOrPromise

Kind = ClientUserObjectPermission.Kind
BATCH = 500  # rows of one statement
EMERGENCY_LASTS = timedelta(hours=1)
# Lines of the file that no restore undoes (web/endings.py): whose cover of the client ended, and who leads from now on.
COVER_ENDED = "cover-ended"
LEAD_CHANGED = "lead-changed"


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
    require_role(request, Role.TRAINER)
    client = _visible(request, client_id, COACH)
    if lead and not leads(request.user, client):
        raise PermissionDenied(_("Only the lead trainer can do this. Ask them, or ask them to make you the lead."))
    if client.status == Client.Status.ARCHIVED and request.method == "POST" and not archived:
        raise PermissionDenied(_("This client is archived. Restore them first; then it can be changed."))
    _log(request, client, Actor.user(request.user), about)
    return client


def open_clients(request: SignedInRequest, keys: Iterable[UUID]) -> dict[UUID, Client]:
    """Of many clients those whom the trainer may work with, by key, once the look at each is in the access log.

    Who may not be known of, and who is archived, is simply not among them. The key of an entry that was made part of
    another gives that one, as what a phone has not sent yet may still name it.
    """
    require_role(request, Role.TRAINER)
    wanted = set(keys)
    opened = _opened(request, wanted)
    moved = Client.objects.standing_for(wanted - opened.keys()) if wanted - opened.keys() else {}
    opened |= _opened(request, set(moved.values()) - opened.keys()) if moved else {}
    return opened | {key: opened[end] for key, end in moved.items() if end in opened}


def _opened(request: SignedInRequest, keys: set[UUID]) -> dict[UUID, Client]:
    visible = Client.objects.visible_to(request.user).filter(pk__in=keys).exclude(status=Client.Status.ARCHIVED)
    clients = {client.pk: client for client in visible}
    log_looks(request, {key: client.held_as for key, client in clients.items()})  # type: ignore[attr-defined]
    return clients


def log_looks(request: SignedInRequest, held_as: Mapping[UUID, str]) -> None:
    """A look at each of many clients, by what right: of a page that has just asked `visible_to` itself about them."""
    match = request.resolver_match
    for kind in Kind:
        record_access_to_each(
            [key for key, right in held_as.items() if right == kind],
            actor=Actor.user(request.user),
            action=match.view_name if match else "",
            through=_through(request, kind.value),
        )


def _through(request: HttpRequest, held_as: str) -> tuple[str, object]:
    """By what right, as the access log has it: the permission, or what a program came with in the trainer's name."""
    through: tuple[str, object] = getattr(request, "opened_through", ("permission", held_as))
    return through


def open_own_record(request: SignedInRequest, client_id: UUID, *, about: tuple[str, object] = ("", "")) -> Client:
    """The record of the client who is signed in, once the look is in the access log; 404 for every other.

    From here to the end of the page words are in the language of the record: in it consent is asked and kept.
    """
    require_role(request, Role.CLIENT)
    client = own_records_of(request.user).filter(pk=client_id).first()
    if client is None or not client.has_proven_mailbox:
        raise Http404
    _log(request, client, Actor.client(client.pk), about)
    translation.activate(spoken(client.language, to_client=True))
    return client


def own_records_of(user: User) -> ClientQuerySet:
    """The clients who this account is: those whose proven mailbox is the account's address at this moment.

    The account has to have proven the address itself: somebody else may have changed it to a client's.
    """
    proven = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True)
    mine = Client.objects.visible_to(user, permission=SEE_OWN).reachable(timezone.localdate())
    return mine.filter(Exists(proven), confirmed_address__iexact=user.email)


def open_client_link(request: HttpRequest, token: str, *purposes: str) -> ClientLink:
    """The link of a client's mail, once the look is in the access log: for each page that shows something personal.

    Http404 as clients.links.find_client_link.
    """
    link = find_client_link(token, *purposes)
    log_client_link(request, link)
    return link


def log_client_link(request: HttpRequest, link: ClientLink, *, action: str = "") -> None:
    """A line for a look through a link, under the page's own name unless an `action` is given.

    A link of one consent is logged as about that grant.
    """
    match = request.resolver_match
    is_of_a_grant = link.purpose in {ClientLink.Purpose.CONSENT, ClientLink.Purpose.WITHDRAW}
    record_access(
        link.client_id,
        actor=Actor.client(link.client_id),
        action=action or (match.view_name if match else ""),
        through=("link", link.pk),
        about=("grant", link.subject_id) if is_of_a_grant else ("", ""),
    )


def open_in_emergency(request: SignedInRequest, client_id: UUID) -> Client:
    """The client for whom an admin broke the glass less than an hour ago; 404 for every other."""
    require_role(request, Role.ADMIN)
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
        through=_through(request, client.held_as),  # type: ignore[attr-defined]
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
    keep_ending(COVER_ENDED, client.pk, str(cover.user_id), now=timezone.now())
    cover.delete()


@transaction.atomic
def join_own_account(client: Client) -> None:
    """Joins the client's account to the record, for the address that they have just proven to be theirs.

    An account that has proven this address too is taken as it is, whatever other roles it has; a closed one is left
    alone. One that has not proven it gives way, and the client gets an account of their own.
    """
    if not client.mailbox:
        return
    account = User.objects.select_for_update().filter(email__iexact=client.mailbox).first()
    if account and not has_proven_address(account):
        put_address_back(account)
        account = None
    if account is None:
        account = User.objects.create_user(
            client.mailbox, name=client.answers, language=client.language, time_zone=client.time_zone
        )
        EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=True)
    if not account.is_active:
        return
    before = roles_of(account)
    account.is_client = True
    account.save(update_fields=["is_client"])
    record_roles(account, before=before, after=roles_of(account), by=None)
    Client.objects.filter(pk=client.pk).update(account=account)
    _give(client, account, SEE_OWN, Kind.SELF, ends_at=None)


@transaction.atomic
def part_own_account(client: Client) -> None:
    """Parts the account from the record: the address is no longer proven to be the client's."""
    mine = ClientUserObjectPermission.objects.filter(content_object=client, kind=Kind.SELF)
    owners = list(mine.values_list("user_id", flat=True))
    mine.delete()
    Client.objects.filter(pk=client.pk).update(account=None)
    still = ClientUserObjectPermission.objects.filter(user__in=owners, kind=Kind.SELF).values("user_id")
    for owner in User.objects.filter(pk__in=owners, is_client=True).exclude(pk__in=still):
        before = roles_of(owner)
        owner.is_client = False
        owner.save(update_fields=["is_client"])
        record_roles(owner, before=before, after=roles_of(owner), by=None)


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


View = TypeVar("View", bound=Callable[..., Any])


def logged(words: StrOrPromise) -> Callable[[View], View]:
    """Names what somebody did who opened the view: `@logged(_("looked at the goals"))`.

    A page that looks and changes stands with both ("opened or changed a goal"): asked (GET) or saved, the log does
    not tell them apart, since either way the record was open.
    """

    def decorate(view: View) -> View:
        view.logged_as = words  # type: ignore[attr-defined]
        return view

    return decorate
