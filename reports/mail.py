"""Telling a practitioner that a report waits: the link in the mail opens that report."""

from django.utils.translation import gettext as _

from clients.mail import sender_of
from consent.links import register_link_mail, token_opens
from outbox.content import EmailContent, MailKind, Secrets, register
from outbox.models import Message
from reports.models import ProgressReport, ReportDraft
from sharing.view import SharedView
from web.pages import page_address

REPORT_SENT = "reports.sent"


def write_report_sent(message: Message, secrets: Secrets) -> EmailContent | None:
    report = (
        ProgressReport.objects.select_related(
            "grant__client__lead_trainer", "grant__practitioner__discipline", "sent_by"
        )
        .filter(pk=message.subject_id)
        .first()
    )
    if report is None or report.grant.practitioner.email != message.to:
        return None
    is_shared = SharedView(report.grant).has_report(report.pk)  # else it has ended, or was reduced since
    if not is_shared or not token_opens(secrets["token"]):
        return None
    trainer, is_case = report.sent_by, report.kind == ReportDraft.Kind.CASE
    subject = _("A case summary from %(trainer)s") if is_case else _("A progress report from %(trainer)s")
    words = _(
        "%(trainer)s has sent you a one-page progress report on a client who shares with you. "
        "It opens with a one-time code that goes to this mailbox."
    )
    if is_case:
        words = _(
            "%(trainer)s has sent you a one-page case summary of a client who shares with you. "
            "It opens with a one-time code that goes to this mailbox."
        )
    return EmailContent(
        subject=subject % {"trainer": trainer.name},
        paragraphs=[
            _("Hello %(name)s,") % {"name": report.grant.practitioner.name},
            words % {"trainer": trainer.name},
        ],
        actions=[(_("Open the report"), page_address("open_link", secrets["token"]))],
        after=[
            _("The link works for 14 days. After that, or in another browser, go to %(page)s.")
            % {"page": page_address("enter")}
        ],
        **sender_of(trainer),
    )


def register_mail() -> None:
    register(MailKind(REPORT_SENT, write_report_sent))
    register_link_mail(REPORT_SENT)
