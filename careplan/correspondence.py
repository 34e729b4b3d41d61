"""What practitioners answer and send, and whether a trainer has read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, QuerySet, Value
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from careplan.lanes import OutOfLaneError, guidance_note, kinds_allowed
from careplan.mail import REPLIED
from careplan.models import Document, Goal, Guidance, OwnIntake, Prescription, Question, Reply
from clients.lifecycle import require_confirmed
from clients.models import Client
from outbox.enqueue import enqueue
from outbox.nudges import stop_nudging
from practitioners.models import Discipline, Practitioner
from web.once import get_or_create_by_key
from web.uploads import Upload

MOST_DOCUMENTS = 50  # of one practitioner about one client


@dataclass(frozen=True)
class About:
    """What a question is about: something that a practitioner asks for, perhaps against a goal."""

    instruction: Guidance | Prescription | None = None
    goal: Goal | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """As fields of Question."""
        kind = "guidance" if isinstance(self.instruction, Guidance) else "prescription"
        return {"goal": self.goal} | ({kind: self.instruction} if self.instruction else {})


class TooManyDocumentsError(Exception):
    """The practitioner has sent as many as are kept about one client."""


@transaction.atomic
def ask(
    client: Client,
    *,
    practitioner: Practitioner,
    text: str,
    trainer: User,
    about: About | None = None,
    key: UUID | None = None,
) -> tuple[Question, bool]:
    """Puts a question to a practitioner; (question, whether it is new): the same `key` twice asks once.

    Whether the client has agreed to that is the caller's to see. Raises NotConfirmedError.
    """
    require_confirmed(client)
    values = {"practitioner": practitioner, "text": text, "asked_by": trainer, **(about or About()).fields}
    return get_or_create_by_key(Question, key, owner={"client": client}, values=values)


@transaction.atomic
def answer(question: Question, *, text: str) -> None:
    """Keeps the practitioner's answer; a later one takes its place, and is to be read anew."""
    require_confirmed(question.client)
    Question.objects.filter(pk=question.pk).update(answer=text, answered_at=timezone.now(), read_at=None)
    stop_nudging(None, question.pk)


@transaction.atomic
def keep_document(
    client: Client,
    *,
    practitioner: Practitioner,
    title: str,
    upload: Upload,
    entered_by: User | None = None,
    key: UUID | None = None,
) -> Document:
    """Keeps a practitioner's letter or picture, under a name of ours; the same `key` twice keeps it once.

    What a trainer puts in themselves (`entered_by`) has been read, and does not count as sent.
    Raises TooManyDocumentsError, and NotConfirmedError until the client has confirmed.
    """
    require_confirmed(client)
    documents = Document.objects.filter(client=client, practitioner=practitioner, entered_by__isnull=entered_by is None)
    if documents.count() >= MOST_DOCUMENTS:
        raise TooManyDocumentsError
    values: dict[str, Any] = {
        "title": title,
        "content_type": upload.content_type,
        "size": upload.content.size,
        "entered_by": entered_by,
        "read_at": timezone.now() if entered_by else None,
    }
    document, is_new = get_or_create_by_key(
        Document, key, owner={"client": client, "practitioner": practitioner}, values=values
    )
    if is_new:
        document.file.save(upload.name, upload.content)
    return document


def kinds_of_reply(discipline: Discipline) -> list[str]:
    """What a discipline may reply: load and a stop are restrictions, which not every lane has."""
    if kinds_allowed(discipline):
        return list(Reply.Kind.values)
    return [Reply.Kind.NOTED, Reply.Kind.CALL_ME, Reply.Kind.SEEN]


@transaction.atomic
def reply(client: Client, *, practitioner: Practitioner, kind: str, text: str = "", key: UUID | None = None) -> Reply:
    """Keeps a reply, and mails the trainer at once where it is to stop or to call; the same `key` twice keeps one.

    The mail tells neither whom it is about nor what was said. Raises OutOfLaneError, and NotConfirmedError.
    """
    require_confirmed(client)
    if kind not in kinds_of_reply(practitioner.discipline):
        raise OutOfLaneError(guidance_note(practitioner.discipline))
    owner = {"client": client, "practitioner": practitioner}
    values = {"kind": kind, "text": text, "read_at": timezone.now() if kind == Reply.Kind.SEEN else None}
    saved, is_new = get_or_create_by_key(Reply, key, owner=owner, values=values)
    if is_new and kind in (Reply.Kind.STOP, Reply.Kind.CALL_ME):
        trainer = client.lead_trainer
        enqueue(
            REPLIED,
            to=trainer.email,
            dedupe_key=f"{REPLIED}:{saved.pk}",
            language=trainer.language,
            subject_id=saved.pk,
            client_id=client.pk,
        )
    return saved


