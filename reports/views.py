"""The trainer's side of progress reports: preview, send, look back."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import SignedInRequest
from clients.access import open_client
from clients.logged import logged
from consent.links import SharingEndedError
from consent.models import ConsentGrant, Direction
from reports.content import progress
from reports.forms import ReportForm
from reports.models import ProgressReport
from reports.sending import send_report
from sharing.view import SharedView


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or sent a progress report"))
def new(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Choose, look at what the practitioner will read ("preview"), then send."""
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
    if "send" not in request.POST:
        view = SharedView(chosen["grant"])
        days = {"start": chosen["start"], "end": chosen["end"]}
        context["progress"] = progress(view, **days, message=chosen["message"], trainer=request.user)
        return render(request, "reports/new.html", context)
    try:
        report = send_report(
            chosen["grant"],
            start=chosen["start"],
            end=chosen["end"],
            message=chosen["message"],
            trainer=request.user,
            key=chosen["key"],
        )
    except SharingEndedError:
        form.add_error("grant", _("Sharing with this practitioner has ended. Ask the client for consent first."))
        return render(request, "reports/new.html", context, status=422)
    messages.success(request, _("Sent to %(name)s.") % {"name": report.grant.practitioner.name})
    return redirect("reports:detail", client.pk, report.pk)


@require_GET
@logged(gettext_lazy("opened a progress report"))
def detail(request: SignedInRequest, client_id: UUID, report_id: UUID) -> HttpResponse:
    """The report as it was sent."""
    client = open_client(request, client_id, about=("report", report_id))
    report = get_object_or_404(
        ProgressReport.objects.select_related("grant__practitioner__discipline", "sent_by"), client=client, pk=report_id
    )
    context = {"client": client, "report": report, "progress": report.content, "nav": "clients"}
    return render(request, "reports/detail.html", context)


@require_GET
@logged(gettext_lazy("opened a progress report as a PDF"))
def pdf(request: SignedInRequest, client_id: UUID, report_id: UUID) -> FileResponse:
    client = open_client(request, client_id, about=("report", report_id))
    return pdf_response(get_object_or_404(ProgressReport, client=client, pk=report_id))


def pdf_response(report: ProgressReport) -> FileResponse:
    """The PDF under a name that tells nothing personal."""
    name = f"progress-report-{timezone.localdate(report.sent_at):%Y-%m-%d}.pdf"
    return FileResponse(report.pdf.open("rb"), filename=name, content_type="application/pdf")
