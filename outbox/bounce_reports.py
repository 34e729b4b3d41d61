"""Reports that come back by mail: delivery reports (RFC 3464) and complaints (RFC 5965), read from raw mails."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import compat32
from typing import Literal

from outbox.refusals import cause_of_report
from outbox.suppression import message_reported, record_bounce, record_complaint

MOST_BYTES = 2_000_000  # of a report; what is longer is cut, the reports stand first
MOST_RECIPIENTS = 50
COMPLAINS = {"abuse", "fraud", "other"}  # of the feedback types; "not-spam" is none


@dataclass(frozen=True)
class Report:
    """One recipient of one of our mails, and what became of it."""

    kind: Literal["bounce", "complaint"]
    message_id: str
    recipient: str
    status: str = ""
    diagnostic: str = ""


def read_reports(raw: bytes) -> list[Report]:
    """What a mail reports; nothing where it is no report, tells of a delay or of success, or names no mail."""
    mail = message_from_bytes(raw[:MOST_BYTES], policy=compat32)
    if mail.get_content_type() != "multipart/report":
        return []
    message_id = _message_id(mail)
    if not message_id:
        return []
    parts = [part for part in mail.walk() if part.get_content_maintype() == "message"]
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            return _complaint(part, message_id)
        if part.get_content_type() == "message/delivery-status":
            return list(_bounces(part, message_id))
    return []


def _message_id(mail: Mail) -> str:
    """The Message-ID of the mail that is reported, from its copy or its headers in the report's last part."""
    for part in reversed(list(mail.walk())):
        if part.get_content_type() == "message/rfc822":
            return "".join(str(copy.get("Message-ID", "")).strip() for copy in _inside(part)[:1])
        if part.get_content_type() == "text/rfc822-headers":
            headers = part.get_payload(decode=True)
            if isinstance(headers, bytes):
                return str(message_from_bytes(headers, policy=compat32).get("Message-ID", "")).strip()
    return ""


def _bounces(part: Mail, message_id: str) -> Iterator[Report]:
    """One report for each recipient who failed. The first block is about the mail as a whole."""
    for block in _inside(part)[1 : MOST_RECIPIENTS + 1]:
        if str(block.get("Action", "")).strip().lower() != "failed":
            continue
        address = block.get("Original-Recipient") or block.get("Final-Recipient") or ""
        yield Report(
            "bounce",
            message_id,
            _typed(str(address)),
            status=str(block.get("Status", "")).strip().split(" ")[0],
            diagnostic=" ".join(str(block.get("Diagnostic-Code", "")).split()),
        )


def _complaint(part: Mail, message_id: str) -> list[Report]:
    for fields in _inside(part)[:1]:
        if str(fields.get("Feedback-Type", "")).strip().lower() in COMPLAINS:
            return [Report("complaint", message_id, _typed(str(fields.get("Original-Rcpt-To", ""))))]
    return []


def _inside(part: Mail) -> list[Mail]:
    """The blocks or the mail that a part of the type message/… holds."""
    inside = part.get_payload()
    return [mail for mail in inside if isinstance(mail, Mail)] if isinstance(inside, list) else []


def _typed(address: str) -> str:
    """The address in a field such as `rfc822; ana@home.example`."""
    return address.rpartition(";")[2].strip().strip("<>")


def take_report(raw: bytes) -> int:
    """Acts on each report in a mail that is about a mail of ours; returns how many were."""
    taken = 0
    for report in read_reports(raw):
        # Providers hide the reader in complaints, and a forwarded mail bounces at another address.
        named = report.recipient if report.kind == "bounce" else ""
        message = message_reported(report.message_id, recipient=named)
        if message is None:
            continue
        if report.kind == "complaint":
            record_complaint(message, why="complaint")
        else:
            why = report.diagnostic or report.status
            record_bounce(message, cause=cause_of_report(report.status, report.diagnostic), why=why)
        taken += 1
    return taken
