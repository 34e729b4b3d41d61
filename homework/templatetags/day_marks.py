"""How a day of the week of homework is marked: `homework.check_ins.DayMark.state` as a sign, and as words."""

from django import template
from django.utils.translation import gettext_lazy as _

from web.words import StrOrPromise

register = template.Library()

SIGNS = {"done": "✓", "partly": "◐", "skipped": "–", "nothing": "·", "open": "…"}
WORDS: dict[str, StrOrPromise] = {
    "done": _("done"),
    "partly": _("partly"),
    "skipped": _("not that day"),
    "nothing": _("nothing asked"),
    "open": _("still open"),
}


@register.filter
def day_sign(state: str) -> str:
    return SIGNS.get(state, "○")


@register.filter
def day_words(state: str) -> StrOrPromise:
    return WORDS.get(state, _("no answer"))
