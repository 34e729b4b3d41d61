"""Pictures of the insurer's booklet or card, kept as documents from which plans are written down."""

from uuid import UUID

from django.db import transaction
from django.http import FileResponse
from django.utils import timezone

from accounts.models import User
from benefits.models import Booklet
from benefits.nudges import COVERAGE
from clients.lifecycle import require_confirmed
from clients.models import Client
from outbox.nudges import stop_nudging
from web.downloads import saved_file
from web.once import get_or_create_by_key
from web.uploads import Upload

MOST_BOOKLETS = 20  # of a client


class TooManyBookletsError(Exception):
    """As many are kept of this client as may be."""


@transaction.atomic
def keep_booklet(client: Client, *, upload: Upload, key: UUID, by: User | None, is_clients: bool) -> Booklet:
    """Keeps a file; the same `key` twice keeps it once. What the client sends waits for their trainer to read it.

    Raises TooManyBookletsError, and NotConfirmedError until the client has confirmed.
    """
    require_confirmed(client)
    if Booklet.objects.filter(client=client).exclude(pk=key).count() >= MOST_BOOKLETS:
        raise TooManyBookletsError
    values = {
        "content_type": upload.content_type,
        "size": upload.content.size,
        "entered_by": by,
        "read_at": None if is_clients else timezone.now(),
    }
    booklet, is_new = get_or_create_by_key(Booklet, key, owner={"client": client}, values=values)
    if is_new:
        booklet.file.save(upload.name, upload.content)
        stop_nudging(COVERAGE, client.pk)
    return booklet


def mark_read(booklet: Booklet) -> None:
    """The trainer has read what the client sent. Twice changes nothing."""
    Booklet.objects.filter(pk=booklet.pk, read_at=None).update(read_at=timezone.now())


def booklet_response(booklet: Booklet) -> FileResponse:
    return saved_file(booklet.file, booklet.content_type, name=f"coverage-{booklet.kept_at:%Y-%m-%d}")
