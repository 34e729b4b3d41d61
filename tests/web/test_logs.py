"""No secret of an address, and no word about a person, gets into the server's log or into a report of an error."""

import json
import logging
import threading
from contextlib import suppress

import pytest
import sentry_sdk
from django.core import mail
from django.db import IntegrityError
from django.test import Client as Browser
from django.urls import NoReverseMatch, reverse
from sentry_sdk.transport import Transport

from clients.models import Client
from outbox.delivery import deliver_due
from tests.access.world import Route, routes
from web.error_reports import MailToOperator, report_of, scrubbed_event, use_sentry
from web.keys import uuid7
from web.logs import JsonLines, WithoutSecrets, places_of, request_id, scrubbed

SENTINEL = "Xiomara Quillfeather"
MAILBOX = "xq-sentinel@home.example"


def record_of(error: BaseException | None = None, message: str = "It failed: %s", *args: object) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("tests", logging.ERROR, "x.py", 1, message, args or ("now",), info)
    assert WithoutSecrets().filter(record)
    return record


def fall_over(name: str) -> None:
    """As a database does over a row that it refuses."""
    try:
        int(f"Key (email)=({MAILBOX}) already exists.")
    except ValueError as error:
        raise IntegrityError(f"Failing row contains ({name}, pain 7).") from error


def caught() -> BaseException:
    with pytest.raises(IntegrityError) as error:
        fall_over(SENTINEL)
    return error.value


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/l/consent/s3cret-token_1/", "/l/consent/…/"),
        ("/l/consent/s3cret-token_1/agree/", "/l/consent/…/agree/"),
        ("/l/share/s3cret-token_1/", "/l/share/…/"),
        ("/account/password/reset/key/3-s3cret/", "/account/password/reset/key/…/"),
        ("/clients/0190/", "/clients/0190/"),
        ("/clients/?search=Quillfeather", "/clients/?…"),
    ],
)
def test_tokens_and_queries_are_blotted_out(path, told):
    assert record_of(None, "Internal Server Error: %s", path).getMessage() == f"Internal Server Error: {told}"


SECRET = "S3cretToken_of-1"
SECRETS = {"token", "key"}


def address_with_a_secret(route: Route) -> str:
    """ "" where its key is a row's: that is a UUID, and opens nothing by itself."""
    for others in ("1", uuid7()):
        with suppress(NoReverseMatch):
            values = {name: SECRET if name in SECRETS else others for name in route.parameters}
            return reverse(route.name, kwargs=values)
    return ""


def test_no_address_of_the_site_brings_its_token_into_the_log():
    addresses = {address_with_a_secret(route) for route in routes() if route.parameters & SECRETS} - {""}
    assert len(addresses) > 40
    assert {reverse("accounts:stop_change", args=[SECRET]), reverse("account_confirm_email", args=[SECRET])} < addresses
    assert not [address for address in addresses if SECRET in scrubbed(f"Internal Server Error: {address}")]


def test_a_mail_address_is_blotted_out():
    line = record_of(None, "550 <%s>: no such mailbox, %s", MAILBOX, f"to={MAILBOX}").getMessage()
    assert line == "550 <…@…>: no such mailbox, to=…@…"


def test_an_exception_is_told_by_its_type_and_its_places():
    error = caught()
    record = record_of(error, "Task tests.run raised unexpected: %s", repr(error))
    line = JsonLines().format(record)
    told = json.loads(line)
    assert "IntegrityError" in told["error"]
    assert "ValueError" in told["error"], "its cause as well"
    assert "test_logs.py" in told["error"]
    assert "in fall_over" in told["error"]
    assert not [words for words in (SENTINEL, MAILBOX, "pain 7") if words in line]
    assert told["message"] == "Task tests.run raised unexpected: IntegrityError"


def test_a_line_has_the_requests_id():
    token = request_id.set("0190-abc")
    try:
        assert json.loads(JsonLines().format(record_of(None)))["request"] == "0190-abc"
    finally:
        request_id.reset(token)
    assert "request" not in json.loads(JsonLines().format(record_of(None)))


# --- reports of errors --------------------------------------------------------------------


@pytest.fixture
def operator(settings):
    settings.OPERATOR, settings.PRODUCTION = "ops@clinic.internal", True


def wait_for_mail(number: int) -> None:
    for thread in threading.enumerate():
        if thread.name == "error-report":
            thread.join(5)
    assert len(mail.outbox) == number


def test_a_crash_is_mailed_with_nothing_of_the_person(operator, trainer_browser, monkeypatch):
    """A form with a sentinel in each field, in a cookie and in the address, to a view that falls over it."""

    def fall(client: Client, **kwargs: object) -> None:
        raise IntegrityError(f"Failing row contains ({client.name}, {MAILBOX})")

    monkeypatch.setattr("careplan.intake.known_like", fall)
    trainer_browser.raise_request_exception = False
    trainer_browser.cookies["preference"] = "cookie-sentinel"
    form = {"key": "019ac0de-0000-7000-8000-00000000c0de", "name": SENTINEL, "email": MAILBOX, "language": "en"}
    more = {"time_zone": "America/Toronto", "goal": "climb-sentinel", "sees_practitioner": "not-asked"}
    answer = trainer_browser.post(reverse("careplan:add_client") + f"?from={SENTINEL}", form | more)
    wait_for_mail(1)
    assert answer.status_code == 500
    report = mail.outbox[0]
    whole = report.message().as_string() + report.body
    assert "IntegrityError" in report.subject
    assert "in add_client" in report.body
    assert report.to == ["ops@clinic.internal"]
    for words in (
        SENTINEL,
        "Quillfeather",
        MAILBOX,
        "sentinel",
        "cookie",
        "csrf",
        trainer_browser.cookies["session"].value,
    ):
        assert words not in whole


