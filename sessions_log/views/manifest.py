"""What a phone needs to know to install Carelane beside its other apps."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_GET

from web.public import public

TEAL, PAPER = "#0e5a56", "#faf8f5"  # as in static/css/tokens.css
ICONS = [("icon-192", "192x192", "any"), ("icon-512", "512x512", "any"), ("maskable-512", "512x512", "maskable")]


@public("a name and icons, the same for everybody; the browser asks for it by itself")
@require_GET
def manifest(request: HttpRequest) -> JsonResponse:
    icons = [
        {"src": static(f"app/{name}.png"), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, sizes, purpose in ICONS
    ]
    start: dict[str, Any] = {
        "name": _("Start session"),
        "url": f"{reverse('sessions_log:calendar')}?view=day",
        "icons": icons[:1],
    }
    content = {
        "id": "/",
        "name": "Carelane",
        "short_name": "Carelane",
        "description": _("Training sessions and the care around them."),
        "lang": get_language(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": TEAL,
        "background_color": PAPER,
        "icons": icons,
        "shortcuts": [start],
    }
    return JsonResponse(content, content_type="application/manifest+json")
