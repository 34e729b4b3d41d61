"""The mail itself, made from a letter."""

from email.utils import formataddr
from functools import cache
from pathlib import Path
from typing import Any

from css_inline import CSSInliner
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from outbox.content import EmailContent
from outbox.models import Message
from web.bounds import as_one_line
from web.practice import practice

# Mail programs read styles on the elements themselves; the rules for dark mode stay in the head, for those that know them.
INLINER = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@cache
def styles() -> SafeString:
    """The stylesheet of all mails."""
    return mark_safe(Path(settings.BASE_DIR, "static/css/mail.css").read_text("utf-8"))  # noqa: S308 -- a file of ours


def letter_context(letter: EmailContent) -> dict[str, Any]:
    """What the templates of a mail show: under it stand who sends it, and the practice that it belongs to."""
    own = practice()
    officer = ", ".join(filter(None, (own.privacy_officer, own.privacy_email)))
    reach = "" if letter.sender_address else own.phone  # the sender's mailbox stands for the practice's phone
    privacy = _("Privacy officer: %(who)s") % {"who": officer} if officer else ""
    return {
        "letter": letter,
        "postal_address": letter.sender_address or own.postal_address,
        "practice_lines": [line for line in (reach, privacy) if line],
    }


def compose(letter: EmailContent, message: Message) -> EmailMultiAlternatives:
    """Plain text first, the same words as HTML. Whatever a name holds, its header can be written."""
    sender = practice()
    context = letter_context(letter) | {"css": styles()}
    headers = {"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"}
    if letter.stop_address:
        headers["List-Unsubscribe"] = f"<{letter.stop_address}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMultiAlternatives(
        subject=as_one_line(letter.subject),
        body=render_to_string("outbox/letter.txt", context),
        from_email=formataddr((as_one_line(letter.sender_name or sender.sender_name), sender.sender_email)),
        to=[message.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers=headers,
    )
    mail.metadata = {"message_id": message.message_id}  # type: ignore[attr-defined]  # django-anymail sends it along
    mail.attach_alternative(INLINER.inline(render_to_string("outbox/letter.html", context)), "text/html")
    return mail