def test_the_same_error_is_mailed_once_an_hour_and_ten_at_most(operator):
    handler = MailToOperator()
    for _again in range(5):
        handler.emit(record_of(caught()))
    wait_for_mail(1)
    for number in range(20):
        record = record_of(None)
        record.lineno = number
        handler.emit(record)
    wait_for_mail(10)


def test_nobody_is_mailed_where_nobody_is_named_or_it_is_no_real_installation(settings):
    settings.OPERATOR, settings.PRODUCTION = "", True
    MailToOperator().emit(record_of(caught()))
    settings.OPERATOR, settings.PRODUCTION = "ops@clinic.internal", False
    MailToOperator().emit(record_of(caught()))
    wait_for_mail(0)


def test_a_mail_server_that_is_down_makes_no_second_error(operator, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    handler = MailToOperator()
    handler.emit(record_of(caught()))
    wait_for_mail(0)
    assert "could not be reported by mail: ConnectionRefusedError" in caplog.text


def test_sentry_gets_the_places_and_nothing_else():
    sent = []

    class Kept(Transport):
        def capture_envelope(self, envelope):
            sent.append(json.dumps([item.payload.json for item in envelope.items], default=str))

    use_sentry("https://public@sentry.invalid/1", transport=Kept)
    try:
        with sentry_sdk.isolation_scope() as scope:
            scope.set_user({"email": MAILBOX})
            scope.add_breadcrumb(message=SENTINEL)
            scope.set_context("form", {"name": SENTINEL})
            sentry_sdk.capture_exception(caught())
            logging.getLogger("tests.sentry").error("%s is late", MAILBOX)
        sentry_sdk.flush()
    finally:
        sentry_sdk.get_global_scope().set_client(None)
    whole = " ".join(sent)
    assert "IntegrityError" in whole
    assert "fall_over" in whole
    for words in (SENTINEL, MAILBOX, "pain 7", "breadcrumb"):
        assert words not in whole


def test_a_report_says_where_to_look():
    record = record_of(caught())
    record.request_id = "0190-abc"
    assert "Request: 0190-abc" in report_of(record).body
    assert "builtins.ValueError" in places_of(caught())
    assert scrubbed_event({"user": {"email": MAILBOX}, "level": "error"}, {}) == {
        "level": "error",
        "tags": {"request": ""},
    }


# --- a whole story ------------------------------------------------------------------------


@pytest.fixture
def lines(settings):
    """What production would write, from every logger."""
    written = []

    class Written(logging.Handler):
        def emit(self, record):
            written.append(JsonLines().format(record))

    handler, root = Written(level=logging.DEBUG), logging.getLogger()
    handler.addFilter(WithoutSecrets())
    quiet = {name: logging.getLogger(name).level for name in ("carelane.request", "django.request")}
    for name in quiet:
        logging.getLogger(name).setLevel(logging.INFO)
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)
    for name, level in quiet.items():
        logging.getLogger(name).setLevel(level)


def test_a_story_leaves_no_word_about_anybody_in_the_log(lines, trainer, trainer_browser):
    """A client is taken in, written to, looked for and looked at; a link is opened, a mailbox is unknown, a page fails."""
    form = {
        "key": "019ac0de-0000-7000-8000-00000000c0de",
        "name": SENTINEL,
        "email": MAILBOX,
        "phone": "416-555-0177",
        "language": "en",
        "time_zone": "America/Toronto",
        "goal": "climb-sentinel",
        "sees_practitioner": "not-asked",
    }
    assert trainer_browser.post(reverse("careplan:add_client"), form).status_code == 302
    client = Client.objects.get(email=MAILBOX)
    deliver_due()
    trainer_browser.get(reverse("workspace:overview", args=[client.pk]))
    trainer_browser.get("/clients/", {"search": SENTINEL})
    trainer_browser.post(reverse("careplan:add_client"), {**form, "email": "not-a-mailbox-sentinel"})
    anybody = Browser()
    anybody.get("/l/consent/S3cretToken/")
    anybody.post(reverse("account_login"), {"login": MAILBOX, "password": "passw0rd-sentinel"})
    anybody.get("/nowhere/", {"q": SENTINEL})
    text = "\n".join(lines)
    assert text.count('"logger": "carelane.request"') >= 7
    assert '"page": "careplan:add_client"' in text
    for words in (
        SENTINEL,
        "Quillfeather",
        MAILBOX,
        "416-555",
        "sentinel",
        "S3cretToken",
        str(client.pk),
        trainer.email,
    ):
        assert words not in text
    requests = [json.loads(line) for line in lines if "carelane.request" in line]
    assert len({line["request"] for line in requests}) == len(requests)
