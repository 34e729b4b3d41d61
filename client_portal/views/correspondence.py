"""What practitioners told the trainer, for the client: it is about them."""

from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.roles import SignedInRequest
from careplan.correspondence import correspondence_of
from careplan.documents import document_response
from careplan.models import Document
from clients.access import logged, open_own_record


@require_GET
@logged(gettext_lazy("read what practitioners told"))
def own_told(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    context = correspondence_of(open_own_record(request, client_id)) | {"nav": "own"}
    return render(request, "client_portal/told.html", context)


@require_GET
@logged(gettext_lazy("opened a document"))
def own_document(request: SignedInRequest, client_id: UUID, document_id: UUID) -> FileResponse:
    client = open_own_record(request, client_id, about=("document", document_id))
    return document_response(get_object_or_404(Document, client=client, pk=document_id))
