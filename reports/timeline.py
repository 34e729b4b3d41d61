"""What progress reports have to tell in a client's timeline (clients/timeline.py)."""

from django.utils.translation import gettext_lazy as _

from clients.timeline import Group, Kind, Page
from reports.models import ProgressReport

KINDS = [
    Kind(
        code="report",
        group=Group.REFERRALS,
        title=_("Progress report sent to %(who)s"),
        rows=ProgressReport.objects.all(),
        at="sent_at",
        who="grant__practitioner__name",
        disciplines=("grant__practitioner__discipline",),
        words="message",
        page=Page("reports:detail", has_key=True),
    ),
]
