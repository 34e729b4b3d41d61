"""Whether mail goes out, and whether all else does its work, for a monitor."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from outbox.alarm import late_mail
from outbox.readiness import is_ready
from web.public import public


@public("a monitor asks, and learns only whether mail is late")
@require_GET
def mail_health(request: HttpRequest) -> HttpResponse:
    """200 while mail goes out; 503 once a mail has been due for more than five minutes."""
    is_late = late_mail(now=timezone.now()).count > 0
    return HttpResponse("late\n" if is_late else "ok\n", status=503 if is_late else 200, content_type="text/plain")


@public("a monitor asks, and learns only whether something is wrong")
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """200 while all that readiness.py and its registered checks look at is as it should; else 503, and the log says what."""
    ready = is_ready(now=timezone.now())
    text = "ready\n" if ready else "not ready\n"
    return HttpResponse(text, status=200 if ready else 503, content_type="text/plain")
