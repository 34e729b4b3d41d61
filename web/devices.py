"""What kind of device asks, as coarsely as a person would say it."""

from django.http import HttpRequest


def device_of(request: HttpRequest) -> str:
    """phone, tablet or computer by what the browser says of itself; "" where it says nothing of the kind."""
    user_agent = request.headers.get("User-Agent", "")
    if "iPad" in user_agent or "Tablet" in user_agent or ("Android" in user_agent and "Mobile" not in user_agent):
        return "tablet"
    if "Mobi" in user_agent:
        return "phone"
    return "computer" if user_agent.startswith("Mozilla/") else ""
