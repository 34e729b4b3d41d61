"""How long the network keeps what comes and goes: files that were imported, applications, messages, counts."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from practitioners.announcement_records import Announcement
from practitioners.joining_records import JoinCode, TrainerApplication
from practitioners.network_records import PractitionerImport
from practitioners.referral_days import ReferralDay
from web import retention
from web.codes import rule_of_codes
from web.retention import RetentionRule

IMPORTS_KEPT = timedelta(days=730)
ANNOUNCEMENTS_KEPT = timedelta(days=730)
APPLICATIONS_KEPT = timedelta(days=365)  # after an admin has decided, or without that after they applied
COUNTS_KEPT = timedelta(days=3 * 365)  # who looks back does so over a year


def _old_imports(now: datetime) -> QuerySet[PractitionerImport]:
    return PractitionerImport.objects.filter(done_at__lt=now - IMPORTS_KEPT)


def _old_announcements(now: datetime) -> QuerySet[Announcement]:
    return Announcement.objects.filter(sent_at__lt=now - ANNOUNCEMENTS_KEPT)


def _old_applications(now: datetime) -> QuerySet[TrainerApplication]:
    is_waiting = Q(state=TrainerApplication.State.WAITING, applied_at__lt=now - APPLICATIONS_KEPT)
    return TrainerApplication.objects.filter(Q(decided_at__lt=now - APPLICATIONS_KEPT) | is_waiting)


def _old_counts(now: datetime) -> QuerySet[ReferralDay]:
    return ReferralDay.objects.filter(day__lt=(now - COUNTS_KEPT).date())


def register_retention() -> None:
    retention.register(
        RetentionRule("network-imports", IMPORTS_KEPT, _old_imports),
        RetentionRule("announcements", ANNOUNCEMENTS_KEPT, _old_announcements),
        RetentionRule("applications", APPLICATIONS_KEPT, _old_applications),
        rule_of_codes("join-codes", JoinCode.objects),
        RetentionRule("referral-counts", COUNTS_KEPT, _old_counts),
    )