@dataclass(frozen=True)
class Unread:
    """Something that a practitioner told and no trainer has marked as read."""

    kind: str  # one of Reply.Kind, "answer", "document", or what a page adds
    id: UUID
    client_id: UUID
    who: str
    text: str
    at: datetime

    @property
    def label(self) -> str | Promise:
        """What it is, as a heading."""
        others = {
            "answer": _("Has answered your question"),
            "document": _("Has sent a document"),
            "intake": _("Has answered the questions"),
            "correction": _("Says that something in the record is wrong or missing"),
            "visit": _("How was the visit?"),
        }
        return others[self.kind] if self.kind in others else Reply.Kind(self.kind).label


def unread(clients: Iterable[UUID], *more: QuerySet[Any, tuple[Any, ...]]) -> list[Unread]:
    """What nobody has read yet of what was told about these clients, by themselves too, the newest first (one query).

    `more` are other rows of the same shape, for a page that shows both.
    """
    return [Unread(*row) for row in unread_rows(clients, *more)]


def unread_rows(clients: Iterable[UUID], *more: QuerySet[Any, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The same as rows: (kind, id, client, name, text, time)."""
    keys = list(clients)
    replies = Reply.objects.filter(client__in=keys, read_at=None)
    answers = Question.objects.filter(client__in=keys, answered_at__isnull=False, read_at=None)
    documents = Document.objects.filter(client__in=keys, read_at=None)
    intakes = OwnIntake.objects.filter(client__in=keys, read_at=None)
    who = ("pk", "client_id", "practitioner__name")
    rows = (
        replies.order_by()
        .values_list("kind", *who, "text", "sent_at")
        .union(
            answers.order_by().values_list(literal("answer"), *who, "answer", "answered_at"),
            documents.order_by().values_list(literal("document"), *who, "title", "sent_at"),
            intakes.order_by().values_list(
                literal("intake"), "pk", "client_id", "client__name", literal(""), "answered_at"
            ),
            *more,
            all=True,
        )
    )
    return sorted(rows, key=lambda row: row[-1], reverse=True)


def literal(kind: str) -> Value:
    """A column that says the same in every row, for a union."""
    return Value(kind, output_field=CharField())


def to_read_before_a_session(*clients: Client) -> QuerySet[Reply]:
    """Replies that ask for something and that no trainer has read, with who said them, the newest first."""
    unread = Reply.objects.filter(client__in=clients, read_at=None).exclude(kind=Reply.Kind.NOTED)
    return unread.select_related("practitioner__discipline")


def rows_to_read_before_a_session(*clients: Client) -> QuerySet[Reply, tuple[Any, ...]]:
    """The same as to_read_before_a_session, as rows of `unread`."""
    replies = to_read_before_a_session(*clients).select_related(None).order_by()
    return replies.values_list("kind", "pk", "client_id", "practitioner__name", "text", "sent_at")


def mark_replies_read(client: Client, keys: Iterable[UUID]) -> None:
    Reply.objects.filter(client=client, pk__in=keys, read_at=None).update(read_at=timezone.now())


def mark_answer_read(question: Question) -> None:
    """A trainer has read the answer; once is enough, and an open question stays unread."""
    Question.objects.filter(pk=question.pk, read_at=None, answered_at__isnull=False).update(read_at=timezone.now())


def mark_document_read(document: Document) -> None:
    Document.objects.filter(pk=document.pk, read_at=None).update(read_at=timezone.now())


def correspondence_of(client: Client) -> dict[str, Any]:
    """All that was asked, answered and sent, for the templates; what waits for the client's consent is among it."""
    return {
        "client": client,
        "questions": Question.objects.filter(client=client).select_related("practitioner__discipline"),
        "replies": Reply.objects.filter(client=client).select_related(
            "practitioner__discipline", "guidance", "ended_by"
        ),
        "documents": Document.objects.filter(client=client).select_related("practitioner__discipline"),
    }
