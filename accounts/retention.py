"""How long is kept what signing in leaves behind, Django's and allauth's tables among it."""

from datetime import datetime, timedelta

from allauth.account.models import EmailConfirmation
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from accounts.models import ChangeRequest, MailboxCount, SecondStepTries, SignInCode, StopLink
from web import retention
from web.codes import rule_of_codes
from web.retention import RetentionRule

AT_ITS_END = timedelta(0)
DEVICES_KEPT = timedelta(days=30)  # longer than any session lasts
CONFIRMATIONS_KEPT = timedelta(days=30)
TRIES_KEPT = timedelta(days=1)
COUNTS_KEPT = timedelta(days=1)
STOP_LINKS_KEPT = timedelta(days=365)
REQUESTS_KEPT = timedelta(days=5 * 365)
ADMIN_LOG_KEPT = timedelta(days=730)


def _over(now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=now)


def _unseen_devices(now: datetime) -> QuerySet[UserSession]:
    return UserSession.objects.filter(last_seen_at__lt=now - DEVICES_KEPT)


def _old_confirmations(now: datetime) -> QuerySet[EmailConfirmation]:
    return EmailConfirmation.objects.filter(created__lt=now - CONFIRMATIONS_KEPT)


def _old_tries(now: datetime) -> QuerySet[SecondStepTries]:
    return SecondStepTries.objects.filter(changed_at__lt=now - TRIES_KEPT)


def _old_counts(now: datetime) -> QuerySet[MailboxCount]:
    return MailboxCount.objects.filter(changed_at__lt=now - COUNTS_KEPT)


def _old_stop_links(now: datetime) -> QuerySet[StopLink]:
    return StopLink.objects.filter(expires_at__lt=now - STOP_LINKS_KEPT)


def _old_requests(now: datetime) -> QuerySet[ChangeRequest]:
    return ChangeRequest.objects.filter(at__lt=now - REQUESTS_KEPT)


def _old_admin_log(now: datetime) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(action_time__lt=now - ADMIN_LOG_KEPT)


def register_retention() -> None:
    retention.register(
        RetentionRule("sessions", AT_ITS_END, _over),
        RetentionRule("signed-in-devices", DEVICES_KEPT, _unseen_devices),
        RetentionRule("address-confirmations", CONFIRMATIONS_KEPT, _old_confirmations),
        RetentionRule("second-step-tries", TRIES_KEPT, _old_tries),
        RetentionRule("mailbox-counts", COUNTS_KEPT, _old_counts),
        rule_of_codes("sign-in-codes", SignInCode.objects),
        RetentionRule("stop-links", STOP_LINKS_KEPT, _old_stop_links),
        RetentionRule("account-requests", REQUESTS_KEPT, _old_requests),
        RetentionRule("admin-log", ADMIN_LOG_KEPT, _old_admin_log),
    )
