"""A progress report as its practitioner reads it: the quick read, and the PDF beside it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from clients.access import logged
from practitioner_portal.viewers import open_grant, practitioners_page
from practitioner_portal.views.record import own_part
from reports.models import ProgressReport
from reports.sending import mark_read
from reports.views import pdf_response
from sharing.view import SharedView
from web.languages import spoken


@practitioners_page
@require_http_methods(["GET", "HEAD"])
@logged(gettext_lazy("opened a progress report"))
def shared_report(request: HttpRequest, grant_id: UUID, report_id: UUID) -> HttpResponse:
    """A report as it was sent, with what the practitioner may answer."""
    view, report = _open_report(request, grant_id, report_id)
    context = {"report": report, "progress": report.content, "language": spoken(report.language)}
    return render(request, "practitioner_portal/report.html", own_part(view) | context)


@practitioners_page
@require_GET
@logged(gettext_lazy("opened a progress report as a PDF"))
def shared_report_pdf(request: HttpRequest, grant_id: UUID, report_id: UUID) -> HttpResponseBase:
    """Its PDF, as it was sent."""
    _view, report = _open_report(request, grant_id, report_id)
    return pdf_response(report)


def _open_report(request: HttpRequest, grant_id: UUID, report_id: UUID) -> tuple[SharedView, ProgressReport]:
    """One that was sent through this consent. That it was opened stands in the access log, and with the report."""
    view = open_grant(request, grant_id, about=("report", report_id))
    if not view.has_report(report_id):
        raise Http404
    mark_read([report_id], client_id=view.client_id)
    return view, ProgressReport.objects.select_related("sent_by").get(pk=report_id)
