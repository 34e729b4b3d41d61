"""Template tags of the whole house."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.forms import BaseForm
from django.forms.utils import flatatt
from django.template.defaulttags import CsrfTokenNode
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from web.charts import BarChart, LineChart, Sparkline, bar_chart, line_chart, sparkline
from web.keys import uuid7
from web.numbers import money_words, number_words
from web.pages import page_url
from web.practice import LOGO, practice
from web.time_chart import ends_of
from web.zones import moment_with_clock, place_of, today_in

register = template.Library()
ICON = '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>'
register.simple_tag(page_url, name="page")

# A phone number as people here write it, or a mail address, in text that is escaped already.
REACHABLE = re.compile(
    r"(?<![\w/.@+-])(?:(?P<phone>(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4})|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+))(?![\w@])"
)
NOTICE_SIGNS = {"good": "✓", "care": "!", "stop": "✕"}
NOTICE_OF_MESSAGE = {"success": "good", "warning": "care", "error": "stop"}


@register.filter
def number(value: Decimal | float | None) -> str:
    """A number without trailing zeros, as it is read in the language of the page: 1500.50 is "1,500.5"."""
    return "" if value is None else number_words(Decimal(str(value)))


@register.filter
def money(value: Decimal | None) -> str:
    """Dollars, as they are read in the language of the page: 1500 is "$1,500.00"."""
    return "" if value is None else money_words(value)


@register.filter
def host_of(address: str) -> str:
    """Where a link leads: the host of its address."""
    return urlsplit(address).hostname or ""


@register.filter
def steps_of(cues: str) -> list[str]:
    """Cues as the steps that they are written in: a line, a sentence or what stands between semicolons each."""
    return [step.strip() for step in re.split(r"[\n;]|(?<=\.)\s", cues) if step.strip()]


@register.filter
def attributes(attrs: dict[str, Any]) -> SafeString:
    """A widget's attributes, each with a space before it; what is False stays out."""
    return flatatt(attrs)


@register.inclusion_tag("layouts/_letterhead.html")
def letterhead() -> dict[str, Any]:
    """The practice at the head of a document."""
    return {"practice": practice(), "logo": LOGO}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture of static/icons.svg; the words beside it say what it means."""
    return format_html(ICON, static("icons.svg"), name)


@register.filter
def phone_address(phone: str) -> str:
    """The address that calls a phone number: "tel:" and its digits."""
    return "tel:" + re.sub(r"[^\d+]", "", phone)


@register.filter
def with_ways_to_reach(text: str) -> SafeString:
    """A text in which phone numbers and mail addresses are links. Web addresses stay words: a name may hold one."""
    return mark_safe(REACHABLE.sub(_link, conditional_escape(text)))  # noqa: S308 -- escaped, and matches have no markup


def _link(match: re.Match[str]) -> str:
    words = match[0]
    address = phone_address(words) if match["phone"] else f"mailto:{words}"
    return f'<a href="{address}">{words}</a>'


@register.simple_tag
def link_row(address: str, picture: str, words: str, note: str = "") -> SafeString:
    """A row of a `link-rows` list, pressed as a whole: a picture of static/icons.svg, words, and a note beside them."""
    aside = format_html(' <span class="muted">{}</span>', note) if note else ""
    return format_html(
        '<li><a class="link-row" href="{}">{}<span>{}{}</span></a></li>', address, icon(picture), words, aside
    )


@register.filter
def limits_in(guidance: Any, unit: str) -> list[str]:
    """The limits of a Guidance for who reads loads in `unit`."""
    limits: list[str] = guidance.limits_in(unit)
    return limits


@register.filter
def over_limit(conflict: Any, unit: str) -> str:
    """By how much a Conflict is over its limit, for who reads loads in `unit`; "" where it is not."""
    words: str = conflict.over_in_words(unit)
    return words


@register.filter
def dose_in(prescription: Any, unit: str) -> str:
    """The dose of a Prescription for who reads loads in `unit`."""
    dose: str = prescription.dose_in(unit)
    return dose


@register.filter
def from_iso(text: str) -> date | None:
    """A day or a moment kept as text in JSON: "2026-11-23", "2026-11-23T17:00:00+00:00"."""
    if not text:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


@register.filter
def date_for(moment: datetime, client: Any) -> str:
    """The day of a moment where a client lives: a session's day is theirs, whoever reads of it."""
    return date_format(today_in(client.time_zone, moment))


@register.filter
def time_for(moment: datetime, client: Any) -> str:
    """The time of a moment where a client lives."""
    return time_format(moment.astimezone(client.zone))


