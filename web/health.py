"""Whether the web process answers; it asks nothing of the database."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from web.public import public


@public("a monitor asks, and learns nothing but that the process runs")
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")
