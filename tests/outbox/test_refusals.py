"""What a server's refusal says about the next mail to the same address: a table of real replies."""

import pytest

from outbox.refusals import Cause, cause_of, cause_of_report

REPLIES = [
    # the mailbox is not there
    (550, "5.1.1 <ana@home.example>: Recipient address rejected: User unknown in virtual mailbox table", "bad-mailbox"),
    (550, "5.1.1 The email account that you tried to reach does not exist.", "bad-mailbox"),
    (550, "No such user here", "bad-mailbox"),
    (550, "Requested action not taken: mailbox unavailable", "bad-mailbox"),
    (550, "5.5.0 Requested action not taken: mailbox unavailable", "bad-mailbox"),
    (550, "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", "bad-mailbox"),
    (550, "5.2.1 The email account that you tried to reach is disabled.", "bad-mailbox"),
    (554, "delivery error: dd This user doesn't have a yahoo.com account", "policy"),
    (551, "User not local", "bad-mailbox"),
    (553, "sorry, that recipient is unknown", "bad-mailbox"),
    (556, "5.1.10 Domain does not accept mail (null MX)", "bad-mailbox"),
    (521, "Host does not accept mail", "bad-mailbox"),
    (550, "5.1.2 Bad destination system address", "bad-mailbox"),
    (550, "5.1.6 Mailbox has moved", "bad-mailbox"),
    # the sender's address, not the reader's
    (553, "5.1.8 Sender address rejected: Domain not found", "policy"),
    (550, "5.1.7 Bad sender's mailbox address syntax", "policy"),
    # full
    (552, "5.2.2 The email account that you tried to reach is over quota", "full"),
    (452, "4.2.2 Mailbox full", "full"),
    (452, "Insufficient system storage", "full"),
    (552, "Requested mail action aborted: exceeded storage allocation", "full"),
    (550, "Mailbox is full", "full"),
    # a policy, a block, spam
    (550, "5.7.1 Message rejected due to content restrictions", "policy"),
    (554, "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", "policy"),
    (550, "5.7.26 This mail has been blocked because the sender is unauthenticated", "policy"),
    (550, "SPF check failed", "policy"),
    (554, "Transaction failed", "policy"),
    (550, "5.4.1 Recipient address rejected: Access denied", "policy"),
    (535, "5.7.8 Authentication credentials invalid", "policy"),
    (550, "5.3.2 System not accepting network messages", "policy"),
    # this mail alone
    (552, "5.3.4 Message size exceeds fixed limit", "this-mail"),
    (550, "5.2.3 Message length exceeds administrative limit", "this-mail"),
    (554, "5.6.0 Message content rejected", "this-mail"),
    # later
    (451, "4.7.1 Greylisting in action, please come back later", "temporary"),
    (421, "4.3.2 Service shutting down", "temporary"),
    (450, "4.1.1 User unknown in local recipient table (temporarily)", "temporary"),
    (451, "try later", "temporary"),
    # an enhanced code that says otherwise than its reply code is believed
    (554, "5.1.1 User unknown", "bad-mailbox"),
    (550, "4.2.0 Mailbox busy", "temporary"),
]


@pytest.mark.parametrize(("code", "text", "cause"), REPLIES, ids=[f"{code} {text}"[:50] for code, text, _ in REPLIES])
def test_each_reply_has_its_cause(code, text, cause):
    assert cause_of(code, text) == cause


def test_a_bare_550_to_the_text_says_nothing_of_the_mailbox():
    assert cause_of(550, "Rejected", step="data") == Cause.POLICY
    assert cause_of(550, "Rejected", step="rcpt") == Cause.BAD_MAILBOX


@pytest.mark.parametrize(
    ("status", "diagnostic", "cause"),
    [
        ("5.1.1", "smtp; 550 5.1.1 <ana@home.example>: User unknown", "bad-mailbox"),
        ("5.1.1", "", "bad-mailbox"),
        ("5.0.0", "smtp; 550 No such user", "bad-mailbox"),
        ("5.0.0", "x-unix; user unknown", "bad-mailbox"),
        ("5.2.2", "smtp; 552 5.2.2 Mailbox full", "full"),
        ("4.2.2", "smtp; 452 4.2.2 Mailbox full", "full"),
        ("5.7.1", "smtp; 554 5.7.1 Blocked as spam", "policy"),
        ("4.4.1", "smtp; 421 connection timed out", "policy"),
        ("5.4.7", "delivery time expired", "policy"),
        ("", "", "policy"),
    ],
)
def test_a_delivery_report_has_its_cause(status, diagnostic, cause):
    assert cause_of_report(status, diagnostic) == cause