@register.simple_tag(name="place_of")
def place_of_client(client: Any) -> str:
    return place_of(client.time_zone)


@register.filter
def with_clock(moment: datetime) -> str:
    """A moment in the reader's zone, and which that is."""
    return moment_with_clock(timezone.localtime(moment))


@register.filter
def moment_of(moment: datetime, client: Any) -> str:
    """The weekday, day and time of a moment where the client lives, with the place where clocks differ."""
    there = moment.astimezone(client.zone)
    return f"{date_format(there, 'l')} {date_format(there)}, {time_format(there)}{place_of(client.time_zone)}"


@register.filter
def other_day_of(moment: datetime, client: Any) -> str:
    """ "25 November, 00:40", where it is another day where the client lives than where the reader does; else ""."""
    there = moment.astimezone(client.zone)
    if there.date() == timezone.localdate(moment):
        return ""
    return f"{date_format(there, 'MONTH_DAY_FORMAT')}, {time_format(there)}"


@register.simple_tag
def chart_of(points: list[list[Any]], low: float, high: float, mark: float | None = None) -> LineChart:
    """The line of points kept as [ISO date, value] in JSON, and a line at the figure `mark`.

    A long scale, as of degrees or kg, is drawn around its values.
    """
    line = [(date.fromisoformat(on), value) for on, value in points]
    marks = [] if mark is None else [mark]
    low, high = ends_of(low, high, [*(value for _on, value in line), *marks])
    return line_chart(line, low=low, high=high, mark=mark)


@register.simple_tag
def bars_of(points: list[list[Any]]) -> BarChart:
    """The bars of points kept as [ISO date, value] in JSON."""
    return bar_chart([(date.fromisoformat(on), value) for on, value in points])


ROW_HEIGHT = 22  # of a small picture in a table


@register.simple_tag
def spark_of(points: list[list[Any]], start: str, end: str, high: float | None = None) -> Sparkline:
    """The small line of points kept as [ISO date, value] in JSON, over these days, from 0 to `high` or the highest."""
    line = [(date.fromisoformat(on), value) for on, value in points]
    top = high or max((value for _on, value in line), default=0) or 1
    return sparkline(line, first=date.fromisoformat(start), last=date.fromisoformat(end), high=top, height=ROW_HEIGHT)


@register.simple_tag(takes_context=True)
def page_address(context: dict[str, Any], **changes: str) -> str:
    """This page's address with some of its query changed; an empty value drops the key."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value:
            query[key] = value
    return f"?{query.urlencode()}"


@register.simple_tag
def new_key() -> str:
    """A key for what a form will make, so that a form sent twice makes one row."""
    return str(uuid7())


@register.simple_block_tag
def notice(content: SafeString, kind: str = "", sign: str = "", **attributes: str | bool) -> SafeString:
    """A box with a sign beside what stands in it. `kind` is good, care, stop, or the level of a message.

    Further attributes are those of the box, with underscores for dashes: `data_if="hits"`, `hidden=True`.
    """
    kind = NOTICE_OF_MESSAGE.get(kind, kind)
    classes = f"notice notice-{kind}" if kind in NOTICE_SIGNS else "notice"
    return format_html(
        '<div class="{}"{}><span class="notice-sign" aria-hidden="true">{}</span><div>{}</div></div>',
        classes,
        flatatt({name.replace("_", "-"): value for name, value in attributes.items()}),
        sign or NOTICE_SIGNS.get(kind, "i"),
        content,
    )


@register.simple_block_tag(takes_context=True)
def post_button(context: template.Context, content: SafeString, address: str, kind: str = "") -> SafeString:
    """A form that is nothing but its button, which posts to `address`. `kind` is secondary, quiet, stop or big.

    Raises ValueError without an address: `{% url ... as address %}` is silent about one that it does not find.
    """
    if not address:
        raise ValueError("A button that posts needs an address.")
    return format_html(
        '<form method="post" action="{}">{}<button class="{}">{}</button></form>',
        address,
        CsrfTokenNode().render(context),
        f"button button-{kind}" if kind else "button",
        content,
    )


@register.filter
def notice_of_reply(kind: str) -> str:
    """The kind of notice in which a trainer reads what a practitioner replied."""
    return {"stop": "stop", "change-load": "care", "call-me": "care"}.get(kind, "info")


@register.filter
def is_filled(form: BaseForm, names: str) -> bool:
    """Whether one of these fields has a value or an error: then the details that hold them are open."""
    fields = [form[name] for name in names.split()]
    return any(field.errors or field.value() not in (None, "") for field in fields)
