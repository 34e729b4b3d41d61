"""What practitioners have told: the trainer's questions with their answers, and what was sent along."""

from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.http import SignedInRequest
from careplan.correspondence import correspondence_of, mark_answer_read, mark_document_read, mark_replies_read
from careplan.documents import document_response
from careplan.models import Document, Question, Reply
from clients.access import open_client
from clients.logged import logged
from workspace.asking import may_be_asked


@require_GET
@logged(gettext_lazy("read what practitioners told"))
def told(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    context = correspondence_of(client) | {"may_ask": may_be_asked(client).exists(), "nav": "clients"}
    return render(request, "workspace/told.html", context)


@require_POST
@logged(gettext_lazy("marked an answer as read"))
def read_answer(request: SignedInRequest, client_id: UUID, question_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("question", question_id))
    mark_answer_read(get_object_or_404(Question, client=client, pk=question_id))
    return redirect("workspace:told", client.pk)


@require_POST
@logged(gettext_lazy("marked a reply as read"))
def read_reply(request: SignedInRequest, client_id: UUID, reply_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("reply", reply_id))
    mark_replies_read(client, [get_object_or_404(Reply, client=client, pk=reply_id).pk])
    return redirect("workspace:told", client.pk)


@require_POST
@logged(gettext_lazy("marked a document as read"))
def read_document(request: SignedInRequest, client_id: UUID, document_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("document", document_id))
    mark_document_read(get_object_or_404(Document, client=client, pk=document_id))
    return redirect("workspace:told", client.pk)


@require_GET
@logged(gettext_lazy("opened a document"))
def document(request: SignedInRequest, client_id: UUID, document_id: UUID) -> FileResponse:
    client = open_client(request, client_id, about=("document", document_id))
    return document_response(get_object_or_404(Document, client=client, pk=document_id))
