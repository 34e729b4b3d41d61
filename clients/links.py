"""Making and finding the links in a client's mail."""

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from clients.models import Client, ClientLink
from web.keys import digest, new_token

IT_IS_ME = "it_is_me"  # in the session: the client's key


def issue_client_link(
    client: Client,
    purpose: str,
    *,
    subject_id: UUID | None = None,
    on: date | None = None,
    expires_at: datetime | None = None,
) -> str:
    """A new link's token; it is to be seen in the mail alone."""
    link, token = new_link(client, purpose, expires_at=expires_at)
    link.subject_id, link.on = subject_id, on
    link.save(force_insert=True)
    return token


def new_link(client: Client, purpose: str, *, expires_at: datetime | None = None) -> tuple[ClientLink, str]:
    """A link that has still to be saved, and its token."""
    token = new_token()
    link = ClientLink(
        client=client, purpose=purpose, sent_to=client.mailbox, token_hash=digest(token), expires_at=expires_at
    )
    return link, token


def find_client_link(token: str, *purposes: str, now: datetime | None = None) -> ClientLink:
    """The live link with this token; Http404 for one that is unknown, revoked, expired or for no such purpose.

    So is one that would prove a mailbox that the client has no more.
    """
    return _only(_with_token(token, now).filter(purpose__in=purposes))


def find_any_client_link(token: str, *, now: datetime | None = None) -> ClientLink:
    """The live link with this token, whatever it was made for; Http404 for any other.

    For what every mail to a client leads to: whoever reads the mailbox may end what is shared, from any mail.
    """
    return _only(_with_token(token, now))


def _with_token(token: str, now: datetime | None) -> QuerySet[ClientLink]:
    live = ClientLink.objects.live(now).filter(token_hash=digest(token))
    return live.select_related("client", "client__lead_trainer")


def _only(links: QuerySet[ClientLink]) -> ClientLink:
    link = links.first()
    if link is None or link.proves_nothing:
        raise Http404
    return link


def revoke_client_links(client: Client, *, purpose: str | None = None, subject_id: UUID | None = None) -> None:
    """Ends the client's links, all or those of one purpose or about one thing."""
    links = ClientLink.objects.filter(client=client, revoked_at=None)
    if purpose:
        links = links.filter(purpose=purpose)
    if subject_id:
        links = links.filter(subject_id=subject_id)
    links.update(revoked_at=timezone.now())


def remember_who(request: HttpRequest, link: ClientLink) -> None:
    """In this browser somebody has said by a press that they are the client of the link."""
    request.session[IT_IS_ME] = str(link.client_id)


def has_said_who(request: HttpRequest, link: ClientLink) -> bool:
    return bool(request.session.get(IT_IS_ME) == str(link.client_id))


def address(route: str, *args: object) -> str:
    """The full address of a page, for a mail."""
    return settings.BASE_URL + reverse(route, args=[str(arg) for arg in args])
