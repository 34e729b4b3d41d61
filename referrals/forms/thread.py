"""What either side of a referral writes to the other, and up to where they have read."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from referrals.models.message import MOST_LETTERS
from referrals.thread import Line
from web.form_fields import LinesField
from web.keys import uuid7


class SeenForm(forms.Form):
    """The message that the page showed last: what came after it is not read yet."""

    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)


class MessageForm(SeenForm):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    text = LinesField(label=_("Your message"), max_length=MOST_LETTERS, widget=forms.Textarea({"rows": 3}))


def thread_context(thread: Sequence[Line], frozen: str, *, form: MessageForm | None) -> dict[str, Any]:
    """What templates/referrals/_thread.html shows, but for names and addresses; `form` is one with mistakes."""
    seen = thread[-1].id if thread else None
    return {
        "thread": thread,
        "thread_seen": seen or "",
        "has_unread": any(line.is_unread for line in thread),
        "frozen": frozen,
        "message_form": form or MessageForm(initial={"seen": seen}),
    }
