"""Making and finding the links in a client's mail."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from clients.models import Client, ClientLink
from web.keys import hash_token, new_token

IT_IS_ME = "it_is_me"  # in the session: the client's key
SHARING_TOKEN = "sharing_token"  # a mail's secret: the token of the link that opens what is shared


def issue_client_link(
    client: Client,
    purpose: str,
    *,
    subject_id: UUID | None = None,
    on: date | None = None,
    expires_at: datetime | None = None,
    sent_to: str = "",
) -> str:
    """A new link's token; it is to be seen in the mail alone. `sent_to` is the client's mailbox unless given."""
    link, token = new_link(client, purpose, expires_at=expires_at)
    link.subject_id, link.on, link.sent_to = subject_id, on, sent_to or link.sent_to
    link.save(force_insert=True)
    return token


def new_link(client: Client, purpose: str, *, expires_at: datetime | None = None) -> tuple[ClientLink, str]:
    """A link that has still to be saved, and its token."""
    token = new_token()
    link = ClientLink(
        client=client, purpose=purpose, sent_to=client.mailbox, token_hash=hash_token(token), expires_at=expires_at
    )
    return link, token


def notice_secrets(client: Client) -> dict[str, str]:
    """The token of a notice's link to what is shared; none while the client is shut, as it would open nothing."""
    return {} if client.is_shut else with_way_to_end_sharing(client, {})


def with_way_to_end_sharing(client: Client, secrets: Mapping[str, str]) -> dict[str, str]:
    """A mail's own secrets, and the token of the small link at its foot, which opens what is shared alone."""
    return {**secrets, SHARING_TOKEN: issue_client_link(client, ClientLink.Purpose.SHARING)}


def find_client_link(token: str, *purposes: str, now: datetime | None = None) -> ClientLink:
    """The live link with this token: the only door from a client's mail.

    Http404 for one that is unknown, revoked, expired or for no such purpose, and for a mailbox that may not use it
    (ClientLink.opens). What shows something personal comes in by clients.access.open_client_link, which logs it.
    """
    live = ClientLink.objects.live(now).filter(token_hash=hash_token(token), purpose__in=purposes)
    link = live.select_related("client", "client__lead_trainer").first()
    if link is None or not link.opens:
        raise Http404
    return link


def revoke_client_links(
    client: Client, *, purpose: str | None = None, subject_id: UUID | None = None, sent_to: str = ""
) -> None:
    """Ends the client's links: all, or those of one purpose, about one thing, to one mailbox."""
    links = ClientLink.objects.filter(client=client, revoked_at=None)
    if purpose:
        links = links.filter(purpose=purpose)
    if subject_id:
        links = links.filter(subject_id=subject_id)
    if sent_to:
        links = links.filter(sent_to__iexact=sent_to)
    links.update(revoked_at=timezone.now())


def remember_who(request: HttpRequest, link: ClientLink) -> None:
    """In this browser somebody has said by a press that they are the client of the link."""
    request.session[IT_IS_ME] = str(link.client_id)


def has_said_who(request: HttpRequest, link: ClientLink) -> bool:
    return bool(request.session.get(IT_IS_ME) == str(link.client_id))


def address(route: str, *args: object) -> str:
    """The full address of a page, for a mail."""
    return settings.BASE_URL + reverse(route, args=[str(arg) for arg in args])
