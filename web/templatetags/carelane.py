"""Template tags of the whole house."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template

from web.charts import LineChart, line_chart
from web.keys import uuid7

register = template.Library()


@register.filter
def plain_number(value: Decimal | float | None) -> str:
    """A number without trailing zeros: 42.50 is "42.5", 40.00 is "40"."""
    if value is None:
        return ""
    text = f"{Decimal(str(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def limits_in(guidance: Any, unit: str) -> list[str]:
    """The limits of a Guidance for who reads loads in `unit`."""
    limits: list[str] = guidance.limits_in(unit)
    return limits


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


@register.simple_tag
def chart_of(points: list[list[Any]], low: float, high: float) -> LineChart:
    """The line of points kept as [ISO date, value] in JSON."""
    return line_chart([(date.fromisoformat(on), value) for on, value in points], low=low, high=high)


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
