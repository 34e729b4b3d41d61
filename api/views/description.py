"""The description of the API, for programs that make a client of it."""

import json
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from api.site import description
from web.public import public


@cache
def description_text() -> str:
    return json.dumps(description(), indent=1, ensure_ascii=False, default=str) + "\n"


@public("says how programs call Carelane, and nothing of anybody")
@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(description_text(), content_type="application/json")
