"""The script that opens the log without reception. It lies at the root: a worker serves what lies beside and below it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from web.public import public

SCRIPT = settings.BASE_DIR / "static" / "js" / "service-worker.js"


@public("a script, the same for everybody; the browser asks for it by itself")
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    return HttpResponse(SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8")
