"""Marks that languages set in their own ways; loaded for every template."""

from django import template
from django.utils.translation import pgettext

register = template.Library()


@register.simple_tag
def colon() -> str:
    """The colon behind what stands before it: ":", in French with a space that does not break."""
    return pgettext("the mark", ":")
