"""What practitioners have told: the trainer's questions with their answers, and what was sent along."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import SignedInRequest
from careplan import replies
from careplan.correspondence import correspondence_of, mark_answer_read, mark_document_read, mark_replies_read
from careplan.documents import document_response
from careplan.forms.correspondence import EndReplyForm
from careplan.lanes import OutOfLaneError, guidance_note_about
from careplan.models import Document, Question, Reply
from careplan.replies import OverError, write_as_guidance
from clients.access import logged, open_client
from clients.lifecycle import NotConfirmedError
from clients.models import Client
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
@logged(gettext_lazy("wrote a reply down as guidance"))
def guidance_from_reply(request: SignedInRequest, client_id: UUID, reply_id: UUID) -> HttpResponse:
    """A "change the load" becomes a caution in the practitioner's words, in one press."""
    client = open_client(request, client_id, about=("reply", reply_id))
    reply = _load_reply(client, reply_id)
    try:
        write_as_guidance(reply, entered_by=request.user)
    except OverError:
        messages.info(request, _("This reply is over already: read why in the message history."))
    except OutOfLaneError:
        messages.error(request, str(guidance_note_about(reply.practitioner)))
    except NotConfirmedError:
        messages.error(request, _("The client has not confirmed yet, so no health detail can be kept."))
    else:
        messages.success(
            request,
            _("%(name)s's words are a caution now. Limits and an end are added under “Change”.")
            % {"name": reply.practitioner.name},
        )
    return redirect("workspace:overview", client.pk)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or ended a reply"))
def end_reply(request: SignedInRequest, client_id: UUID, reply_id: UUID) -> HttpResponse:
    """Why a "change the load" holds no longer, where it never became guidance."""
    client = open_client(request, client_id, about=("reply", reply_id))
    reply = _load_reply(client, reply_id)
    form = EndReplyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if replies.end_reply(reply, by=request.user, note=form.cleaned_data["note"]):
            messages.success(request, _("It holds no longer. It stays in the message history."))
        else:
            messages.info(request, _("This reply is over or guidance already."))
        return redirect("workspace:overview", client.pk)
    context = {"client": client, "reply": reply, "form": form, "nav": "clients"}
    return render(request, "workspace/end_reply.html", context, status=422 if form.errors else 200)


def _load_reply(client: Client, reply_id: UUID) -> Reply:
    """A reply of this client that asks for another load, or 404."""
    loads = Reply.objects.filter(kind=Reply.Kind.CHANGE_LOAD).select_related("practitioner__discipline")
    return get_object_or_404(loads, client=client, pk=reply_id)


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
