"""Tags of the pages of benefits, which a trainer, the client and the reader of a mail see with addresses of their own."""

from django import template

from benefits.views.way import Way

register = template.Library()


@register.simple_tag
def to(way: Way, route: str, *args: object) -> str:
    """The address of a route of benefits, among the pages of whoever reads."""
    return way.to(route, *args)
