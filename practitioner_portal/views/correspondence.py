"""What a practitioner tells the trainer: an answer, a letter; or that this is not their patient."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from careplan.correspondence import TooManyDocumentsError, answer, keep_document, reply
from careplan.forms.correspondence import AnswerForm, DocumentForm, ReplyForm
from careplan.models import Question
from clients.access import logged
from clients.access_log import Actor
from clients.lifecycle import NotConfirmedError
from clients.models import Client
from consent.ending import end_sharing
from consent.models import ConsentGrant, ContributionScope
from practitioner_portal.viewers import hold_open, open_grant, practitioners_page
from practitioner_portal.views.form import not_kept, show_form
from practitioners.models import Practitioner
from sharing.view import SharedView


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or answered a question"))
def shared_answer(request: HttpRequest, grant_id: UUID, question_id: UUID) -> HttpResponse:
    """The practitioner answers the trainer's question, or mends their answer."""
    view = open_grant(request, grant_id, about=("question", question_id))
    open_question = next((one for one in view.questions() if one.id == question_id), None)
    if open_question is None:
        raise Http404
    form = AnswerForm(request.POST or None, initial={"answer": open_question.answer})
    if request.method != "POST" or not form.is_valid():
        return show_form(request, view, form, title=open_question.text)
    try:
        with transaction.atomic():
            hold_open(request, view)
            question = get_object_or_404(Question, pk=open_question.id)
            answer(question, text=form.cleaned_data["answer"])
    except NotConfirmedError:
        form.add_error(None, not_kept(view))
        return show_form(request, view, form, title=open_question.text)
    return _told(request, view)


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened the page for documents, or sent one"))
def shared_document(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """The practitioner sends a letter or a picture."""
    view = open_grant(request, grant_id)
    if not view.may_tell(ContributionScope.DOCUMENT):
        raise Http404
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid() or not _keep(request, view, form):
        return show_form(request, view, form, title=_("Send a letter or a picture"))
    return _told(request, view)


def _keep(request: HttpRequest, view: SharedView, form: DocumentForm) -> bool:
    """Keeps the file while the consent lasts; False, with words on the form, where it can't be."""
    sent = form.cleaned_data
    try:
        with transaction.atomic():
            hold_open(request, view)
            keep_document(
                Client.objects.get(pk=view.client_id),
                practitioner=Practitioner.objects.get(pk=view.practitioner.id),
                title=sent["title"],
                upload=sent["file"],
                key=sent["key"],
            )
    except TooManyDocumentsError:
        form.add_error("file", _("You have sent as many as are kept for one client. Please call the trainer."))
    except NotConfirmedError:
        form.add_error(None, not_kept(view))
    else:
        return True
    return False


@practitioners_page
@require_POST
@logged(gettext_lazy("replied"))
def shared_reply(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """Noted, change the load, stop, or call me: the trainer reads it before the next session."""
    view = open_grant(request, grant_id)
    form = ReplyForm(request.POST, kinds=view.kinds_of_reply)
    if not form.is_valid():
        return show_form(request, view, form, title=_("Your reply"))
    try:
        with transaction.atomic():
            hold_open(request, view)
            client = Client.objects.select_related("lead_trainer").get(pk=view.client_id)
            writer = Practitioner.objects.select_related("discipline").get(pk=view.practitioner.id)
            reply(client, practitioner=writer, **form.cleaned_data)
    except NotConfirmedError:
        form.add_error(None, not_kept(view))
        return show_form(request, view, form, title=_("Your reply"))
    return _told(request, view)


def _told(request: HttpRequest, view: SharedView) -> HttpResponse:
    messages.success(request, _("Sent. %(trainer)s sees it at once.") % {"trainer": view.trainer_name})
    return redirect("practitioner_portal:record", view.grant_id)


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or pressed “not my patient”"))
def shared_not_mine(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """ "This isn't my patient", from the page itself: POST ends the consent, and the trainer is told to look."""
    view = open_grant(request, grant_id)
    if request.method != "POST":
        return render(request, "practitioner_portal/not_my_client.html", {})
    reader = view.practitioner
    end_sharing(
        ConsentGrant.objects.get(pk=view.grant_id),
        by=ConsentGrant.EndedBy.PRACTITIONER,
        actor=Actor.practitioner(reader.id, reader.name),
    )
    return redirect("practitioner_portal:told_not_my_client")
