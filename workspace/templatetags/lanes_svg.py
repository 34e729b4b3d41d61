"""What comes by the hundred in the lanes picture (workspace/lanes_picture.py), as SVG: a template takes ten times as long."""

from collections.abc import Iterable
from datetime import date

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from web.dates import day_words
from workspace.lanes_picture import Cell, Mark

register = template.Library()

CELL = '<rect class="lanes-cell lanes-{}" x="{}" y="{}" width="6" height="{}"><title>{}</title></rect>'
DOT = '<circle class="lanes-pain-dot" cx="{}" cy="{}" r="3"><title>{}: {}</title></circle>'
KEY = '<svg width="20" height="20" viewBox="-10 -10 20 20" aria-hidden="true" focusable="false" data-lane="{}">{}</svg>'
MARK = '<g transform="translate({} {})"><title>{}</title>{}</g>'
_OPEN = mark_safe('<circle class="lanes-visit lanes-visit-open" cx="0" cy="0" r="8"/>')
SIGNS = {
    "completed": mark_safe('<rect class="lanes-held" x="-5" y="-5" width="10" height="10" rx="1"/>'),
    "attended": mark_safe(
        '<circle class="lanes-visit" cx="0" cy="0" r="8"/><path class="lanes-visit-sign" d="M-4 .5l3 3 5-6"/>'
    ),
    "booked": _OPEN,
    "missed": _OPEN + mark_safe('<path class="lanes-visit-line" d="M-3.5-3.5l7 7m0-7l-7 7"/>'),
    "cancelled": _OPEN + mark_safe('<path class="lanes-visit-line" d="M-4 0h8"/>'),
}


@register.filter
def cells(homework: Iterable[Cell]) -> SafeString:
    """A strip of homework, a bar a day."""
    return format_html_join(
        "\n", CELL, ((cell.state, cell.x, cell.y, cell.height, day_words(cell.on)) for cell in homework)
    )


@register.filter
def dots(pain: Iterable[tuple[float, float, date, int]]) -> SafeString:
    """The pain of each day."""
    return format_html_join("\n", DOT, ((x, y, day_words(on), value) for x, y, on, value in pain))


@register.filter
def signs(marks: Iterable[Mark]) -> SafeString:
    """Visits or sessions."""
    return format_html_join("\n", MARK, ((mark.x, mark.y, day_words(mark.on), SIGNS[mark.state]) for mark in marks))


@register.simple_tag
def key_sign(state: str, lane: int) -> SafeString:
    """The sign of a visit or a session by itself, in the color of `lane`."""
    return format_html(KEY, lane, SIGNS[state])
