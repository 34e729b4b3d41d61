"""What can be done about a row of Today: its act, and putting it off."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from workspace.today import TodayRow

register = template.Library()

POSTS = '<button class="button button-secondary" form="today-acts" formaction="{0}" hx-post="{0}">{1}</button>'
READS = (
    '<a class="button button-secondary" href="{}" hx-get="{}" hx-target="next .today-said" hx-select="unset"'
    ' hx-swap="innerHTML">{}</a>'
)
OPENS = '<a class="button button-secondary" href="{}">{}</a>'
SNOOZES = '<a class="button button-quiet" href="{}">{}</a>'
ABOUT_CLIENT = '{}<span class="visually-hidden">: {}</span>'


@register.simple_tag
def today_acts(row: TodayRow) -> SafeString:
    """The buttons of one row; a page has dozens, and a template would take ten times as long."""
    act = format_html(ABOUT_CLIENT, row.act, row.client_name)
    if row.posts:
        button = format_html(POSTS, row.url, act)
    elif row.words_url:
        button = format_html(READS, row.url, row.words_url, act)
    else:
        button = format_html(OPENS, row.url, act)
    if not row.snooze_url:
        return button
    return button + format_html(SNOOZES, row.snooze_url, format_html(ABOUT_CLIENT, _("Snooze"), row.client_name))
