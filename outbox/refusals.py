"""Why a mail was refused, from what the other server said. Pure: a reply goes in, a cause comes out."""

import re
from enum import StrEnum

ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")  # RFC 3463: class.subject.detail
REPLY = re.compile(r"\b([245]\d\d)\b")  # RFC 5321

UNKNOWN_WORDS = re.compile(
    r"(user|recipient|mailbox|address|account)\b.{0,40}\b(unknown|not found|does ?n.t exist|does not exist|not exist"
    r"|unavailable|disabled|invalid|inactive)"
    r"|(unknown|no such|invalid|non-?existent)\s+(local\s+)?(user|recipient|mailbox|address|account)"
    r"|no mailbox here|not a valid (mailbox|recipient)",
    re.IGNORECASE,
)
FULL_WORDS = re.compile(
    r"mailbox (is )?full|over ?quota|quota exceeded|exceeded.{0,30}quota|insufficient.{0,20}storage", re.IGNORECASE
)
POLICY_WORDS = re.compile(
    r"spam|polic(y|ies)|black ?list|block ?list|blocked|reputation|dmarc|\bspf\b|dkim|rate limit|too many|greylist"
    r"|access denied|not allowed|not authori[sz]ed",
    re.IGNORECASE,
)


class Cause(StrEnum):
    """What a refusal says about the next mail to the same address."""

    BAD_MAILBOX = "bad-mailbox"  # nobody reads mail at this address
    FULL = "full"  # the mailbox takes no more at the moment
    POLICY = "policy"  # the server does not want it now: spam, a block, a rule, its own fault
    TEMPORARY = "temporary"  # the server asks to come again
    THIS_MAIL = "this-mail"  # this mail can't be delivered as it is; another one may


# Enhanced codes by subject and detail, whatever their class; those not named are decided by their subject.
BAD_MAILBOX_CODES = {"1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.10", "2.1"}
FULL_CODES = {"2.2"}
THIS_MAIL_CODES = {"2.3", "3.4"}
THIS_MAIL_SUBJECTS = {"6"}  # the content can't be converted or read
VAGUE_SUBJECTS = {"0", "5"}  # "other", and the protocol: many servers put an unknown user here


def cause_of(code: int, text: str, *, step: str = "rcpt") -> Cause:
    """The cause of a reply `code` (250 to 599) with its `text`, given to the recipient or, at "data", to the mail.

    An enhanced status code in the text (RFC 3463) decides; where there is none, or a vague one, its words do, and
    then the code by itself.
    """
    status = ENHANCED.search(text)
    detail = f"{status[2]}.{status[3]}" if status else ""
    if detail in FULL_CODES or (not detail and (code == 452 or FULL_WORDS.search(text))):
        return Cause.FULL
    if (status[1] if status else str(code)[0]) == "4":
        return Cause.TEMPORARY
    if status and status[2] not in VAGUE_SUBJECTS:
        return _by_status(status[2], detail)
    return _by_words(code, text, step)


def _by_status(subject: str, detail: str) -> Cause:
    if detail in BAD_MAILBOX_CODES:
        return Cause.BAD_MAILBOX
    if detail in THIS_MAIL_CODES or subject in THIS_MAIL_SUBJECTS:
        return Cause.THIS_MAIL
    return Cause.POLICY


def _by_words(code: int, text: str, step: str) -> Cause:
    if FULL_WORDS.search(text):
        return Cause.FULL
    if POLICY_WORDS.search(text):
        return Cause.POLICY
    if UNKNOWN_WORDS.search(text):
        return Cause.BAD_MAILBOX
    if code == 552:
        return Cause.FULL
    if code in {521, 556} or (code in {550, 551, 553} and step == "rcpt"):
        return Cause.BAD_MAILBOX
    return Cause.POLICY


def cause_of_report(status: str, diagnostic: str) -> Cause:
    """The cause in a delivery report (RFC 3464): its Status field, and its Diagnostic-Code, which says more."""
    reply = REPLY.search(diagnostic)
    default = "450" if status.startswith("4") else "554"
    answer = diagnostic if ENHANCED.search(diagnostic) else f"{status} {diagnostic}"
    cause = cause_of(int(reply[1] if reply else default), answer)
    # A report comes when the other server has given up, so what it calls temporary has lasted for days.
    return Cause.POLICY if cause == Cause.TEMPORARY else cause
