"""The trainer's side of progress reports: choose, read and send a draft, look back, correct."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import SignedInRequest
from careplan.models import Reply
from clients.access import logged, open_client
from clients.models import AccessEvent, Client
from consent.links import SharingEndedError
from consent.models import ConsentGrant, Direction
from reports import drafts
from reports.forms import CorrectionForm, DraftForm, ReportForm
from reports.models import ProgressReport, ReportDraft
from reports.progress import Progress
from reports.summary import offered_in_words
from web.errors import EditConflict
from web.languages import spoken

LOOKS = 7  # at a report that is being made: after 1, 2, 4 … seconds, then by a press
OPENINGS_SHOWN, ANSWERS_SHOWN = 20, 5
NAMES = {"progress": "progress-report", "case": "case-summary"}  # of files


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("prepared a progress report"))
def new(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Choose to whom and about which days: a draft, to be read and sent on its own page."""
    client = open_client(request, client_id, lead=True)
    grants = (
        ConsentGrant.objects.live()
        .filter(client=client, direction=Direction.SHARE)
        .select_related("practitioner__discipline", "client")
    )
    form = ReportForm(request.POST or None, grants=grants)
    context = {"client": client, "form": form, "has_grants": bool(grants), "nav": "clients"}
    if request.method != "POST" or not form.is_valid():
        return render(request, "reports/new.html", context, status=422 if form.errors else 200)
    chosen = form.cleaned_data
    try:
        draft = drafts.prepare_draft(
            chosen["grant"],
            start=chosen["start"],
            end=chosen["end"],
            message=chosen["message"],
            key=chosen["key"],
            kind=chosen["kind"],
        )
    except drafts.BeingSentError as error:
        draft = error.draft
    except SharingEndedError:
        form.add_error("grant", _("Sharing with this practitioner has ended. Ask the client for consent first."))
        return render(request, "reports/new.html", context, status=422)
    return redirect("reports:draft", client.pk, draft.pk)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("read or sent the draft of a progress report"))
def report_draft(request: SignedInRequest, client_id: UUID, draft_id: UUID) -> HttpResponse:
    """What the practitioner would read; the trainer's own words; "Send". Then how far the sending has come."""
    client = open_client(request, client_id, lead=True, about=("report", draft_id))
    draft = _find_draft(client, draft_id)
    if draft is None:
        return _sent_meanwhile(request, client, draft_id)
    if draft.is_on_its_way or draft.is_stopped or not drafts.grant_of(draft).is_live:
        return _draft_page(request, client, draft)
    view, content = drafts.content_of(draft, trainer=request.user)
    if request.method != "POST":
        words = draft.summary if draft.has_summary else offered_in_words(content, draft.grant.practitioner.language)
        seen = drafts.digest_of_figures(view, content)
        initial = {"summary": words, "message": draft.message, "answer_by": draft.answer_by, "seen": seen}
        form = DraftForm(initial=initial)
        return _draft_page(request, client, draft, form=form, content=content)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return _draft_page(request, client, draft, form=form, content=content, status=422)
    return _take_words(request, client, draft, form)


def _take_words(request: SignedInRequest, client: Client, draft: ReportDraft, form: DraftForm) -> HttpResponse:
    """Saves the trainer's words, and sends where they pressed "Send"."""
    words = form.cleaned_data
    try:
        with transaction.atomic():
            drafts.save_words(draft, message=words["message"], summary=words["summary"], answer_by=words["answer_by"])
            if "send" in request.POST:
                drafts.start_sending(draft, trainer=request.user, seen=words["seen"])
    except EditConflict:
        view, content = drafts.content_of(draft, trainer=request.user)
        data = request.POST.copy()
        data["seen"] = drafts.digest_of_figures(view, content)
        form = DraftForm(data)
        return _draft_page(request, client, draft, form=form, content=content, has_changed=True, status=409)
    except (SharingEndedError, drafts.BeingSentError):
        return redirect("reports:draft", client.pk, draft.pk)
    if "send" not in request.POST:
        messages.success(request, _("Saved. Nothing is sent yet."))
    return redirect("reports:draft", client.pk, draft.pk)


def _find_draft(client: Client, draft_id: UUID) -> ReportDraft | None:
    rows = ReportDraft.objects.select_related("grant__practitioner__discipline", "grant__client", "corrects", "sent_by")
    return rows.filter(client=client, pk=draft_id).first()


