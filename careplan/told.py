"""What practitioners answer and send, and whether a trainer has read it."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from careplan.models import Document, Question
from clients.models import Client
from clients.registry import require_confirmed
from practitioners.models import Practitioner
from web.once import create_once
from web.uploads import Upload

MOST_DOCUMENTS = 50  # of one practitioner about one client


class TooManyDocumentsError(Exception):
    """The practitioner has sent as many as are kept about one client."""


@transaction.atomic
def ask(
    client: Client, *, practitioner: Practitioner, text: str, trainer: User, key: UUID | None = None
) -> tuple[Question, bool]:
    """Puts a question to a practitioner; (question, whether it is new): the same `key` twice asks once.

    Whether the client has agreed to that is the caller's to see. Raises NotConfirmedError.
    """
    require_confirmed(client)
    values = {"practitioner": practitioner, "text": text, "asked_by": trainer}
    return create_once(Question, key, owner={"client": client}, values=values)


@transaction.atomic
def answer(question: Question, *, text: str) -> None:
    """Keeps the practitioner's answer; a later one takes its place, and is to be read anew."""
    require_confirmed(question.client)
    Question.objects.filter(pk=question.pk).update(answer=text, answered_at=timezone.now(), read_at=None)


@transaction.atomic
def keep_document(
    client: Client, *, practitioner: Practitioner, title: str, upload: Upload, key: UUID | None = None
) -> Document:
    """Keeps what a practitioner sends, under a name of ours; the same `key` twice keeps it once.

    Raises TooManyDocumentsError, and NotConfirmedError until the client has confirmed.
    """
    require_confirmed(client)
    if Document.objects.filter(client=client, practitioner=practitioner).count() >= MOST_DOCUMENTS:
        raise TooManyDocumentsError
    values: dict[str, Any] = {
        "practitioner": practitioner,
        "title": title,
        "content_type": upload.content_type,
        "size": upload.content.size,
    }
    document, is_new = create_once(Document, key, owner={"client": client}, values=values)
    if is_new:
        document.file.save(upload.name, upload.content)
    return document


def mark_answer_read(question: Question) -> None:
    """A trainer has read the answer; once is enough, and an open question stays unread."""
    Question.objects.filter(pk=question.pk, read_at=None, answered_at__isnull=False).update(read_at=timezone.now())


def mark_document_read(document: Document) -> None:
    Document.objects.filter(pk=document.pk, read_at=None).update(read_at=timezone.now())
