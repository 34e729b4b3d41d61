"""What practitioners have told: the trainer's questions with their answers, and what was sent along."""

from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.http import SignedInRequest
from careplan.models import Document, Question, Reply
from careplan.told import mark_answer_read, mark_document_read, mark_replies_read
from clients.access import open_client, open_own_record
from clients.models import Client
from coordination.asking import may_be_asked
from web.uploads import SUFFIXES


def _told(client: Client) -> dict[str, object]:
    """A question that waits for the client's consent has not been put to anybody yet."""
    asked = Question.objects.filter(client=client).select_related("practitioner__discipline")
    return {
        "client": client,
        "questions": asked,
        "replies": Reply.objects.filter(client=client).select_related("practitioner__discipline"),
        "documents": Document.objects.filter(client=client).select_related("practitioner__discipline"),
    }


@require_GET
def told(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    page = _told(client) | {"may_ask": may_be_asked(client).exists(), "nav": "clients"}
    return render(request, "coordination/told.html", page)


@require_GET
def own_told(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """The same for the client: it is about them."""
    page = _told(open_own_record(request, client_id)) | {"nav": "own"}
    return render(request, "coordination/own_told.html", page)


@require_POST
def read_answer(request: SignedInRequest, client_id: UUID, question_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("question", question_id))
    mark_answer_read(get_object_or_404(Question, client=client, pk=question_id))
    return redirect("coordination:told", client.pk)


@require_POST
def read_reply(request: SignedInRequest, client_id: UUID, reply_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("reply", reply_id))
    mark_replies_read(client, [get_object_or_404(Reply, client=client, pk=reply_id).pk])
    return redirect("coordination:told", client.pk)


@require_POST
def read_document(request: SignedInRequest, client_id: UUID, document_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("document", document_id))
    mark_document_read(get_object_or_404(Document, client=client, pk=document_id))
    return redirect("coordination:told", client.pk)


@require_GET
def document(request: SignedInRequest, client_id: UUID, document_id: UUID) -> FileResponse:
    client = open_client(request, client_id, about=("document", document_id))
    return _file(get_object_or_404(Document, client=client, pk=document_id))


@require_GET
def own_document(request: SignedInRequest, client_id: UUID, document_id: UUID) -> FileResponse:
    client = open_own_record(request, client_id, about=("document", document_id))
    return _file(get_object_or_404(Document, client=client, pk=document_id))


def _file(document: Document) -> FileResponse:
    """To be saved, not shown: what others wrote never runs as a page of ours. Its name tells nothing personal."""
    name = f"letter-{document.sent_at:%Y-%m-%d}.{SUFFIXES[document.content_type]}"
    return FileResponse(document.file.open("rb"), as_attachment=True, filename=name, content_type=document.content_type)