def _sent_meanwhile(request: SignedInRequest, client: Client, draft_id: UUID) -> HttpResponse:
    """On to the report that a draft has become."""
    report = get_object_or_404(ProgressReport, client=client, pk=draft_id)
    address = reverse("reports:detail", args=[client.pk, report.pk])
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def _draft_page(
    request: SignedInRequest,
    client: Client,
    draft: ReportDraft,
    *,
    form: DraftForm | None = None,
    content: Progress | None = None,
    has_changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    look = request.GET.get("look", "")
    looks = min(int(look), LOOKS) if look.isdecimal() and look.isascii() and len(look) < 3 else 0
    overlap = ProgressReport.objects.filter(
        grant=draft.grant_id, period_starts_on__lte=draft.period_ends_on, period_ends_on__gte=draft.period_starts_on
    ).exclude(pk__in=[draft.corrects_id] if draft.corrects_id else [])
    context = {
        "client": client,
        "draft": draft,
        "practitioner": draft.grant.practitioner,
        "language": spoken(draft.grant.practitioner.language),
        "form": form,
        "progress": content or draft.content,
        "has_changed": has_changed,
        "overlaps": overlap.defer("content").first(),
        "wait": 2**looks,
        "next_look": looks + 1 if looks < LOOKS else 0,
        "has_pdf": bool(content and draft.pdf and draft.pdf_of == drafts.digest_of(content.to_json())),
        "nav": "clients",
    }
    return render(request, "reports/draft.html", context, status=status)


@require_POST
@logged(gettext_lazy("threw the draft of a progress report away"))
def discard_draft(request: SignedInRequest, client_id: UUID, draft_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, lead=True, about=("report", draft_id))
    draft = get_object_or_404(ReportDraft, client=client, pk=draft_id)
    try:
        drafts.throw_draft_away(draft)
    except drafts.BeingSentError:
        return redirect("reports:draft", client.pk, draft.pk)
    messages.success(request, _("The draft is gone. Nothing was sent."))
    return redirect("reports:new", client.pk)


@require_GET
@logged(gettext_lazy("opened the draft of a progress report as a PDF"))
def draft_pdf(request: SignedInRequest, client_id: UUID, draft_id: UUID) -> FileResponse:
    """The PDF as it was made last."""
    client = open_client(request, client_id, lead=True, about=("report", draft_id))
    draft = get_object_or_404(ReportDraft.objects.exclude(pdf=""), client=client, pk=draft_id)
    return _pdf_response(draft, draft.made_at)


@require_GET
@logged(gettext_lazy("opened a progress report"))
def detail(request: SignedInRequest, client_id: UUID, report_id: UUID) -> HttpResponse:
    """The report as it was sent, who opened it when, and what they answered."""
    client = open_client(request, client_id, about=("report", report_id))
    report = _find_report(client, report_id)
    return _report_page(request, client, report, CorrectionForm())


def _report_page(
    request: SignedInRequest, client: Client, report: ProgressReport, form: CorrectionForm, status: int = 200
) -> HttpResponse:
    looks = AccessEvent.objects.filter(
        client_id=client.pk,
        object_kind="report",
        object_id=str(report.pk),
        actor_kind=AccessEvent.ActorKind.PRACTITIONER,
    ).order_by("-sequence")
    answers = Reply.objects.filter(
        client=client, practitioner=report.grant.practitioner_id, sent_at__gte=report.sent_at
    )
    context = {
        "client": client,
        "report": report,
        "language": spoken(report.language),
        "progress": report.content,
        "looks": looks[:OPENINGS_SHOWN],
        "answers": answers[:ANSWERS_SHOWN],
        "corrections": report.corrections.defer("content"),
        "form": form,
        "may_correct": report.grant.is_live,
        "nav": "clients",
    }
    return render(request, "reports/detail.html", context, status=status)


@require_POST
@logged(gettext_lazy("prepared the correction of a progress report"))
def correct(request: SignedInRequest, client_id: UUID, report_id: UUID) -> HttpResponse:
    """A draft that takes the place of a report; what was sent stays as it was."""
    client = open_client(request, client_id, lead=True, about=("report", report_id))
    report = _find_report(client, report_id)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _report_page(request, client, report, form, status=422)
    try:
        draft = drafts.prepare_correction(report, form.cleaned_data["correction"])
    except drafts.BeingSentError as error:
        draft = error.draft
    except SharingEndedError:
        form.add_error("correction", _("Sharing with this practitioner has ended: nothing can be sent any more."))
        return _report_page(request, client, report, form, status=422)
    return redirect("reports:draft", client.pk, draft.pk)


def _find_report(client: Client, report_id: UUID) -> ProgressReport:
    rows = ProgressReport.objects.select_related(
        "grant__practitioner__discipline", "grant__client", "sent_by", "corrects"
    )
    return get_object_or_404(rows, client=client, pk=report_id)


@require_GET
@logged(gettext_lazy("opened a progress report as a PDF"))
def pdf(request: SignedInRequest, client_id: UUID, report_id: UUID) -> FileResponse:
    client = open_client(request, client_id, about=("report", report_id))
    return pdf_response(get_object_or_404(ProgressReport, client=client, pk=report_id))


def pdf_response(report: ProgressReport) -> FileResponse:
    return _pdf_response(report, report.sent_at)


def _pdf_response(report: ProgressReport | ReportDraft, at: datetime) -> FileResponse:
    """The PDF under a name that tells nothing personal."""
    try:
        file = report.pdf.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    name = f"{NAMES[report.kind]}-{timezone.localdate(at):%Y-%m-%d}.pdf"
    return FileResponse(file, filename=name, content_type="application/pdf")
