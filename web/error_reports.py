"""An error is told to whoever runs the installation, by mail or by Sentry: where in the code and on which page, and
nothing that anybody typed, was called, or carried in a cookie."""

import logging
import threading
from collections import deque
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.message import EmailMessage

from web.logs import NO_REQUEST, request_id, scrubbed

logger = logging.getLogger(__name__)

SAME_AGAIN_AFTER = 60 * 60.0  # seconds
MOST_AN_HOUR = 10
# What an event of Sentry may hold; the rest (request, user, breadcrumbs, modules, …) is left out.
KEPT = {"event_id", "timestamp", "level", "platform", "logger", "release", "environment", "exception", "transaction"}
KEPT_OF_FRAME = {"filename", "function", "lineno", "module", "in_app"}


class MailToOperator(logging.Handler):
    """Mails what is logged as an error: the same at most once an hour, and at most ten an hour from this process."""

    def __init__(self) -> None:
        super().__init__()
        self._sent: deque[tuple[float, str]] = deque()

    def emit(self, record: logging.LogRecord) -> None:
        if not settings.OPERATOR or not settings.PRODUCTION or not self._is_news(record):
            return
        mail = report_of(record)
        # In a thread of its own: no request waits for a mail server, which may be what is wrong.
        threading.Thread(target=_send, args=(mail,), daemon=True, name="error-report").start()

    def _is_news(self, record: logging.LogRecord) -> bool:
        now, what = monotonic(), f"{record.name} {record.pathname}:{record.lineno} {record.exc_text or ''}"
        while self._sent and self._sent[0][0] < now - SAME_AGAIN_AFTER:
            self._sent.popleft()
        if len(self._sent) >= MOST_AN_HOUR or any(what == earlier for _at, earlier in self._sent):
            return False
        self._sent.append((now, what))
        return True


def report_of(record: logging.LogRecord) -> EmailMessage:
    """The filter has taken words about people out of the record (web/logs.py)."""
    kind = record.exc_text.splitlines()[0].rpartition(".")[2] if record.exc_text else record.levelname.lower()
    lines = [
        f"{record.name}, {record.levelname}: {record.getMessage()}",
        f"Request: {getattr(record, 'request_id', NO_REQUEST) or 'none'} (the log has more under this id)",
        "",
        record.exc_text or "",
    ]
    return EmailMessage(
        subject=f"Carelane: {kind} in {record.name}"[:150],
        body="\n".join(lines),
        from_email=settings.SERVER_EMAIL,
        to=[settings.OPERATOR],
        headers={"Auto-Submitted": "auto-generated"},
    )


def _send(mail: EmailMessage) -> None:
    try:
        get_connection().send_messages([mail])
    except Exception as error:  # noqa: BLE001 -- whatever it is, it must not be reported by mail again
        logger.warning("An error could not be reported by mail: %s", type(error).__name__)


# --- Sentry -------------------------------------------------------------------------------


def use_sentry(dsn: str, *, transport: Any = None) -> None:
    """From now on errors go there; of each what `scrubbed_event` leaves."""
    import sentry_sdk  # noqa: PLC0415 -- only where it is wanted

    sentry_sdk.init(
        dsn=dsn,
        transport=transport,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0.0,
        before_send=scrubbed_event,
    )


def scrubbed_event(event: Any, hint: dict[str, Any]) -> Any:
    """The type and the places of the error, and the request's id."""
    left = {name: value for name, value in event.items() if name in KEPT}
    for error in left.get("exception", {}).get("values", []):
        error["value"] = ""
        for frame in (error.get("stacktrace") or {}).get("frames", []):
            for name in set(frame) - KEPT_OF_FRAME:
                del frame[name]
    if "logentry" in event:
        words = event["logentry"].get("formatted") or event["logentry"].get("message") or ""
        left["message"] = scrubbed(str(words), hint.get("exc_info"))
    return left | {"tags": {"request": request_id.get()}}
