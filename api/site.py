"""The API: its calls, who may make them, and its description."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern
from django.utils import timezone, translation
from django.utils.translation import gettext as _, gettext_lazy
from ninja import NinjaAPI
from ninja.security.http import HttpAuthBase

from accounts.preferences import language_of
from api.auth import authenticate, refuse_fhir
from api.endpoints import care, clients, incoming, readings, referrals, sessions
from api.idempotency import HEADER
from api.models import ApiToken
from api.problems import MEDIA, PREFIX, Problem, register_handlers
from web.json_in import read_json
from web.public import public
from web.words import StrOrPromise
from webhooks.description import described_webhooks

MOST_BYTES, MOST_DEPTH = 200_000, 16
PUBLIC = public("for programs, which send a token in a header: api/auth.py lets them in, or answers 401")
# What somebody did, as the access log says it, by the route's name. Those that name no client are not in it.
LOGGED: dict[str, StrOrPromise] = {
    "clients": gettext_lazy("listed their clients"),
    "client": gettext_lazy("read the client's details"),
    "sessions": gettext_lazy("listed the sessions"),
    "session": gettext_lazy("read a session"),
    "operations": gettext_lazy("logged a session"),
    "measures": gettext_lazy("listed what can be measured"),
    "readings": gettext_lazy("read or noted readings"),
    "guidance": gettext_lazy("read the guidance in force"),
    "homework": gettext_lazy("read the exercises at home"),
    "check_ins": gettext_lazy("read or ticked off exercises at home"),
    "recipients": gettext_lazy("looked for somebody to refer to"),
    "referrals": gettext_lazy("listed or wrote referrals"),
    "referral": gettext_lazy("read a referral"),
    "move_referral": gettext_lazy("cancelled a referral"),
    "close_referral": gettext_lazy("noted what came of a referral"),
    "incoming_referrals": gettext_lazy("listed the referrals to the trainer"),
    "incoming_referral": gettext_lazy("read a referral to the trainer"),
}


class Bearer(HttpAuthBase):
    """Lets a token in, in its trainer's language and zone, and looks at the body before anything reads it."""

    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> ApiToken:
        token = authenticate(request)
        refuse_fhir(token)
        translation.activate(language_of(token.trainer))  # until the request ends: accounts/preferences.py
        timezone.activate(token.trainer.time_zone)
        if request.method == "POST" and request.body:
            if request.content_type != "application/json":
                raise Problem(415, _("Send JSON: “Content-Type: application/json”."))
            read_json(request.body, most_bytes=MOST_BYTES, most_depth=MOST_DEPTH)
        return token


api = NinjaAPI(
    title="Carelane",
    version="1",
    description="What a trainer's own programs may read and write, in the trainer's name. See docs/api.md.",
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
    auth=Bearer(),
)
register_handlers(api)
for part in (clients, sessions, readings, care, referrals, incoming):
    api.add_router("", part.router)


def routes() -> list[URLPattern]:
    """The addresses of all calls, each public with its reason and with its words for the access log."""
    patterns = {  # by name: ninja has one for each method, and all of a name lead to the same
        pattern.name: pattern
        for pattern in api.urls[0]
        if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    }
    for pattern in patterns.values():
        pattern.callback = PUBLIC(pattern.callback)
        if pattern.name in LOGGED:
            pattern.callback.logged_as = LOGGED[pattern.name]  # type: ignore[attr-defined]
    return list(patterns.values())


def description() -> dict[str, Any]:
    """The API as OpenAPI 3.1 has it: ninja's, with problems under their own type and the header of writes."""
    described: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX))
    for path in described["paths"].values():
        for method, operation in path.items():
            for status, answer in operation["responses"].items():
                if int(status) >= 400 and "application/json" in answer.get("content", {}):
                    answer["content"] = {MEDIA: answer["content"].pop("application/json")}
            if method == "post":
                operation["parameters"].append(_idempotency_header())
    described["webhooks"] = described_webhooks()
    return described


def _idempotency_header() -> dict[str, Any]:
    return {
        "in": "header",
        "name": HEADER,
        "required": False,
        "schema": {"type": "string", "pattern": r"^[!-~]{1,255}$"},
        "description": "The same again within 48 hours gets the same answer, and is not done again.",
    }
