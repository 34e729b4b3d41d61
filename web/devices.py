"""What kind of device asks, as coarsely as a person would say it."""

from django.http import HttpRequest


def device_of(request: HttpRequest) -> str:
    """phone, tablet or computer by what the browser says of itself; "" where it says nothing of the kind."""
    said = request.headers.get("User-Agent", "")
    if "iPad" in said or "Tablet" in said or ("Android" in said and "Mobile" not in said):
        return "tablet"
    if "Mobi" in said:
        return "phone"
    return "computer" if said.startswith("Mozilla/") else ""
