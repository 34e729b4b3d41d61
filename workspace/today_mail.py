"""What mail has to tell on Today (clients/today.py): what did not go out, and mailboxes that get none."""

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Concat, Left
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from clients.timeline import Page
from clients.today import MAILBOX, SHOWN_FOR, Group, Line, Section, Source, ago
from outbox.content import reminder_kinds
from outbox.models import Message, Suppression
from workspace.unsent_mail import RENEWALS

_UNKNOWN = _("Unknown whether a mail has reached %(who)s: the mail server did not say")
_FAILED = _("A mail to %(who)s did not go out: %(note)s")
_AGAIN = Page("workspace:send_mail_again", has_key=True)
_LINK, _SAME, _NO_MORE = "link", "same", "no-more"
_ACTS = {
    _LINK: (_("Send a new link"), _AGAIN),
    _SAME: (_("Send the mail again"), _AGAIN),
    _NO_MORE: (_("Open the client's page"), Page(name="overview")),
}
_MAILBOX = Page("workspace:client_mailbox")


def mail_sources() -> list[Source]:
    """Asked for once every app has registered its kinds of mail."""
    silent = Q(state=Message.State.UNKNOWN, kind__in=reminder_kinds())  # the next reminder comes by itself
    state = Case(When(state=Message.State.UNKNOWN, then=Value("unknown-")), default=Value("failed-"))
    way = Case(
        When(kind__in=list(RENEWALS), then=Value(_LINK)),
        When(carries_secret=False, then=Value(_SAME)),
        default=Value(_NO_MORE),
    )
    unsent = Source(
        group=Group.MAIL,
        section=Section.YOU,
        urgency=3,
        rows=Message.objects.unresolved(since=ago(SHOWN_FOR)).exclude(silent),  # type: ignore[arg-type]
        client="client_id",
        topic="mail",
        code=Concat(state, way, output_field=CharField()),
        who="to",
        note=Left("last_error", 80),
        since="gave_up_at",
        lines={
            f"{state}-{way}": Line(title, act, page, posts=way != _NO_MORE)
            for state, title in (("unknown", _UNKNOWN), ("failed", _FAILED))
            for way, (act, page) in _ACTS.items()
        },
    )
    return [unsent, _dead_mailboxes()]


def _dead_mailboxes() -> Source:
    """Clients whose mailbox gets no more mail, without what the readers stopped themselves."""
    kept_back = Suppression.objects.filter(address=OuterRef("box")).exclude(cause=Suppression.Cause.STOPPED)
    complained = Exists(kept_back.filter(cause=Suppression.Cause.COMPLAINT))
    return Source(
        group=Group.MAIL,
        section=Section.YOU,
        urgency=3,
        rows=Client.objects.annotate(box=MAILBOX).exclude(box="").filter(Exists(kept_back)),
        client="pk",
        topic="mailbox",
        code=Case(When(complained, then=Value("complaint")), default=Value("dead-mailbox"), output_field=CharField()),
        who=F("box"),
        since=Subquery(kept_back.order_by("since").values("since")[:1]),
        lines={
            "complaint": Line(_("%(who)s has marked a mail as spam"), _("See what to do"), _MAILBOX),
            "dead-mailbox": Line(_("Mail to %(who)s does not arrive: write again"), _("Write to them again"), _MAILBOX),
        },
    )
