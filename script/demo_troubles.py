"""Pages of the demo about what went wrong: mail that failed, changed addresses. They change the demo, so they come last."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clients.addresses import change_client
from clients.links import issue_client_link
from clients.models import Client, ClientLink
from consent.models import ConsentGrant
from outbox.models import Message, Suppression
from outbox.suppression import suppress
from practitioners.changes import save_practitioner
from script.demo_bookings import booking_pages
from script.demo_browsers import DemoPage
from web.keys import uuid7
from web.models import SweepLease

Cause = Suppression.Cause


def trouble_pages() -> list[DemoPage]:
    return [*booking_pages(), *_stopped_sweeps(), *_failed_mail(), *_changed_mailbox(), *_changed_practitioner()]


def _stopped_sweeps() -> list[DemoPage]:
    """Nothing has run in the background for an hour: a health check is red."""
    SweepLease.objects.all().delete()
    SweepLease.objects.create(name="outbox.deliver_due", ended_at=timezone.now() - timedelta(hours=1))
    return [DemoPage("desk-troubles", "admin", reverse("network_admin:desk"))]


def _failed_mail() -> list[DemoPage]:
    noah, marc = Client.objects.exclude(name="Grace Bennett").active().order_by("name")[0], _trainer()
    suppress(noah.mailbox, scope=Suppression.ALL, cause=Cause.BAD_MAILBOX, why="550 5.1.1 No such user here")
    suppress(marc.email, scope=Suppression.ALL, cause=Cause.BAD_MAILBOX, why="552 5.2.2 The mailbox is over its quota")
    for to, client_id in ((noah.mailbox, noah.pk), (marc.email, None)):
        Message.objects.create(
            kind="clients.welcome" if client_id else "accounts.password-reset",
            dedupe_key=f"trouble:{uuid7()}",
            message_id=f"<{uuid7()}@carelane.example>",
            to=to,
            subject_id=client_id or marc.pk,
            client_id=client_id,
            state=Message.State.FAILED,
            gave_up_at=timezone.now(),
            last_error="550 5.1.1 No such user here",
        )
    return [
        DemoPage("client-mailbox", "trainer", reverse("workspace:client_mailbox", args=[noah.pk])),
        DemoPage("failed-mail", "admin", reverse("network_admin:failed_mail")),
    ]


def _trainer() -> User:
    return User.objects.get(name="Marc Tremblay")


def _changed_mailbox() -> list[DemoPage]:
    """A client whose address was changed: shut until the earlier mailbox agrees."""
    lucy = Client.objects.get(name="Lucy MacLeod")
    lucy.email = "lucy.macleod-thibodeau@new-mailbox.example"
    change_client(lucy)
    change = lucy.mailbox_changes.get()
    token = issue_client_link(lucy, ClientLink.Purpose.ADDRESS, subject_id=change.pk, sent_to=change.earlier)
    return [
        DemoPage("overview-shut", "trainer", reverse("workspace:overview", args=[lucy.pk])),
        DemoPage("address-change", "nobody", reverse("clients:address_change", args=[token])),
    ]


def _changed_practitioner() -> list[DemoPage]:
    """A practitioner whose address was changed: what is shared with them is paused."""
    grace = Client.objects.get(name="Grace Bennett")
    grant = ConsentGrant.objects.live().filter(client=grace).order_by("practitioner__name")[0]
    practitioner = grant.practitioner
    practitioner.email = "reception@a-clinic-with-a-rather-long-name.example"
    save_practitioner(practitioner)
    token = issue_client_link(grace, ClientLink.Purpose.CONSENT, subject_id=grant.pk)
    return [
        DemoPage("today-troubles", "trainer", reverse("today")),
        DemoPage("consent-paused", "trainer", reverse("consent:consent_detail", args=[grace.pk, grant.pk])),
        DemoPage("who-paused", "trainer", reverse("clients:who", args=[grace.pk])),
        DemoPage("own-consent-paused", "client", reverse("consent:own_consent", args=[grace.pk, grant.pk])),
        DemoPage("consent-answer-paused", "nobody", reverse("consent:answer_consent", args=[token])),
    ]
