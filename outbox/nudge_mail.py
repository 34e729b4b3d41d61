"""What a mail of nudges says: all that still waits for its reader, asked when it is written."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _, ngettext

from outbox.content import EmailContent, Secrets
from outbox.models import Message, Nudge
from outbox.nudges import Item, kind_named

MOST_SHOWN = 20  # of one mail; the rest is counted


def items_waiting(message: Message, secrets: Secrets) -> list[Item]:
    """What of the mail's nudges still waits for this reader, the longest first (three queries a kind)."""
    step = message.payload.get(
        "nudges", {}
    )  # how many had gone before this mail, by nudge: whose turn it is may hang on it
    by_kind: dict[str, list[Nudge]] = {}
    nudges = Nudge.objects.open().filter(pk__in=step.keys(), bounced_at=None).order_by("since", "pk")
    for nudge in nudges:
        nudge.sent = step[str(nudge.pk)]
        by_kind.setdefault(nudge.kind, []).append(nudge)
    items: dict[UUID, Item] = {}
    for name, of_kind in by_kind.items():
        items |= _items_of_kind(name, of_kind, message, secrets)
    return [items[nudge.pk] for nudge in nudges if nudge.pk in items]


def _items_of_kind(name: str, nudges: list[Nudge], message: Message, secrets: Secrets) -> Mapping[UUID, Item]:
    kind = kind_named(name)
    if kind is None:
        return {}
    turns = kind.turns(nudges)
    theirs = [
        nudge
        for nudge in nudges
        if (turn := turns.get(nudge.subject_id))
        and turn.key == message.subject_id
        and turn.address.lower() == message.to.lower()
    ]
    tokens = {nudge.subject_id: secrets[str(nudge.pk)] for nudge in theirs if str(nudge.pk) in secrets}
    words = kind.items(theirs, tokens)
    return {nudge.pk: words[nudge.subject_id] for nudge in theirs if nudge.subject_id in words}


def nudging_mail(items: list[Item], *, begins: list[str], **foot: Any) -> EmailContent:
    """One mail for all of it; in the name of whom it comes from, where that is one person. `items` is not empty."""
    shown, more = items[:MOST_SHOWN], len(items) - MOST_SHOWN
    several = _("%(count)d things wait for your answer") % {"count": len(items)}
    after = [ngettext("And %(count)d more.", "And %(count)d more.", more) % {"count": more}] if more > 0 else []
    first = items[0]
    is_of_one = len({item.reply_to for item in items}) == 1
    sender: dict[str, Any] = {
        "sender_name": first.sender_name,
        "sender_address": first.sender_address,
        "reply_to": first.reply_to,
    }
    return EmailContent(
        subject=first.subject if len(items) == 1 else several,
        paragraphs=[*begins, *(item.sentence for item in shown)],
        actions=[(item.act, item.address) for item in shown if item.address],
        after=[*after, _("This is a reminder. Nothing more comes about it once you have answered.")],
        **(sender if is_of_one else {}),
        **foot,
    )
